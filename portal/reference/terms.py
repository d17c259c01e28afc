"""Words for rows of the tables: their labels in a language, and the messages of the gettext domain `reference`."""

from collections.abc import Iterator
from typing import Any

from portal.reference.snapshots import Snapshot, row_classes, snapshot

GERMAN = "de"
_NAMES = ("label_{language}", "name_{language}")
_ONLY_GERMAN = ("label_de", "name_de", "canonical_de", "station", "name")


def label(table: str, *identity: Any, language: str = GERMAN, tables: Snapshot | None = None) -> str:
    """Give the label of a row in a language, in German where the table has no other.

    Raises: UnknownCode: the table has no such row.
    """
    row = (tables or snapshot()).row(table, *identity)
    names = (*(name.format(language=language) for name in _NAMES), *_ONLY_GERMAN)
    return next(str(getattr(row, name)) for name in names if getattr(row, name, ""))


def messages(tables: Snapshot | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield msgid (`table.key`), German and English of every labelled row with one key."""
    tables = tables or snapshot()
    for table, row_class in row_classes().items():
        if len(row_class.KEY) > 1 or not {"label_de", "name_de"} & {item.field for item in row_class.columns()}:
            continue
        for row in getattr(tables, table):
            (key,) = row.identity
            yield f"{table}.{key}", label(table, key, tables=tables), label(table, key, language="en", tables=tables)
