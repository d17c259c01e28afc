"""The deeds with referrals, courses and enrolments; none commits."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.candidates.models import Candidate
from portal.candidates.queries import has_care_consent
from portal.candidates.rules import CandidateState
from portal.cooperation import mails, queries
from portal.cooperation.models import Referral
from portal.cooperation.rules import Purpose
from portal.cooperation.services import waiting
from portal.cooperation.services.courses import (
    NoSeatLeft,
    enrol,
    files_joined,
    leave,
    note_attendance,
    record_result,
    save_course,
)
from portal.cooperation.workflow import WORKFLOW
from portal.core import clock, db, outbox
from portal.core.actor import SYSTEM, Actor, Channel
from portal.core.audit import Change
from portal.core.db import new_id
from portal.core.permissions import require
from portal.organisations.models import Office

__all__ = [
    "NoSeatLeft",
    "Person",
    "Request",
    "accept",
    "complete",
    "consent_ended",
    "decline",
    "enrol",
    "files_joined",
    "hand_in",
    "leave",
    "note_attendance",
    "plan",
    "record_result",
    "remind_of_answer",
    "save_course",
    "send",
    "withdraw",
]


@dataclass(frozen=True)
class Request:
    """What is asked of an office, and the yes of the person to it."""

    to_office: Office
    purpose: Purpose
    consented_on: date
    consent_channel: Channel
    by_guardian: bool = False
    note: str | None = None
    due_on: date | None = None
    record_id: UUID | None = None


@dataclass(frozen=True)
class Person:
    """Somebody the Integration Point does not know yet: enough to get in touch."""

    name: str
    contact: str
    language: str | None = None


def send(candidate: Candidate, request: Request, *, actor: Actor) -> Referral:
    """Ask another office to do something for a person of the own file."""
    referral = _new(request, actor, candidate_id=candidate.id, candidate=candidate)
    referral.from_office_id = candidate.office_id
    return _sent("send", referral, actor)


def hand_in(person: Person, request: Request, *, actor: Actor) -> Referral:
    """Hand somebody to the Integration Point who wants to find work, an internship or training."""
    named = {"person_name": person.name, "person_contact": person.contact, "person_language": person.language}
    return _sent("hand_in", _new(request, actor, candidate=None, **named), actor)


def _new(request: Request, actor: Actor, **person: Any) -> Referral:
    return Referral(
        id=request.record_id or new_id(),
        from_office_id=actor.office_id,
        to_office_id=request.to_office.id,
        to_office=request.to_office,
        author_id=actor.id,
        purpose=request.purpose,
        note=request.note,
        due_on=request.due_on,
        consented_on=request.consented_on,
        consent_channel=request.consent_channel,
        by_guardian=request.by_guardian,
        **person,
    )


def _sent(event: str, referral: Referral, actor: Actor) -> Referral:
    known = db.session.get(Referral, referral.id)
    if known is not None:
        require(actor, "referral:view", known)
        return known  # the second half of a double click
    created: Referral = WORKFLOW.create(event, referral, actor=actor)
    return created


def accept(referral: Referral, *, actor: Actor) -> None:
    """Take it on."""
    WORKFLOW.apply("accept", referral, actor=actor)


def decline(referral: Referral, *, actor: Actor, reason: str) -> None:
    """Give it back, saying why."""
    WORKFLOW.apply("decline", referral, actor=actor, reason=reason, answer=reason[:1000])


def plan(referral: Referral, *, actor: Actor, next_step: str, next_step_on: date) -> None:
    """Say what happens next, and on which day."""
    WORKFLOW.apply("plan", referral, actor=actor, next_step=next_step, next_step_on=next_step_on)


def complete(referral: Referral, *, actor: Actor, answer: str | None) -> None:
    """Say that it is done, and what came of it."""
    WORKFLOW.apply("complete", referral, actor=actor, answer=answer)


def withdraw(referral: Referral, *, actor: Actor, reason: str | None = None) -> None:
    """Take it back, for instance because the person does not want it any more."""
    WORKFLOW.apply("withdraw", referral, actor=actor, reason=reason)


def remind_of_answer(referral: Referral) -> None:
    """Remind the office that was asked, on the day by which its answer was wanted; a reminder."""
    state = referral.state.value
    outbox.enqueue(mails.ANSWER_DUE, queries.loaded(referral), SYSTEM, Change("reminder", state, state, clock.now()))


def consent_ended(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Take back what is open for a person who no longer wants to be looked after; a reaction to what people say."""
    if has_care_consent(candidate.id, clock.today()) and candidate.state is not CandidateState.CLOSED:
        return
    for referral in queries.open_of_candidate(candidate.id):
        WORKFLOW.apply("withdraw", referral, actor=SYSTEM)
    waiting.end_all(candidate)
