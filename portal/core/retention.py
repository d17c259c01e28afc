"""What is kept only for a while: a table of periods, one runner, the log of what was erased, and its replay."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, String, UniqueConstraint, delete, func, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db
from portal.core.db import Base, Row

LOG_KEPT = timedelta(days=400)
"""How long each erased record stands in the database; in the file beside the backups, and as a number, it stays."""


@dataclass(frozen=True)
class RetentionRule:
    """One row of the table: what is past its day, and how it is erased; `basis` says why that long."""

    name: str
    keep: timedelta
    basis: str
    expired: Callable[[datetime], Select[Any]] | None
    """Picks what was over before a moment; a row without it erases on somebody's word, and not on its day."""
    erase: Callable[[Any], None]
    is_gone: Callable[[Any], bool] = lambda _record: False
    """Tells of a record whose row stays whether it has been emptied already."""


class Erasure(Row, Base):
    """One record that was erased; replayed after a restore, so that a backup brings nobody back."""

    __tablename__ = "erasure"

    rule: Mapped[str] = mapped_column(String(60))
    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[UUID] = mapped_column(index=True)
    is_written: Mapped[bool] = mapped_column(default=False, index=True)
    """Whether it stands in the file that is kept beside the backups."""


class ErasedOn(Row, Base):
    """How many records a row of the table erased on one day: the log that stays, and names nobody."""

    __tablename__ = "erased_on"
    __table_args__ = (UniqueConstraint("rule", "day"),)

    rule: Mapped[str] = mapped_column(String(60))
    day: Mapped[date] = mapped_column(index=True)
    times: Mapped[int] = mapped_column(default=0)


class Tally(Row, Base):
    """How many of a kind were erased that began in one month: numbers outlive the records, and name nobody."""

    __tablename__ = "tally"
    __table_args__ = (UniqueConstraint("name", "month", "key"),)

    name: Mapped[str] = mapped_column(String(60))
    month: Mapped[date]
    key: Mapped[str] = mapped_column(String(120), index=True)
    times: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class Forecast:
    """What a row of the table will erase: at its next run, and within the next days."""

    rule: RetentionRule
    next_run: int
    soon: int


def count(name: str, on: date | datetime, key: str) -> None:
    """Count a record that is about to be erased, under the month it began in."""
    day = clock.local(on).date() if isinstance(on, datetime) else on
    same = {"name": name, "month": day.replace(day=1), "key": key}
    _one_more(Tally, same)


def _one_more(model: type[Tally] | type[ErasedOn], same: dict[str, Any]) -> None:
    query = select(model).filter_by(**same).with_for_update()
    row: Any = db.session.scalars(query).one_or_none()
    if row is None:
        row = model(**same, times=0)
        db.session.add(row)
    row.times += 1
    db.session.flush()


def run_due(rules: tuple[RetentionRule, ...]) -> int:
    """Erase everything past its day, each record with its log row or not at all; give the number erased.

    Raises: ExceptionGroup of what went wrong, after all the others have been erased.
    """
    failed: list[Exception] = []
    erased = 0
    for rule in rules:
        with db.attempt(failed):
            erased += _run(rule, failed)
    with db.attempt(failed):
        old = (Erasure.created_at < clock.now() - LOG_KEPT) & Erasure.is_written
        db.session.execute(delete(Erasure).where(old))
    if failed:
        raise ExceptionGroup("retention", failed)
    return erased


def erase(rule: RetentionRule, record: Any) -> None:
    """Erase one record now, with its row in the log."""
    _erase(rule, record, record.id)


def _erase(rule: RetentionRule, record: Any, record_id: UUID) -> None:
    db.session.add(Erasure(rule=rule.name, record_type=type(record).__tablename__, record_id=record_id))
    _one_more(ErasedOn, {"rule": rule.name, "day": clock.today()})
    rule.erase(record)
    db.session.flush()


def preview(rules: tuple[RetentionRule, ...], soon: timedelta) -> list[Forecast]:
    """Count what each row will erase at its next run, tomorrow, and until the run some days ahead.

    The database counts: two statements a row of the table, however many records there are.
    """
    tomorrow = timedelta(days=1)
    return [Forecast(rule, _due(rule, ahead=tomorrow), _due(rule, ahead=soon)) for rule in rules]


def _due(rule: RetentionRule, *, ahead: timedelta) -> int:
    if rule.expired is None:
        return 0
    over = rule.expired(_cutoff(rule) + ahead).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(over)) or 0


def erased_by_month() -> list[tuple[str, date, int]]:
    """Give the log: how much each row erased, by month, newest first."""
    month = type_coerce(func.min(ErasedOn.day), Date)
    query = select(ErasedOn.rule, month, func.sum(ErasedOn.times)).group_by(
        ErasedOn.rule, func.extract("year", ErasedOn.day), func.extract("month", ErasedOn.day)
    )
    rows = [(rule, day.replace(day=1), int(times)) for rule, day, times in db.session.execute(query)]
    return sorted(rows, key=lambda row: (-row[1].toordinal(), row[0]))


def replay(entries: Iterable[tuple[str, str, UUID]], rules: Iterable[RetentionRule]) -> int:
    """Erase again what a restored backup brought back; give how many records. What is gone already is left alone.

    Args: entries: rule, type and id of each record that was ever erased.
    """
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    erased_ids: dict[tuple[str, str], set[UUID]] = {}
    for name, record_type, record_id in entries:
        erased_ids.setdefault((name, record_type), set()).add(record_id)
    known = ((rule, record_type) for rule in rules for record_type in models if (rule.name, record_type) in erased_ids)
    return sum(_replay(rule, models[kind], erased_ids[rule.name, kind]) for rule, kind in known)


def _replay(rule: RetentionRule, model: type[Any], erased_ids: set[UUID]) -> int:
    """Erase what is there again of one kind; most of it is not, so the ids are compared first."""
    erased = 0
    for record_id in erased_ids.intersection(db.session.scalars(select(model.id))):
        record = db.session.get(model, record_id)
        if record is not None and not rule.is_gone(record):
            erase(rule, record)
            erased += 1
    return erased


def _cutoff(rule: RetentionRule) -> datetime:
    """Go back by the clock on the wall: across a change of summer time the hours of UTC end on another day."""
    return clock.local(clock.now()) - rule.keep


def _run(rule: RetentionRule, failed: list[Exception]) -> int:
    if rule.expired is None:
        return 0
    erased = 0
    for record, record_id in [(record, record.id) for record in db.session.scalars(rule.expired(_cutoff(rule)))]:
        try:
            with db.session.begin_nested():
                _erase(rule, record, record_id)
        except Exception as error:  # noqa: BLE001 - one record that resists must not keep the others alive
            failed.append(error)
        else:
            erased += 1
    return erased
