"""Two records of one thing become one: whatever points to the double points to the one that stays."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, ColumnElement, Table, UniqueConstraint, and_, delete, event, exists, not_, select, update
from sqlalchemy.orm import Session

from portal.core import db
from portal.core.db import Base, Record
from portal.core.errors import GuardRefused, TransitionNotAllowed


class StillNamed(GuardRefused):
    """Both have the same thing open, which can only be there once."""

    message = _l(
        "Bei beiden ist dasselbe offen, zum Beispiel ein Vorschlag für dasselbe Angebot. "
        "Bitte schließen Sie zuerst einen der beiden Vorgänge."
    )


def references(target: Table) -> Iterator[Column[Any]]:
    """Yield every column of every area that points to a table."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is target:
                yield key.parent


def move_references(double: Record, kept: Record) -> None:
    """Let every row that names the double name the record that stays.

    A row that would then stand there twice, under a unique constraint, stays with the double.
    """
    db.session.flush()
    for column in references(type(kept).__table__):  # type: ignore[attr-defined]  # of every mapped class
        moved = update(column.table).where(column == double.id, *_free(column, kept)).values({column.name: kept.id})
        db.session.execute(moved)
    db.session.expire_all()  # what is loaded still names the double


def end_leftovers(double: Record) -> None:
    """Delete what stayed with the double because the record that stays has the same already.

    Raises: StillNamed: other rows hang on one of them, so that a person must end it first.
    """
    pointed_at = {key.column.table for table in Base.metadata.sorted_tables for key in table.foreign_keys}
    for column in references(type(double).__table__):  # type: ignore[attr-defined]  # of every mapped class
        if column.table not in pointed_at:
            db.session.execute(delete(column.table).where(column == double.id))
        elif db.session.scalar(select(exists().where(column == double.id))):
            raise StillNamed
    db.session.expire_all()


def _free(column: Column[Any], kept: Record) -> Iterator[ColumnElement[bool]]:
    table = column.table
    constraints = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    for columns in (*constraints, *(index.columns for index in table.indexes if index.unique)):
        if column.name in columns:
            there = table.alias()
            same = [there.c[each.name] == table.c[each.name] for each in columns if each.name != column.name]
            yield not_(exists().where(and_(there.c[column.name] == kept.id, *same)))


def refuse_doubles(model: type[Any]) -> None:
    """Refuse, from now on, every new row that names a record which is merged into another one.

    Its foreign key waits for whoever merges at the moment; what is written then would hang on the double unseen.

    Args: model: of the records; `merged_into_id` names the one that stays.
    """

    def check(session: Session, _flush: object) -> None:
        named = {value for row in session.new for value in _named(row, model.__table__)}
        doubles = select(model.id).where(model.id.in_(named), model.merged_into_id.is_not(None))
        if named and session.scalar(doubles.limit(1)) is not None:
            raise TransitionNotAllowed

    event.listen(db.session, "after_flush", check)


def _named(row: Any, target: Table) -> Iterator[UUID]:
    table = row.__table__
    for key in table.foreign_keys:
        if key.column.table is target and (value := getattr(row, key.parent.name)) is not None:
            yield value
