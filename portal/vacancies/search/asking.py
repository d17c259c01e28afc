"""What the board is asked, and the answers of its index."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from portal.core import clock, paging
from portal.core.search import (
    AnyOf,
    Between,
    ByColumn,
    ByDistance,
    ByRelevance,
    EachCode,
    Filter,
    Options,
    SearchQuery,
    SearchResult,
    SearchUnavailable,
    Sort,
    Within,
)
from portal.reference.places import Place
from portal.vacancies.search import facets
from portal.vacancies.search.facets import FACETS
from portal.vacancies.search.index import backend
from portal.vacancies.search.own_words import read

WHOLE = 1_000
"""As many offers as an answer gives at once, for those who want all."""


class Order(StrEnum):
    """How the board is sorted."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    START = "start"
    DISTANCE = "distance"


RADII_KM = (0, 5, 10, 15, 20, 30, 50)
USUAL_KM = 20


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; what is empty narrows nothing.

    `ticked` holds the codes of each filter of `FACETS` by its name; `from_on` is the first day they could begin.
    The radius is measured from a postal code's middle, and from the edge of a town that was named.
    `mends` lets likelier words be put in for those nobody uses.
    """

    text: str = ""
    place: Place | None = None
    radius_km: int = USUAL_KM
    ticked: Mapping[str, Collection[str]] = field(default_factory=dict)
    from_on: date | None = None
    order: Order | None = None
    page: int = 1
    mends: bool = False

    def having(self, **ticked: Collection[str]) -> "Wanted":
        """Give the same question with other codes of these filters; no code drops the filter."""
        return replace(self, page=1, ticked={**self.ticked, **ticked})

    @property
    def sort(self) -> Order:
        """Give the chosen order where it means something, else the best there is."""
        senseless = {Order.RELEVANCE} if not self.text else set()
        senseless |= {Order.DISTANCE} if not self.place else set()
        if self.order and self.order not in senseless:
            return self.order
        return Order.RELEVANCE if self.text else Order.NEWEST


def find(wanted: Wanted, *, size: int = paging.PAGE_SIZE) -> SearchResult:
    """Answer what the board is asked, with the counts of its filters by their names. Raises: SearchUnavailable."""
    today = clock.today()
    counted = {facet.column: facet.name for facet in FACETS}
    asked = [facet.counted(today) for facet in FACETS]
    if wanted.place:
        around = _radii(wanted.place, wanted.radius_km)
        counted[around.column] = "km"
        asked.append(around)
    result = backend().search(
        SearchQuery(
            words=read(wanted.text),
            filters=tuple(filters(wanted)),
            sort=_sort(wanted),
            page=wanted.page,
            size=size,
            facets=tuple(asked),
            mend=wanted.mends,
        )
    )
    return replace(result, facets={counted[column]: counts for column, counts in result.facets.items()})


def overview() -> SearchResult | None:
    """Count what is on the board by kind, town and company; nothing while there is no index."""
    counted = (EachCode("kind"), EachCode("town"), EachCode("company"))
    try:
        return backend().search(SearchQuery(filters=(still_shown(),), size=0, facets=counted))
    except SearchUnavailable:
        return None


def similar(vacancy_id: UUID, *, limit: int = 3) -> Sequence[UUID]:
    """Give offers that say much the same; none while there is no index."""
    try:
        return backend().similar(vacancy_id, filters=(still_shown(),), limit=limit)
    except SearchUnavailable:
        return ()


def still_shown() -> Filter:
    """Leave out what ended today before the worker has taken it out."""
    return Between("shown_until", low=clock.today())


def filters(wanted: Wanted) -> Iterable[Filter]:
    """Give what a question narrows by, beside its words."""
    yield still_shown()
    yield from facets.filters(wanted.ticked, clock.today())
    if wanted.from_on:
        yield Between("starts_last", low=wanted.from_on)
    if wanted.place:
        yield _around(wanted.place, wanted.radius_km)


def _around(place: Place, radius_km: int) -> Filter:
    """Let through what lies around a place; the radius 0 around a town is the town itself, whatever its shape."""
    if place.area_km and not radius_km:
        return AnyOf("area", frozenset({place.ags}))
    return Within("place", place.lat, place.lon, radius_km + place.area_km)


def _radii(place: Place, radius_km: int) -> Options:
    """Count every radius; the column named is that of the radius that was chosen, since its filter must not count."""
    choices = tuple((str(km), _around(place, km)) for km in RADII_KM)
    return Options(_around(place, radius_km).column, choices)


def _sort(wanted: Wanted) -> Sort:
    if wanted.sort is Order.DISTANCE and wanted.place:
        return ByDistance("place", wanted.place.lat, wanted.place.lon)
    if wanted.sort is Order.START:
        return ByColumn("starts_on")
    return ByRelevance() if wanted.sort is Order.RELEVANCE else ByColumn("published_at", descending=True)
