"""What an index holds: the caller declares texts and filterable columns, and hands records in as documents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isfinite
from uuid import UUID

LONGEST_CODE = 64
LARGEST_NUMBER = 2**62


class InvalidDocument(ValueError):
    """A document does not fit the schema of its index."""


class UnknownColumn(ValueError):
    """A question names a column the index does not have, or uses it as another kind."""


@dataclass(frozen=True)
class Codes:
    """A column of codes, none, one or several per record."""

    name: str


@dataclass(frozen=True)
class Number:
    """A column of whole numbers; quantities carry their unit in the name."""

    name: str


@dataclass(frozen=True)
class Day:
    """A column of calendar days."""

    name: str


@dataclass(frozen=True)
class Point:
    """A column of places on the map."""

    name: str


Column = Codes | Number | Day | Point


@dataclass(frozen=True)
class GeoPoint:
    """A place on the map, WGS 84 in degrees."""

    latitude: float
    longitude: float


Value = str | Iterable[str] | int | date | GeoPoint | None


@dataclass(frozen=True)
class Document:
    """One record as the index sees it: texts to search in, values to filter, count and sort by."""

    id: UUID
    texts: Mapping[str, str]
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Schema:
    """The declaration of one index: `texts` maps each text to its weight."""

    name: str
    texts: tuple[tuple[str, float], ...]
    columns: tuple[Column, ...] = ()

    @property
    def signature(self) -> str:
        """Name everything that would make an older index wrong."""
        return repr((self.texts, self.columns))

    def expect(self, name: str, *kinds: type[Column]) -> None:
        """Refuse a question that names a column the index does not have, or not as one of these kinds."""
        if self._kinds.get(name) not in kinds:
            raise UnknownColumn(f"{self.name} has no such column for this: {name}")

    @cached_property
    def _kinds(self) -> Mapping[str, type[Column]]:
        return {column.name: type(column) for column in self.columns}

    def check(self, document: Document) -> None:
        """Refuse a document with an unknown text or column, or a value its column cannot hold."""
        known = {name for name, _ in self.texts}
        columns = {column.name: column for column in self.columns}
        if unknown := (document.texts.keys() - known) | (document.values.keys() - columns.keys()):
            raise InvalidDocument(f"{self.name} does not know {sorted(unknown)}")
        if not all(isinstance(text, str) for text in document.texts.values()):
            raise InvalidDocument("texts are strings")
        for name, value in document.values.items():
            if value is not None and not _fits(columns[name], value):
                raise InvalidDocument(f"{name} cannot hold {type(value).__name__}")


def codes_of(value: Value) -> tuple[str, ...]:
    """Give the codes of a value, whether one or several."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def number_of(value: int | date) -> int:
    """Give a number, or a day as its number in the calendar."""
    return value.toordinal() if isinstance(value, date) else value


def _fits(column: Column, value: Value) -> bool:
    match column:
        case Codes():
            return _are_codes(value)
        case Number():
            return isinstance(value, int) and abs(value) < LARGEST_NUMBER
        case Day():
            return isinstance(value, date)
        case Point():
            return isinstance(value, GeoPoint) and isfinite(value.latitude) and isfinite(value.longitude)


def _are_codes(value: Value) -> bool:
    if not isinstance(value, str | tuple | list | set | frozenset):
        return False
    codes: tuple[object, ...] = codes_of(value)
    return all(isinstance(code, str) and code.isprintable() and 0 < len(code) <= LONGEST_CODE for code in codes)
