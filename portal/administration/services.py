"""What an administrator can set right, and the rows of law an installation lays over the shipped ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import structlog

from portal.administration import queries, rules
from portal.administration.models import ReferenceOverride
from portal.administration.workflow import WORKFLOW
from portal.core import clock, db, delivery
from portal.core.actor import Actor
from portal.core.errors import NotAllowed
from portal.core.outbox import MailState, OutboxMail
from portal.core.permissions import require
from portal.reference.loading import TableError
from portal.reference.snapshots import put_in_force

log = structlog.get_logger()


def retry(mail: OutboxMail, *, actor: Actor) -> None:
    """Put a dead mail back into the queue; one that was delivered stays delivered."""
    require(actor, "administration:retry")
    if mail.state is MailState.DEAD:
        delivery.requeue(mail)


@dataclass(frozen=True)
class Row:
    """A row as it is proposed: the cells, the days between which it holds, where it stands and why it is needed."""

    table: str
    values: Mapping[str, str]
    valid_from: date
    valid_to: date | None
    source: str
    reason: str


def propose(row: Row, *, actor: Actor, record_id: UUID) -> ReferenceOverride:
    """Propose a row; it holds once another administrator has approved it. Each id comes once."""
    existing = db.session.get(ReferenceOverride, record_id)
    if existing is not None:
        return existing
    made = draft(row, actor=actor)
    made.id = record_id
    details = {"table": row.table, "fields": sorted(row.values)}
    created: ReferenceOverride = WORKFLOW.create("propose", made, actor=actor, details=details)
    return created


def draft(row: Row, *, actor: Actor) -> ReferenceOverride:
    """Put a row together that nobody has proposed yet."""
    if actor.id is None:
        raise NotAllowed
    return ReferenceOverride(
        table_name=row.table,
        values=dict(row.values),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        reason=row.reason,
        proposed_by_id=actor.id,
    )


def propose_end(
    override: ReferenceOverride, *, actor: Actor, valid_from: date, reason: str, record_id: UUID
) -> ReferenceOverride:
    """Propose that a row holds no longer from a day on; this is a row of its own, and needs another's word as well."""
    existing = db.session.get(ReferenceOverride, record_id)
    if existing is not None:
        return existing
    made = draft(Row(override.table_name, {}, valid_from, None, override.source, reason), actor=actor)
    made.id, made.ends_id = record_id, override.id
    details = {"table": override.table_name, "ends": str(override.id)}
    created: ReferenceOverride = WORKFLOW.create("propose_end", made, actor=actor, details=details)
    return created


def approve(override: ReferenceOverride, *, actor: Actor) -> None:
    """Let a row hold; never as the one who proposed it."""
    details = {"table": override.table_name, "fields": sorted(override.values)}
    WORKFLOW.apply("approve", override, actor=actor, details=details)


def refuse(override: ReferenceOverride, *, actor: Actor, reason: str) -> None:
    """Refuse a row; never as the one who proposed it."""
    WORKFLOW.apply("refuse", override, actor=actor, reason=reason, details={"table": override.table_name})


class _Known:
    """Which rows this process decides by."""

    generation: Any = None


def follow_the_law() -> None:
    """Decide by the approved rows from now on; one statement where nothing has changed since."""
    generation = queries.generation(clock.today())
    if generation == _Known.generation:
        return
    held = rules.in_force(queries.approved(), clock.today())
    while held:
        try:
            put_in_force(queries.laid_over(held))
            break
        except TableError as error:  # a release changed the table: better the shipped row than none at all
            log.error("override_does_not_fit", override=str(held[-1].id), table=held[-1].table_name, error=str(error))
            held.pop()
    else:
        put_in_force(None)
    _Known.generation = generation


def lawfully(run: Callable[[], Any]) -> Callable[[], Any]:
    """Make a job that decides by the rows that hold when it begins."""

    def follow_and_run() -> Any:
        follow_the_law()
        db.session.rollback()
        return run()

    return follow_and_run
