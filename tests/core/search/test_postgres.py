"""What only the index in PostgreSQL has to keep: the transaction it reads in, its layout, and its numbers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from portal.core import db
from portal.core.search import Analyser, Document, PostgresBackend, SearchQuery, SearchUnavailable, postgres_words
from tests.core.search.conftest import SCHEMA

pytestmark = pytest.mark.postgres

SETTINGS = ("enable_seqscan", "jit")


@pytest.fixture
def asked(database: Engine, analyser: Analyser, crowd: list[Document]) -> PostgresBackend:
    backend = PostgresBackend(replace(SCHEMA, name="asked"), analyser)
    backend.rebuild(crowd)
    return backend


def settings(connection: Connection) -> list[str | None]:
    return [connection.scalar(text(f"SHOW {name}")) for name in SETTINGS]


def test_who_asks_keeps_the_settings_and_the_work_of_the_transaction(
    asked: PostgresBackend, analyser: Analyser
) -> None:
    connection = db.session().connection()
    connection.execute(text("CREATE TEMPORARY TABLE work (done int) ON COMMIT DROP"))
    before = settings(connection)

    found = asked.search(SearchQuery(analyser.read("Helfer")))

    assert found.total > 0
    assert settings(connection) == before
    assert connection.scalar(text("SELECT count(*) FROM work")) == 0


def test_the_work_of_the_transaction_survives_that_there_is_no_index(database: Engine, analyser: Analyser) -> None:
    connection = db.session().connection()
    connection.execute(text("CREATE TEMPORARY TABLE work (done int) ON COMMIT DROP"))

    with pytest.raises(SearchUnavailable):
        PostgresBackend(replace(SCHEMA, name="nowhere"), analyser).search(SearchQuery())

    assert connection.scalar(text("SELECT count(*) FROM work")) == 0


def test_an_index_of_another_layout_is_not_read(asked: PostgresBackend) -> None:
    with db.transaction() as session:
        session.execute(text("UPDATE search_asked.state SET signature = '1' || substr(signature, 2)"))

    assert not asked.is_usable()
    with pytest.raises(SearchUnavailable):
        asked.search(SearchQuery())


@given(st.dictionaries(st.text(min_size=1), st.floats(0, 1e9), min_size=1))
def test_weights_are_sorted_numbers_whose_differences_fit(terms: dict[str, float]) -> None:
    numbers = postgres_words.said(terms)

    assert numbers == sorted(numbers)
    assert all(abs(number) <= 2**62 for number in numbers)
