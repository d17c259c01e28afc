"""Files no record knows any more: left by a crash between a deletion and its commit, swept once a day."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Column, String, select

from portal.core import clock, db
from portal.core.db import Base
from portal.core.storage import NAME, Storage

SPARED = timedelta(days=1)
"""How long a file may wait for its record to be committed."""
SHAPE = "________-____-____-____-____________%"
KEY_LENGTHS = range(41, 100)
"""Lengths of the columns that can hold a key of the store: an id of 36 signs and an ending of up to nine."""


def sweep(files: Storage) -> list[str]:
    """Delete what no record knows, and give the keys deleted; a job."""
    known = known_keys()
    db.session.rollback()  # nothing was written; the files go without holding the database
    return files.sweep(known, clock.now() - SPARED)


def known_keys() -> set[str]:
    """Give the key of every file that some record knows."""
    return {key for column in _columns() for key in _keys(column)}


def _columns() -> Iterator[Column[str]]:
    """Yield every column that can hold a key, whatever it is called: a forgotten one would cost its files."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, String) and (column.type.length or 0) in KEY_LENGTHS:
                yield column


def _keys(column: Column[str]) -> Iterator[str]:
    for value in db.session.scalars(select(column).where(column.like(SHAPE))):
        if NAME.fullmatch(value):
            yield value
