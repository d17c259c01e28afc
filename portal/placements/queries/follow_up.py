"""What is asked while a placement goes on: half-way, after three and six months, and what is open of an incident."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from portal.core import clock, db
from portal.core.audit import Event
from portal.core.reminders import Due
from portal.placements.models import Placement
from portal.placements.queries.due import OUTCOME_WITHIN
from portal.placements.rules import CHECK_MONTHS, SHORT_DAYS, PlacementState, check_code
from portal.reference.calendar import add_months, add_working_days, count_working_days

_RUNS = (Placement.state == PlacementState.RUNNING) & Placement.started_on.is_not(None)


def half_way(on: date) -> Iterator[Due]:
    """Find what is half over and of which nobody has said how it goes since its first third; the end asks by itself."""
    running = db.session.scalars(select(Placement).where(_RUNS, Placement.ends_on > on).order_by(Placement.id)).all()
    said = _last_said([one.id for one in running])
    for one in running:
        first, last = one.started_on, one.ends_on
        if first is None or last is None or count_working_days(first, last) <= SHORT_DAYS:
            continue
        third = (last - first) // 3
        day = add_working_days(first + (last - first) // 2 - timedelta(days=1), 1)
        is_said = one.id in said and clock.local(said[one.id]).date() > first + third
        if day <= on < last - third and not is_said:
            yield Due(one, day)


def _last_said(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    query = (
        select(Event.record_id, func.max(Event.created_at).label("said_at"))
        .where(Event.record_type == "placement", Event.record_id.in_(ids), Event.name == "check_in")
        .group_by(Event.record_id)
    )
    return {row.record_id: row.said_at for row in db.session.execute(query)}


def to_check(months: int) -> Callable[[date], Iterator[Due]]:
    """Make the search for jobs and training that began so many months ago, and nobody has said they still go on."""
    later = min((other for other in CHECK_MONTHS if other > months), default=None)

    def due(on: date) -> Iterator[Due]:
        query = select(Placement).where(_RUNS, ~_has_event("still_there", Event.reason_code == check_code(months)))
        for one in db.session.scalars(query.order_by(Placement.id)):
            is_over = later is not None and on >= add_months(_first(one), later)
            if is_for_long(one) and add_months(_first(one), months) <= on and not is_over:
                yield Due(one, add_months(_first(one), months))

    return due


def _first(placement: Placement) -> date:
    return placement.started_on or clock.today()


def is_for_long(placement: Placement) -> bool:
    """Tell whether a placement has no end or lasts longer than the last check is away: a job, or training."""
    return placement.ends_on is None or placement.ends_on > add_months(_first(placement), max(CHECK_MONTHS))


def check_due(placement: Placement) -> int | None:
    """Give after how many months somebody is to say today whether the person is still there; nothing: not today."""
    if placement.state is not PlacementState.RUNNING or not is_for_long(placement):
        return None
    reached = [months for months in CHECK_MONTHS if add_months(_first(placement), months) <= clock.today()]
    if not reached:
        return None
    said = _has_event("still_there", Event.reason_code == check_code(reached[-1]))
    return None if _is(placement, said) else reached[-1]


def jobs_without_outcome(on: date) -> Iterator[Due]:
    """Find jobs without an end whose last check was ten days ago, and nobody has said what came of it."""
    query = select(Placement).where(_RUNS, Placement.ends_on.is_(None), Placement.outcome_code.is_(None))
    for one in db.session.scalars(query.order_by(Placement.id)):
        day = add_months(_first(one), max(CHECK_MONTHS)) + OUTCOME_WITHIN
        if day <= on:
            yield Due(one, day)


def has_open_incident() -> ColumnElement[bool]:
    """Give the condition on `Placement` under which something was reported and nobody has noted that it is settled."""
    settled = aliased(Event)
    is_settled = exists().where(
        settled.record_type == "placement",
        settled.record_id == Event.record_id,
        settled.name == "settle_incident",
        settled.created_at >= Event.created_at,
    )
    return _has_event("incident", ~is_settled)


def is_incident_open(placement: Placement) -> bool:
    """Tell the same of one placement."""
    return _is(placement, has_open_incident())


def _has_event(name: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    same = (Event.record_type == "placement", Event.record_id == Placement.id, Event.name == name)
    return exists().where(*same, *conditions)


def _is(placement: Placement, condition: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(Placement.id).where(Placement.id == placement.id, condition)) is not None
