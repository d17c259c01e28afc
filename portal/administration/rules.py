"""What is true of an operator's rows whatever the database: their states, and which of them hold on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

LAW = (
    "residence_rules",
    "placement_kinds",
    "dated_values",
    "branch_wages",
    "working_time_rules",
    "safe_origin_states",
    "report_duties",
)
"""The tables of law that an operator may lay rows over; the disclosure ladder is none of them."""


class OverrideState(StrEnum):
    """Where an operator's row stands; only an approved one holds."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class Laid(Protocol):
    """A row as far as the days on which it holds go."""

    id: UUID
    state: OverrideState
    values: Any
    valid_from: date
    valid_to: date | None
    ends_id: UUID | None


L = TypeVar("L", bound=Laid)


def in_force(rows: Iterable[L], on: date) -> list[L]:
    """Give the approved rows that hold on a day, in their order; an end takes its row away from its first day on."""
    approved = [row for row in rows if row.state is OverrideState.APPROVED]
    ended = {row.ends_id for row in approved if row.ends_id and row.valid_from <= on}
    return [
        row
        for row in approved
        if row.ends_id is None
        and row.id not in ended
        and row.valid_from <= on
        and (row.valid_to is None or on <= row.valid_to)
    ]


def written(values: Mapping[str, str]) -> str:
    """Write cells one a line, as the form shows them."""
    return "\n".join(f"{column} = {value}" for column, value in values.items())


def read(text: str) -> dict[str, str]:
    """Read cells from lines `column = value`. Raises: ValueError: the line that is none, or is there twice."""
    cells: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        column, sign, value = line.partition("=")
        if not sign or not column.strip() or column.strip() in cells:
            raise ValueError(line)
        cells[column.strip()] = value.strip()
    return cells
