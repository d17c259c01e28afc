"""Work on a timetable: a row per job and slot, so that two workers or a restart run each slot once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import String, UniqueConstraint, delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db
from portal.core.db import Base, Row

LEASE = timedelta(minutes=15)
RETRY = timedelta(minutes=5)
KEPT = timedelta(days=30)
DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
log = structlog.get_logger()


@dataclass(frozen=True)
class JobKind:
    """A job and how often it runs; `run` commits by itself and may be run twice without harm."""

    name: str
    every: timedelta
    run: Callable[[], Any]


class Job(Row, Base):
    """One run of one job: the slot is the start of its period."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("name", "slot"),)

    name: Mapped[str] = mapped_column(String(60))
    slot: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))


def run_due(kinds: tuple[JobKind, ...]) -> int:
    """Run every job whose present slot has not been finished and is not being run elsewhere."""
    return sum(_run(kind) for kind in kinds)


def slot_of(kind: JobKind) -> datetime:
    """Give the start of the present period; whole days begin at local midnight."""
    if kind.every >= DAY:
        today = clock.today().toordinal()
        first = date.fromordinal(today - today % (kind.every // DAY))
        return datetime.combine(first, time.min, clock.LOCAL_ZONE)
    return EPOCH + (clock.now() - EPOCH) // kind.every * kind.every


def _run(kind: JobKind) -> bool:
    job_id = _lease(kind)
    if job_id is None:
        return False
    error: str | None = None
    try:
        kind.run()
    except Exception as caught:  # a broken job must not stop the other jobs; it shows in the job list and in health
        error = type(caught).__name__
        log.exception("job_failed", job=kind.name)
    with db.transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(
                last_error=error,
                leased_until=clock.now() + RETRY if error else None,
                finished_at=None if error else clock.now(),
            )
        )
    return error is None


def _lease(kind: JobKind) -> UUID | None:
    slot, now = slot_of(kind), clock.now()
    try:
        with db.transaction() as session:
            if session.scalar(select(Job.id).where(Job.name == kind.name, Job.slot == slot)) is None:
                session.add(Job(name=kind.name, slot=slot))
                session.execute(delete(Job).where(Job.name == kind.name, Job.slot < now - KEPT))
    except IntegrityError:
        pass  # another worker wrote the row first
    with db.transaction() as session:
        free = (Job.leased_until.is_(None)) | (Job.leased_until < now)
        job = session.scalars(select(Job).where(Job.name == kind.name, Job.slot == slot)).one()
        taken = session.execute(
            update(Job)
            .where(Job.id == job.id, Job.finished_at.is_(None), free)
            .values(leased_until=now + LEASE, attempts=Job.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        return job.id if isinstance(taken, CursorResult) and taken.rowcount == 1 else None
