"""Finding people, the list of the own ones, and quick entry."""

import logging

import pytest
from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.core import db
from tests.candidates.canaries import found_in, plant
from tests.candidates.files import office_of
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member
from tests.signing import sign_in
from tests.statements import statements

ENTRY = {
    "first_name": "Amina",
    "last_name": "Müller-Öz",
    "birth_date": "1994-02-03",
    "locale": "ar",
    "record_id": "01a215f3-3110-740f-a0b4-10107ed4b447",
}


def test_a_name_is_searched_by_post_and_stands_in_no_address_and_no_log(desk, person, caplog, capfd):
    person.first_name, person.last_name, person.search_name = "Zoë", "Çelik", "zoe celik"
    db.session.commit()

    with caplog.at_level(logging.DEBUG):
        answer = desk.post("/candidates/find", data={"text": "celik  ZOE"})

    assert answer.status_code == 200
    assert "Zoë Çelik" in answer.text
    assert "location" not in answer.headers
    logged = caplog.text + "".join(capfd.readouterr())
    assert "elik" not in logged


def test_a_search_finds_colleagues_people_of_the_office_as_a_hit_only(desk, person):
    colleague = office_member(office_of(person.office_id))
    known = plant(caseworker=colleague)
    stranger = CandidateFactory(caseworker=office_member(), first_name="Fremd", last_name=known.person.last_name)

    answer = desk.post("/candidates/find", data={"text": known.person.last_name})

    shown = found_in(answer.text, known)
    assert shown == {known.person.first_name, known.person.last_name}
    assert f"/candidates/{known.person.id}/open" in answer.text
    assert colleague.name in answer.text
    assert stranger.number not in answer.text


@pytest.mark.parametrize("as_written", ["{}", " {} ", "k-{}", "K-{}"])
def test_the_short_number_finds_one_file(desk, person, as_written):
    person.number = "K-7QX3M9"
    db.session.commit()

    answer = desk.post("/candidates/find", data={"text": as_written.format("7QX3M9")})

    assert f'href="/candidates/{person.id}"' in answer.text


def test_a_wildcard_finds_nobody(desk, person):
    answer = desk.post("/candidates/find", data={"text": "%"})

    assert "Niemand gefunden" in answer.text


def test_the_list_shows_the_own_people_and_narrows_them(desk, person):
    own = {"caseworker_id": person.caseworker_id}
    away = CandidateFactory(**own, ags="05370004", town="Erkelenz", german="B2")
    paused = CandidateFactory(**own, state=CandidateState.PAUSED)
    closed = CandidateFactory(**own, state=CandidateState.CLOSED)
    foreign = CandidateFactory()

    def numbers(query: str) -> set[str]:
        text = desk.get(f"/candidates/{query}").text
        return {one.number for one in (person, away, paused, closed, foreign) if one.number in text}

    assert numbers("") == {person.number, away.number, paused.number}
    assert numbers("?state=closed") == {closed.number}
    assert numbers("?ags=05370004") == {away.number}
    assert numbers("?german=B1") == {away.number}
    assert numbers("?grade=shadowing") == {person.number}
    assert numbers("?grade=work") == set()
    assert numbers("?state=nonsense&grade=x&ags=0&german=Z9&sort=evil&page=99999999999999999999") == set()


def test_the_list_costs_the_same_for_one_and_for_many(desk, person, app):
    desk.get("/candidates/")
    with statements(app) as few:
        desk.get("/candidates/")
    for _ in range(5):
        CandidateFactory(caseworker_id=person.caseworker_id, ready_for_work=True)

    with statements(app) as many:
        desk.get("/candidates/")

    assert len(many) == len(few)
    bell = [one for one in many if "FROM proposal" in one]
    about_people = [one for one in many if "candidate" in one and one not in bell]
    assert len(about_people) <= 4


def test_quick_entry_has_twelve_fields_and_opens_a_file(desk):
    form = desk.get("/candidates/new").text

    answer = desk.post(
        "/candidates/new", data={**ENTRY, "german": "A2", "ags": "05370004", "wish_occupations": "Koch\n\nKellner"}
    )

    names = {part.split('"')[0] for part in form.split(' name="')[1:]} - {"csrf_token", "record_id", "viewport"}
    assert len(names & set(Candidate.__table__.columns.keys()) | names & {"german"}) == 12
    made = db.session.scalars(select(Candidate).where(Candidate.search_name == "amina mueller-oez")).one()
    assert answer.location.endswith(str(made.id))
    assert (made.town, made.wish_occupations, made.state) == (
        "Erkelenz",
        ["Koch", "Kellner"],
        CandidateState.REGISTERED,
    )


def test_a_second_file_for_the_same_person_needs_a_second_look(desk, person):
    desk.post("/candidates/new", data=ENTRY)
    twin = {**ENTRY, "record_id": str(db.new_id()), "last_name": "MUELLER-ÖZ"}

    warned = desk.post("/candidates/new", data=twin)
    made = desk.post("/candidates/new", data={**twin, "is_other_person": "y"})

    assert warned.status_code == 422
    assert "Gibt es diese Person schon?" in warned.text
    assert made.status_code == 303


def test_a_file_of_another_office_is_a_hit_that_stops_nobody(client, desk, person):
    desk.post("/candidates/new", data=ENTRY)
    sign_in(client, office_member())
    data = {**ENTRY, "record_id": str(db.new_id())}

    warned = client.post("/candidates/new", data=data)
    made = client.post("/candidates/new", data={**data, "is_other_person": "y"})

    assert (warned.status_code, made.status_code) == (422, 303)


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": ""},
        {"first_name": "\x00\u202e"},
        {"last_name": "x" * 81},
        {"birth_date": "2999-01-01"},
        {"birth_date": "1899-12-31"},
        {"birth_date": "gestern"},
        {"birth_date": "2020-01-01"},
        {"locale": "xx"},
        {"email": "kein Zeichen"},
        {"phone": "ruf mich an"},
        {"ags": "00000000"},
        {"german": "Z1"},
        {"wish_occupations": "\n".join(["Koch"] * 21)},
        {"wish_occupations": "x" * 1_000_000},
        {"record_id": "nonsense"},
    ],
)
def test_bad_entries_are_refused_with_what_was_typed(desk, change):
    answer = desk.post("/candidates/new", data={**ENTRY, **change})

    assert answer.status_code == 422
    assert 'id="errors"' in answer.text
    assert ENTRY["locale"] in answer.text
