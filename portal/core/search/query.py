"""A question to an index and its answer, free of any engine's syntax; built once, the same for every backend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Alternative:
    """One way to satisfy a group: all its terms must occur; `weight` lowers what is only similar."""

    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Group:
    """One word of the question with everything that means the same; one alternative is enough."""

    surface: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Phrase:
    """Words that must stand side by side; `terms` narrow the candidates down."""

    words: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """What somebody typed, understood: all groups, all phrases, and no record with all terms of an exclusion."""

    groups: tuple[Group, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    exclude: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """Records that carry at least one of the codes; no code at all means no record."""

    column: str
    codes: frozenset[str]


@dataclass(frozen=True)
class Between:
    """Records whose number or day lies between both ends, inclusive; an open end is None."""

    column: str
    low: int | date | None = None
    high: int | date | None = None


@dataclass(frozen=True)
class Within:
    """Records whose point lies within `radius_km` (great circle) of the place."""

    column: str
    latitude: float
    longitude: float
    radius_km: float


Filter = AnyOf | Between | Within


@dataclass(frozen=True)
class EachCode:
    """Count every code of a column."""

    column: str


@dataclass(frozen=True)
class Options:
    """Count named choices of one column, such as radii or periods."""

    column: str
    choices: tuple[tuple[str, Filter], ...]


Facet = EachCode | Options


@dataclass(frozen=True)
class ByRelevance:
    """Best match first; without words the newest record first."""


@dataclass(frozen=True)
class ByColumn:
    """By a number or day; records without one come last."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class ByDistance:
    """Nearest to the place first; records without a point come last."""

    column: str
    latitude: float
    longitude: float


Sort = ByRelevance | ByColumn | ByDistance


@dataclass(frozen=True)
class SearchQuery:
    """The whole question. Filters of different columns are combined with AND; one filter per column.

    `mend` lets words that nobody uses be replaced by likelier ones where nothing is found; else they are suggested.
    """

    words: Words = Words()
    filters: tuple[Filter, ...] = ()
    sort: Sort = ByRelevance()
    page: int = 1
    size: int = 20
    facets: tuple[Facet, ...] = ()
    mend: bool = False

    def __post_init__(self) -> None:
        """Refuse two filters on one column: their facet counts would have no meaning."""
        columns = [condition.column for condition in self.filters]
        if len(columns) != len(set(columns)):
            raise ValueError("one filter per column")


@dataclass(frozen=True)
class SearchResult:
    """The answer: ids only, since rows and rights come from the database.

    `facets` gives, per column, how many records each choice would find if it were the only one ticked there.
    `generation` changes whenever the index does; `suggestion` is the question with likelier words, and
    `is_mended` says that this is the answer to it already. `words` are those that were asked instead, if any were.
    `scores` says, id by id, how well the words fit; without words all are 0.
    """

    total: int
    ids: tuple[UUID, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suggestion: str | None = None
    is_mended: bool = False
    words: Words | None = None
    generation: str = ""
    scores: tuple[float, ...] = ()
