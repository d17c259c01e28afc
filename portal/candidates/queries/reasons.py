"""Why a person needs the own caseworker today: the file's own reasons, and the table that every area adds to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Date, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.candidates.models import (
    CallTask,
    Candidate,
    CandidateDocument,
    PersonMessage,
    Residence,
    ScreeningCheck,
    Transfer,
)
from portal.candidates.rules import CandidateState
from portal.candidates.rules.calls import WITH_DAY, CallState
from portal.candidates.rules.messages import MessageKind, MessageState
from portal.candidates.rules.people import ADULT_AGE
from portal.core import clock
from portal.core.audit import Event
from portal.reference.calendar import add_months

S = CandidateState
LAPSES_SOON = timedelta(days=14)
"""How long before it lapses a check comes to the desk."""
PAPERS_LAPSE_SOON = timedelta(weeks=8)
"""A new residence document takes weeks; whoever asks late may not go on working."""
QUIET = timedelta(days=30)
"""How long nothing may happen with a person before it is asked why."""
OUT_OF_TOUCH = timedelta(weeks=6)
"""How long nobody may have spoken with a person."""
IN_CARE = (S.REGISTERED, S.IN_SCREENING, S.READY, S.FOLLOW_UP)


class Day(StrEnum):
    """What the day of a reason is: a deadline, the day something is on, or the day since when it is so."""

    UNTIL = "until"
    ON = "on"
    SINCE = "since"


@dataclass(frozen=True)
class Found:
    """A reason in the words of the database, about `Candidate`: whether it holds, the record to open, its day."""

    holds: ColumnElement[bool]
    record: ColumnElement[Any]
    day: ColumnElement[Any]


@dataclass(frozen=True)
class Reason:
    """Why a person needs somebody: a pile of the desk, a filter of the list, a line beside the person.

    `page` names the endpoint that deals with it and the argument that takes the record.
    """

    code: str
    title: Any
    icon: str
    find: Callable[[date], Found]
    page: tuple[str, str] = ("candidates.show", "candidate_id")
    day: Day = Day.UNTIL
    is_urgent: bool = True


def about(model: Any, day: Any, *conditions: ColumnElement[bool]) -> Found:
    """Find a person by the first of some records that hang on the person."""
    mine = (model.candidate_id == Candidate.id, *conditions)
    first = select(model.id).where(*mine).order_by(day.is_(None), day, model.id).limit(1)
    return Found(exists().where(*mine), first.scalar_subquery(), select(func.min(day)).where(*mine).scalar_subquery())


def day_of(moment: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Give the day of a moment to sort by."""
    return func.date(moment, type_=Date)


def not_spoken_with_since(day: date) -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which nobody has noted a contact since a day."""
    return or_(Candidate.last_contact_on.is_(None), Candidate.last_contact_on < day)


def is_out_of_reach(today: date) -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which the person, or the guardian of a minor, reads no mail."""
    is_young = Candidate.birth_date > add_months(today, -12 * ADULT_AGE)
    has_guardian = and_(Candidate.guardian_name != "", is_young)
    return or_(Candidate.email.is_(None), and_(has_guardian, Candidate.guardian_email.is_(None)))


def _person(day: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Found:
    return Found(and_(*conditions), Candidate.id.expression, day)


_living = Candidate.state != S.CLOSED


def _wants_a_call(_today: date) -> Found:
    return _person(day_of(Candidate.call_asked_at), Candidate.call_asked_at.is_not(None), _living)


def _next_step(today: date) -> Found:
    return _person(Candidate.next_step_on.expression, Candidate.next_step_on <= today, _living)


def _paper(today: date) -> Found:
    found = about(Residence, Residence.card_valid_until, Residence.card_valid_until <= today + PAPERS_LAPSE_SOON)
    return Found(and_(found.holds, _living), Candidate.id.expression, found.day)


def _check(today: date) -> Found:
    found = about(ScreeningCheck, ScreeningCheck.valid_until, ScreeningCheck.valid_until <= today + LAPSES_SOON)
    return Found(and_(found.holds, Candidate.state == S.READY), Candidate.id.expression, found.day)


def _said_something(_today: date) -> Found:
    """Find people who wrote on their own page; a complaint is none of the caseworker's."""
    day = day_of(PersonMessage.created_at)
    is_open = (PersonMessage.state == MessageState.OPEN) & (PersonMessage.kind != MessageKind.COMPLAINT)
    found = about(PersonMessage, day, is_open)
    return Found(found.holds, Candidate.id.expression, found.day)


def _sent_papers(_today: date) -> Found:
    found = about(CandidateDocument, day_of(CandidateDocument.created_at), CandidateDocument.filed_at.is_(None))
    return Found(found.holds, Candidate.id.expression, found.day)


def _untold(_today: date) -> Found:
    found = about(Transfer, day_of(Transfer.created_at), Transfer.is_untold.is_(True))
    return Found(and_(found.holds, _living), found.record, found.day)


def _on_call_list(today: date) -> Found:
    """Find who waits to be told; appointments have a reason of their own."""
    waiting = (CallTask.state == CallState.WAITING, CallTask.until >= today, CallTask.reason.not_in(WITH_DAY))
    found = about(CallTask, CallTask.until, *waiting)
    return Found(found.holds, Candidate.id.expression, found.day)


def _no_contact(today: date) -> Found:
    since = today - OUT_OF_TOUCH
    never = Candidate.last_contact_on.is_(None) & (Candidate.created_at < clock.start_of(since))
    last = func.coalesce(Candidate.last_contact_on, day_of(Candidate.created_at), type_=Date)
    return _person(last, Candidate.state.in_(IN_CARE), or_(Candidate.last_contact_on < since, never))


def nothing_happened(today: date, *elsewhere: Callable[[Any], ColumnElement[bool]]) -> Found:
    """Find people with whom nothing has happened for 30 days and nothing is planned.

    Args: elsewhere: give the condition under which an event of another area is about the person.
    """
    young = Event.created_at >= clock.start_of(today - QUIET)
    own = (Event.record_type == "candidate") & (Event.record_id == Candidate.id)
    return _person(
        day_of(Candidate.created_at),
        Candidate.state.in_((S.IN_SCREENING, S.READY)),
        Candidate.created_at < clock.start_of(today - QUIET),
        or_(Candidate.next_step_on.is_(None), Candidate.next_step_on < today),
        *(~exists().where(young, is_about) for is_about in (own, *(one(Event) for one in elsewhere))),
    )


CALL = Reason("call", _l("Person bittet um Anruf"), "phone", _wants_a_call, day=Day.SINCE)
MESSAGE = Reason(
    "message",
    _l("Person hat etwas mitgeteilt"),
    "mail",
    _said_something,
    ("candidates.messages", "candidate_id"),
    day=Day.SINCE,
)
PAPERS = Reason(
    "papers",
    _l("Person hat Papiere geschickt"),
    "document",
    _sent_papers,
    ("candidates.documents", "candidate_id"),
    day=Day.SINCE,
)
CALL_LIST = Reason("call_list", _l("Steht auf der Anrufliste"), "phone", _on_call_list)
UNTOLD = Reason(
    "untold",
    _l("Weiß noch nicht, dass Sie zuständig sind"),
    "chat",
    _untold,
    ("candidates.tell_move", "transfer_id"),
    day=Day.SINCE,
)
STEP = Reason("step", _l("Nächster Schritt ist fällig"), "flag", _next_step)
PAPER = Reason("paper", _l("Aufenthaltspapier läuft ab"), "document", _paper, ("candidates.permission", "candidate_id"))
CHECK = Reason(
    "check",
    _l("Profil-Check läuft ab"),
    "clock",
    _check,
    ("candidates.checklist", "candidate_id"),
    is_urgent=False,
)
NO_CONTACT = Reason(
    "no_contact",
    _l("Seit sechs Wochen kein Kontakt"),
    "chat",
    _no_contact,
    ("candidates.note_contact", "candidate_id"),
    Day.SINCE,
    is_urgent=False,
)

_REASONS: dict[str, Reason] = {}


def declare(reasons: tuple[Reason, ...]) -> None:
    """Take over the reasons of all areas, in the order of urgency."""
    _REASONS.clear()
    _REASONS.update({reason.code: reason for reason in reasons})


def reasons() -> dict[str, Reason]:
    """Give the reasons by their code, the most urgent first."""
    return _REASONS
