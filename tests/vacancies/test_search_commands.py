"""The commands that tell how a question was read, and that speak clearly where there is no usable index."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock, db
from portal.core.search import Codes, Schema, WhooshBackend
from portal.vacancies import search
from portal.vacancies.models import Vacancy
from tests.factories.vacancies import VacancyFactory


@pytest.fixture
def offer(app: Flask) -> Vacancy:
    """The usual offer, a warehouse helper in Erkelenz, on the board."""
    made: Vacancy = VacancyFactory(published=True, external_ref="V01")
    VacancyFactory(
        published=True, external_ref="V02", content={"occupation": "koch", "title": "Koch", "tasks": "Kochen"}
    )
    search.rebuild()
    return made


def run(app: Flask, *arguments: str) -> Any:
    """Run a command of the index."""
    return app.test_cli_runner().invoke(args=["search", *arguments])


def test_a_hit_is_explained_by_reading_words_and_texts(app: Flask, offer: Vacancy) -> None:
    lines = run(app, "explain", "Lagerhälfer Erkelenz", "V01").output.splitlines()

    assert lines[0] == f"offer    {offer.number}, published"
    assert 'filter   place=Erkelenz read from "Erkelenz"' in lines
    assert 'mended   "lagerhelfer"' in lines
    assert any(line.startswith("word     lagerhelfer: lagerhelf 1.00, ") for line in lines)
    assert any(line.startswith("found    number 1 of 1, score ") for line in lines)
    assert any(line.startswith("hit      lagerhelfer: lagerhelf 1.00 in title ") for line in lines)
    assert not any(line.startswith(("lacks", "filtered", "unwanted")) for line in lines)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Koch", 'lacks    no text says "koch"'),
        ('"packen Paletten"', 'lacks    no text says "packen paletten" in a row'),
        ("Kochen -Lager -Arbeitsschuhe", "unwanted lag is said"),
        ("Minijob", "filtered kind is full_time_job, not as in "),
    ],
)
def test_a_miss_says_why(app: Flask, offer: Vacancy, question: str, reason: str) -> None:
    output = run(app, "explain", "--", question, offer.number).output

    assert "\nmissed   not among the " in output
    assert f"\n{reason}" in output


def test_an_offer_that_is_not_on_the_board_or_does_not_exist(app: Flask, offer: Vacancy) -> None:
    offer.expires_on = clock.today() - timedelta(days=1)
    db.session.commit()

    assert "not on the board" in run(app, "explain", "Lager", offer.number).output
    unknown = run(app, "explain", "Lager", "V99")
    assert (unknown.exit_code, "no offer has the number or reference 'V99'" in unknown.output) == (2, True)


@pytest.mark.parametrize("arguments", [("query", "Lager"), ("explain", "Lager", "V01")])
def test_an_index_made_for_other_columns_is_named_in_a_sentence(
    app: Flask, offer: Vacancy, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    folder = app.extensions["portal.settings"].data_dir / "index"
    WhooshBackend(folder, Schema(search.INDEX, (("title", 1.0),), (Codes("other"),)), search.analyser()).rebuild([])
    monkeypatch.setattr(
        "portal.vacancies.search.asking.backend", lambda: WhooshBackend(folder, search.SCHEMA, search.analyser())
    )

    answer = run(app, *arguments)

    assert answer.exit_code == 1
    assert answer.output.splitlines()[-1] == (
        "Error: the index is missing, damaged or made for other columns: run `flask search rebuild`"
    )
    assert "Traceback" not in answer.output


def test_mended_questions_are_answered_on_the_command_line(app: Flask, offer: Vacancy) -> None:
    assert "V01  Lagerhelfer" in run(app, "query", "Lagerhälfer").output
    assert "V01  Lagerhelfer" in run(app, "query", "warehouse 41812").output
