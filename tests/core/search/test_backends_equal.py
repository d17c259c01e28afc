"""Both engines give one answer to one question: the same totals, counts and suggestions, nearly the same order."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from itertools import count, takewhile
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import DDL, Connection, Engine

from portal.core.search import (
    Analyser,
    Change,
    Document,
    PostgresBackend,
    SearchBackend,
    SearchQuery,
    SearchResult,
    WhooshBackend,
    postgres_query,
)
from tests.core.search.conftest import SCHEMA, connected, filled, somebody
from tests.core.search.test_search_properties import FILTERS, QUERIES, TEXTS

pytestmark = pytest.mark.postgres

Both = tuple[WhooshBackend, PostgresBackend]
LEAST_OVERLAP = 0.8
WORDS = ["Lager", "Helfer", "Lagerhelfer", "Pflege", "Fahrer", "Koch", "Bäcker", "Maurer", "Gärtner"]
SIZE, RANKED = 400, 100


def pair(folder: pytest.TempPathFactory, name: str, analyser: Analyser) -> Both:
    schema = replace(SCHEMA, name=name)
    whoosh = WhooshBackend(folder.mktemp("index"), schema, analyser, look_every_seconds=0)
    return whoosh, PostgresBackend(schema, analyser)


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, database: Engine, analyser: Analyser, crowd: list[Document]
) -> Iterator[Both]:
    """The crowd in both engines."""
    made = pair(tmp_path_factory, "both", analyser)
    with connected(database):
        for backend in made:
            filled(backend, crowd)
    return made


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, database: Engine, analyser: Analyser) -> Both:
    """More offers than are ranked, in both engines; nearly all say the same word, some louder than others."""
    made, dice = pair(tmp_path_factory, "many", analyser), random.Random(5)
    offers = [somebody(dice, WORDS) for _ in range(SIZE)]
    with connected(database):
        for backend in made:
            backend.rebuild(offers)
    return made


def answers(backends: Both, query: SearchQuery) -> list[SearchResult]:
    return [replace(backend.search(query), generation="") for backend in backends]


@contextmanager
def away(database: Engine, namespace: str) -> Iterator[None]:
    """Take the tables of an index away, as they are for a statement that is read in the middle of a swap."""
    rename(database, namespace, f"{namespace}_away")
    try:
        yield
    finally:
        rename(database, f"{namespace}_away", namespace)


def rename(database: Engine, old: str, new: str) -> None:
    with database.begin() as connection:
        connection.execute(DDL(f"ALTER SCHEMA {old} RENAME TO {new}"))


def test_a_swap_in_the_middle_of_a_question_is_not_noticed(
    both: Both, database: Engine, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, (_, backend) = SearchQuery(analyser.read("Helfer")), both
    before, asked, ask = backend.search(query), [], backend._ask

    def swapped_once(connection: Connection, query: SearchQuery) -> SearchResult:
        asked.append(query)
        with away(database, "search_both") if len(asked) == 1 else nullcontext():
            return ask(connection, query)

    monkeypatch.setattr(backend, "_ask", swapped_once)

    assert backend.search(query) == before
    assert (before.total > 0, len(asked)) == (True, 2)


@given(TEXTS, QUERIES)
@settings(deadline=None)
def test_any_question_gets_the_same_answer(both: Both, analyser: Analyser, text: str, query: SearchQuery) -> None:
    asked = replace(query, words=analyser.read(text), page=query.page % 9, size=query.size % 30)

    ours, theirs = answers(both, asked)

    assert theirs == ours


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 2**32)), max_size=12))
@settings(max_examples=8, deadline=None)
def test_any_changes_leave_the_same_index(
    tmp_path_factory: pytest.TempPathFactory,
    database: Engine,
    analyser: Analyser,
    changes: list[tuple[int, int | None]],
) -> None:
    backends = pair(tmp_path_factory, "changed", analyser)
    batch = [Change(UUID(int=number), _dice_of(number, seed)) for number, seed in changes]

    for backend in backends:
        backend.rebuild([])
        for start in range(0, len(batch), 5):
            backend.apply(batch[start : start + 5])

    last = {change.record_id: change.document for change in batch}
    assert all(backend.check(key for key, document in last.items() if document).is_good for backend in backends)
    for text in ("", "Helfer", "Koch -Lager", "Pfleg", "Lagehrelfer"):
        ours, theirs = answers(backends, SearchQuery(analyser.read(text)))
        assert theirs == ours
    assert backends[0].suggest("Lagerhlfer") == backends[1].suggest("Lagerhlfer")


def _dice_of(number: int, seed: int | None) -> Document | None:
    return None if seed is None else replace(somebody(random.Random(seed), WORDS), id=UUID(int=number))


@given(FILTERS, st.integers(0, 79))
@settings(max_examples=20, deadline=None)
def test_the_same_records_are_similar(both: Both, crowd: list[Document], filters: tuple, number: int) -> None:
    ours, theirs = (backend.similar(crowd[number].id, filters=filters) for backend in both)

    assert theirs == ours


@pytest.mark.parametrize("text", [*WORDS, "Lager Fahrer", '"pflege koch"', "Helfer -Koch"])
def test_the_first_page_is_nearly_the_same_where_not_everything_is_ranked(
    many: Both, analyser: Analyser, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_query, "MOST_RANKED", RANKED)

    ours, theirs = answers(many, SearchQuery(analyser.read(text)))

    assert theirs.total == ours.total > 0
    assert len(set(ours.ids) & set(theirs.ids)) >= LEAST_OVERLAP * len(ours.ids)


def test_pages_are_complete_and_disjoint_where_not_everything_is_ranked(
    many: Both, analyser: Analyser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_query, "MOST_RANKED", 25)

    asked = SearchQuery(analyser.read("Lager"), size=10)
    whoosh, postgres = (pages(backend, asked) for backend in many)

    assert len(whoosh) > RANKED
    assert len(postgres) == len(set(postgres))
    assert set(postgres) == set(whoosh)


def pages(backend: SearchBackend, query: SearchQuery) -> list[UUID]:
    asked = (backend.search(replace(query, page=page)).ids for page in count(1))
    return [record_id for ids in takewhile(bool, asked) for record_id in ids]
