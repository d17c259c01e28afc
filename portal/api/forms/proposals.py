"""Proposals and clearances over the wire; of a person only what the disclosure ladder gives."""

from datetime import date
from uuid import UUID

from pydantic import Field

from portal.api.forms.shapes import Page, Sent, Shape, Text80, Text500, Text1000, Text2000
from portal.candidates.rules import DisclosureLevel
from portal.placements.rules import ClearanceItem, ClearanceState
from portal.proposals.rules import DeclineReason, ProposalState


class Proposal(Shape):
    """A proposal as its company's list has it: nothing of the person."""

    id: UUID
    number: str
    state: ProposalState
    offer: str = Field(description="Our reference of the offer.")
    offer_external_id: str | None
    answer_due_on: date | None
    url: str


class CardField(Shape):
    """One thing that may be known of the person, in the language asked for."""

    name: str
    label: str
    text: str


class ProposalSheet(Proposal):
    """A proposal with what the company may know of the person now."""

    level: DisclosureLevel
    card: list[CardField]
    note_to_company: str | None


class Proposals(Page):
    """A page of proposals, the next deadline first."""

    items: list[Proposal]


class Nothing(Sent):
    """A deed that needs no words: an empty object."""


class Decline(Sent):
    """Why it does not fit this time; `note` is for the office alone."""

    reason: DeclineReason
    note: Text1000 | None = None
    text_for_person: Text1000 | None = None


class Clearance(Shape):
    """What an office is asked: nothing of the person."""

    id: UUID
    placement: str
    item: ClearanceItem
    state: ClearanceState
    company: str
    requested_on: date | None
    due_on: date | None
    decided_on: date | None
    url: str


class Person(Shape):
    """Whom the deciding office has to find."""

    name: str
    birth_date: date


class ClearanceSheet(Clearance):
    """What is asked, for whom and on which terms; the person is told to the office that decides alone."""

    person: Person | None
    starts_on: date | None
    ends_on: date | None
    weekly_hours: float | None
    tasks: str | None


class Clearances(Page):
    """A page of what an office is asked, the next deadline first."""

    items: list[Clearance]


class Grant(Sent):
    """A permission: the company and the person read `to_observe`, and never `conditions`."""

    decided_on: date
    reference: Text80 | None = None
    conditions: Text1000 | None = None
    to_observe: Text500 | None = None
    valid_until: date | None = None


class Refusal(Sent):
    """No permission; the company does not learn why."""

    decided_on: date
    reference: Text80 | None = None
    reason: Text2000 = Field(min_length=1)
