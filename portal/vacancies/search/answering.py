"""Answers what somebody typed: understood as filters and words, and less strictly where that finds nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from portal.core import paging
from portal.core.search import SearchResult
from portal.reference.places import find_places
from portal.vacancies.search.asking import USUAL_KM, Wanted, find
from portal.vacancies.search.understanding import PLACE, Reading, understand

ALSO_WORDS = frozenset({PLACE, "kind", "time"})
"""Filters whose words stand in the texts of offers as well."""


@dataclass(frozen=True)
class Answer:
    """What was found, what was asked for it, and which words were read as filters.

    `wanted` holds the words that were left and the filters as they were read; `readings` are to be shown as chips.
    """

    result: SearchResult
    wanted: Wanted
    readings: tuple[Reading, ...] = ()


def answer(
    wanted: Wanted, refused: Collection[str] = (), *, is_exact: bool = False, size: int = paging.PAGE_SIZE
) -> Answer:
    """Answer a question as it was most likely meant. Raises: SearchUnavailable.

    A town that was named is first that town alone, then its surroundings; then what was read are only words. Where
    still nothing is found, likelier words are put in unless `is_exact`, and the result says so by `is_mended`.
    Args: refused: keys of the readings somebody does not want.
    """
    ways = list(ways_to_read(wanted, refused))
    for way, readings in ways:
        result = find(way, size=size)
        if result.total:
            return Answer(result, way, readings)
    for way, readings in () if is_exact else ways:
        found = _mended(way, readings, refused, size)
        if found.result.total:
            return found
    way, readings = [(way, readings) for way, readings in ways if readings or len(ways) == 1][-1]
    return Answer(find(way, size=size), way, readings)


def _mended(wanted: Wanted, readings: tuple[Reading, ...], refused: Collection[str], size: int) -> Answer:
    """Answer with likelier words; these may name a filter now: "Minijop"."""
    mending = replace(wanted, mends=True)
    result = find(mending, size=size)
    understood = ways_to_read(replace(wanted, text=result.suggestion or ""), refused)
    for way, named in understood if result.is_mended else ():
        again = find(way, size=size)
        if named and again.total:
            result = replace(again, suggestion=result.suggestion, is_mended=True)
            return Answer(result, way, (*readings, *named))
    return Answer(result, mending, readings)


def ways_to_read(wanted: Wanted, refused: Collection[str] = ()) -> Iterator[tuple[Wanted, tuple[Reading, ...]]]:
    """Give the ways to read a question, the strictest first, with the readings of each."""
    chosen = {PLACE} if wanted.place else set()
    understood = understand(wanted.text, refused, besides=chosen)
    narrowed = narrow(replace(wanted, text=understood.text), understood.readings)
    if narrowed.place and narrowed.place.area_km and not wanted.place and wanted.radius_km == USUAL_KM:
        yield replace(narrowed, radius_km=0), understood.readings
    yield narrowed, understood.readings
    if understood.text and understood.readings and not {reading.filter for reading in understood.readings} - ALSO_WORDS:
        yield wanted, ()


def narrow(wanted: Wanted, readings: Collection[Reading]) -> Wanted:
    """Give the question with what was read as filters added to what is ticked."""
    for reading in readings:
        if reading.filter == PLACE:
            wanted = replace(wanted, place=next(iter(find_places(reading.code, limit=1)), None))
        else:
            wanted = replace(wanted, ticked={**wanted.ticked, reading.filter: _with(wanted, reading)})
    return wanted


def _with(wanted: Wanted, reading: Reading) -> frozenset[str]:
    return frozenset({*wanted.ticked.get(reading.filter, ()), reading.code})
