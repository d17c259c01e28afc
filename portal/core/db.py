"""The database: one engine, one scoped session, ids, column types and the base of every model."""

import os
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Numeric,
    TypeDecorator,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, scoped_session, sessionmaker

from portal.core import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

writes: ContextVar[bool] = ContextVar("writes", default=True)
"""Whether the next transaction may write; SQLite then takes its lock before the first statement."""


class _Ticks:
    """Milliseconds and a count of the ids made in the present one, so that a process's ids sort as they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = self._count = 0

    def next(self) -> tuple[int, int]:
        """Give the millisecond and 12 bits of count."""
        millisecond = int(clock.now().timestamp() * 1000)
        with self._lock:
            self._count = self._count + 1 if millisecond == self._millisecond else 0
            self._millisecond = millisecond
            return millisecond, min(self._count, 0xFFF)


_ticks = _Ticks()


def new_id() -> UUID:
    """Make a UUIDv7 (RFC 9562 section 5.7): milliseconds, a count within them, then 62 random bits."""
    millisecond, count = _ticks.next()
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=(millisecond << 80) | (0x7 << 76) | (count << 64) | (0x2 << 62) | tail)


SHORT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def short_number(prefix: str) -> str:
    """Make a number for telephone and letters, such as K-7QX3M9: no 0/O or 1/I to confuse."""
    return f"{prefix}-" + "".join(secrets.choice(SHORT_ALPHABET) for _ in range(6))


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments, since they would silently shift by the zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite gives naive values back; they are UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def codes(kind: type[StrEnum], name: str | None = None) -> Enum:
    """Give the type of a column of codes; a table's second column of the same codes names its CHECK itself."""
    named: dict[str, Any] = {"name": name} if name else {}
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        **named,
    )


class Base(DeclarativeBase):
    """The root of all models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime(),
        Decimal: Numeric(10, 2),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        StrEnum: codes(StrEnum),
    }


class Row:
    """A table row with our id and its moment of birth; for logs and other rows nobody edits."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True, sort_order=-9)


class Record(Row):
    """A row two people may edit at once: the version decides who was late."""

    version: Mapped[int] = mapped_column(nullable=False, sort_order=-8)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        """Let the ORM compare and raise the version with every write."""
        return {"version_id_col": cls.version}


T = TypeVar("T", bound=Row)
session: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=False))
_engines: WeakSet[Engine] = WeakSet()
BUSY_SECONDS = 15
BATCH = 500
"""Records a job holds at once, so that it needs as much memory for a district as for a town."""
CONNECT_SECONDS = 5


def connect(url: str | URL, *, pool_size: int = 10) -> Engine:
    """Make the engine for `url` and bind the session to it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        patience: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS}
        engine = create_engine(
            parsed, hide_parameters=True, connect_args=patience, pool_size=pool_size, max_overflow=5, pool_pre_ping=True
        )
    _engines.add(engine)
    session.remove()
    session.configure(bind=engine)
    return engine


def _let_go() -> None:
    """Close idle connections before a server forks: neither SQLite nor PostgreSQL survives two owners of one."""
    for engine in list(_engines):
        engine.dispose()


os.register_at_fork(before=_let_go)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that a reader never takes a write lock
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes.get() else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one unit of work outside a request: commit at the end, nothing of it on an error."""
    token = writes.set(True)
    try:
        yield session()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        writes.reset(token)


def batches(model: type[T], *conditions: ColumnElement[bool]) -> Iterator[Sequence[T]]:
    """Give all records that meet some conditions, by id, so many at a time and each batch in one statement."""
    query = select(model).where(*conditions).order_by(model.id).limit(BATCH)
    found = session.scalars(query).all()
    while found:
        yield found
        found = session.scalars(query.where(model.id > found[-1].id)).all() if len(found) == BATCH else ()


@contextmanager
def attempt(failed: list[Exception]) -> Iterator[None]:
    """Run one unit of work among many: its error joins `failed` and keeps nobody else from theirs."""
    try:
        with transaction():
            yield
    except Exception as error:  # noqa: BLE001 - that is its purpose
        failed.append(error)
