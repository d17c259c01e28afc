"""What holds for every question, tried with many: nothing fails, and the numbers agree with each other."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.search import (
    Analyser,
    AnyOf,
    Between,
    ByColumn,
    ByDistance,
    ByRelevance,
    Document,
    EachCode,
    Filter,
    Options,
    SearchBackend,
    SearchQuery,
    Within,
)
from portal.core.search.schema import codes_of
from tests.core.search.conftest import ERKELENZ, HEINSBERG

KINDS, LANGUAGES = ("full_time_job", "internship", "mini_job", "other"), ("ar", "uk", "en", "fa")
WORDS = ("Lager", "Helfer", "Lagerhelfer", "Küche", "Pflege", "Fahrer", "-Nacht", '"Team', 'Schicht"', "Kuche")
MISSPELT = ("Lagerhälfer", "Hefler", "Pflegeh", "Raumfahrer", "Zebra")
TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS + MISSPELT), max_size=3).map(" ".join),
    st.text(max_size=30),
    st.sampled_from(
        ["", "\u0000", "x" * 10_000, '"' * 99, "* OR (title:", "\u202eגנוב", "😀 -😀", "-", "a-", "NOT ~^"]
    ),
)
FILTERS: st.SearchStrategy[tuple[Filter, ...]] = st.tuples(
    st.sets(st.sampled_from(KINDS)).map(lambda codes: AnyOf("kind", frozenset(codes))),
    st.sets(st.sampled_from(LANGUAGES)).map(lambda codes: AnyOf("languages", frozenset(codes))),
    st.builds(Between, st.just("weekly_hours"), st.none() | st.integers(0, 50), st.none() | st.integers(0, 50)),
    st.integers(0, 60).map(lambda days: Between("starts_on", date(2027, 1, 1) + timedelta(days))),
    st.sampled_from([0, 5, 12, 16, 50]).map(lambda km: Within("place", HEINSBERG.latitude, HEINSBERG.longitude, km)),
).flatmap(lambda filters: st.sets(st.sampled_from(range(5))).map(lambda kept: tuple(filters[i] for i in sorted(kept))))
SORTS = st.sampled_from(
    [
        ByRelevance(),
        ByColumn("starts_on"),
        ByColumn("weekly_hours", descending=True),
        ByDistance("place", ERKELENZ.latitude, ERKELENZ.longitude),
    ]
)
RADII = tuple((str(km), Within("place", HEINSBERG.latitude, HEINSBERG.longitude, km)) for km in (0, 12, 50))
FACETS = (EachCode("kind"), EachCode("languages"), Options("place", RADII))


NUMBERS = st.integers(-5, 10**9)
QUERIES = st.builds(
    SearchQuery,
    filters=FILTERS,
    sort=SORTS,
    page=NUMBERS,
    size=NUMBERS,
    facets=st.just(FACETS),
    mend=st.booleans(),
)


@given(TEXTS, QUERIES)
@settings(deadline=None)
def test_no_question_fails(full_backend: SearchBackend, analyser: Analyser, text: str, query: SearchQuery) -> None:
    result = full_backend.search(replace(query, words=analyser.read(text)))
    assert 0 <= len(result.ids) <= result.total <= 80


@given(TEXTS, FILTERS)
@settings(deadline=None)
def test_a_filter_never_adds_hits(
    full_backend: SearchBackend, analyser: Analyser, text: str, filters: tuple[Filter, ...]
) -> None:
    words = analyser.read(text)
    found = [
        set(full_backend.search(SearchQuery(words, filters[:number], size=1_000, mend=True)).ids)
        for number in range(len(filters) + 1)
    ]
    assert all(more >= fewer for more, fewer in pairwise(found))


@given(TEXTS, FILTERS, SORTS, st.integers(1, 30))
@settings(deadline=None)
def test_pages_are_disjoint_and_together_everything(
    full_backend: SearchBackend,
    analyser: Analyser,
    text: str,
    filters: tuple[Filter, ...],
    sort: ByRelevance,
    size: int,
) -> None:
    words = analyser.read(text)
    together = full_backend.search(SearchQuery(words, filters, sort, size=1_000, mend=True))
    paged = []
    for page in count(1):
        ids = full_backend.search(SearchQuery(words, filters, sort, page, size, mend=True)).ids
        if not ids:
            break
        paged.extend(ids)
    assert tuple(paged) == together.ids
    assert len(set(paged)) == together.total


@given(TEXTS, FILTERS)
@settings(max_examples=50, deadline=None)
def test_a_count_is_what_ticking_finds(
    full_backend: SearchBackend, analyser: Analyser, text: str, filters: tuple[Filter, ...]
) -> None:
    words = analyser.read(text)
    facets = full_backend.search(SearchQuery(words, filters, facets=FACETS, mend=True)).facets
    for column, codes in (("kind", KINDS), ("languages", LANGUAGES)):
        others = tuple(condition for condition in filters if condition.column != column)
        for code in codes:
            ticked = full_backend.search(SearchQuery(words, (*others, AnyOf(column, frozenset({code}))), mend=True))
            assert facets[column].get(code, 0) == ticked.total
    others = tuple(condition for condition in filters if condition.column != "place")
    for label, choice in RADII:
        assert facets["place"][label] == full_backend.search(SearchQuery(words, (*others, choice), mend=True)).total


@given(FILTERS)
@settings(deadline=None)
def test_filters_find_what_a_plain_loop_finds(
    full_backend: SearchBackend, crowd: list[Document], filters: tuple[Filter, ...]
) -> None:
    filters = tuple(condition for condition in filters if condition.column != "place")
    expected = {document.id for document in crowd if all(_passes(document, condition) for condition in filters)}
    assert set(full_backend.search(SearchQuery(filters=filters, size=1_000)).ids) == expected


def _passes(document: Document, condition: Filter) -> bool:
    value = document.values.get(condition.column)
    if isinstance(condition, AnyOf):
        return bool(condition.codes & set(codes_of(value)))
    assert isinstance(condition, Between)
    return value is not None and all(
        end is None or inside(end)
        for end, inside in ((condition.low, lambda e: value >= e), (condition.high, lambda e: value <= e))
    )


def test_the_old_text_of_changed_records_is_gone(full_backend: SearchBackend, analyser: Analyser) -> None:
    assert full_backend.search(SearchQuery(analyser.read("alter Text"))).total == 0
    assert full_backend.search(SearchQuery()).total == 80
