"""Where the municipalities of the district lie: their names in addresses, and their places on a drawing."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from portal.reference.places import fold
from portal.reference.snapshots import Snapshot, snapshot
from portal.reference.tables.places import Municipality, RailStation

KM_PER_DEGREE = 111.32
"""Kilometres a degree of latitude is long; a degree of longitude shrinks with the cosine of the latitude."""
SHRUNK = 0.62
"""Circles as large as the municipalities would lie over each other, since no municipality is round."""
LABEL_KM = 1.1
MARGIN_KM = 3.0


@dataclass(frozen=True)
class Spot:
    """A municipality as a circle that grows with its area; lengths in kilometres from the top left of the drawing."""

    town: Municipality
    x: float
    y: float
    radius: float
    label_y: float = 0.0


@dataclass(frozen=True)
class Drawing:
    """All municipalities of the district, and how large a sheet they need, in kilometres."""

    spots: tuple[Spot, ...]
    width: float
    height: float


def slug(town: Municipality) -> str:
    """Give the name of a municipality as it stands in addresses: Übach-Palenberg is `uebach-palenberg`."""
    return fold(town.name)


def towns(tables: Snapshot | None = None) -> tuple[Municipality, ...]:
    """List the municipalities of the district by name."""
    own = [town for town in (tables or snapshot()).municipalities if town.in_kreis_heinsberg]
    return tuple(sorted(own, key=slug))


def town_called(name: str, tables: Snapshot | None = None) -> Municipality | None:
    """Give the municipality of an address."""
    return next((town for town in towns(tables) if slug(town) == name), None)


def stations_in(town: Municipality, tables: Snapshot | None = None) -> tuple[RailStation, ...]:
    """List the railway stations of a municipality."""
    return tuple(row for row in (tables or snapshot()).rail_stations if row.municipality_ags == town.ags)


def drawing(tables: Snapshot | None = None) -> Drawing:
    """Lay the municipalities out as seen from above, north up: over forty kilometres the earth is flat enough."""
    own = towns(tables)
    shrinks = math.cos(math.radians(sum(town.lat for town in own) / len(own)))
    east = [town.lon * KM_PER_DEGREE * shrinks for town in own]
    south = [-town.lat * KM_PER_DEGREE for town in own]
    radii = [SHRUNK * math.sqrt(float(town.area_km2) / math.pi) for town in own]
    left, top = _edge(east, radii), _edge(south, radii)
    bare = [Spot(*one) for one in zip(own, (x - left for x in east), (y - top for y in south), radii, strict=True)]
    spots = tuple(_labelled(spot, bare) for spot in bare)
    width = max(spot.x + spot.radius for spot in spots) + MARGIN_KM
    height = max(spot.y + spot.radius for spot in spots) + MARGIN_KM
    return Drawing(spots, width, height)


def _edge(middles: Iterable[float], radii: Iterable[float]) -> float:
    return min(middle - radius for middle, radius in zip(middles, radii, strict=True)) - MARGIN_KM


def _labelled(spot: Spot, spots: list[Spot]) -> Spot:
    """Write the name below the circle, or above it where that is farther from the others."""
    reach = spot.radius + LABEL_KM
    below, above = spot.y + reach, spot.y - reach
    others = [other for other in spots if other is not spot]
    label_y = max(below, above, key=lambda y: min(_gap(spot.x, y, other) for other in others))
    return Spot(spot.town, spot.x, spot.y, spot.radius, label_y)


def _gap(x: float, y: float, other: Spot) -> float:
    return math.hypot(x - other.x, y - other.y) - other.radius
