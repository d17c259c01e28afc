"""One statement for a whole question: totals, the counts of all facets and one page, of one state of the index."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import Template
from uuid import UUID

from portal.core.search import postgres_words
from portal.core.search.executor import LARGEST_PAGE
from portal.core.search.postgres_filters import Source
from portal.core.search.postgres_tables import Tables
from portal.core.search.postgres_values import Bound
from portal.core.search.query import ByRelevance, EachCode, Facet, Filter, SearchQuery, SearchResult

MOST_RANKED = 1_000
"""So many hits are ranked, the loudest of them all and then the newest; the others follow in that order."""
FURTHEST = 2**62
PASSED = 0

Counted = tuple[int, int, int, Sequence[str] | None, int]
"""Which facets were not grouped by, which filter failed, the key of the facet, its codes, and how many hits."""

_QUESTION = Template("""
    WITH hit AS MATERIALIZED (
        SELECT *, $failed AS failed
        FROM (SELECT $columns FROM $rows WHERE $passing OFFSET 0) AS flagged WHERE $missed <= 1 AND $adjacent
    ), counted AS (
        SELECT $grouping AS grouping, $by AS failed, $key AS key, count(*) AS hits
        FROM hit GROUP BY GROUPING SETS ($sets)
    )
    SELECT (SELECT json_agg(json_build_array(grouping, failed, key, codes, hits))
            FROM counted LEFT JOIN $codes ON number = key), ($page), ($rest), generation, signature
    FROM $state""")
_HITS = Template("SELECT id, length, said, $place AS place FROM hit WHERE failed = 0 ORDER BY $order, id DESC")
_MANY = "(SELECT count(*) FROM hit WHERE failed = 0)"
_LISTED = Template("SELECT json_agg(json_build_array(id, score) ORDER BY $order, id DESC) FROM ($page) AS page")
_BEST = Template("$scored ORDER BY score DESC, id DESC OFFSET $start LIMIT $size")


@dataclass(frozen=True)
class Question:
    """A question on its way to the database and back."""

    tables: Tables
    query: SearchQuery

    def statement(self, bound: Bound) -> str:
        """Ask for the counts, the page, and what the index is; no row means that there is none."""
        query, wanted = self.query, self._soft
        choices = [choice for facet in query.facets for _, choice in getattr(facet, "choices", ())]
        source = Source.of(self.tables, (*query.filters, *choices, query.sort), bound)
        keys = {f"key_{number}": source.key(facet) for number, facet in enumerate(query.facets)}
        flags = {f"passes_{number}": source.passes(condition) for number, condition in enumerate(wanted, 1)}
        named = {"place": source.order(query.sort), **keys, **flags}
        hard = [source.passes(condition) for condition in query.filters if condition not in wanted]
        misses = " ".join(f"WHEN NOT passes_{number} THEN {number}" for number in range(1, len(flags) + 1))
        return _QUESTION.substitute(
            failed=f"CASE {misses} ELSE {PASSED} END" if misses else PASSED,
            columns=", ".join(
                ("id", "length", "said", "plain", *(f"{text} AS {name}" for name, text in named.items()))
            ),
            rows=source.rows(),
            passing=" AND ".join((postgres_words.fits(query.words, bound), *hard)),
            adjacent=postgres_words.adjacent(query.words, bound),
            missed=" + ".join(f"(NOT {flag})::int" for flag in flags) or "0",
            grouping=f"grouping({', '.join(keys)})" if keys else "0",
            key=f"coalesce({', '.join(keys)})" if keys else "NULL::bigint",
            by="failed" if flags else PASSED,
            sets=_sets(keys, "failed" if flags else ""),
            codes=self.tables.named("codes"),
            page=self._ranked_page(bound) if self._is_ranked else self._sorted_page(bound),
            rest=self._rest(bound) if self._is_ranked else "NULL",
            state=self.tables.named("state"),
        )

    def result(self, counts: list[Counted] | None, shown: Iterable[tuple[str, float]], generation: str) -> SearchResult:
        """Read the answer."""
        found, facets = Counter[int](), [Counter[str]() for _ in self.query.facets]
        everything = (1 << len(facets)) - 1
        for grouping, failed, key, codes, hits in counts or ():
            if grouping == everything:
                found[failed] += hits
                continue
            number = len(facets) - (everything ^ grouping).bit_length()
            facet = self.query.facets[number]
            if failed in (PASSED, self._failing(facet.column)):
                labels = codes or () if isinstance(facet, EachCode) else _passed(facet, key)
                facets[number].update(dict.fromkeys(labels, hits))
        ids = [(UUID(record_id), score) for record_id, score in shown]
        return SearchResult(
            found[PASSED],
            tuple(record_id for record_id, _ in ids),
            {facet.column: _counted(facet, hits) for facet, hits in zip(self.query.facets, facets, strict=True)},
            generation=generation,
            scores=tuple(score / postgres_words.FACTOR for _, score in ids),
        )

    @cached_property
    def _soft(self) -> list[Filter]:
        """Give the filters whose column has a facet: its counts look beyond them."""
        counted = {facet.column for facet in self.query.facets}
        return [condition for condition in self.query.filters if condition.column in counted]

    def _failing(self, column: str) -> int:
        columns = [condition.column for condition in self._soft]
        return columns.index(column) + 1 if column in columns else PASSED

    @property
    def _is_ranked(self) -> bool:
        return isinstance(self.query.sort, ByRelevance) and bool(postgres_words.required(self.query.words))

    @property
    def _size(self) -> int:
        return min(max(self.query.size, 0), LARGEST_PAGE)

    @property
    def _start(self) -> int:
        return min((max(self.query.page, 1) - 1) * self._size, FURTHEST)

    def _sorted_page(self, bound: Bound) -> str:
        order = "place NULLS LAST"
        hits = _HITS.substitute(place="place", order=order)
        page = self._scored(f"{hits} OFFSET {self._start} LIMIT {self._size}", bound)
        return _LISTED.substitute(page=page, order=order)

    def _ranked_page(self, bound: Bound) -> str:
        scored = self._scored(f"{self._by_loudness(bound)} LIMIT {MOST_RANKED}", bound)
        page = _BEST.substitute(scored=scored, start=self._start, size=self._size)
        return _LISTED.substitute(page=page, order="score DESC")

    def _rest(self, bound: Bound) -> str:
        """Give what stands on the page beyond those that are ranked."""
        beyond = self._start + self._size - MOST_RANKED
        if beyond <= 0:
            return "NULL"
        start, size = max(self._start, MOST_RANKED), min(beyond, self._size)
        page = self._scored(f"{self._by_loudness(bound)} OFFSET {start} LIMIT {size}", bound)
        return _LISTED.substitute(page=page, order="place DESC")

    def _by_loudness(self, bound: Bound) -> str:
        """Put the loudest hits first where not all of them can be ranked."""
        loudness = postgres_words.loudness(self.tables, self.query.words, bound)
        place = f"CASE WHEN {_MANY} > {MOST_RANKED} THEN {loudness} ELSE 0 END"
        return _HITS.substitute(place=place, order="4 DESC")

    def _scored(self, hits: str, bound: Bound) -> str:
        return postgres_words.scored(self.tables, self.query.words, f"({hits}) AS chosen", bound)


def _sets(keys: Iterable[str], failed: str) -> str:
    """Group for the total and for each facet; by what failed as well where anything can, which takes longer."""
    sets = (filter(None, (failed, key)) for key in ("", *keys))
    return ", ".join(f"({', '.join(columns)})" for columns in sets)


def _passed(facet: Facet, key: int) -> Iterable[str]:
    """Give the choices that a group of hits counts for."""
    return (label for number, (label, _) in enumerate(getattr(facet, "choices", ())) if key >> number & 1)


def _counted(facet: Facet, hits: Counter[str]) -> dict[str, int]:
    return dict(hits) if isinstance(facet, EachCode) else {label: hits[label] for label, _ in facet.choices}
