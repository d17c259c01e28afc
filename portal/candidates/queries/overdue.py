"""What a caseworker let lie: steps whose day is over, and people nobody has spoken with for six weeks; as numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.candidates.queries.reasons import NO_CONTACT, OUT_OF_TOUCH, STEP
from portal.core import db
from portal.core.reminders import Due
from portal.reference.calendar import is_working_day

_NEXT_DAY = timedelta(days=1)


@dataclass
class Overdue:
    """How many of a caseworker's people wait, and the day on which the newest of it fell due."""

    office_id: UUID
    steps: int = 0
    untouched: int = 0
    newest_on: date = date.min


def overdue(on: date) -> dict[UUID, Overdue]:
    """Count what is overdue on a day by caseworker, in one statement."""
    step, quiet = STEP.find(on - _NEXT_DAY), NO_CONTACT.find(on)
    query = select(
        Candidate.caseworker_id,
        Candidate.office_id,
        step.holds.label("is_step"),
        step.day.label("step_on"),
        quiet.holds.label("is_quiet"),
        quiet.day.label("quiet_on"),
    ).where(or_(step.holds, quiet.holds))
    found: dict[UUID, Overdue] = {}
    for row in db.session.execute(query.order_by(Candidate.id)):
        own = found.setdefault(row.caseworker_id, Overdue(row.office_id))
        if row.is_step:
            own.steps += 1
            own.newest_on = max(own.newest_on, row.step_on + _NEXT_DAY)
        if row.is_quiet:
            own.untouched += 1
            own.newest_on = max(own.newest_on, row.quiet_on + OUT_OF_TOUCH + _NEXT_DAY)
    return found


def to_remind(on: date) -> Iterator[Due]:
    """Find on working days the caseworkers for whom something has fallen due.

    It is due on the day the newest of it fell due: what they were told of once brings no second mail.
    """
    found = overdue(on) if is_working_day(on) else {}
    for user in db.session.scalars(select(User).where(User.id.in_(found)).order_by(User.id)):
        yield Due(user, found[user.id].newest_on)
