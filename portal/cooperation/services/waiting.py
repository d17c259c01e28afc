"""Waiting for a seat in a full course: nobody is enrolled by itself, a free seat is kept for the first in line."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.cooperation.models import Course, WaitingPlace
from portal.cooperation.queries import waiting
from portal.cooperation.rules.waiting import WAITS, WaitingState
from portal.cooperation.workflow import WAITING
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor
from portal.core.errors import PortalError


class SeatKept(PortalError):
    """Seats are free, and kept for those who wait longer."""

    status = 409
    message = _l("Der freie Platz ist für jemanden von der Warteliste. Bitte setzen Sie die Person auch auf die Liste.")


def lock(course: Course) -> None:
    """Let others who want a seat of the course wait until this is done, and see how many are taken now."""
    db.session.flush()
    db.session.refresh(course, attribute_names=["taken", "seats", "ends_on", "version"], with_for_update=True)


def wait(course: Course, candidate: Candidate, *, actor: Actor) -> WaitingPlace:
    """Put a person on the list of a full course, once."""
    lock(course)
    known = waiting.place_of(course.id, candidate.id)
    if known is not None:
        if known.state not in WAITS:
            WAITING.apply("wait_again", known, actor=actor)
        return known
    place = WaitingPlace(course_id=course.id, candidate_id=candidate.id, course=course, candidate=candidate)
    created: WaitingPlace = WAITING.create("wait", place, actor=actor)
    return created


def give_up(place: WaitingPlace, *, actor: Actor) -> None:
    """Take a person off the list; what was kept for them is offered to the next."""
    lock(place.course)
    WAITING.apply("give_up", place, actor=actor)
    offer_seats(place.course)


def check_turn(course: Course, place: WaitingPlace | None) -> None:
    """Refuse a free seat to who is not in line for it.

    Args: course: locked. Raises: SeatKept.
    """
    is_offered = place is not None and place.state is WaitingState.OFFERED
    if course.seats_left > 0 and not is_offered and waiting.unheld(course) < 1:
        raise SeatKept


def take(place: WaitingPlace | None, *, actor: Actor) -> None:
    """End the waiting of who has got a seat."""
    if place is not None and place.state in WAITS:
        WAITING.apply("take", place, actor=actor)


def offer_seats(course: Course) -> None:
    """Keep the free seats for those who are next in line; their caseworkers are told.

    Args: course: locked.
    """
    if course.ends_on >= clock.today():
        for place in waiting.next_in_line(course):
            WAITING.apply("offer", place, actor=SYSTEM)


def look_again(course: Course) -> None:
    """Offer a seat to the next where it was kept for somebody long enough."""
    lock(course)
    for place in waiting.lapsed(course):
        WAITING.apply("pass_on", place, actor=SYSTEM)
    offer_seats(course)


def end_all(candidate: Candidate) -> None:
    """Take a person off every list."""
    for place in waiting.open_of_person(candidate.id):
        give_up(place, actor=SYSTEM)


def erase(place: WaitingPlace) -> None:
    """Delete a place."""
    audit.forget_words(WAITING.name, place.id)
    db.session.delete(place)


def forget(candidate: Candidate) -> None:
    """Delete where a person waited, whose data are deleted."""
    end_all(candidate)
    for place in db.session.scalars(select(WaitingPlace).where(WaitingPlace.candidate_id == candidate.id)):
        erase(place)
