"""What falls due: before the first day, after it, at the end, and what nobody confirmed in time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal.core import db
from portal.placements import rules
from portal.placements.models import Agreement, Placement
from portal.placements.queries.records import WHOLE
from portal.placements.rules import AgreementState, PlacementState
from portal.reference.calendar import add_working_days

OUTCOME_WITHIN = timedelta(days=10)
LONGEST_BREAK = 10
"""Days by which weekends and holidays can stretch a span of working days."""
Dated = list[tuple[Placement, date]]
"""Placements with the day on which something about them fell due."""


def unready_before_start(on: date, working_days: int) -> Dated:
    """Give what is still being prepared when only so many working days are left before its first day."""
    query = select(Placement).where(
        Placement.state == PlacementState.PREPARING,
        Placement.starts_on > on,
        Placement.starts_on <= on + timedelta(days=working_days + LONGEST_BREAK),
    )
    return _due(query, on, lambda placement: add_working_days(cast(date, placement.starts_on), -working_days))


def not_said_to_have_started(on: date) -> Dated:
    """Give what is ready, and whose first day was over a working day ago."""
    query = select(Placement).where(Placement.state == PlacementState.READY, Placement.starts_on < on)
    return _due(query, on, lambda placement: add_working_days(cast(date, placement.starts_on), 1))


def about_to_end(on: date, working_days: int) -> Dated:
    """Give what is running when so many working days are left before its last day; 0 is the last day."""
    query = select(Placement).where(
        Placement.state == PlacementState.RUNNING,
        Placement.ends_on <= on + timedelta(days=working_days + LONGEST_BREAK),
    )
    if working_days:
        query = query.where(Placement.ends_on > on)
    return _due(query, on, lambda placement: add_working_days(cast(date, placement.ends_on), -working_days))


def without_outcome(on: date) -> Dated:
    """Give what ended ten days ago without a result."""
    query = select(Placement).where(
        Placement.state.in_(rules.ENDED),
        Placement.outcome_code.is_(None),
        Placement.ended_on <= on - OUTCOME_WITHIN,
    )
    return _due(query, on, lambda placement: cast(date, placement.ended_on) + OUTCOME_WITHIN)


def _due(query: Select[Placement], on: date, day_of: Callable[[Placement], date]) -> Dated:
    found = [(placement, day_of(placement)) for placement in db.session.scalars(query.order_by(Placement.id))]
    return [(placement, day) for placement, day in found if day <= on]


def unconfirmed_after_start(on: date) -> list[Agreement]:
    """Give the versions still out for confirmation whose first day has passed; a running placement has begun."""
    query = (
        select(Agreement)
        .join(Placement, Placement.id == Agreement.placement_id)
        .where(
            Agreement.state == AgreementState.CONFIRMING,
            Agreement.starts_on < on,
            Placement.state != PlacementState.RUNNING,
        )
    )
    return list(db.session.scalars(query.options(selectinload(Agreement.placement).options(*WHOLE))))
