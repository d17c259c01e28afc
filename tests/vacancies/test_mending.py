"""What a company is told while it writes, and the passage that is replaced with one click."""

import re

import pytest

from portal.core import clock, db
from portal.reference import snapshot
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules.mending import mended, replacement, told
from tests.factories.vacancies import VacancyFactory, VacancyVersionFactory

TABLES = snapshot()


def text_of(vacancy):
    db.session.expire_all()
    return db.session.query(VacancyVersion).filter_by(vacancy_id=vacancy.id).one()


def found(**content):
    """Give a text and what stands against it."""
    version = VacancyVersionFactory.build(**content)
    return version, told(version, on=clock.today(), tables=TABLES)


@pytest.mark.parametrize(
    ("content", "after"),
    [
        ({"title": "Lagerhelfer im Versand"}, {"title": "Lagerhelfer im Versand (m/w/d)"}),
        (
            {"tasks": "Wir sind ein junges Team. Junges Team sucht Hilfe."},
            {"tasks": "Wir sind ein motiviertes Team. motiviertes Team sucht Hilfe."},
        ),
        ({"needed": "Bewerbung mit Foto."}, {"needed": "Bewerbung ohne Foto möglich."}),
    ],
)
def test_a_passage_is_replaced_where_it_stands(content, after):
    version, concerns = found(**content)

    for concern in concerns:
        for name, text in mended(version, concern).items():
            setattr(version, name, text)

    assert {name: getattr(version, name) for name in content} == after
    assert told(version, on=clock.today(), tables=TABLES) == ()


def test_a_suggestion_that_is_an_advice_replaces_nothing():
    version, (concern,) = found(needed="Deutsch als Muttersprache.")

    assert (replacement(concern), mended(version, concern)) == (None, {})


def test_a_click_replaces_the_passage_once(client, recruiter, people):
    vacancy = VacancyFactory(organisation=people.company, content={"title": "Lagerhelfer im Versand"})
    page = client.get(f"/vacancies/{vacancy.id}/edit/who").text
    assert "Ersetzen durch „Lagerhelfer im Versand (m/w/d)“" in page
    data = {"rule_id": "m_only", "passage": "Lagerhelfer im Versand", "version": text_of(vacancy).version}

    answers = [client.post(f"/vacancies/{vacancy.id}/replace/who", data=data) for _click in range(2)]

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/vacancies/{vacancy.id}/edit/who")}
    assert text_of(vacancy).title == "Lagerhelfer im Versand (m/w/d)"


@pytest.mark.parametrize("back", ["preview", "submit"])
def test_a_click_on_the_last_pages_leads_back_to_them(back, client, recruiter, people):
    vacancy = VacancyFactory(organisation=people.company, content={"title": "Lagerhelfer im Versand"})
    data = {"rule_id": "m_only", "passage": "Lagerhelfer im Versand", "version": text_of(vacancy).version}

    assert f"/replace/{back}" in client.get(f"/vacancies/{vacancy.id}/{back}").text
    answer = client.post(f"/vacancies/{vacancy.id}/replace/{back}", data=data)

    assert answer.location == f"/vacancies/{vacancy.id}/{back}"


def test_somebody_elses_later_text_is_not_overwritten(client, recruiter, people):
    vacancy = VacancyFactory(organisation=people.company, content={"title": "Lagerhelfer im Versand"})

    data = {"rule_id": "m_only", "passage": "Lagerhelfer im Versand", "version": "0"}

    assert client.post(f"/vacancies/{vacancy.id}/replace/what", data=data).status_code == 409


def test_words_for_which_there_is_no_room_are_refused(client, recruiter, people):
    title = "Lagerhelfer " + "x" * 105
    vacancy = VacancyFactory(organisation=people.company, content={"title": title})
    data = {"rule_id": "m_only", "passage": title, "version": text_of(vacancy).version}

    answer = client.post(f"/vacancies/{vacancy.id}/replace/what", data=data)

    assert answer.status_code == 422
    assert "zu lang" in answer.text
    assert text_of(vacancy).title == title


def test_what_is_typed_is_judged_and_not_kept(client, recruiter, draft):
    before = text_of(draft).version
    data = {"title": "Lagerhelfer", "tasks": "Sie packen Pakete.", "offer_kind": "full_time_job", "positions": "1"}

    answer = client.post(f"/vacancies/{draft.id}/check/what", data=data)

    assert answer.status_code == 200
    assert "Die Anzeige muss alle Geschlechter ansprechen." in answer.text
    assert not re.search("<form|<html", answer.text)
    assert text_of(draft).version == before


def test_nonsense_that_is_typed_counts_as_what_is_saved(client, recruiter, draft):
    answer = client.post(f"/vacancies/{draft.id}/check/where", data={"weekly_hours": "NaN", "postal_code": "41812"})

    assert "Beim Prüfen ist nichts aufgefallen." in answer.text


@pytest.mark.parametrize("path", ["check/what", "replace/what"])
def test_nobody_else_may_check_or_replace(path, client, recruiter):
    foreign = VacancyFactory(content={"title": "Lagerhelfer im Versand"})
    data = {"rule_id": "m_only", "passage": "Lagerhelfer im Versand", "version": foreign.text.version}

    assert client.post(f"/vacancies/{foreign.id}/{path}", data=data).status_code == 404
    assert text_of(foreign).title == "Lagerhelfer im Versand"


def test_a_text_that_is_published_is_neither_checked_nor_replaced(client, recruiter, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    assert client.post(f"/vacancies/{vacancy.id}/check/what", data={}).status_code == 404
    assert client.post(f"/vacancies/{vacancy.id}/replace/what", data={}).location == f"/vacancies/{vacancy.id}"
