"""The list of the own people: filters, columns, lists under a name, several at once, and the list as a file."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates import queries, services
from portal.candidates.models import Candidate, ListedPerson
from portal.candidates.queries import Filters
from portal.candidates.rules import CandidateState
from portal.core import audit, clock, db
from portal.core.audit import ReadLog
from portal.core.deeds import each
from portal.core.sheets import harmless
from tests.factories.candidates import CandidateFactory, PeopleListFactory
from tests.factories.organisations import actor_of, office_member
from tests.signing import sign_in
from tests.statements import statements


@pytest.fixture
def caseworker(client):
    user = office_member()
    sign_in(client, user)
    return user


def names(client, query=""):
    page = client.get(f"/candidates/{query}").text
    return {name for name in ("Anders", "Berger", "Ceylan") if name in page}


@pytest.mark.parametrize(
    ("query", "person"),
    [
        ("?wish=Pflege", {"wish_occupations": ["Altenpflegehelferin"]}),
        ("?wish=Lebensmittel", {"wish_occupations": ["Bäckereihelferin"]}),
        ("?overdue=y", {"next_step": "Anrufen", "next_step_on": clock.today() - timedelta(days=1)}),
        ("?state=paused", {"state": CandidateState.PAUSED}),
        ("?german=B1", {"german": "B2"}),
        ("?ags=05370004", {"ags": "05370004"}),
        ("?grade=work", {"ready_for_work": True}),
    ],
)
def test_each_filter_leaves_who_it_asks_for(client, caseworker, query, person):
    CandidateFactory(caseworker=caseworker, last_name="Anders", **person)
    CandidateFactory(caseworker=caseworker, last_name="Berger", wish_occupations=["Tischler"])
    CandidateFactory(last_name="Ceylan", **person)

    assert names(client, query) == {"Anders"}
    assert names(client) == {"Anders", "Berger"}


def test_people_of_who_is_away_are_told_apart(client, caseworker):
    colleague = office_member(db.session.get_one(queries_office(), actor_of(caseworker).office_id))
    colleague.deputy_id, colleague.absent_until = caseworker.id, clock.today()
    CandidateFactory(caseworker=colleague, last_name="Anders")
    CandidateFactory(caseworker=caseworker, last_name="Berger")
    db.session.commit()

    assert names(client) == {"Anders", "Berger"}
    assert names(client, "?file=deputised") == {"Anders"}
    assert names(client, "?file=own") == {"Berger"}


def queries_office():
    return Candidate.office.property.mapper.class_


def test_columns_are_chosen_in_the_address_and_the_name_is_always_there(client, caseworker):
    CandidateFactory(caseworker=caseworker, last_name="Anders", phone="+49 151 1111111")

    usual, chosen = client.get("/candidates/").text, client.get("/candidates/?columns=phone").text

    assert ("+49 151 1111111" in usual, "+49 151 1111111" in chosen) == (False, True)
    assert "Anders" in chosen
    assert client.get("/candidates/?columns=secrets&sort=secrets&on_list=x&file=x").status_code == 200


def test_the_list_asks_four_statements_however_many_people_there_are(app, caseworker):
    actor = actor_of(caseworker)
    CandidateFactory.create_batch(30, caseworker=caseworker, ready_for_work=True)
    PeopleListFactory(caseworker=caseworker)

    with statements(app) as said:
        queries.people(actor, Filters())
        queries.lists_of(actor)

    assert len(said) <= 4


def several(client, people, deed, **fields):
    data = {"chosen": [str(one.id) for one in people], "deed": deed}
    return client.post("/candidates/several", data=data | {f"{deed}-{name}": value for name, value in fields.items()})


def new_list(name):
    return {"name": name, "record_id": str(db.new_id())}


def test_people_go_on_a_new_list_and_off_it_again(client, caseworker):
    one, two = (CandidateFactory(caseworker=caseworker, last_name=name) for name in ("Anders", "Berger"))
    CandidateFactory(caseworker=caseworker, last_name="Ceylan")

    made = several(client, [one, two], "list", **new_list("Jobmesse März"))
    (named,) = queries.lists_of(actor_of(caseworker))
    listed = names(client, f"?on_list={named.id}")
    again = several(client, [one], "list", on_list=str(named.id), record_id=str(db.new_id()))
    several(client, [one], "off", on_list=str(named.id))

    assert (made.status_code, named.name, named.people, listed) == (200, "Jobmesse März", 2, {"Anders", "Berger"})
    assert "Steht schon auf dieser Liste." in again.text
    assert names(client, f"?on_list={named.id}") == {"Berger"}
    assert audit.latest("candidate", one.id).name == "take_off_list"


def test_what_is_refused_for_one_says_why_and_is_done_for_the_others(client, caseworker):
    closed = CandidateFactory(caseworker=caseworker, last_name="Anders", state=CandidateState.CLOSED)
    willing = CandidateFactory(caseworker=caseworker, last_name="Berger")
    stranger = CandidateFactory(last_name="Ceylan")
    day = clock.today() + timedelta(days=3)

    answer = several(client, [closed, willing, stranger], "step", text="Zeugnis ansehen", on=day.isoformat())

    assert answer.status_code == 200
    assert "Bei 1 von 2 Personen ist es geschehen." in answer.text
    assert "Ceylan" not in answer.text
    steps = dict(db.session.execute(select(Candidate.id, Candidate.next_step)).all())
    assert (steps[willing.id], steps[closed.id], steps[stranger.id]) == ("Zeugnis ansehen", None, None)
    assert audit.latest("candidate", willing.id).details == {"section": "notes"}


def test_a_note_goes_under_those_that_are_there_unless_they_are_full(client, caseworker):
    noted = CandidateFactory(caseworker=caseworker, notes="Alt.")
    full = CandidateFactory(caseworker=caseworker, notes="x" * 3995)

    answer = several(client, [noted, full], "note", line="Kommt zur Jobmesse.")

    assert "Die Notizen in diesem Profil sind voll." in answer.text
    kept = db.session.scalar(select(Candidate.notes).where(Candidate.id == noted.id))
    assert kept.startswith("Alt.\n")
    assert kept.endswith("Kommt zur Jobmesse.")


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("step", {"text": "", "on": "2999-01-01"}),
        ("step", {"text": "x", "on": "2001-01-01"}),
        ("note", {"line": ""}),
        ("list", {"record_id": "x"}),
        ("list", {"record_id": "01a215f3-3110-740f-a0b4-10107ed4b447"}),
    ],
)
def test_a_deed_that_is_not_filled_in_changes_nobody(client, caseworker, deed, fields):
    person = CandidateFactory(caseworker=caseworker)

    assert several(client, [person], deed, **fields).status_code == 422
    assert audit.latest("candidate", person.id) is None


def test_people_of_another_file_are_not_there(client, caseworker):
    stranger, foreign = CandidateFactory(), PeopleListFactory()
    own = CandidateFactory(caseworker=caseworker)

    unseen = several(client, [stranger], "note", line="Hallo")
    unlisted = several(client, [own], "list", on_list=str(foreign.id), record_id=str(db.new_id()))

    assert (unseen.status_code, unlisted.status_code) == (404, 422)
    assert client.post(f"/candidates/lists/{foreign.id}/drop").status_code == 404
    assert db.session.scalars(select(ListedPerson)).all() == []


def test_a_list_gets_another_name(client, caseworker):
    named = PeopleListFactory(caseworker=caseworker, name="Jobmesse")
    address = f"/candidates/lists/{named.id}/rename"
    offered, nameless = client.get(address), client.post(address, data={"name": " ", "version": named.version})

    answer = client.post(address, data={"name": "Jobmesse Mai", "version": named.version})
    late = client.post(address, data={"name": "Jobmesse Juni", "version": 1})

    assert address in client.get("/candidates/lists").text
    assert 'value="Jobmesse"' in offered.text
    assert (nameless.status_code, answer.status_code, late.status_code) == (422, 303, 409)
    assert [one.name for one in queries.lists_of(actor_of(caseworker))] == ["Jobmesse Mai"]
    assert client.post(f"/candidates/lists/{PeopleListFactory().id}/rename").status_code == 404


def test_a_machine_that_breaks_down_halfway_leaves_nothing_half_done(app, caseworker):
    people = CandidateFactory.create_batch(3, caseworker=caseworker)
    actor = actor_of(caseworker)
    db.session.commit()

    def deed(one):
        services.add_note(one, "Jobmesse", actor=actor)
        if one is people[1]:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        each(people, deed, name=lambda one: one.number)
    db.session.rollback()

    assert [db.session.get_one(Candidate, one.id, populate_existing=True).notes for one in people] == [None] * 3


def test_a_list_is_given_up_and_its_people_stay(client, caseworker):
    person = CandidateFactory(caseworker=caseworker, last_name="Anders")
    several(client, [person], "list", **new_list("Kohorte 3"))
    (named,) = queries.lists_of(actor_of(caseworker))
    shown = client.get("/candidates/lists").text

    client.post(f"/candidates/lists/{named.id}/drop")

    assert "Kohorte 3" in shown
    assert queries.lists_of(actor_of(caseworker)) == []
    assert names(client) == {"Anders"}


def test_the_list_as_a_file_holds_the_filtered_people_and_the_chosen_columns(client, caseworker):
    CandidateFactory(caseworker=caseworker, last_name="=1+1", phone="+49 151 1111111", state=CandidateState.PAUSED)
    CandidateFactory(caseworker=caseworker, last_name="Berger")
    CandidateFactory(last_name="Ceylan", state=CandidateState.PAUSED)

    answer = client.get("/candidates/people.csv?state=paused&columns=phone&columns=state")
    book = client.get("/candidates/people.xlsx?state=paused&columns=phone")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Name", "Stand", "Telefon"]
    assert len(rows) == 2
    assert rows[1][0].startswith("'=1+1")
    assert rows[1][1:] == ["Pausiert", "'+49 151 1111111"]
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"+49 151 1111111" in parts.read("xl/sharedStrings.xml")


def test_whoever_takes_a_list_out_stands_in_the_read_log_of_everybody_on_it(client, caseworker):
    people = CandidateFactory.create_batch(25, caseworker=caseworker)
    stranger = CandidateFactory()

    client.get("/candidates/people.xlsx")

    reads = db.session.scalars(select(ReadLog)).all()
    assert {read.candidate_id for read in reads} == {person.id for person in people}
    assert {(read.actor_id, read.level, read.channel) for read in reads} == {(caseworker.id, "list", "xlsx")}
    assert stranger.id not in {read.candidate_id for read in reads}
    assert "als Liste ausgegeben" in client.get(f"/candidates/{people[0].id}/reads").text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_begins_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert harmless(f"x{text}") == f"x{text}"
