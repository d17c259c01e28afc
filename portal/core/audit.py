"""What happened and who looked: the event rows of all workflows and the read log of people's data."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Index, String, func, null, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import db
from portal.core.actor import Actor, ActorKind, Channel, Role
from portal.core.db import Base, Row


class Event(Row, Base):
    """One deed: who, for whom, by which channel, when, from which state to which, and why."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_record", "record_type", "record_id", "created_at"),)

    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[ActorKind]
    actor_role: Mapped[Role]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    on_behalf_of_id: Mapped[UUID | None]
    contact: Mapped[str | None] = mapped_column(String(120))
    channel: Mapped[Channel]
    reason_code: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(2000))
    record_version: Mapped[int]
    details: Mapped[dict[str, Any] | None]


class ReadLog(Row, Base):
    """Somebody was shown a person's data above the card."""

    __tablename__ = "read_log"

    candidate_id: Mapped[UUID] = mapped_column(index=True)
    actor_kind: Mapped[ActorKind]
    actor_role: Mapped[Role]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    level: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True, slots=True)
class Change:
    """A transition on its way: handed to guards, effects, mails and reactions."""

    event: str
    from_state: str | None
    to_state: str
    at: datetime
    reason_code: str | None = None
    reason: str | None = None
    details: dict[str, Any] | None = None
    event_id: UUID | None = None


def record(record_type: str, row: Any, change: Change, actor: Actor) -> Event:
    """Write the event row of a transition into the running transaction."""
    behalf = actor.on_behalf_of
    entry = Event(
        record_type=record_type,
        record_id=row.id,
        name=change.event,
        from_state=change.from_state,
        to_state=change.to_state,
        actor_kind=actor.kind,
        actor_role=actor.role,
        actor_id=actor.id,
        on_behalf_of_id=behalf.organisation_id if behalf else None,
        contact=behalf.contact if behalf else None,
        channel=actor.channel,
        reason_code=change.reason_code,
        reason=change.reason,
        record_version=row.version,
        details=change.details,
        created_at=change.at,
    )
    db.session.add(entry)
    return entry


def history(record_type: str, *record_ids: UUID, limit: int = 100) -> list[Event]:
    """Give the events of one record, or of some together, newest first."""
    return list(db.session.scalars(_of(record_type, *record_ids).limit(limit)))


def latest(record_type: str, record_id: UUID) -> Event | None:
    """Give the newest event of one record."""
    return db.session.scalars(_of(record_type, record_id).limit(1)).first()


def last_time(record_type: str, record_id: UUID, names: Collection[str]) -> datetime | None:
    """Tell when one of these events last happened to a record."""
    query = select(func.max(Event.created_at)).where(_is_of(record_type, record_id), Event.name.in_(names))
    return db.session.scalar(query)


def forget_words(record_type: str, *record_ids: UUID) -> None:
    """Keep of the events of records that are erased only that they happened, not what was written with them."""
    words = {"reason": None, "contact": None, "details": null()}
    db.session.execute(update(Event).where(_is_of(record_type, *record_ids)).values(words))


def forget_reasons(candidate_id: UUID) -> None:
    """Keep of the reads of a person whose data are deleted who looked and when, not the words they gave for it."""
    db.session.execute(update(ReadLog).where(ReadLog.candidate_id == candidate_id).values(reason=None))


def hand_over_person(record_type: str, candidate_id: UUID, to_id: UUID) -> None:
    """Let the file that stays of two tell who looked at either and what happened to it, until it is erased."""
    db.session.execute(update(ReadLog).where(ReadLog.candidate_id == candidate_id).values(candidate_id=to_id))
    db.session.execute(update(Event).where(_is_of(record_type, candidate_id)).values(record_id=to_id))


def _of(record_type: str, *record_ids: UUID) -> Any:
    return select(Event).where(_is_of(record_type, *record_ids)).order_by(Event.created_at.desc(), Event.id.desc())


def _is_of(record_type: str, *record_ids: UUID) -> ColumnElement[bool]:
    return (Event.record_type == record_type) & Event.record_id.in_(record_ids)


def read(candidate_id: UUID, *, actor: Actor, level: str, channel: str = "page", reason: str | None = None) -> None:
    """Remember that a person's data is about to be shown; `keep_reads` commits it before the page is sent."""
    entry = ReadLog(
        candidate_id=candidate_id,
        actor_kind=actor.kind,
        actor_role=actor.role,
        actor_id=actor.id,
        organisation_id=actor.organisation_id,
        office_id=actor.office_id,
        level=level,
        channel=channel,
        reason=reason,
    )
    db.session().info.setdefault("reads", []).append(entry)


def take_reads(current: Session) -> list[ReadLog]:
    """Take what was read in this session and is not kept yet."""
    reads: list[ReadLog] = current.info.pop("reads", [])
    return reads


def keep_reads(current: Session) -> None:
    """Commit the reads of this request in a transaction of their own; without it nothing may be shown."""
    reads = take_reads(current)
    if not reads:
        return
    current.rollback()
    with db.transaction() as fresh:
        fresh.add_all(reads)
