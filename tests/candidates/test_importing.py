"""People from a table: shown row by row, then all of them made or nobody, and the file is not kept."""

import io
import re

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.candidates.forms.importing import COLUMNS, NEEDED
from portal.candidates.models import Candidate, CandidateLanguage, ListedPerson, PeopleList
from portal.candidates.views import importing
from portal.core import db
from portal.core.actor import Role
from portal.core.audit import Event
from portal.core.errors import GuardRefused
from tests.core.test_sheet_reader import xlsx
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member
from tests.signing import sign_in

HEADINGS = ["Vorname", "Nachname", "Geburtsdatum", "Sprache", "Telefon", "Wohnort", "Deutsch", "Berufswünsche"]
GOOD = ["Yusuf", "Kaya", "01.02.1990", "Türkisch", "0151 998877", "Erkelenz", "a2", "Koch, Kellner"]
OTHER = ["Лариса", "Коваль", "1988-07-30", "uk", "", "", "", ""]


def csv_of(*rows):
    return "\n".join(";".join(row) for row in (HEADINGS, *rows)).encode()


def upload(desk, content, name="menschen.csv"):
    return desk.post("/candidates/import", data={"file": (io.BytesIO(content), name)})


def signed(answer):
    return re.search(r'name="rows" type="hidden" value="([^"]+)"', answer.text).group(1)


def told(answer):
    """Give what the form under a preview sends."""
    record_id = re.search(r'name="record_id" type="hidden" value="([^"]+)"', answer.text).group(1)
    return {"rows": signed(answer), "record_id": record_id}


def people():
    return db.session.scalar(select(func.count(Candidate.id)))


@pytest.mark.parametrize("content", [csv_of(GOOD, OTHER), xlsx(HEADINGS, GOOD, OTHER)], ids=["csv", "xlsx"])
def test_a_table_is_shown_and_then_everybody_is_made_once(desk, person, content):
    before = people()
    shown = upload(desk, content)
    after_looking = people()

    for _click in range(2):
        made = desk.post("/candidates/import/confirm", data=told(shown))

    assert (shown.status_code, after_looking, made.status_code, people()) == (200, before, 303, before + 2)
    saved = db.session.scalars(select(Candidate).where(Candidate.search_name == "yusuf kaya")).one()
    assert (saved.locale, saved.town, saved.wish_occupations) == ("tr", "Erkelenz", ["Koch", "Kellner"])
    assert (saved.caseworker_id, str(saved.birth_date)) == (person.caseworker_id, "1990-02-01")
    events = select(func.count(Event.id)).where(Event.record_id == saved.id, Event.name == "register")
    assert db.session.scalar(events) == 1
    assert (
        db.session.scalars(select(CandidateLanguage.speaking).where(CandidateLanguage.candidate_id == saved.id)).one()
        == "A2"
    )


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("Geburtsdatum", "31.02.1990", "Geburtsdatum: "),
        ("Geburtsdatum", "", "Geburtsdatum: "),
        ("Geburtsdatum", "01.02.2020", "noch keine 15 Jahre"),
        ("Nachname", "", "Nachname: "),
        ("Sprache", "Klingonisch", "Sprache der Person: "),
        ("Wohnort", "Atlantis", "Wohnort: "),
        ("Deutsch", "Z9", "Deutsch beim Sprechen: "),
        ("Vorname", "=HYPERLINK(1)", "Vorname: Formeln werden nicht gelesen."),
    ],
)
def test_one_wrong_row_and_nobody_is_made(desk, person, column, cell, message):
    wrong = [cell if heading == column else text for heading, text in zip(HEADINGS, GOOD, strict=True)]

    answer = upload(desk, csv_of(OTHER, wrong))

    assert answer.status_code == 422
    assert message in answer.text
    assert "Alle anlegen" not in answer.text


@pytest.mark.parametrize("content", [b"", b"Vorname;Nachname\nA;B", csv_of(), b"PK\x03\x04", b"\x00"])
def test_a_file_that_is_no_such_table_is_refused_at_the_field(desk, person, content):
    answer = upload(desk, content)

    assert answer.status_code == 422
    assert "error" in answer.text


def test_whoever_may_be_there_already_is_only_made_when_somebody_says_so(desk, person):
    twin = CandidateFactory(
        caseworker=db.session.get_one(User, person.caseworker_id), first_name="Yusuf", last_name="Kaya"
    )
    before = people()
    shown = upload(desk, csv_of(GOOD, OTHER, OTHER))

    desk.post("/candidates/import/confirm", data=told(shown))
    cautious = people()
    desk.post("/candidates/import/confirm", data={**told(shown), "take": ["2", "3"]})

    assert f"{twin.number}: Name gleich" in shown.text
    assert "steht zweimal in der Tabelle" in shown.text
    assert (cautious, people()) == (before, before + 2)


def test_a_preview_is_confirmed_by_whoever_saw_it_and_unchanged(client, desk, person):
    sent = told(upload(desk, csv_of(GOOD)))

    changed = desk.post("/candidates/import/confirm", data={**sent, "rows": sent["rows"][:-3] + "abc"})
    sign_in(client, office_member())
    stolen = client.post("/candidates/import/confirm", data=sent)

    assert (changed.status_code, stolen.status_code) == (404, 404)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EMPLOYER_SERVICE, Role.ADMINISTRATOR])
def test_whoever_has_no_people_brings_none(client, role):
    sign_in(client, office_member(role=role))

    assert client.get("/candidates/import").status_code == 403


def test_the_empty_table_can_be_filled_in_and_read_again(desk, person):
    template = desk.get("/candidates/import/template.csv")

    answer = upload(desk, template.data)

    assert template.data.decode("utf-8-sig").splitlines()[0] == ";".join(COLUMNS.values())
    assert set(NEEDED) <= set(COLUMNS)
    assert answer.status_code == 200
    assert "Köchin, Bäckerin" in answer.text


def test_everybody_of_a_table_goes_on_a_new_list_once(desk, person):
    shown = upload(desk, csv_of(GOOD, OTHER))
    sent = {**told(shown), "name": "Ankunft November"}

    for _click in range(2):
        assert desk.post("/candidates/import/confirm", data=sent).status_code == 303

    named = db.session.scalars(select(PeopleList).where(PeopleList.name == "Ankunft November")).one()
    on_it = select(Candidate.last_name).join(ListedPerson).where(ListedPerson.list_id == named.id)
    assert sorted(db.session.scalars(on_it)) == ["Kaya", "Коваль"]


def test_a_name_that_is_too_long_is_said_and_nobody_is_made(desk, person):
    before, shown = people(), upload(desk, csv_of(GOOD))
    sent = {**told(shown), "name": "x" * 81}

    answer = desk.post("/candidates/import/confirm", data=sent)

    assert (answer.status_code, people()) == (422, before)
    assert signed(answer)


def test_many_are_made_in_pieces_and_the_rest_by_sending_the_form_once_more(desk, person, monkeypatch):
    before, shown = people(), upload(desk, csv_of(GOOD, OTHER))
    monkeypatch.setattr(importing, "PIECE", 1)
    register, made = importing.services.register, []

    def breaks_down(*args, **more):
        if made:
            raise GuardRefused
        made.append(more["record_id"])
        return register(*args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(importing.services, "register", breaks_down)
        assert desk.post("/candidates/import/confirm", data=told(shown)).status_code == 422
    halfway = people()

    assert desk.post("/candidates/import/confirm", data=told(shown)).status_code == 303
    assert (halfway, people()) == (before + 1, before + 2)
