"""How the machine is doing: numbers and moments, never a record."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from portal.core import clock, db
from portal.core.jobs import DAY, Job, JobKind
from portal.core.outbox import MailState, OutboxMail


def mails() -> dict[MailState, int]:
    """Count the mails by their state."""
    counted = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {state: found.get(state, 0) for state in MailState}


def oldest_mail() -> timedelta:
    """Tell how long the oldest mail that is due has waited; nothing where none waits."""
    due = (OutboxMail.state == MailState.QUEUED) & (OutboxMail.next_attempt_at <= clock.now())
    since: datetime | None = db.session.scalar(
        select(OutboxMail.next_attempt_at).where(due).order_by(OutboxMail.next_attempt_at).limit(1)
    )
    return clock.now() - since if since else timedelta()


def overdue_jobs(kinds: Iterable[JobKind], wait: timedelta) -> list[str]:
    """Name the jobs whose next run was due longer than `wait` ago, and those that never ran."""
    latest = select(Job.name, func.max(Job.slot)).where(Job.finished_at.is_not(None)).group_by(Job.name)
    ended = {row[0]: row[1] for row in db.session.execute(latest)}
    before = clock.now() - wait
    return sorted(kind.name for kind in kinds if kind.name not in ended or _next(kind, ended[kind.name]) < before)


def _next(kind: JobKind, slot: datetime) -> datetime:
    """Give when the slot after this one begins; days are those on the wall, some of which have 23 or 25 hours."""
    return (clock.local(slot) if kind.every >= DAY else slot) + kind.every


def failed_jobs() -> list[str]:
    """Name the jobs that went wrong the last time they were tried."""
    query = select(Job.name).where(Job.last_error.is_not(None), Job.finished_at.is_(None)).distinct()
    recent = query.where(Job.slot >= clock.now() - timedelta(days=2))
    return sorted(db.session.scalars(recent))


def held_mails(reason: str) -> list[tuple[str, date, int]]:
    """Count the mails that are given up for a reason, by kind and the day they were written."""
    rows = db.session.execute(
        select(OutboxMail.kind, OutboxMail.created_at).where(
            OutboxMail.state == MailState.DEAD, OutboxMail.last_error == reason
        )
    )
    counted = Counter((kind, clock.local(at).date()) for kind, at in rows)
    return [(kind, day, number) for (kind, day), number in sorted(counted.items())]
