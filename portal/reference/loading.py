"""Reads tables of law and code lists strictly: what a row class does not expect is an error with file and line."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

DATA = Path(__file__).parent / "data"
SEPARATOR = "|"
ANY = "any"

Reader = Callable[[str], Any]


class TableError(ValueError):
    """A table does not look as its row class says; the text names file and line."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its header, the field it fills and how a cell is read."""

    header: str
    field: str
    read: Reader


class Row:
    """Base of every row class: the file it lives in and the columns that identify a row."""

    FILE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]

    @property
    def identity(self) -> tuple[Any, ...]:
        """Give what identifies the row in its table."""
        return tuple(getattr(self, name) for name in self.KEY)

    @classmethod
    @cache
    def columns(cls) -> tuple[Column, ...]:
        """List the columns the class expects, in their order."""
        hints = get_type_hints(cls)
        return tuple(
            Column(
                header=item.metadata.get("column", item.name),
                field=item.name,
                read=reader_for(hints[item.name], item.metadata.get("separator", SEPARATOR)),
            )
            for item in fields(cls)  # type: ignore[arg-type]  # every row class is a dataclass
        )


T = TypeVar("T", bound=Row)


def column(name: str) -> Mapping[str, str]:
    """Name the column of a field whose name Python or the style does not allow."""
    return {"column": name}


def split_by(separator: str) -> Mapping[str, str]:
    """Name the separator of a list that does not use the usual one."""
    return {"separator": separator}


def read_table(row_class: type[T], path: Path | None = None) -> tuple[T, ...]:
    """Read a whole table, the shipped file unless another is named; columns may stand in any order.

    Raises: TableError: a column too many or too few, a bad cell, or a row that is there twice.
    """
    path = path or DATA / row_class.FILE
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = tuple(_rows(row_class, csv.reader(file, delimiter=";", strict=True), path.name))
    except (csv.Error, UnicodeDecodeError) as error:
        raise TableError(f"{path.name}: {error}") from error
    keys = [row.identity for row in rows]
    doubles = {key for key in keys if keys.count(key) > 1}
    if doubles:
        raise TableError(f"{path.name}: more than one row for {sorted(map(str, doubles))}")
    return rows


def _rows(row_class: type[T], lines: Any, name: str) -> Iterator[T]:
    expected = [column.header for column in row_class.columns()]
    header: list[str] = next(lines, [])
    if sorted(header) != sorted(expected):
        raise TableError(f"{name}, line 1: columns too many or too few: {sorted(set(header) ^ set(expected))}")
    for cells in filter(None, lines):
        where = f"{name}, line {lines.line_num}"
        if len(cells) != len(header):
            raise TableError(f"{where}: {len(cells)} cells instead of {len(header)}")
        yield build(row_class, read_cells(row_class, dict(zip(header, cells, strict=True)), where), where)


def shipped_cells(row_class: type[Row], identity: tuple[Any, ...]) -> dict[str, str]:
    """Give the cells of a shipped row as they are written in its file, nothing where there is no such row."""
    with (DATA / row_class.FILE).open(encoding="utf-8-sig", newline="") as file:
        for cells in csv.DictReader(file, delimiter=";", strict=True):
            values = read_cells(row_class, cells, row_class.FILE)
            if tuple(values[name] for name in row_class.KEY) == identity:
                return cells
    return {}


def read_cells(row_class: type[Row], cells: Mapping[str, str], where: str) -> dict[str, Any]:
    """Read some cells of a row, header to text, into the values of its fields."""
    known = {column.header: column for column in row_class.columns()}
    values = {}
    for header, text in cells.items():
        if header not in known:
            raise TableError(f"{where}: unknown column {header!r}")
        try:
            values[known[header].field] = known[header].read(text)
        except (ValueError, KeyError, ArithmeticError) as error:
            raise TableError(f"{where}: {header} cannot be {text!r}") from error
    return values


def build(row_class: type[T], values: Mapping[str, Any], where: str) -> T:
    """Make a row of values; a missing one or a combination the class refuses is an error."""
    try:
        return row_class(**values)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise TableError(f"{where}: {error}") from error


def reader_for(kind: Any, separator: str) -> Reader:
    """Give the function that reads a cell of a type: optional, list, set of accepted codes, or single value."""
    if isinstance(kind, UnionType):
        inner = reader_for(get_args(kind)[0], separator)
        return lambda text: inner(text) if text else None
    if get_origin(kind) is tuple:
        inner = reader_for(get_args(kind)[0], separator)
        return lambda text: tuple(inner(part) for part in text.split(separator)) if text else ()
    if get_origin(kind) is frozenset:
        return _reader_of_accepted(get_args(kind)[0], separator)
    return _SINGLE.get(kind, kind)  # type: ignore[no-any-return]  # an enum or `str` reads itself


def _reader_of_accepted(codes: type[StrEnum], separator: str) -> Reader:
    def read(text: str) -> frozenset[StrEnum]:
        if text == ANY:
            return frozenset(codes)
        return frozenset(codes(part) for part in text.split(separator)) if text else frozenset()

    return read


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number


_SINGLE: dict[Any, Reader] = {
    bool: {"yes": True, "no": False}.__getitem__,
    date: date.fromisoformat,
    Decimal: _finite,
}
