"""What falls due: a table of reminders and one runner that sends each of them once per object and day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db
from portal.core.db import Base, Row


class ReminderChannel(StrEnum):
    """How somebody is reminded."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"
    CALL_LIST = "call_list"
    SYSTEM = "system"


@dataclass(frozen=True)
class Due:
    """A record whose reminder has fallen due, and the day it fell due on."""

    record: Any
    on: date


@dataclass(frozen=True)
class ReminderKind:
    """One row of the table: `due` finds records (up to a day, late ones too), `act` does it in that transaction."""

    name: str
    audience: str
    channel: ReminderChannel
    due: Callable[[date], Iterable[Due]]
    act: Callable[[Any], None]


class Reminder(Row, Base):
    """A reminder that went out: unique, so that it never does twice."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("name", "record_id", "due_on"),)

    name: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[UUID]
    due_on: Mapped[date]
    channel: Mapped[ReminderChannel]


def run_due(kinds: tuple[ReminderKind, ...]) -> int:
    """Do every reminder that is due and not done yet; each in its own transaction with its row.

    Raises: ExceptionGroup of what went wrong, after all the others have been done.
    """
    done, failed = 0, list[Exception]()
    for kind in kinds:
        waiting: list[tuple[UUID, type[Any], date]] = []
        with db.attempt(failed):
            waiting = [(due.record.id, type(due.record), due.on) for due in kind.due(clock.today())]
        for record_id, model, on in waiting:
            with db.attempt(failed):
                done += _do(kind, model, record_id, on)
    if failed:
        raise ExceptionGroup("reminders", failed)
    return done


def _do(kind: ReminderKind, model: type[Any], record_id: UUID, on: date) -> bool:
    record = db.session.scalars(select(model).where(model.id == record_id).with_for_update()).one_or_none()
    same = (Reminder.name == kind.name) & (Reminder.record_id == record_id) & (Reminder.due_on == on)
    if record is None or db.session.scalar(select(Reminder.id).where(same)) is not None:
        return False
    db.session.add(Reminder(name=kind.name, record_id=record_id, due_on=on, channel=kind.channel))
    db.session.flush()
    kind.act(record)
    return True
