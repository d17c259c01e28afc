"""When a placement is over: what it is counted from, and how long the file of its person is needed for it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from portal.candidates.models import Candidate
from portal.candidates.queries import Hold
from portal.core import clock, db
from portal.placements import rules
from portal.placements.models import Confirmation, Placement
from portal.placements.rules import LAST_CHECK_AFTER, PlacementState

_GOES_ON_FOR_GOOD = and_(
    Placement.state == PlacementState.RUNNING, Placement.ends_on.is_(None), Placement.outcome_on.is_not(None)
)
"""A job without an end whose outcome is known: nobody looks after it any more."""
_IS_OPEN = and_(Placement.state.in_(rules.OPEN), ~_GOES_ON_FOR_GOOD)


def _over_by(on: date) -> ColumnElement[bool]:
    """Give the condition under which a placement had ended by a day; what never began ends on its first day."""
    ended = func.coalesce(Placement.ended_on, Placement.outcome_on) <= on
    never = and_(
        Placement.state == PlacementState.CANCELLED,
        or_(Placement.starts_on <= on, Placement.starts_on.is_(None) & (Placement.created_at <= clock.end_of(on))),
    )
    return and_(~_IS_OPEN, or_(ended, never))


def ended_before(cutoff: datetime) -> Select[Any]:
    """Pick the placements that had ended before a moment, the later of two that follow each other first."""
    over = _over_by(clock.local(cutoff).date())
    return select(Placement).where(over).order_by(Placement.created_at.desc(), Placement.id)


def _is_open(candidate_id: UUID) -> bool:
    query = select(Placement.id).where(Placement.candidate_id == candidate_id, _IS_OPEN)
    return db.session.scalar(query.limit(1)) is not None


def _checked_after(on: date) -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which a placement's last check falls after a day."""
    same = Placement.candidate_id == Candidate.id
    began = Placement.state != PlacementState.CANCELLED
    return exists().where(same, or_(_IS_OPEN, and_(began, ~_over_by(on - LAST_CHECK_AFTER))))


def _last_checks(candidate_ids: Sequence[UUID]) -> dict[UUID, date]:
    """Give the day of each person's last check; what never began is not checked."""
    ended = func.max(func.coalesce(Placement.ended_on, Placement.outcome_on))
    query = select(Placement.candidate_id, ended).where(
        Placement.candidate_id.in_(candidate_ids), Placement.state != PlacementState.CANCELLED
    )
    rows = db.session.execute(query.group_by(Placement.candidate_id).having(ended.is_not(None)))
    return {candidate_id: day + LAST_CHECK_AFTER for candidate_id, day in rows}


holds_file = Hold(_is_open, _checked_after, _last_checks)
"""An open placement keeps its person's file open; the last check, half a year after the end, keeps it from erasure."""


def scans_of(agreement_ids: Sequence[UUID]) -> list[str]:
    """Give the files of pages that were signed on paper."""
    signed = Confirmation.agreement_id.in_(agreement_ids) & Confirmation.file_key.is_not(None)
    return [key for key in db.session.scalars(select(Confirmation.file_key).where(signed)) if key]
