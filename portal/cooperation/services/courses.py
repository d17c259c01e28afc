"""The deeds with courses and those who take part; none commits."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm.attributes import set_committed_value

from portal.candidates.models import Candidate
from portal.cooperation import queries
from portal.cooperation.models import Course, Enrolment
from portal.cooperation.queries.waiting import place_of
from portal.cooperation.rules.waiting import WAITS
from portal.cooperation.services import waiting
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused, PortalError
from portal.core.permissions import require


class NoSeatLeft(PortalError):
    """All seats of the course are taken."""

    status = 409
    message = _l("In diesem Kurs ist kein Platz mehr frei.")


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
    waiting.offer_seats(course)
    return course


def enrol(course: Course, candidate: Candidate, *, actor: Actor) -> Enrolment:
    """Give a person a seat, exactly: of two at once for the last seat one gets NoSeatLeft; who left may come back."""
    waiting.lock(course)
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
    place = place_of(course.id, candidate.id)
    waiting.check_turn(course, place)
    _count(course, update(Course).where(Course.taken < Course.seats).values(taken=Course.taken + 1))
    enrolment.left_on = None
    db.session.add(enrolment)
    db.session.flush()
    _note("enrolment", enrolment, "enrol", actor)
    waiting.take(place, actor=actor)
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
    waiting.offer_seats(enrolment.course)


def files_joined(kept: Candidate) -> None:
    """Count the seats anew where a person was in a course twice, in two files that are one now, and needs one seat."""
    attended = select(Course).join(Enrolment, Enrolment.course_id == Course.id).where(Enrolment.candidate_id == kept.id)
    for course in db.session.scalars(attended.where(Course.ends_on >= clock.today()).order_by(Course.id)):
        waiting.lock(course)
        course.taken = queries.seats_taken(course.id)
        place = place_of(course.id, kept.id)
        if place is not None and place.state in WAITS and queries.attends(course.id, kept.id):
            waiting.give_up(place, actor=SYSTEM)
        waiting.offer_seats(course)


def note_attendance(course: Course, day: date, missed: Collection[UUID], *, actor: Actor) -> None:
    """Note who of those the actor knows did not come on a day; everybody else of them came. Only changes are events.

    Raises: GuardRefused: no day of the course so far.
    """
    if not course.starts_on <= day <= min(course.ends_on, clock.today()):
        raise GuardRefused(_l("An diesem Tag gab es den Kurs nicht, oder der Tag kommt erst."))
    waiting.lock(course)
    told = day.isoformat()
    for enrolment in queries.enrolments(actor, course.id):
        require(actor, "enrolment:note_absence", enrolment)
        if (told in enrolment.missed) == (enrolment.id in missed):
            continue
        is_absent = enrolment.id in missed
        enrolment.missed = sorted({*enrolment.missed, told} if is_absent else {*enrolment.missed} - {told})
        db.session.flush()
        _note("enrolment", enrolment, "absent" if is_absent else "present", actor, day=told)


def record_result(enrolment: Enrolment, *, actor: Actor, result: str | None, competences: str | None = None) -> None:
    """Note which level of German was reached, and what the person can do now."""
    require(actor, "enrolment:record_result", enrolment)
    enrolment.result, enrolment.competences = result, competences
    db.session.flush()
    _note("enrolment", enrolment, "record_result", actor)


def _count(course: Course, change: Any) -> None:
    done = db.session.execute(change.where(Course.id == course.id).execution_options(synchronize_session=False))
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise NoSeatLeft
    db.session.refresh(course, attribute_names=["taken", "seats", "version"])


def _note(kind: str, record: Any, event: str, actor: Actor, **details: str) -> None:
    """Write the event of a record that has no states."""
    audit.record(kind, record, Change(event, None, "", clock.now(), details=details or None), actor)
    db.session.flush()
