"""What was said of placements afterwards: one, what a person is shown, and what a company still owes."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from portal.core import clock, db
from portal.core.errors import NotFound
from portal.placements import rules
from portal.placements.models import Assessment, Placement
from portal.placements.queries.due import LONGEST_BREAK, Dated
from portal.placements.queries.records import unscoped
from portal.placements.rules import PlacementState
from portal.reference.calendar import add_working_days

_HAS_PART = exists().where(Assessment.placement_id == Placement.id, Assessment.hire.is_not(None))


def assessment_of(placement_id: UUID) -> Assessment | None:
    """Give what was said of a placement, fresh from the database."""
    query = select(Assessment).where(Assessment.placement_id == placement_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def told_to_person(candidate_id: UUID) -> list[tuple[Placement, Assessment | None]]:
    """Give what a person can say something to, and what was said: what is over, on its last day, or was assessed."""
    today = clock.today()
    ended = and_(Placement.state.in_(rules.OVER), Placement.ended_on > today - rules.COPY_READ)
    is_last_day = or_(Placement.ends_on <= today, Assessment.hire.is_not(None))
    running = and_(Placement.state == PlacementState.RUNNING, is_last_day)
    query = select(Placement, Assessment).outerjoin(Assessment, Assessment.placement_id == Placement.id)
    own = query.where(Placement.candidate_id == candidate_id, or_(ended, running))
    loaded = own.options(selectinload(Placement.organisation)).order_by(Placement.created_at, Placement.id)
    return [(placement, known) for placement, known in db.session.execute(loaded)]


def assessable_by_person(candidate_id: UUID, placement_id: UUID) -> Placement:
    """Give one of them with all that a page needs. Raises: NotFound: it is none of them."""
    told = {placement.id for placement, _known in told_to_person(candidate_id)}
    placement = unscoped(placement_id) if placement_id in told else None
    if placement is None:
        raise NotFound
    return placement


def lacks_part_of_company(on: date) -> ColumnElement[bool]:
    """Give the condition on `Placement` under which its last day has come and the company has not said how it was."""
    is_meant = Placement.state.in_((PlacementState.RUNNING, *rules.ENDED))
    return and_(is_meant, func.coalesce(Placement.ended_on, Placement.ends_on) <= on, ~_HAS_PART)


def unassessed(first: int, before: int) -> Callable[[date], Dated]:
    """Make the query for what a company has not assessed, between two numbers of working days after the last day."""

    def found(on: date) -> Dated:
        last_day = func.coalesce(Placement.ended_on, Placement.ends_on)
        recent = last_day >= on - timedelta(days=2 * before + LONGEST_BREAK)
        rows = db.session.scalars(select(Placement).where(lacks_part_of_company(on), recent).order_by(Placement.id))
        dated = [(placement, last) for placement in rows if (last := placement.ended_on or placement.ends_on)]
        return [
            (placement, add_working_days(last, first))
            for placement, last in dated
            if add_working_days(last, first) <= on < add_working_days(last, before)
        ]

    return found
