"""Offers over the wire: what a company says of one, and what anybody reads."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from portal.api.forms.shapes import (
    Amount,
    Line,
    Page,
    Sent,
    Shape,
    Text120,
    Text200,
    Text500,
    Text1000,
    Text2000,
    Text4000,
)
from portal.reference import Level, OfferKindCode
from portal.vacancies.rules import Licence, PayUnit, PhysicalLoad, VacancyState, WithdrawReason, WorkingTime

LONGEST_DAYS = 4 * 365
Title = Annotated[Line, Field(min_length=1, max_length=120)]
ExternalId = Annotated[Line, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._~-]*$")]
Code = Annotated[Line, Field(max_length=60)]
Count = Annotated[int, Field(ge=1, le=99)]


class Told(Shape):
    """What an offer says, named as on its pages; codes are those of the portal's tables."""

    title: Title | None = None
    tasks: Text4000 | None = None
    offer_kind: OfferKindCode | None = None
    training_aim: bool | None = None
    mag_possible: bool = False
    occupation: Annotated[Line, Field(max_length=60)] | None = Field(
        None, description="An everyday occupation of the portal's list."
    )
    occupation_title: Text120 | None = None
    positions: Count = 1
    street: Text120 | None = None
    postal_code: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None
    ags: Annotated[str, Field(pattern=r"^\d{8}$")] | None = Field(
        None, description="Municipality (AGS); only needed where a postal code has several."
    )
    weekly_hours: Annotated[Amount, Field(ge=1, le=60, decimal_places=2)] | None = None
    times: Text500 | None = None
    has_shifts: bool = False
    pay_unit: PayUnit | None = None
    pay_eur: Annotated[Amount, Field(ge=0, le=99999, decimal_places=2)] | None = Field(None, description="Gross, euro.")
    pay_note: Text200 | None = None
    physical_load: PhysicalLoad | None = None
    licence: Licence | None = None
    german_speaking: Level | None = Field(None, description="CEFR; A0 is none.")
    german_reading: Level | None = Field(None, description="CEFR; A0 is none.")
    german_can_be_learned: bool = False
    languages_welcome: Annotated[list[str], Field(max_length=40)] = Field([], description="ISO 639-1.")
    needs_training: bool | None = None
    needed: Text2000 | None = None
    can_be_learned: Text2000 | None = None
    support: Text1000 | None = None
    reach: Text500 | None = None
    by_train: bool | None = None
    may_lead_to_job: bool = False
    is_name_public: bool = True
    direct_application: bool = False
    easy_german: Text2000 | None = None
    is_standing: bool = False
    starts_per_month: Count | None = None
    starts_on: date | None = None
    duration_days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] | None = None
    ends_on: date | None = None


class OfferText(Sent, Told):
    """An offer as its company writes it: the whole text, since what is left out is emptied."""

    title: Title
    hand_in: bool = Field(True, description="Hand it in for review; otherwise it stays a draft.")


class NewOffer(OfferText):
    """An offer under the name it has where it comes from."""

    external_id: ExternalId


class Withdrawal(Sent):
    """Why an offer is taken back."""

    reason_code: WithdrawReason
    reason: Text1000 | None = None


class PublicOffer(Told):
    """An offer on the board. `company` and `street` are empty where the company does not want to be named."""

    reference: str
    url: str
    company: str | None
    company_reference: str | None
    town: str | None
    kldb: str | None = Field(description="KldB 2010.")
    working_time: WorkingTime | None
    places_left: int
    published_at: datetime
    changed_at: datetime


class PublicOffers(Page):
    """A page of the board."""

    items: list[PublicOffer]


class OwnOffer(Shape):
    """An offer as its company's list has it."""

    reference: str
    external_id: str | None
    title: str
    state: VacancyState
    is_in_review: bool
    places: int
    taken: int
    published_at: datetime | None
    expires_on: date | None
    url: str


class OwnOfferText(OwnOffer):
    """An offer with what it says, the newest version."""

    text: Told


class OwnOffers(Page):
    """A page of the company's offers, the newest first."""

    items: list[OwnOffer]
