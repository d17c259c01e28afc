"""The filters of the board with counts: one row each; the words for their codes stand in the board's form."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core import clock
from portal.core.search import AnyOf, Between, EachCode, Facet, Filter, Options
from portal.reference import Level

Choices = Callable[[date], Mapping[str, Filter]]
"""The choices of a filter on a day, and what each of them lets through."""


def _german(_today: date) -> Mapping[str, Filter]:
    return {level.value: Between("german", high=level.rank) for level in Level}


def _start(today: date) -> Mapping[str, Filter]:
    days = {"now": 0, "month": 30, "quarter": 91}
    return {code: Between("starts_on", high=today + timedelta(days=ahead)) for code, ahead in days.items()}


def _free(_today: date) -> Mapping[str, Filter]:
    return {str(least): Between("places_left", low=least) for least in (2, 5)}


def _since(today: date) -> Mapping[str, Filter]:
    """Count from midnight, so that the page stays the same all day."""
    moments = {days: clock.start_of(today - timedelta(days=days)) for days in (1, 7, 30)}
    return {str(days): Between("published_at", low=int(moment.timestamp())) for days, moment in moments.items()}


@dataclass(frozen=True)
class BoardFacet:
    """One filter: its name in addresses, its column, and its choices where they are more than the column's codes.

    Several codes may be ticked at once and are joined by "or"; of choices, one is taken.
    """

    name: str
    column: str
    choices: Choices | None = None

    def filter(self, codes: Collection[str], today: date) -> Filter:
        """Give what lets through the offers with these codes."""
        if self.choices is None:
            return AnyOf(self.column, frozenset(codes))
        return self.choices(today)[min(codes)]

    def counted(self, today: date) -> Facet:
        """Give what counts every choice."""
        if self.choices is None:
            return EachCode(self.column)
        return Options(self.column, tuple(self.choices(today).items()))


FACETS: tuple[BoardFacet, ...] = (
    BoardFacet("german", "german", _german),
    BoardFacet("kind", "kind"),
    BoardFacet("field", "field"),
    BoardFacet("time", "working_time"),
    BoardFacet("start", "starts_on", _start),
    BoardFacet("training", "training"),
    BoardFacet("train", "train"),
    BoardFacet("town", "town"),
    BoardFacet("licence", "licence"),
    BoardFacet("load", "load"),
    BoardFacet("shift", "shift"),
    BoardFacet("limited", "limited"),
    BoardFacet("pay", "pay"),
    BoardFacet("prospect", "prospect"),
    BoardFacet("free", "places_left", _free),
    BoardFacet("since", "published_at", _since),
)
"""In the order in which they help most; a new filter is a row here, a column of the index, and its words."""
BY_NAME: Mapping[str, BoardFacet] = {facet.name: facet for facet in FACETS}


def filters(ticked: Mapping[str, Collection[str]], today: date) -> Iterable[Filter]:
    """Give what lets through the offers that fit everything ticked."""
    for name, codes in ticked.items():
        if codes:
            yield BY_NAME[name].filter(codes, today)
