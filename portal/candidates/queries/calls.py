"""Who is to be told by telephone or letter what others read in a mail: the call list of an office."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload

from portal.candidates.models import CallTask, Candidate, Residence
from portal.candidates.queries.reasons import is_out_of_reach
from portal.candidates.rules.calls import OPEN_CALLS, CallReason, CallState
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due

Days = Callable[[Collection[UUID]], Mapping[UUID, date | datetime]]
"""Tells of each record that still matters on which day, or at which moment."""
_DAYS: dict[CallReason, Days] = {}


def register_days(reason: CallReason, days: Days) -> None:
    """Let an area say which of its records are still to be told of."""
    _DAYS[reason] = days


def day_of(reason: CallReason, record_id: UUID) -> date | datetime | None:
    """Give the day of a record, while there is something to tell."""
    return _DAYS[reason]([record_id]).get(record_id)


def as_day(moment: date | datetime) -> date:
    """Give the day of a moment here."""
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def ends_of_papers(ids: Collection[UUID]) -> Mapping[UUID, date | datetime]:
    """Tell when the residence documents of people end."""
    dated = (Residence.candidate_id.in_(ids), Residence.card_valid_until.is_not(None))
    rows = db.session.execute(select(Residence.candidate_id, Residence.card_valid_until).where(*dated))
    return {person: day for person, day in rows if day is not None}


register_days(CallReason.PAPER, ends_of_papers)


def one(actor: Actor, task_id: UUID) -> CallTask:
    """Give a line the actor may see. Raises: NotFound."""
    return visible_or_404(CallTask, task_id, actor, "call_task:view", joinedload(CallTask.candidate))


def listed(actor: Actor) -> list[CallTask]:
    """Give who is to be told today, the nearest day first; what does not matter any more is left out."""
    waiting = (CallTask.state == CallState.WAITING, CallTask.until >= clock.today())
    query = select(CallTask).where(where(actor, "call_task:view"), *waiting).options(joinedload(CallTask.candidate))
    found = db.session.scalars(query.order_by(CallTask.until, CallTask.moment, CallTask.created_at, CallTask.id)).all()
    return list(_which(found, still=True))


def ended(on: date) -> Iterator[Due]:
    """Find the lines whose day is over, or whose matter is settled or has another day now."""
    found = db.session.scalars(select(CallTask).where(CallTask.state.in_(OPEN_CALLS)).order_by(CallTask.id)).all()
    late = [task for task in found if task.until < on]
    rest = [task for task in found if task.until >= on]
    return (Due(task, task.until) for task in (*late, *_which(rest, still=False)))


def _which(tasks: Iterable[CallTask], *, still: bool) -> Iterator[CallTask]:
    """Tell the lines that still matter from the others, in one statement for each reason."""
    ids: dict[CallReason, set[UUID]] = {}
    for task in (tasks := list(tasks)):
        ids.setdefault(task.reason, set()).add(task.record_id)
    days = {reason: _DAYS[reason](of) for reason, of in ids.items()}
    for task in tasks:
        moment = days[task.reason].get(task.record_id)
        if (moment is not None and as_day(moment) == task.until) is still:
            yield task


def open_of(reason: CallReason, record_id: UUID, *, by_guardian: bool) -> CallTask | None:
    """Give the line that is open for a person, or the guardian, about a record."""
    same = (CallTask.reason == reason) & (CallTask.record_id == record_id) & (CallTask.by_guardian == by_guardian)
    return db.session.scalars(select(CallTask).where(same, CallTask.state.in_(OPEN_CALLS))).one_or_none()


def is_texted(record: Any) -> ColumnElement[bool]:
    """Give the condition under which a short message about a record went out, and nobody has to call."""
    return exists().where(CallTask.record_id == record, CallTask.state == CallState.TEXTED)


def unmailed(dues: Iterable[Due], person_of: Callable[[Any], UUID]) -> Iterator[Due]:
    """Leave of what is due that whose person, or the guardian of a minor, reads no mail."""
    waiting = list(dues)
    unread = is_out_of_reach(clock.today())
    ids = {person_of(due.record) for due in waiting}
    found = set(db.session.scalars(select(Candidate.id).where(Candidate.id.in_(ids), unread))) if ids else set()
    return (due for due in waiting if person_of(due.record) in found)


def settled_before(moment: datetime) -> Select[Any]:
    """Pick the lines nothing is to be done about, made before a moment."""
    return select(CallTask).where(CallTask.state.not_in(OPEN_CALLS), CallTask.created_at <= moment)
