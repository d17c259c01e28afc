"""The deeds with referrals, courses and enrolments; none commits."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm.attributes import set_committed_value

from portal.candidates.models import Candidate
from portal.candidates.queries import has_care_consent
from portal.candidates.rules import CandidateState
from portal.cooperation import queries
from portal.cooperation.models import Course, Enrolment, Referral
from portal.cooperation.rules import Purpose
from portal.cooperation.workflow import WORKFLOW
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor, Channel
from portal.core.audit import Change
from portal.core.db import new_id
from portal.core.errors import GuardRefused, PortalError
from portal.core.permissions import require
from portal.organisations.models import Office


class NoSeatLeft(PortalError):
    """All seats of the course are taken."""

    status = 409
    message = _l("In diesem Kurs ist kein Platz mehr frei.")


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


def complete(referral: Referral, *, actor: Actor, answer: str | None) -> None:
    """Say that it is done, and what came of it."""
    WORKFLOW.apply("complete", referral, actor=actor, answer=answer)


def withdraw(referral: Referral, *, actor: Actor, reason: str | None = None) -> None:
    """Take it back, for instance because the person does not want it any more."""
    WORKFLOW.apply("withdraw", referral, actor=actor, reason=reason)


def save_course(course: Course, content: dict[str, Any], *, actor: Actor) -> Course:
    """Keep a course that is new or has changed."""
    for name, value in content.items():
        setattr(course, name, value)
    require(actor, "course:edit", course)
    if course.seats < (course.taken or 0):
        raise GuardRefused(_l("So viele Plätze sind schon vergeben. Bitte geben Sie mehr an."))
    is_new = course.version is None
    db.session.add(course)
    db.session.flush()
    _note("course", course, "create" if is_new else "edit", actor)
    return course


def enrol(course: Course, candidate: Candidate, *, actor: Actor) -> Enrolment:
    """Give a person a seat, exactly: of two at once for the last seat one gets NoSeatLeft; who left may come back."""
    known = queries.find_enrolment(course.id, candidate.id)
    with db.session.no_autoflush:  # it is nobody's yet
        enrolment = known or Enrolment(course_id=course.id, candidate_id=candidate.id)
        set_committed_value(enrolment, "course", course)
        set_committed_value(enrolment, "candidate", candidate)
        require(actor, "enrolment:enrol", enrolment)
    if known is not None and known.left_on is None:
        return known  # the second half of a double click
    if course.ends_on < clock.today():
        raise GuardRefused(_l("Dieser Kurs ist vorbei."))
    if queries.clashes(candidate.id, course):
        raise GuardRefused(_l("Die Person ist in dieser Zeit in einem Einsatz. Beides zusammen geht nicht."))
    _count(course, update(Course).where(Course.taken < Course.seats).values(taken=Course.taken + 1))
    enrolment.left_on = None
    db.session.add(enrolment)
    db.session.flush()
    _note("enrolment", enrolment, "enrol", actor)
    return enrolment


def leave(enrolment: Enrolment, *, actor: Actor) -> None:
    """Give a seat back, once."""
    require(actor, "enrolment:leave", enrolment)
    if enrolment.left_on is not None:
        return
    enrolment.left_on = clock.today()
    _count(enrolment.course, update(Course).where(Course.taken > 0).values(taken=Course.taken - 1))
    db.session.flush()
    _note("enrolment", enrolment, "leave", actor)


def record_result(enrolment: Enrolment, *, actor: Actor, result: str | None) -> None:
    """Note which level of German was reached."""
    require(actor, "enrolment:record_result", enrolment)
    enrolment.result = result
    db.session.flush()
    _note("enrolment", enrolment, "record_result", actor)


def _count(course: Course, change: Any) -> None:
    done = db.session.execute(change.where(Course.id == course.id).execution_options(synchronize_session=False))
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise NoSeatLeft
    db.session.refresh(course, attribute_names=["taken", "seats", "version"])


def _note(kind: str, record: Any, event: str, actor: Actor) -> None:
    """Write the event of a record that has no states."""
    audit.record(kind, record, Change(event, None, "", clock.now()), actor)
    db.session.flush()


def consent_ended(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Take back what is open for a person who no longer wants to be looked after; a reaction to what people say."""
    if has_care_consent(candidate.id, clock.today()) and candidate.state is not CandidateState.CLOSED:
        return
    for referral in queries.open_of_candidate(candidate.id):
        WORKFLOW.apply("withdraw", referral, actor=SYSTEM)
