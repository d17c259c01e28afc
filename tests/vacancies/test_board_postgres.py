"""The board with its index in PostgreSQL: the same answers as with the folder, the same commands, the same worker."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.core import clock, db
from portal.core.search import PostgresBackend, WhooshBackend
from portal.reference.places import find_places
from portal.vacancies import queries, search, services
from portal.vacancies.models import SearchWord
from portal.vacancies.search import Wanted, own_words
from tests.factories.samples import publish_samples
from tests.vacancies.test_board_search import FIRST_THREE, run

pytestmark = pytest.mark.postgres

KEY = "portal.search.vacancies"


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application as PORTAL_SEARCH=postgres starts it; the tests after it open an index of their own again."""
    monkeypatch.setitem(
        app.extensions, "portal.settings", replace(app.extensions["portal.settings"], search="postgres")
    )
    app.extensions.pop(KEY, None)
    yield app
    app.extensions.pop(KEY, None)


@pytest.fixture
def offers(app):
    """The sample offers, published and indexed."""
    published = publish_samples()
    search.rebuild()
    return published


def test_the_same_questions_get_the_same_answers(offers, app, tmp_path):
    heinsberg = find_places("Heinsberg")[0]
    narrowed = [Wanted("Helfer", heinsberg, 15), Wanted(ticked={"kind": {"mini_job"}}), Wanted("Ausbildng", mends=True)]
    questions = [*map(Wanted, FIRST_THREE), Wanted(), Wanted("Astronaut"), *narrowed]
    theirs = [replace(search.find(wanted), generation="") for wanted in questions]
    assert isinstance(search.backend(), PostgresBackend)

    app.extensions[KEY] = WhooshBackend(tmp_path, search.SCHEMA, search.analyser())
    search.rebuild()

    assert theirs == [replace(search.find(wanted), generation="") for wanted in questions]


def test_a_word_of_the_office_is_found_at_once(offers):
    plain = search.find(Wanted("Lagerhelfer"))
    db.session.add(SearchWord(spelling="kistenschieber", typed="Kistenschieber", means="Lagerhelfer"))
    assert search.find(Wanted("Kistenschieber")).total == 0

    own_words.forget()

    assert set(search.find(Wanted("Kistenschieber"), size=100).ids) >= set(plain.ids)
    assert plain.total


def test_the_commands_work(offers, app):
    assert run(app, "rebuild").output == "36 offers indexed, 0 refused\n"
    assert run(app, "check").output == "usable\n"
    assert "V01  Lagerhelfer" in run(app, "query", "Lagerhelfer").output


def test_without_tables_the_board_asks_for_patience_and_the_worker_makes_them(app, client):
    assert not search.check().is_usable
    assert client.get("/offers").status_code == 503
    assert client.get("/").status_code == 200

    publish_samples()
    search.follow()

    assert client.get("/offers").status_code == 200
    assert search.check().is_good


def test_the_worker_takes_out_what_is_no_longer_shown(offers):
    services.pause_by_system(offers["V01"], "company")
    search.follow()

    result = search.find(Wanted("Lagerhelfer"))
    assert "V01" not in [version.vacancy.external_ref for version in queries.shown(result.ids, clock.today())]
    assert search.check().is_good
