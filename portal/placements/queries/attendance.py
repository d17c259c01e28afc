"""The days of a placement on which somebody was missed, as the company says."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from portal.core import clock, db
from portal.core.audit import Event
from portal.placements.models import Placement
from portal.placements.queries.records import agreement_in_force
from portal.placements.rules import ABSENT, DAY, PRESENT
from portal.reference.calendar import add_months
from portal.reference.working_time import SUNDAY, Shift


def absences(placement: Placement) -> list[date]:
    """List the days on which the person was missed and which nobody has taken back, earliest first."""
    query = select(Event).where(
        Event.record_type == "placement", Event.record_id == placement.id, Event.name.in_((ABSENT, PRESENT))
    )
    missed: dict[date, bool] = {}
    for event in db.session.scalars(query.order_by(Event.created_at, Event.id)):
        if event.details:
            missed[date.fromisoformat(event.details[DAY])] = event.name == ABSENT
    return sorted(day for day, is_missed in missed.items() if is_missed)


def months(placement: Placement) -> list[date]:
    """List the first days of the months from the first day of work to the last, and no further than the next month."""
    first = placement.started_on or placement.starts_on
    if first is None:
        return []
    next_month = add_months(clock.today(), 1)
    last = min(placement.ended_on or placement.ends_on or next_month, next_month)
    found = [first.replace(day=1)]
    while (following := add_months(found[-1], 1)) <= last:
        found.append(following)
    return found


def days_of_month(placement: Placement, month: date) -> Iterator[tuple[date, tuple[Shift, ...]]]:
    """Yield the days of a month on which the agreement in force has work, and their shifts.

    Where its times change, every day but Sundays is one, without a shift.
    """
    version = agreement_in_force(placement)
    first = placement.started_on or placement.starts_on
    if version is None or first is None:
        return
    last = placement.ended_on or placement.ends_on
    for number in range(monthrange(month.year, month.month)[1]):
        day = month + timedelta(days=number)
        shifts = tuple(one for one in version.shifts if one.weekday == day.weekday())
        is_work = bool(shifts) if version.week else day.weekday() != SUNDAY
        if is_work and first <= day and (last is None or day <= last):
            yield day, shifts
