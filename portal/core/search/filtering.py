"""Which documents of a snapshot pass the filters, and what each choice of a facet would find."""

from functools import partial

import numpy as np

from portal.core.search.encoding import codes_field, integer_fields
from portal.core.search.query import AnyOf, Between, EachCode, Facet, Filter, Within
from portal.core.search.schema import Codes, Day, Number, Point, Schema, number_of
from portal.core.search.segments import Integers, Numbers
from portal.core.search.snapshot import Mask, Snapshot
from portal.core.search.whoosh_schema import MISSING

EARTH_RADIUS_KM = 6371.0088
ROUNDING_KM = 0.001
"""Points are kept in micro-degrees; a radius of 0 still finds the place itself."""


def numbers(snapshot: Snapshot, schema: Schema, column: str) -> Integers:
    """Give a column of numbers or days; records without one hold MISSING."""
    schema.expect(column, Number, Day)
    return snapshot.integers(integer_fields(column)[0])


def distances(snapshot: Snapshot, schema: Schema, place: Within) -> Numbers:
    """Give the great-circle distance of every document in km; infinite where the record has no point."""
    schema.expect(place.column, Point)
    return snapshot.distances.recall((place.column, place.latitude, place.longitude), partial(_distances, snapshot))


def _distances(snapshot: Snapshot, place: tuple[str, float, float]) -> Numbers:
    column, latitude, longitude = place
    lat_field, lon_field = integer_fields(column, is_point=True)
    latitudes, longitudes = snapshot.integers(lat_field), snapshot.integers(lon_field)
    here_lat, here_lon = np.radians(latitude), np.radians(longitude)
    lat, lon = np.radians(latitudes / 1e6), np.radians(longitudes / 1e6)
    chord = np.sin((lat - here_lat) / 2) ** 2 + np.cos(lat) * np.cos(here_lat) * np.sin((lon - here_lon) / 2) ** 2
    kilometres = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return np.where(latitudes == MISSING, np.inf, kilometres)


def passes(snapshot: Snapshot, schema: Schema, condition: Filter) -> Mask:
    """Give which documents pass one filter, dead or alive; remembered, since most visitors choose the same few."""
    return snapshot.passing.recall(condition, partial(_passes, snapshot, schema))


def _passes(snapshot: Snapshot, schema: Schema, condition: Filter) -> Mask:
    match condition:
        case AnyOf():
            return _any_of(snapshot, schema, condition)
        case Between():
            return _between(snapshot, schema, condition)
        case Within():
            return distances(snapshot, schema, condition) <= condition.radius_km + ROUNDING_KM


def count(snapshot: Snapshot, schema: Schema, facet: Facet, open_to: Integers) -> dict[str, int]:
    """Count what each choice would find among the documents the other columns let through."""
    if isinstance(facet, EachCode):
        schema.expect(facet.column, Codes)
        return snapshot.codes(codes_field(facet.column)).count(open_to)
    found = ((label, passes(snapshot, schema, choice)[open_to]) for label, choice in facet.choices)
    return {label: int(np.count_nonzero(passing)) for label, passing in found}


def _any_of(snapshot: Snapshot, schema: Schema, condition: AnyOf) -> Mask:
    schema.expect(condition.column, Codes)
    pairs = snapshot.codes(codes_field(condition.column))
    wanted = np.array([name in condition.codes for name in pairs.names], np.bool_)
    mask = np.zeros(snapshot.size, np.bool_)
    mask[pairs.documents[wanted[pairs.codes]]] = True
    return mask


def _between(snapshot: Snapshot, schema: Schema, condition: Between) -> Mask:
    column = numbers(snapshot, schema, condition.column)
    mask: Mask = column != MISSING
    if condition.low is not None:
        mask &= column >= number_of(condition.low)
    if condition.high is not None:
        mask &= column <= number_of(condition.high)
    return mask
