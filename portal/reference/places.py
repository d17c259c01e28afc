"""Finds towns of the region by name, postal code or station, and measures distances."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Protocol

from portal.reference.snapshots import Snapshot, UnknownCode, snapshot
from portal.reference.tables import Municipality

EARTH_RADIUS_KM = 6371.0088
MOST_PLACES = 12
ALIASES = {"mg": "moenchengladbach", "m gladbach": "moenchengladbach", "mgladbach": "moenchengladbach"}
"""What people call a town that its name does not begin with, in plain letters."""
_BEFORE_NAMES = frozenset({"bei", "gemeinde", "in", "kreis", "nahe", "raum", "stadt"})
_CODE = re.compile(r"\d{5}")
_ALIKE = 0.75
"""How alike two names are, of 1, so that one may be a slip for the other."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Point(Protocol):
    """Anything with a position in degrees."""

    @property
    def lat(self) -> float:
        """Give the latitude."""

    @property
    def lon(self) -> float:
        """Give the longitude."""


@dataclass(frozen=True)
class Place:
    """A place to search around: a town, one of its postal codes, or a station in it; the AGS is its key.

    `area_km` tells how far a town that was named reaches from its middle: the radius of a circle as large as the town
    (what lies in the corners of a long one is counted by its AGS). A postal code is a point: 0.
    """

    ags: str
    name: str
    postal_code: str
    lat: float
    lon: float
    area_km: float = 0.0

    @property
    def as_typed(self) -> str:
        """Write the place so that it is found again as what it is: a town by its name, a postal code with its town."""
        return self.name if self.area_km else f"{self.postal_code} {self.name}"


def find_places(text: str, *, limit: int = MOST_PLACES, tables: Snapshot | None = None) -> tuple[Place, ...]:
    """Find places by what somebody types; best first.

    That may be a name or its beginning, a postal code, both, a whole address, or a part of a town after its name.
    """
    tables = tables or snapshot()
    own_towns = _own_towns(tables)
    for found, name in _readings(text, tables):
        fitting = [(rank, place) for place in found if (rank := _rank(name, place.name)) is not None]
        fitting.sort(key=lambda entry: (entry[0], entry[1].ags not in own_towns, fold(entry[1].name)))
        if fitting:
            return tuple(place for _, place in fitting[:limit])
    return ()


def similar_places(text: str, *, limit: int = 3, tables: Snapshot | None = None) -> tuple[Place, ...]:
    """Give towns and stations whose names are spelled nearly like this one, likeliest first."""
    named = {" ".join(_words(place.name)): place for place in _all_places(tables or snapshot())}
    alike = get_close_matches(" ".join(_words(text)), named, n=limit, cutoff=_ALIKE)
    return tuple(named[name] for name in alike)


@cache
def middle(postal_code: str | None, ags: str | None) -> Point | None:
    """Give where an address lies: the middle of its postal code, else of its town; nothing where neither is known."""
    found = (place for place in find_places(postal_code or "") if place.ags == ags)
    try:
        return next(found, None) or (snapshot().municipality(ags) if ags else None)
    except UnknownCode:
        return None


def distance_km(a: Point, b: Point) -> float:
    """Measure the great-circle distance of two points in kilometres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def fold(text: str) -> str:
    """Write a name in plain letters as Germans do without umlauts: Hückelhoven becomes hueckelhoven."""
    return _plain(unicodedata.normalize("NFC", text).casefold().translate(_UMLAUTS))


def _readings(text: str, tables: Snapshot) -> Iterator[tuple[Iterable[Place], str]]:
    """Give what a text can mean, likeliest first: the places it speaks of, and the name they must bear."""
    words = _words(text)
    numbers = [word for word in words if word.isdigit()]
    codes = [word for word in numbers if _CODE.fullmatch(word)]
    if len(codes) > 1 or not words:
        return
    if len(numbers) == 1:
        yield _by_postal_code(numbers[0], tables), " ".join(word for word in words if word != numbers[0])
    if codes:  # an address: what stands before the code is a street
        yield _by_postal_code(codes[0], tables), " ".join(words[words.index(codes[0]) + 1 :])
        return
    for name in () if numbers else _names(words):
        yield _all_places(tables), name
    last = _words(text.rpartition(",")[2])  # an address without a postal code
    for length in range(len(last), 0, -1):  # Geilenkirchen-Teveren: a part of a town, of which only the town is known
        name = " ".join(last[:length])
        yield [place for place in _all_places(tables) if _rank(name, place.name) == 0], name


def _names(words: list[str]) -> Iterator[str]:
    name = " ".join(words)
    yield ALIASES.get(name, name)
    kept = list(words)
    while len(kept) > 1 and kept[0] in _BEFORE_NAMES:
        yield " ".join(kept := kept[1:])


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _rank(wanted: str, name: str) -> int | None:
    """Weigh a name: the same, beginning so, or with a word that begins so; with umlauts written out or left out."""
    spellings = (" ".join(_words(name)), " ".join(_words(_plain(name))))
    if not wanted or wanted in spellings:
        return 0
    if any(spelling.startswith(wanted) for spelling in spellings):
        return 1
    return 2 if any(f" {wanted}" in spelling for spelling in spellings) else None


def _own_towns(tables: Snapshot) -> frozenset[str]:
    return frozenset(town.ags for town in tables.municipalities if town.in_kreis_heinsberg)


def _all_places(tables: Snapshot) -> Iterator[Place]:
    towns = {town.ags: town for town in tables.municipalities}
    yield from (_centre(town) for town in tables.municipalities)
    for station in tables.rail_stations:
        town = towns[station.municipality_ags]
        if station.station != town.name:
            yield Place(town.ags, station.station, "", town.lat, town.lon, _area_km(town))


def _by_postal_code(beginning: str, tables: Snapshot) -> Iterator[Place]:
    """Give a postal code's own middle where it is one town's alone, else the middle of each town that shares it."""
    towns = {town.ags: town for town in tables.municipalities}
    codes = [code.plz for code in tables.postal_codes]
    for code in tables.postal_codes:
        if code.plz.startswith(beginning):
            shared = codes.count(code.plz) > 1 and code.ags in towns
            middle: Point = towns[code.ags] if shared else code
            yield Place(code.ags, code.place, code.plz, middle.lat, middle.lon)


def _centre(town: Municipality) -> Place:
    code = town.postal_codes[0] if len(town.postal_codes) == 1 else ""
    return Place(town.ags, town.name, code, town.lat, town.lon, _area_km(town))


def _area_km(town: Municipality) -> float:
    return round(math.sqrt(float(town.area_km2) / math.pi), 1)
