"""An offer that repeats another open one of the company gets a hint, at submit and in review."""

import pytest

from portal.core import db
from portal.vacancies.queries.duplicates import open_beside
from portal.vacancies.rules import VacancyState
from portal.vacancies.rules.findings.duplicates import is_alike
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

HINT = "Ein ähnliches Angebot ist schon offen"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Lagerhelfer (m/w/d) im Versand", "Lagerhelfer*in im Versand", True),
        ("Küchenhilfe", "KUECHENHILFE (m/w/d)", True),
        ("Versand: Lagerhelfer", "Lagerhelfer Versand", True),
        ("Lagerhelfer im Versand", "Lagerhelfer im Wareneingang", False),
        ("Koch", "Köchin oder Koch für das Hotel", False),
        ("Reinigungskraft in der Schule", "Servicekraft in der Schule", False),
        ("", "", False),
        ("(m/w/d)", "Koch", False),
    ],
)
def test_titles_are_alike_whatever_their_spelling(one, other, alike):
    assert is_alike(one, other) is alike


def test_only_open_offers_of_the_company_in_the_same_place_count(people):
    written = VacancyFactory(organisation=people.company)
    shown = VacancyFactory(published=True, organisation=people.company)
    waiting = VacancyFactory(in_review=True, organisation=people.company)
    VacancyFactory(organisation=people.company)
    VacancyFactory(published=True, organisation=people.company, content={"ags": "05370012"})
    VacancyFactory(withdrawn=True, organisation=people.company)
    VacancyFactory(published=True)

    assert {text.vacancy.id for text in open_beside(written, written.text)} == {shown.id, waiting.id}


def test_a_text_without_title_or_place_is_compared_with_nothing(people):
    VacancyFactory(published=True, organisation=people.company)
    bare = VacancyFactory(organisation=people.company, content={"title": None})

    assert open_beside(bare, bare.text) == []


def test_the_company_is_told_before_it_hands_in(client, people):
    other = VacancyFactory(published=True, organisation=people.company, content={"title": "Lagerhelfer/in im Versand"})
    written = VacancyFactory(organisation=people.company)
    sign_in(client, people.recruiter)

    page = client.get(f"/vacancies/{written.id}/submit").text

    assert f"{HINT}: Lagerhelfer/in im Versand ({other.number})." in page


def test_the_reviewer_is_told_and_may_publish_in_spite_of_it(client, people):
    VacancyFactory(published=True, organisation=people.company)
    waiting = VacancyFactory(in_review=True, organisation=people.company)
    sign_in(client, people.reviewer)

    page = client.get(f"/review/{waiting.id}").text
    client.post(f"/review/{waiting.id}/publish", data={"publish-version": waiting.text.version})

    assert HINT in page
    db.session.refresh(waiting)
    assert waiting.state is VacancyState.PUBLISHED


def test_offers_of_others_and_of_other_work_are_no_duplicates(client, people):
    VacancyFactory(published=True)
    VacancyFactory(published=True, organisation=people.company, content={"title": "Küchenhilfe (m/w/d)"})
    waiting = VacancyFactory(in_review=True, organisation=people.company)
    sign_in(client, people.reviewer)

    assert HINT not in client.get(f"/review/{waiting.id}").text
