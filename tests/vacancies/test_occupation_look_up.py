"""The exact name of an occupation on the first step of an offer: looked up in the official list, never required."""

import pytest

from portal.reference.official import read_lists
from portal.reference.services import replace_occupations
from tests.counting import count_statements
from tests.factories.vacancies import VacancyFactory
from tests.official import write_lists
from tests.vacancies.test_authoring import WHAT, text_of


@pytest.fixture
def titles_of_occupations(tmp_path):
    """The made official lists."""
    replace_occupations(read_lists(*write_lists(tmp_path)))


def test_without_the_official_lists_nobody_is_asked_for_a_title(client, recruiter, draft):
    page = client.get(f"/vacancies/{draft.id}/edit/what").text

    assert 'name="occupation"' in page
    assert 'name="occupation_title"' not in page
    assert 'name="look_up"' not in page


@pytest.mark.usefixtures("titles_of_occupations")
def test_a_title_is_looked_up_without_keeping_anything(client, recruiter, draft):
    data = {**WHAT, "title": "Neu", "occupation_title": "Altenpleger", "version": draft.text.version, "look_up": "yes"}

    answer = client.post(f"/vacancies/{draft.id}/edit/what", data=data)

    assert answer.status_code == 200
    assert 'value="Altenpfleger/in"' in answer.text
    assert 'value="Altenpleger"' in answer.text
    assert text_of(draft.id).title != "Neu"


@pytest.mark.usefixtures("titles_of_occupations")
def test_a_chosen_title_stays_when_something_else_is_missing(client, recruiter, draft):
    said = {"occupation_title": "Altenpleger", "suggestion": "Altenpfleger/in", "tasks": ""}

    answer = client.post(f"/vacancies/{draft.id}/edit/what", data={**WHAT, **said, "version": draft.text.version})

    assert answer.status_code == 422
    assert 'value="Altenpfleger/in"' in answer.text
    assert "Altenpleger" not in answer.text


@pytest.mark.usefixtures("titles_of_occupations")
def test_a_title_that_nobody_knows_may_stay(client, recruiter, draft):
    data = {**WHAT, "occupation_title": "Traumdeuter", "version": draft.text.version}

    looked_up = client.post(f"/vacancies/{draft.id}/edit/what", data={**data, "look_up": "yes"})
    kept = client.post(f"/vacancies/{draft.id}/edit/what", data=data)

    assert "Diese Bezeichnung kennen wir nicht." in looked_up.text
    assert 'name="suggestion"' not in looked_up.text
    assert kept.status_code == 303
    assert (text_of(draft.id).occupation_title, text_of(draft.id).occupation) == ("Traumdeuter", None)


@pytest.mark.parametrize(
    ("said", "title", "occupation", "kldb"),
    [
        (
            {"occupation_title": "Altenpleger", "suggestion": "Altenpfleger/in"},
            "Altenpfleger/in",
            "altenpfleger",
            "82102",
        ),
        ({"occupation_title": "Konditor/in"}, "Konditor/in", "konditor", "29222"),
        ({"occupation_title": "Bäcker/in", "occupation": "koch"}, "Bäcker/in", "koch", "29222"),
        ({"occupation_title": "Sternenzähler/in"}, "Sternenzähler/in", None, "99994"),
        ({"occupation_title": "Altenpfleger", "suggestion": "Hexe"}, "Altenpfleger", None, None),
        ({"occupation_title": "", "occupation": "koch"}, None, "koch", "29302"),
    ],
)
@pytest.mark.usefixtures("titles_of_occupations")
def test_a_title_brings_its_class_and_its_everyday_occupation(client, recruiter, draft, said, title, occupation, kldb):
    data = {**WHAT, **said, "version": draft.text.version}

    answers = [client.post(f"/vacancies/{draft.id}/edit/what", data=data).status_code for _ in range(2)]

    text = text_of(draft.id)
    assert answers == [303, 303]
    assert (text.occupation_title, text.occupation, text.kldb) == (title, occupation, kldb)


def test_the_page_of_an_offer_says_the_exact_name(client):
    offer = VacancyFactory(published=True, content={"occupation_title": "Altenpfleger/in"})

    assert '<bdi lang="de">Altenpfleger/in</bdi>' in client.get(f"/offers/{offer.number}").text


@pytest.mark.usefixtures("titles_of_occupations")
def test_titles_are_suggested_while_somebody_types(client, recruiter):
    client.get("/vacancies/occupations?text=B")

    with count_statements() as said:
        answer = client.get("/vacancies/occupations?text=Altenpfl")

    assert answer.json == ["Altenpfleger/in", "Altenpflegehelfer/in"]
    assert len([one for one in said if "occupation_title" in one]) == 1


def test_strangers_are_suggested_nothing(client):
    assert client.get("/vacancies/occupations?text=Altenpfl").status_code == 303
