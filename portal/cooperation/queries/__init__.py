"""Referrals, courses and enrolments as they are read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import portal.cooperation.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates.models import Candidate
from portal.cooperation.models import Course, Enrolment, Referral
from portal.cooperation.rules import FULL_COURSE_HOURS, OPEN, STILL_REMINDED, Purpose, can_receive
from portal.core import clock, db, paging
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due
from portal.organisations import queries as organisations
from portal.organisations.models import Office
from portal.placements.models import Placement
from portal.placements.rules import OPEN as PLACED

WHOLE = (joinedload(Referral.candidate), joinedload(Referral.from_office), joinedload(Referral.to_office))
_ATTENDS = Enrolment.left_on.is_(None)


def referral(actor: Actor, referral_id: UUID) -> Referral:
    """Give a referral the actor may see. Raises: NotFound."""
    return visible_or_404(Referral, referral_id, actor, "referral:view", *WHOLE)


def referrals(actor: Actor, *, is_open: bool, page: int = 1) -> tuple[list[Referral], int]:
    """Give a page of referrals, the next deadline first, and how many there are."""
    state = Referral.state.in_(OPEN)
    query = select(Referral).where(where(actor, "referral:view"), state if is_open else ~state)
    ordered = query.order_by(Referral.awaited_on.is_(None), Referral.awaited_on, Referral.created_at.desc())
    return paging.rows(ordered.options(*WHOLE), page)


def unanswered(today: date) -> list[Due]:
    """Find the referrals of which something is to be heard, up to two weeks ago; the older are on a desk."""
    is_due = Referral.awaited_on.between(today - STILL_REMINDED, today) & Referral.state.in_(OPEN)
    rows = db.session.scalars(select(Referral).where(is_due).order_by(Referral.id).options(*WHOLE))
    return [Due(one, one.awaited_on) for one in rows if one.awaited_on]


def loaded(referral: Referral) -> Referral:
    """Give a referral with all that its mails need."""
    query = select(Referral).where(Referral.id == referral.id).options(*WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def open_of_candidate(candidate_id: UUID) -> list[Referral]:
    """Give the referrals of a person that are not over."""
    query = select(Referral).where(Referral.candidate_id == candidate_id, Referral.state.in_(OPEN))
    return list(db.session.scalars(query.options(*WHOLE)))


def offices_for(purpose: Purpose) -> list[Office]:
    """List the open offices that take on a purpose."""
    return [office for office in organisations.offices() if receives(office, purpose)]


def receives(office: Office, purpose: Purpose) -> bool:
    """Tell whether an office takes on a purpose."""
    return can_receive(purpose, body_kind=office.body_kind, listed=office.can_receive)


def ended_before(cutoff: datetime) -> Select[Any]:
    """Pick the referrals whose end is long past and that still say something."""
    over = (Referral.ended_on <= clock.local(cutoff).date()) & (
        Referral.note.is_not(None)
        | Referral.answer.is_not(None)
        | Referral.next_step.is_not(None)
        | Referral.person_contact.is_not(None)
    )
    return select(Referral).where(over)


def course(actor: Actor, course_id: UUID, action: str = "course:view") -> Course:
    """Give a course the actor may see. Raises: NotFound."""
    return visible_or_404(Course, course_id, actor, action, joinedload(Course.provider))


def courses(actor: Actor, *, on: date, level: str | None = None, page: int = 1) -> tuple[list[Course], int]:
    """Give a page of the courses that are not over, the next start first, and how many there are."""
    query = select(Course).where(where(actor, "course:view"), Course.ends_on >= on)
    if level:
        query = query.where(Course.level == level)
    return paging.rows(
        query.order_by(Course.starts_on, Course.title, Course.id).options(joinedload(Course.provider)), page
    )


def providers() -> list[Office]:
    """List the open offices that can hold a course."""
    return offices_for(Purpose.COURSE)


def enrolments(actor: Actor, course_id: UUID) -> list[Enrolment]:
    """List who is in a course, as far as the actor may know."""
    query = select(Enrolment).where(where(actor, "enrolment:view"), Enrolment.course_id == course_id, _ATTENDS)
    named = query.join(Candidate, Candidate.id == Enrolment.candidate_id).order_by(Candidate.search_name)
    return list(db.session.scalars(named.options(joinedload(Enrolment.candidate), joinedload(Enrolment.course))))


def enrolment(actor: Actor, enrolment_id: UUID) -> Enrolment:
    """Give an enrolment the actor may see. Raises: NotFound."""
    whole = (joinedload(Enrolment.candidate), joinedload(Enrolment.course))
    return visible_or_404(Enrolment, enrolment_id, actor, "enrolment:view", *whole)


def find_enrolment(course_id: UUID, candidate_id: UUID) -> Enrolment | None:
    """Give the enrolment of a person in a course, if there is one, or was before the person left."""
    query = select(Enrolment).where(Enrolment.course_id == course_id, Enrolment.candidate_id == candidate_id)
    return db.session.scalars(query).one_or_none()


def seats_taken(course_id: UUID) -> int:
    """Count who is in a course."""
    query = select(func.count(Enrolment.id)).where(Enrolment.course_id == course_id, _ATTENDS)
    return db.session.scalar(query) or 0


def attends(course_id: UUID, candidate_id: UUID) -> bool:
    """Tell whether a person is in a course."""
    known = find_enrolment(course_id, candidate_id)
    return known is not None and known.left_on is None


def is_busy(candidate_id: UUID, first: date, last: date | None, _asking: UUID | None) -> bool:
    """Tell whether a person is in a course that leaves no room for a placement between two days; none: no end."""
    query = (
        select(Enrolment.id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.candidate_id == candidate_id,
            _ATTENDS,
            Course.weekly_hours >= FULL_COURSE_HOURS,
            Course.ends_on >= first,
        )
    )
    if last is not None:
        query = query.where(Course.starts_on <= last)
    return db.session.scalar(query.limit(1)) is not None


def clashes(candidate_id: UUID, course: Course) -> bool:
    """Tell whether a full course and a placement of the person would overlap."""
    if course.weekly_hours < FULL_COURSE_HOURS:
        return False
    query = select(Placement.id).where(
        Placement.candidate_id == candidate_id,
        Placement.state.in_(PLACED),
        Placement.starts_on <= course.ends_on,
        Placement.ends_on.is_(None) | (Placement.ends_on >= course.starts_on),
    )
    return db.session.scalar(query.limit(1)) is not None
