"""Changes an index has yet to follow: written with the record, applied by one worker, deleted after the commit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import String, delete, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock, db
from portal.core.db import Base, Row
from portal.core.search.backend import Applied, Change, IndexBusy, SearchBackend
from portal.core.search.schema import Document

BATCH = 500

LoadRows = Callable[[Session, Sequence[UUID] | None], Iterable[Document]]
"""Give the documents of these records, or of all that may be found when asked for None; others are taken out."""


class IndexChange(Row, Base):
    """A record that changed since the index last saw it."""

    __tablename__ = "index_change"

    index_name: Mapped[str] = mapped_column(String(40), index=True)
    record_id: Mapped[UUID]


class IndexLease(Row, Base):
    """Who may write an index at the moment."""

    __tablename__ = "index_lease"

    index_name: Mapped[str] = mapped_column(String(40), unique=True)
    holder: Mapped[str] = mapped_column(String(120))
    held_until: Mapped[datetime]


@dataclass(frozen=True)
class Lease:
    """A claim to be the only one who applies: a crashed holder loses it after `length`."""

    holder: str
    length: timedelta = timedelta(minutes=10)


def record_change(session: Session, index_name: str, record_id: UUID) -> None:
    """Note, in the transaction of the deed, that a record changed, appeared or must not be found any more."""
    session.add(IndexChange(index_name=index_name, record_id=record_id))


def apply_pending(backend: SearchBackend, load_rows: LoadRows, lease: Lease) -> int:
    """Let the index follow the database and give the number of changes it took in.

    An unusable index is rebuilt. A crash before the last step leaves the changes, and the next run applies
    them again; nothing is open in the database while the index is written.
    """
    if not _acquire(backend.schema.name, lease):
        return 0
    is_rebuild = not backend.is_usable()
    with db.transaction() as session:
        pending = _pending(session, backend.schema.name, None if is_rebuild else BATCH)
        changes = _changes(session, load_rows, None if is_rebuild else list(dict.fromkeys(pending.values())))
    if not pending and not is_rebuild:
        return 0
    try:
        if is_rebuild:
            backend.rebuild(change.document for change in changes if change.document)
        else:
            backend.apply(changes)
    except IndexBusy:
        return 0
    with db.transaction() as session:
        session.execute(delete(IndexChange).where(IndexChange.id.in_(pending)))
    return len(pending)


def rebuild(backend: SearchBackend, load_rows: LoadRows, lease: Lease) -> Applied:
    """Make the index anew from the database, with every change that waits.

    Raises: IndexBusy: somebody else is writing it.
    """
    if not _acquire(backend.schema.name, lease):
        raise IndexBusy
    with db.transaction() as session:
        pending = _pending(session, backend.schema.name, None)
        documents = list(load_rows(session, None))
    applied = backend.rebuild(documents)
    with db.transaction() as session:
        session.execute(delete(IndexChange).where(IndexChange.id.in_(pending)))
    return applied


def release(index_name: str, lease: Lease) -> None:
    """Let somebody else apply: a worker that stops in order does not make the next one wait."""
    with db.transaction() as session:
        mine = (IndexLease.index_name == index_name, IndexLease.holder == lease.holder)
        session.execute(delete(IndexLease).where(*mine))


def _acquire(index_name: str, lease: Lease) -> bool:
    now = clock.now()
    free = or_(IndexLease.holder == lease.holder, IndexLease.held_until < now)
    renewed = {"holder": lease.holder, "held_until": now + lease.length}
    with db.transaction() as session:
        taken = session.execute(update(IndexLease).where(IndexLease.index_name == index_name, free).values(renewed))
        if isinstance(taken, CursorResult) and taken.rowcount:
            return True
        if session.scalar(select(IndexLease.id).where(IndexLease.index_name == index_name)):
            return False
        return _first(session, IndexLease(index_name=index_name, **renewed))


def _first(session: Session, row: IndexLease) -> bool:
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _pending(session: Session, index_name: str, limit: int | None) -> dict[UUID, UUID]:
    """Give change -> record; rows are later deleted by id, since commits need not arrive in order."""
    oldest = select(IndexChange.id, IndexChange.record_id).where(IndexChange.index_name == index_name)
    found = session.execute(oldest.order_by(IndexChange.created_at, IndexChange.id).limit(limit))
    return {row.id: row.record_id for row in found}


def _changes(session: Session, load_rows: LoadRows, record_ids: list[UUID] | None) -> list[Change]:
    if record_ids == []:
        return []
    documents = {document.id: document for document in load_rows(session, record_ids)}
    return [Change(record_id, documents.get(record_id)) for record_id in record_ids or documents]
