"""Builders of people, their checklists, consents and grants."""

import secrets
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from sqlalchemy import String, inspect, select

from portal.candidates.models import (
    Candidate,
    CandidateLanguage,
    Consent,
    DisclosureGrant,
    Experience,
    PeopleList,
    Residence,
    ScreeningCheck,
    Transfer,
)
from portal.candidates.rules import (
    CHECK_LASTS,
    FOR_SHADOWING,
    FOR_WORK,
    LEGAL_BASIS,
    TEXT_VERSION,
    CandidateState,
    ConsentPurpose,
    DisclosureLevel,
    EmailUse,
    PhoneUse,
    Reach,
    ScreeningItem,
    phone_key,
)
from portal.candidates.rules.transfers import TransferState
from portal.core import clock, db
from portal.core.actor import Channel
from portal.core.search.normalise import words
from portal.organisations.models import Membership
from tests.factories.base import Factory
from tests.factories.organisations import OfficeFactory, OrganisationFactory, office_member

NOT_TEXT = {
    "phone_key", "number", "scan_key", "locale", "search_name", "cause_type", "language", "speaking", "reading",
    "listening", "writing",
}  # fmt: skip
"""Text columns that hold a code or key the code must understand."""


LETTERS = str.maketrans("0123456789", "ghijklmnop")


def canary(column: str, length: int | None = None) -> str:
    """Make a text that occurs nowhere else, looks like no telephone number and says where it was planted."""
    name, chance = column.replace("_", ""), secrets.token_hex(8)
    sign = f"zq{name[: max(0, (length or 99) - 10)]}{chance.translate(LETTERS)}"
    return sign[:length] if length is None or length >= 12 else f"z{chance}"[:length]


def canaries(model: type[Any]) -> dict[str, Any]:
    """Make a canary for every text column of a model, and for its lists of texts."""
    planted: dict[str, Any] = {}
    for attribute in inspect(model).column_attrs:
        column = attribute.columns[0]
        if column.name in NOT_TEXT or column.foreign_keys:
            continue
        if type(column.type) is String:
            sign = canary(column.name, column.type.length)
            planted[column.name] = f"{sign}@canary.example" if "email" in column.name else sign
        elif column.name in ("wish_occupations", "skills"):
            planted[column.name] = [canary(column.name)]
    return planted


def home_of(user_id: Any) -> Any:
    """Give the office a member of staff works in."""
    return db.session.scalars(select(Membership.office_id).where(Membership.user_id == user_id)).first()


class CandidateFactory(Factory):
    """A grown-up in the file of a new caseworker; traits for the grades, minors and canaries."""

    class Meta:
        model = Candidate

    caseworker_id = factory.LazyAttribute(lambda person: (person.caseworker or office_member()).id)
    office_id = factory.LazyAttribute(lambda person: home_of(person.caseworker_id))
    number = factory.Sequence(lambda number: f"K-{number:06}")
    state = CandidateState.REGISTERED
    first_name = factory.Sequence(lambda number: f"Amina {number}")
    last_name = "Beispiel"
    search_name = factory.LazyAttribute(lambda person: " ".join(words(f"{person.first_name} {person.last_name}")))
    phone_key = factory.LazyAttribute(lambda person: phone_key(person.phone))
    birth_date = date(1995, 3, 14)
    phone = "+49 151 23456789"
    phone_use = PhoneUse.BOTH
    email_use = EmailUse.WRITE
    postal_code = "52525"
    town = "Heinsberg"
    ags = "05370016"
    wish_occupations = factory.LazyFunction(lambda: ["Bäckereihelferin"])
    reach = Reach.TRANSIT
    german = "A2"
    checked: tuple[ScreeningItem, ...] = ()
    consents_given: tuple[ConsentPurpose, ...] = ()
    related_canaries = False

    class Params:
        caseworker = None
        registered = factory.Trait(state=CandidateState.REGISTERED)
        ready_for_shadowing = factory.Trait(
            state=CandidateState.READY, checked=FOR_SHADOWING, consents_given=(ConsentPurpose.CARE,)
        )
        ready_for_work = factory.Trait(
            state=CandidateState.READY, checked=FOR_WORK, consents_given=(ConsentPurpose.CARE,)
        )
        minor = factory.Trait(
            birth_date=factory.LazyFunction(lambda: clock.today() - timedelta(days=16 * 366)),
            guardian_name="Samira Beispiel",
            guardian_phone="+49 151 98765432",
        )
        with_guardian = factory.Trait(guardian_name="Samira Beispiel", guardian_email="samira@familie.example")
        with_canaries = factory.Trait(related_canaries=True)

    @classmethod
    def _create(cls, model_class: type[Candidate], *args: Any, **values: Any) -> Candidate:
        german, checked = values.pop("german"), values.pop("checked")
        consents, planted = values.pop("consents_given"), values.pop("related_canaries")
        if planted:
            values.update(canaries(Candidate))
            values["search_name"] = " ".join(words(f"{values['first_name']} {values['last_name']}"))
        person: Candidate = super()._create(model_class, *args, **values)
        if german:
            evidence = canaries(CandidateLanguage) if planted else {}
            CandidateLanguageFactory(candidate_id=person.id, speaking=german, reading=german, **evidence)
        if planted:
            ResidenceFactory(candidate_id=person.id, **canaries(Residence))
            ExperienceFactory(candidate_id=person.id, **canaries(Experience))
        for purpose in consents:
            ConsentFactory(candidate_id=person.id, purpose=purpose, **(canaries(Consent) if planted else {}))
        for item in checked:
            evidence = canaries(ScreeningCheck) if planted else {}
            ScreeningCheckFactory(candidate_id=person.id, checked_by_id=person.caseworker_id, item=item, **evidence)
        return person


class CandidateLanguageFactory(Factory):
    """German, unless another language is named."""

    class Meta:
        model = CandidateLanguage

    language = "de"
    speaking = "A2"
    reading = "A2"


class ExperienceFactory(Factory):
    """Baking without pay."""

    class Meta:
        model = Experience

    what = "Brot gebacken"
    place = "Bäckerei"
    years = Decimal(2)
    is_paid = False


class ResidenceFactory(Factory):
    """A recognised refugee with a running card that allows all work; nothing known with `unknown`."""

    class Meta:
        model = Residence

    status_key = "fluechtling_25_2_1"
    permission_on_paper = "general"
    card_valid_until = factory.LazyFunction(lambda: clock.today() + timedelta(days=700))

    class Params:
        unknown = factory.Trait(status_key=None, permission_on_paper=None, card_valid_until=None)


class ScreeningCheckFactory(Factory):
    """A line checked today, good for six months."""

    class Meta:
        model = ScreeningCheck

    item = ScreeningItem.IDENTITY
    checked_on = factory.LazyFunction(clock.today)
    evidence = "Original gesehen"
    valid_until = factory.LazyFunction(lambda: clock.today() + CHECK_LASTS)


class ConsentFactory(Factory):
    """A yes given at the desk in German."""

    class Meta:
        model = Consent

    purpose = ConsentPurpose.CARE
    given_at = factory.LazyFunction(clock.now)
    counts_from = factory.SelfAttribute("given_at")
    channel = Channel.DESK
    language = "de"
    text_version = TEXT_VERSION
    legal_basis = LEGAL_BASIS


class DisclosureGrantFactory(Factory):
    """A card shown to a verified company."""

    class Meta:
        model = DisclosureGrant

    candidate_id = factory.LazyFunction(lambda: CandidateFactory().id)
    organisation_id = factory.LazyFunction(lambda: OrganisationFactory(verified=True).id)
    level = DisclosureLevel.L1
    starts_at = factory.LazyFunction(lambda: clock.now() - timedelta(minutes=1))
    cause_type = "proposal"
    cause_id = factory.LazyFunction(db.new_id)


class PeopleListFactory(Factory):
    """A list of a new caseworker."""

    class Meta:
        model = PeopleList

    class Params:
        caseworker = None

    name = "Jobmesse März"
    caseworker_id = factory.LazyAttribute(lambda made: (made.caseworker or office_member()).id)
    office_id = factory.LazyAttribute(lambda made: home_of(made.caseworker_id))


class TransferFactory(Factory):
    """A file that a colleague of another office is asked to take."""

    class Meta:
        model = Transfer

    class Params:
        person = factory.LazyFunction(CandidateFactory)

    state = TransferState.REQUESTED
    candidate_id = factory.LazyAttribute(lambda made: made.person.id)
    from_user_id = factory.LazyAttribute(lambda made: made.person.caseworker_id)
    from_office_id = factory.LazyAttribute(lambda made: made.person.office_id)
    to_user_id = factory.LazyFunction(lambda: office_member().id)
    to_office_id = factory.LazyAttribute(
        lambda made: home_of(made.to_user_id) if made.to_user_id else OfficeFactory().id
    )
    reason = "Zieht nach Erkelenz."
