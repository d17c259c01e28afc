"""Searches without a hit: counted by the week, never with anything about who asked; shown when several did."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import OperationalError

from portal.core import clock, db
from portal.core.actor import Role
from portal.core.retention import run_due
from portal.vacancies import search
from portal.vacancies.models import UnmetSearch
from portal.vacancies.rules.unmet import LONGEST, countable, week_of
from portal.vacancies.services import unmet as services
from portal.wiring import RETENTION
from tests.factories.organisations import office_member
from tests.signing import sign_in
from tests.vacancies.board import indexed

RULES = tuple(rule for rule in RETENTION if rule.name.startswith("vacancies/unmet"))


def ask(client, query, **headers):
    """Read a page of the board to its end."""
    return client.get(f"/offers?{query}", buffered=True, headers=headers)


def counted():
    """Give the words that were counted, with on how many days."""
    return {row.words: row.days for row in db.session.scalars(select(UnmetSearch))}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Astronaut", "astronaut"),
        ("  Küchenchef*in (m/w/d) ", "kuechenchef"),
        ('"Tauchlehrer" -Meer', "tauchlehrer meer"),
        ("астронавт", "астронавт"),
        ("ab", None),
        ("", None),
        ("02452 134567", None),
        ("Haus 5", None),
        ("amina@example.org", None),
        ("www.example.org", None),
        ("x" * (LONGEST + 1), None),
        ("Ich suche eine Arbeit für meinen Bruder Omar", None),
    ],
)
def test_words_are_counted_in_one_spelling_and_what_looks_personal_is_not(text, words):
    assert countable(text) == words


def test_words_nothing_has_are_counted_once_a_day(client):
    indexed()
    services.count("astronaut")
    db.session.execute(update(UnmetSearch).values(last_on=clock.today() - timedelta(days=1)))
    db.session.commit()

    for query in ("q=Astronaut", "q=ASTRONAUT&kind=mini_job", "q=Lagerhelfer", "q=Lagerhelfer&kind=mini_job", "q=0815"):
        assert ask(client, query).status_code == 200

    assert counted() == {"astronaut": 2}


@pytest.mark.parametrize(("method", "query"), [("HEAD", "q=Astronaut"), ("GET", "q=Astronaut&exact=1")])
def test_programs_and_the_way_from_the_list_are_not_counted(client, method, query):
    indexed()

    assert client.open(f"/offers?{query}", method=method, buffered=True).status_code == 200
    assert counted() == {}


def test_what_a_cache_answers_is_not_counted(client):
    indexed()
    first = ask(client, "q=Astronaut")

    again = ask(client, "q=Astronaut", **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, counted()) == (304, {"astronaut": 1})
    assert "Set-Cookie" not in first.headers


def test_nothing_is_kept_of_who_asked_or_when(client):
    indexed()
    ask(client, "q=Astronaut", **{"User-Agent": "Browser of somebody", "X-Forwarded-For": "198.51.100.7"})

    assert {column.key for column in inspect(UnmetSearch).columns} == {"id", "week_on", "words", "days", "last_on"}
    row = db.session.scalars(select(UnmetSearch)).one()
    assert row.week_on == week_of(clock.today())
    assert row.id.version == 4, "other ids tell the moment they were made"


def test_an_answer_does_not_fail_with_the_count(client, monkeypatch):
    def locked(_words):
        raise OperationalError("update", {}, Exception("database is locked"))

    indexed()
    monkeypatch.setattr(services, "count", locked)

    assert ask(client, "q=Astronaut").status_code == 200
    assert counted() == {}


def test_a_week_takes_only_so_many_words(app, monkeypatch):
    monkeypatch.setattr(services, "MOST_A_WEEK", 2)
    for words in ("eins", "zwei", "drei", "eins"):
        services.count(words)
        db.session.commit()

    assert counted() == {"eins": 1, "zwei": 1}


def test_the_coordinator_sees_what_several_asked_for(app, client):
    for words, weeks, days in (("tauchlehrer", 0, 3), ("imker", 1, 5), ("omar", 0, 2)):
        db.session.add(counted_in(weeks, words, days))
    services.count("imker")
    db.session.commit()
    sign_in(client, office_member(role=Role.COORDINATOR))

    page = client.get("/review/unmet").text

    assert page.index(">imker<") < page.index(">tauchlehrer<")
    assert "omar" not in page
    assert 'href="/offers?q=imker&amp;exact=1"' in page
    assert "Ohne Treffer" in page


def test_others_do_not_see_the_list(app, client):
    sign_in(client, office_member(role=Role.CASEWORKER))

    assert client.get("/review/unmet").status_code == 403


def test_rare_words_go_after_a_month_and_all_after_half_a_year(app):
    for words, weeks, days in (("jetzt", 0, 1), ("selten", 6, 2), ("oft", 6, 3), ("alt", 30, 9)):
        db.session.add(counted_in(weeks, words, days))
    db.session.commit()
    assert len(RULES) == 2

    run_due(RULES)

    assert set(counted()) == {"jetzt", "oft"}


def test_the_words_are_looked_for_without_filters_before_they_count(app):
    offer = indexed()

    assert not search.is_unknown(offer.text.title)
    assert not search.is_unknown("")
    assert search.is_unknown("Astronaut")


def counted_in(weeks, words, days):
    """Make a count of a week so long ago."""
    week_on = week_of(clock.today()) - timedelta(weeks=weeks)
    return UnmetSearch(week_on=week_on, words=words, days=days, last_on=week_on)
