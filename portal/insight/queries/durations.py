"""How long others wait for authorities, companies, caseworkers and courses in the last half year; nobody is named."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, func, select

from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.cooperation.models import Course, Enrolment
from portal.core import clock, db
from portal.core.audit import Event
from portal.insight.queries.figures import UNKNOWN, days_between
from portal.insight.rules import LEAST
from portal.organisations.models import Organisation
from portal.placements.models import Clearance
from portal.proposals.models import Proposal

WINDOW = timedelta(days=183)
"""As far as it reaches back: proposals that came to nothing are erased after as long."""
REPLIES = ("show_interest", "later", "decline", "invite", "offer_times", "accept")
"""Events of a proposal that are an answer of the company."""
Rows = dict[str, list[int]]
"""Key -> numbers, each of which counts some of those the number before it counts."""


def authorities() -> Rows:
    """Count by office what it was asked to allow, what it decided, and how much of that within six and two weeks."""
    took = days_between(Clearance.requested_on, Clearance.decided_on)
    columns = (func.count(), func.count(Clearance.decided_on), *(_within(took, days) for days in (42, 14)))
    query = select(Clearance.office_id, *columns).where(Clearance.office_id.is_not(None))
    return _counted(query.where(Clearance.requested_on >= _since()).group_by(Clearance.office_id))


def companies() -> Rows:
    """Count by name of the company what was proposed to it, answered, and answered within ten and three days.

    Companies with few proposals are one row, whose key is empty.
    """
    start = clock.start_of(_since())
    replies = (Event.record_type == "proposal") & Event.name.in_(REPLIES) & (Event.created_at >= start)
    reply = select(Event.record_id, func.min(Event.created_at).label("at")).where(replies).group_by(Event.record_id)
    first = reply.subquery("first")
    took = days_between(_day(Proposal.proposed_at), _day(first.c.at))
    columns = (func.count(), func.count(first.c.at), *(_within(took, days) for days in (10, 3)))
    query = select(Organisation.name, *columns).select_from(Proposal).join(Organisation)
    query = query.outerjoin(first, first.c.record_id == Proposal.id).where(Proposal.proposed_at >= start)
    return _joined(_counted(query.group_by(Organisation.id, Organisation.name)))


def files() -> Rows:
    """Count by office the open files, and those nobody had contact with for four, six and twelve weeks."""
    contact = func.coalesce(Candidate.last_contact_on, _day(Candidate.created_at), type_=Date)
    silent = (func.count().filter(contact <= clock.today() - timedelta(weeks=weeks)) for weeks in (4, 6, 12))
    is_open = (Candidate.state != CandidateState.CLOSED) & Candidate.merged_into_id.is_(None)
    return _counted(select(Candidate.office_id, func.count(), *silent).where(is_open).group_by(Candidate.office_id))


def courses() -> Rows:
    """Count by level of the course who was enrolled, stayed to the end, got a result, and reached the level."""
    stayed = Enrolment.left_on.is_(None)
    with_result = stayed & Enrolment.result.is_not(None)
    reached = with_result & (Enrolment.result >= func.coalesce(Course.level, UNKNOWN))
    columns = (func.count(), *(func.count().filter(one) for one in (stayed, with_result, reached)))
    over = Course.ends_on.between(_since(), clock.today())
    level = func.coalesce(Course.level, UNKNOWN)
    return _counted(select(level, *columns).select_from(Enrolment).join(Course).where(over).group_by(level))


def _since() -> date:
    return clock.today() - WINDOW


def _day(moment: Any) -> Any:
    """Give the day of a moment, in Greenwich: a database does not know where we are."""
    return func.date(moment, type_=Date)


def _within(took: Any, days: int) -> Any:
    return func.count().filter(took <= days)


def _counted(query: Any) -> Rows:
    return {str(key): list(numbers) for key, *numbers in db.session.execute(query)}


def _joined(rows: Rows) -> Rows:
    """Put those that are few into one row."""
    many = {key: numbers for key, numbers in rows.items() if numbers[0] >= LEAST}
    few: Iterable[list[int]] = (numbers for numbers in rows.values() if numbers[0] < LEAST)
    together = [sum(column) for column in zip(*few, strict=True)]
    return {**many, **({UNKNOWN: together} if together else {})}
