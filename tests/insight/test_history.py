"""The history of a person: deeds of all areas, looks and mails in one order, narrowed and paged, in few statements."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.candidates import services
from portal.candidates.models import Candidate
from portal.candidates.policy import as_person
from portal.cooperation import services as cooperation
from portal.core import audit, clock, db
from portal.insight.queries import history
from portal.insight.queries.history import Part
from portal.proposals import services as proposals
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import CourseFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import Case
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements


def lived(person: Candidate, caseworker_id: object) -> None:
    """Let something happen to a person in most areas."""
    actor = actor_of(db.session.get_one(Candidate.caseworker.property.mapper.class_, caseworker_id))
    services.note_contact(person, "Über den Kurs gesprochen.", on=clock.today(), channel="phone", actor=actor)
    services.add_note(person, "Sucht Teilzeit.", actor=actor)
    services.ask_for_call(person, actor=as_person(person.id, "de"))
    proposal = ProposalFactory(candidate=person)
    proposals.withdraw(proposal, actor=actor, reason="Hat Arbeit gefunden.")
    audit.read(person.id, actor=actor, level="file", reason="Vertretung am Telefon")
    db.session.commit()
    audit.keep_reads(db.session())


PARTS = {
    "contact": "Kontakt: Telefon",
    "file": "Angaben geändert: Nächster Schritt und Notizen",
    "proposal": "Hat Arbeit gefunden.",
    "read": "Vertretung am Telefon",
}


@pytest.mark.parametrize("part", PARTS)
def test_the_history_tells_of_every_area_and_can_be_narrowed(client: FlaskClient, part: str) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    lived(person, caseworker.id)
    sign_in(client, caseworker)

    whole = client.get(f"/candidates/{person.id}/history").text
    narrowed = client.get(f"/candidates/{person.id}/history?part={part}").text

    assert [text for text in PARTS.values() if text not in whole] == []
    assert [text for text in PARTS.values() if text in narrowed] == [PARTS[part]]
    assert caseworker.name in whole


def test_a_placement_and_its_agreement_are_told(client: FlaskClient) -> None:
    case = Case()
    case.send()
    sign_in(client, case.caseworker)

    page = client.get(f"/candidates/{case.person.id}/history?part=placement").text

    assert f"Einsatz {case.placement.number}" in page
    assert "Vereinbarung: " in page


def test_a_course_and_leaving_it_are_told(client: FlaskClient) -> None:
    caseworker, course = office_member(), CourseFactory(title="Deutsch am Abend")
    person = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    enrolment = cooperation.enrol(course, person, actor=actor_of(caseworker))
    cooperation.leave(enrolment, actor=actor_of(caseworker))
    db.session.commit()
    sign_in(client, caseworker)

    page = client.get(f"/candidates/{person.id}/history?part=referral").text

    assert "Kurs Deutsch am Abend: In einen Kurs aufgenommen" in page
    assert "Kurs Deutsch am Abend: Kurs verlassen" in page


def test_what_happened_to_somebody_else_is_not_told(client: FlaskClient) -> None:
    caseworker = office_member()
    person, other = CandidateFactory.create_batch(2, caseworker=caseworker, ready_for_work=True)
    lived(other, caseworker.id)
    sign_in(client, caseworker)

    page = client.get(f"/candidates/{person.id}/history").text

    assert "Noch nichts geschehen" in page
    assert client.get(f"/candidates/{CandidateFactory().id}/history").status_code == 404
    assert client.get(f"/candidates/{person.id}/history?part=secrets&page=99").status_code == 200


def test_a_page_of_the_history_asks_four_statements_however_long_it_is(app: Flask) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    lived(person, caseworker.id)
    for number in range(30):
        services.add_note(person, f"{number}", actor=actor_of(caseworker))
    db.session.commit()

    with statements(app) as said:
        entries, total = history.history(person.id, None, 1)
    oldest, _total = history.history(person.id, Part.FILE, 2)

    assert len(said) <= 4
    assert (len(entries), total > 30, len(oldest) > 0) == (20, True, True)
    assert [history.moment(one) for one in entries] == sorted(map(history.moment, entries), reverse=True)
