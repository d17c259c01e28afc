"""What the guide pages take from dated law: an amount with what it will become."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.reference import Snapshot
from portal.reference.codes import Confidence


@dataclass(frozen=True)
class Amount:
    """A value of the law: since when, how much, and whether somebody has yet to check it."""

    value: Decimal
    unit: str
    since: date
    is_unchecked: bool


def amounts(tables: Snapshot, key: str, *, on: date) -> tuple[Amount, ...]:
    """Give the value in force on a day, then those known to follow; nothing where none is known for that day."""
    rows = [row for row in tables.dated_values if row.key == key and (row.valid_to is None or row.valid_to >= on)]
    rows.sort(key=lambda row: row.valid_from)
    if not rows or rows[0].valid_from > on:
        return ()
    return tuple(Amount(row.value, row.unit, row.valid_from, row.confidence is Confidence.VERIFY) for row in rows)
