"""Who waits for a seat in a full course, in which order, and for whom a free seat is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from portal.cooperation.models import Course, Enrolment, WaitingPlace
from portal.cooperation.rules.waiting import WAITS, WaitingState
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due

WHOLE = (joinedload(WaitingPlace.candidate), joinedload(WaitingPlace.course).joinedload(Course.provider))
IN_LINE = (
    WaitingPlace.held_until.is_not(None) & (WaitingPlace.state == WaitingState.WAITING),
    WaitingPlace.waits_since,
    WaitingPlace.id,
)
"""The order of a list: by when one was put there; who let an offered seat pass stands behind the others."""


@dataclass(frozen=True)
class InLine:
    """A place on the list and the how-manieth it is."""

    place: WaitingPlace
    number: int


def one(actor: Actor, place_id: UUID) -> WaitingPlace:
    """Give a place the actor may see. Raises: NotFound."""
    return visible_or_404(WaitingPlace, place_id, actor, "waiting_place:view", *WHOLE)


def place_of(course_id: UUID, candidate_id: UUID) -> WaitingPlace | None:
    """Give the place of a person, also one that is over."""
    query = select(WaitingPlace).where(WaitingPlace.course_id == course_id, WaitingPlace.candidate_id == candidate_id)
    return db.session.scalars(query.options(*WHOLE)).one_or_none()


def open_of_person(candidate_id: UUID) -> list[WaitingPlace]:
    """Give where a person waits, in the order in which courses are locked."""
    query = select(WaitingPlace).where(WaitingPlace.candidate_id == candidate_id, WaitingPlace.state.in_(WAITS))
    return list(db.session.scalars(query.order_by(WaitingPlace.course_id).options(*WHOLE)))


def courses_of(candidate_id: UUID, today: date) -> list[Course]:
    """Give the courses a person has a seat in that are not over."""
    attends = (Enrolment.candidate_id == candidate_id) & Enrolment.left_on.is_(None)
    query = select(Course).join(Enrolment, Enrolment.course_id == Course.id).where(attends, Course.ends_on >= today)
    return list(db.session.scalars(query.order_by(Course.starts_on, Course.id).options(joinedload(Course.provider))))


def kept_in(courses: Iterable[Course]) -> dict[UUID, int]:
    """Count for each of some courses the free seats that are kept for somebody; a course without one is left out."""
    query = select(WaitingPlace.course_id, func.count(WaitingPlace.id)).where(
        WaitingPlace.course_id.in_([course.id for course in courses]), _is_kept()
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(WaitingPlace.course_id))}


def _is_kept() -> ColumnElement[bool]:
    return (WaitingPlace.state == WaitingState.OFFERED) & (WaitingPlace.held_until >= clock.today())


def unheld(course: Course) -> int:
    """Count the free seats that are kept for nobody."""
    query = select(func.count(WaitingPlace.id)).where(WaitingPlace.course_id == course.id, _is_kept())
    return course.seats_left - (db.session.scalar(query) or 0)


def next_in_line(course: Course) -> list[WaitingPlace]:
    """Give who is to be offered the free seats that are kept for nobody."""
    query = select(WaitingPlace).where(WaitingPlace.course_id == course.id, WaitingPlace.state == WaitingState.WAITING)
    return list(db.session.scalars(query.order_by(*IN_LINE).limit(max(unheld(course), 0)).options(*WHOLE)))


def lapsed(course: Course) -> list[WaitingPlace]:
    """Give the places for which a seat was kept long enough."""
    late = (WaitingPlace.state == WaitingState.OFFERED) & (WaitingPlace.held_until < clock.today())
    query = select(WaitingPlace).where(WaitingPlace.course_id == course.id, late)
    return list(db.session.scalars(query.options(*WHOLE)))


def line(actor: Actor, course_id: UUID) -> tuple[list[InLine], int]:
    """Give the own people who wait, as far as the actor may know, each with its number, and how many wait in all."""
    here = (WaitingPlace.course_id == course_id, WaitingPlace.state.in_(WAITS))
    order = {found: number for number, found in enumerate(_ids(here), start=1)}
    query = select(WaitingPlace).where(where(actor, "waiting_place:view"), *here).order_by(*IN_LINE)
    places = db.session.scalars(query.options(joinedload(WaitingPlace.candidate)))
    return [InLine(place, order[place.id]) for place in places], len(order)


def _ids(conditions: tuple[Any, ...]) -> Iterable[UUID]:
    return db.session.scalars(select(WaitingPlace.id).where(*conditions).order_by(*IN_LINE))


def seats_to_offer(today: date) -> list[Due]:
    """Find the courses with a free seat for which somebody waits; looked at once a day."""
    waits = exists().where(WaitingPlace.course_id == Course.id, WaitingPlace.state.in_(WAITS))
    query = select(Course).where(Course.ends_on >= today, Course.taken < Course.seats, waits)
    return [Due(course, today) for course in db.session.scalars(query)]


def over_before(cutoff: datetime) -> Select[Any]:
    """Pick the places on the lists of courses that ended long ago."""
    ended = select(Course.id).where(Course.ends_on <= clock.local(cutoff).date())
    return select(WaitingPlace).where(WaitingPlace.course_id.in_(ended))
