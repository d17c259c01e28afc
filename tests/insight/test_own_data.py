"""A person is given all that is kept about them: complete, readable, to the right hands, and it is logged."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Candidate, DownloadDeletion, PersonMessage, Residence
from portal.candidates.rules import DisclosureLevel
from portal.candidates.rules.messages import ComplaintTopic, MessageKind
from portal.candidates.rules.times import SLOTS
from portal.candidates.rules.words import LICENCES, SCHOOLING_LEVELS
from portal.candidates.workflow import DOWNLOADS
from portal.cooperation import queries, services
from portal.cooperation.models import Enrolment
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Role
from portal.core.audit import ReadLog
from portal.core.db import Base
from portal.core.outbox import OutboxMail
from portal.insight.queries.code_words import WORDS as CODES
from portal.insight.queries.left_out import INTERNAL, NOT_GIVEN
from portal.insight.queries.own_words import SECTIONS
from tests.candidates.files import again, office_of
from tests.candidates.test_links import come_in
from tests.conventions import traces as left
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import CourseFactory
from tests.factories.organisations import OrganisationFactory, actor_of, office_member
from tests.factories.placements import PlacementFactory
from tests.signing import sign_in

WORDS = {table: words for _title, table, words in SECTIONS}


def address(person: Candidate, kind: str = "") -> str:
    return f"/people/{person.id}/data{kind}"


@pytest.mark.pure
def test_every_table_that_tells_of_a_person_is_given_or_named_with_a_reason() -> None:
    assert {table.name for table in left.tables()} == {*WORDS, *NOT_GIVEN}


@pytest.mark.pure
@pytest.mark.parametrize("table", sorted(WORDS))
def test_every_column_has_a_word_or_is_the_machines_own(table: str) -> None:
    columns = {column.name for column in Base.metadata.tables[table].columns}

    assert columns - {*WORDS[table]} - INTERNAL == set()
    assert {*WORDS[table]} - columns == set()


def test_every_sign_of_the_person_is_in_the_file(client: FlaskClient) -> None:
    traces = left.leave()
    sign_in(client, db.session.get(User, traces.person.caseworker_id))

    answer = client.get(address(traces.person, ".json"))

    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    missing = {name for name, signs in traces.signs.items() if not all(sign in answer.text for sign in signs)}
    not_theirs = {"proposal_note.text", "outbox_mail.stop_url", "outbox_mail.last_error", "personal_link.address_hash"}
    assert missing == {"candidate.search_name", "candidate.phone_key", *not_theirs}
    data = json.loads(answer.text)
    assert list(data)[3:] == [title for title, _table, _words in SECTIONS]
    assert data["Angaben zur Person"][0]["Zuständig"].startswith("Kim Beispiel")


@pytest.mark.pure
@pytest.mark.parametrize("table", sorted(WORDS))
def test_every_code_is_said_in_words(table: str) -> None:
    kinds = (getattr(Base.metadata.tables[table].c[column].type, "enum_class", None) for column in WORDS[table])
    codes = {code for kind in kinds if kind for code in kind} - {DisclosureLevel.L0}

    assert {code for code in codes if code not in CODES.get(type(code), {})} == set()


def test_deeds_and_states_are_told_in_german_words_whatever_the_caseworker_reads(client: FlaskClient) -> None:
    person = CandidateFactory(ready_for_work=True)
    audit.record("candidate", person, audit.Change("note_contact", "ready", "ready", clock.now()), SYSTEM)
    caseworker = db.session.get_one(User, person.caseworker_id)
    caseworker.locale = "en"
    db.session.commit()
    sign_in(client, caseworker)

    data = json.loads(client.get(address(person, ".json")).text)

    texts = {str(value) for entry in data["Angaben zur Person"] + data["Verlauf"] for value in entry.values()}
    assert {"Profil", "von selbst"} <= texts
    assert texts & {"note_contact", "candidate", "system", "both"} == set()
    assert "Leitung Ihrer Dienststelle" in data["Hinweis"]


def test_keys_of_tables_and_forms_are_told_as_they_are_called_on_the_pages(client: FlaskClient) -> None:
    person = CandidateFactory(
        ready_for_work=True,
        german="B1",
        schooling_level="lower",
        licence="B",
        interpreter_language="ti",
        locale="uk",
        work_times=[SLOTS[0]],
        residence=Residence(status_key="aufenthaltsgestattung", permission_on_paper="none", housing="reception"),
    )
    placement = PlacementFactory(candidate=person, legal_kind="orientierungspraktikum")
    db.session.commit()
    sign_in(client, db.session.get(User, person.caseworker_id))

    data = json.loads(client.get(address(person, ".json")).text)

    told = data["Angaben zur Person"][0]
    assert (told["Dolmetschen in"], told["Sprache der Person"]) == ("Tigrinya", "Українська")
    assert told["Führerschein"] == LICENCES["B"].msgid
    assert told["Schule und Ausbildung"] == SCHOOLING_LEVELS["lower"].msgid
    assert data["Sprachen"][0]["Sprache"] == "Deutsch"
    assert "_" not in data["Aufenthalt"][0]["Aufenthaltsstatus"]
    assert data["Aufenthalt"][0]["Unterkunft"] == "Aufnahmeeinrichtung"
    assert told["Arbeitszeiten"].startswith("Mo ")
    assert placement.legal_kind not in str(data["Einsätze"])


def test_deeds_of_courses_and_of_deletions_at_companies_are_told(client: FlaskClient) -> None:
    person = CandidateFactory(ready_for_work=True)
    company = OrganisationFactory(verified=True)
    deletion = DownloadDeletion(candidate_id=person.id, organisation_id=company.id, asked_on=clock.today())
    course = CourseFactory(taken=1)
    enrolment = Enrolment(course_id=course.id, candidate_id=person.id)
    DOWNLOADS.create("ask", deletion, actor=SYSTEM)
    db.session.add(enrolment)
    db.session.flush()
    audit.record("enrolment", enrolment, audit.Change("enrol", None, "", clock.now()), SYSTEM)
    db.session.commit()
    caseworker = actor_of(db.session.get_one(User, person.caseworker_id))
    services.leave(queries.enrolment(caseworker, enrolment.id), actor=caseworker)
    db.session.commit()
    sign_in(client, db.session.get(User, person.caseworker_id))

    told = json.loads(client.get(address(person, ".json")).text)

    deeds = told["Verlauf"]
    assert {deed["Was"] for deed in deeds} >= {"Um Löschung gebeten", "In einen Kurs aufgenommen", "Kurs verlassen"}
    assert [(one["Kurs"], one["Kurs verlassen am"]) for one in told["Kurse"]] == [
        (course.title, clock.today().isoformat())
    ]
    assert "noch nicht bestätigt" in {deed["Nachher"] for deed in deeds}


def test_it_is_printed_and_both_are_logged(client: FlaskClient) -> None:
    person = CandidateFactory(ready_for_work=True)
    sign_in(client, db.session.get(User, person.caseworker_id))

    paper, file = client.get(address(person, ".pdf")), client.get(address(person, ".json"))

    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert file.status_code == 200
    logged = db.session.execute(select(ReadLog.level, ReadLog.channel).order_by(ReadLog.channel)).all()
    assert [tuple(row) for row in logged] == [("export", "json"), ("export", "pdf")]


@pytest.mark.parametrize("kind", ["", ".json", ".pdf"])
@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CASEWORKER, 404), (Role.COORDINATOR, 403), (Role.ADMINISTRATOR, 403), (Role.EMPLOYER_SERVICE, 403)],
)
def test_nobody_but_the_own_caseworker_gets_it(client: FlaskClient, kind: str, role: Role, status: int) -> None:
    person = CandidateFactory()
    sign_in(client, office_member(office_of(person.office_id), role=role))

    assert client.get(address(person, kind)).status_code == status


def test_a_person_asks_for_their_data_and_the_caseworker_hands_them_over(client: FlaskClient) -> None:
    person = CandidateFactory(ready_for_work=True)
    own_page = come_in(client, person)

    for _click in range(2):
        assert client.post(own_page, data={"own_data": "1"}).status_code == 303

    assert "Wir melden uns" in client.get(own_page).text
    assert db.session.scalars(select(OutboxMail.kind)).all() == ["candidates/data_asked"]
    sign_in(client, db.session.get(User, person.caseworker_id))
    assert "Person möchte ihre Daten" in client.get("/desk").text
    assert "Daten sind übergeben" in client.get(address(person)).text
    assert client.post(f"/candidates/{person.id}/step/give_data").status_code == 303
    assert again(person).data_asked_at is None
    assert audit.latest("candidate", person.id).name == "give_data"


def test_a_complaint_stays_unseen_by_the_caseworker_who_hands_the_data_over(client: FlaskClient) -> None:
    person = CandidateFactory(ready_for_work=True)
    said = {"candidate_id": person.id, "state": "open", "kind": MessageKind.COMPLAINT}
    complaint = PersonMessage(**said, topic=ComplaintTopic.OTHER, text="Zqbeschwerde")
    db.session.add(complaint)
    db.session.commit()
    audit.record("person_message", complaint, audit.Change("say", None, "open", clock.now(), "Zqgrund"), SYSTEM)
    db.session.commit()
    sign_in(client, db.session.get(User, person.caseworker_id))

    assert "Zq" not in client.get(address(person, ".json")).text
