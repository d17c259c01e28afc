"""Which placements there is still something to tell the person about, and for when: for whom no mail reaches."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.candidates import queries as candidates
from portal.core import clock, db
from portal.placements.models import Placement
from portal.placements.queries.papers import permission_ends_on
from portal.placements.rules import OPEN, PlacementState

Days = Mapping[UUID, date | datetime]


def first_days(ids: Collection[UUID]) -> Days:
    """Tell when those begin that can."""
    ready = (Placement.state == PlacementState.READY, Placement.starts_on >= clock.today())
    rows = db.session.execute(select(Placement.id, Placement.starts_on).where(Placement.id.in_(ids), *ready))
    return {placement: day for placement, day in rows if day is not None}


def permissions(ids: Collection[UUID]) -> Days:
    """Tell when the permission ends of those that go on longer."""
    query = select(Placement).where(Placement.id.in_(ids), Placement.state.in_(OPEN))
    found = db.session.scalars(query.options(selectinload(Placement.clearances))).all()
    papers = candidates.paper_files({one.candidate_id for one in found})
    days = {one.id: (permission_ends_on(one, papers[one.candidate_id]), one.ends_on) for one in found}
    return {key: day for key, (day, ends_on) in days.items() if day and (ends_on is None or ends_on > day)}
