"""Filters, choices of facets and orders in PostgreSQL, as expressions over a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from string import Template

from portal.core.search.encoding import MICRO_DEGREES, codes_field, integer_fields
from portal.core.search.filtering import EARTH_RADIUS_KM, ROUNDING_KM
from portal.core.search.postgres_tables import Tables
from portal.core.search.postgres_values import Bound
from portal.core.search.query import AnyOf, Between, ByColumn, ByDistance, EachCode, Facet, Filter, Sort, Within
from portal.core.search.schema import Codes, Day, Number, Point, number_of

LARGEST = 2**63 - 1
METRES = 1_000

_HAVING = Template("(SELECT number FROM $codes WHERE codes && $known)")

Spot = tuple[str, float, float]
"""A column of points, and the place distances are measured from."""


@dataclass(frozen=True)
class Source:
    """Documents with the distances that a question needs, each measured once."""

    tables: Tables
    spots: tuple[Spot, ...]
    bound: Bound

    @classmethod
    def of(cls, tables: Tables, needed: Iterable[Filter | Sort], bound: Bound) -> "Source":
        """Give the documents with what these filters and orders need."""
        points = {column.name for column in tables.schema.columns if isinstance(column, Point)}
        named = (_spot(place) for place in needed if isinstance(place, Within | ByDistance))
        return cls(tables, tuple(dict.fromkeys(spot for spot in named if spot[0] in points)), bound)

    def rows(self) -> str:
        """Give what to read from."""
        measured = ", ".join(f"{self._kilometres(spot)} AS {_label(number)}" for number, spot in enumerate(self.spots))
        return self.tables.named("document") + (
            f", LATERAL (SELECT {measured} OFFSET 0) AS measured" if measured else ""
        )

    def passes(self, condition: Filter) -> str:
        """Say whether a document passes a filter; never unknown."""
        match condition:
            case AnyOf():
                self.tables.schema.expect(condition.column, Codes)
                known = [code for code in condition.codes if code.isprintable()]  # the index holds no others
                having = {"codes": self.tables.named("codes"), "known": self.bound(known, "text[]")}
                return f"{codes_field(condition.column)} IN {_HAVING.substitute(having)}"
            case Between():
                ends = (_bounded(condition.low, -LARGEST), _bounded(condition.high, LARGEST))
                low, high = (self.bound(end, "bigint") for end in ends)
                return f"coalesce({self._number(condition.column)} BETWEEN {low} AND {high}, false)"
            case Within():
                radius = self.bound(condition.radius_km + ROUNDING_KM, "float8")
                return f"coalesce({self._distance(condition)} <= {radius}, false)"

    def key(self, facet: Facet) -> str:
        """Give what documents are counted by: the number of their codes, or a bit for each choice they pass."""
        if isinstance(facet, EachCode):
            self.tables.schema.expect(facet.column, Codes)
            return codes_field(facet.column)
        bits = (f"({self.passes(choice)})::int::bigint << {number}" for number, (_, choice) in enumerate(facet.choices))
        return " | ".join(f"({bit})" for bit in bits) or "0::bigint"

    def order(self, sort: Sort) -> str:
        """Give what documents are sorted by, the smallest first and the unknown last."""
        if isinstance(sort, ByColumn):
            return ("-" if sort.descending else "") + self._number(sort.column)
        if isinstance(sort, ByDistance):
            return f"round({self._distance(sort)} * {METRES})"
        return "0"

    def _number(self, column: str) -> str:
        self.tables.schema.expect(column, Number, Day)
        return integer_fields(column)[0]

    def _distance(self, place: Within | ByDistance) -> str:
        self.tables.schema.expect(place.column, Point)
        return _label(self.spots.index(_spot(place)))

    def _kilometres(self, spot: Spot) -> str:
        column, here_latitude, here_longitude = spot
        here = (self.bound(radians(degrees), "float8") for degrees in (here_latitude, here_longitude))
        there = (f"radians({field} / {MICRO_DEGREES}::float8)" for field in integer_fields(column, is_point=True))
        latitude, longitude = there
        north, east = (
            f"power(sin(({ours} - {theirs}) / 2), 2)" for ours, theirs in zip((latitude, longitude), here, strict=True)
        )
        chord = f"{north} + cos({latitude}) * {cos(radians(here_latitude))!r} * {east}"
        return f"{2 * EARTH_RADIUS_KM} * asin(sqrt(least({chord}, 1.0)))"


def _spot(place: Within | ByDistance) -> Spot:
    return place.column, place.latitude, place.longitude


def _label(number: int) -> str:
    return f"km_{number}"


def _bounded(end: int | date | None, otherwise: int) -> int:
    return otherwise if end is None else max(min(number_of(end), LARGEST), -LARGEST)
