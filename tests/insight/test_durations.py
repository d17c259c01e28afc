"""How long others wait is counted from the records, and tells of nobody."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.candidates.rules import CandidateState
from portal.cooperation.models import Enrolment
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Role
from portal.core.audit import Change
from portal.insight.queries import durations
from portal.insight.views.durations import SUBJECTS
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceItem, ClearanceState
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import CourseFactory
from tests.factories.organisations import OfficeFactory, OrganisationFactory, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements


def ago(days: int):
    return clock.today() - timedelta(days=days)


def proposed(company, days: int) -> Proposal:
    """Make a proposal that the company got so many days ago."""
    made: Proposal = ProposalFactory(
        state=ProposalState.PROPOSED, proposed_at=clock.now() - timedelta(days=days), organisation_id=company.id
    )
    return made


def asked_for(office, asked: int, decided: int | None = None) -> None:
    """Ask an office for something so many days ago, decided so many days ago."""
    made = Clearance(placement_id=PlacementFactory().id, item=ClearanceItem.WORK_PERMISSION, office_id=office.id)
    made.state = ClearanceState.GRANTED if decided else ClearanceState.REQUESTED
    made.requested_on, made.decided_on = ago(asked), ago(decided) if decided else None
    db.session.add(made)
    db.session.flush()


def answered(proposal: Proposal, name: str, days: int) -> None:
    """Write that something happened to it so many days after it came."""
    audit.record("proposal", proposal, Change(name, None, "x", proposal.proposed_at + timedelta(days=days)), SYSTEM)
    db.session.flush()


def enrolled(course, **more) -> None:
    db.session.add(Enrolment(course_id=course.id, candidate_id=CandidateFactory().id, **more))
    db.session.flush()


def test_what_an_authority_was_asked_and_decided():
    office = OfficeFactory()
    for asked, decided in ((100, 86), (100, 58), (100, 57), (30, None), (184, 180)):
        asked_for(office, asked, decided)

    assert durations.authorities() == {str(office.id): [4, 3, 2, 1]}


def test_how_soon_a_company_answers():
    company = OrganisationFactory(name="Logistik West")
    for days in (20, 30, 40, 50, 60):
        proposed(company, days)
    first, second, third, fourth, _fifth = db.session.query(Proposal).order_by(Proposal.proposed_at).all()
    answered(first, "show_interest", 3)
    answered(first, "accept", 20)
    answered(second, "decline", 10)
    answered(third, "later", 11)
    answered(fourth, "remind", 1)
    proposed(company, 184)

    assert durations.companies() == {"Logistik West": [5, 3, 2, 1]}


def test_companies_with_few_proposals_are_one_row():
    for name in ("Bäckerei", "Gärtnerei"):
        company = OrganisationFactory(name=name)
        for _ in range(3):
            answered(proposed(company, 10), "show_interest", 1)

    assert durations.companies() == {"": [6, 6, 6, 6]}


def test_files_nobody_had_contact_with():
    office = OfficeFactory()
    for days in (27, 28, 42, 84):
        CandidateFactory(office_id=office.id, last_contact_on=ago(days))
    CandidateFactory(office_id=office.id, last_contact_on=None)
    CandidateFactory(office_id=office.id, last_contact_on=ago(90), state=CandidateState.CLOSED)

    assert durations.files() == {str(office.id): [5, 3, 2, 1]}


def test_what_came_of_courses():
    over = CourseFactory(level="A2", starts_on=ago(90), ends_on=ago(1), seats=9)
    for left, result in ((None, "A2"), (None, "B1"), (None, "A1"), (None, None), (ago(20), None)):
        enrolled(over, left_on=left, result=result)
    running = CourseFactory(level="A2", starts_on=ago(9), ends_on=ago(-9), seats=9)
    enrolled(running)

    assert durations.courses() == {"A2": [5, 4, 3, 2]}


def test_small_numbers_are_not_said(client: FlaskClient):
    office = OfficeFactory(name="Ausländerbehörde")
    for day in range(6):
        asked_for(office, 50 + day, 20 if day < 2 else None)
    db.session.commit()
    sign_in(client, office_member(role=Role.COORDINATOR))

    page = client.get("/statistics/durations?by=authorities").text
    file = client.get("/statistics/durations/authorities.csv").data.decode("utf-8-sig")

    assert "Ausländerbehörde" in page
    assert file.splitlines()[1].split(";") == ["Ausländerbehörde", "6", *["weniger als 5"] * 3]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CASEWORKER, 403), (Role.EMPLOYER_SERVICE, 403), (Role.ADMINISTRATOR, 200)]
)
def test_who_reads_them(client: FlaskClient, role: Role, status: int):
    sign_in(client, office_member(role=role))

    assert client.get("/statistics/durations").status_code == status
    assert client.get("/statistics/durations/files.xlsx").status_code == status


def test_what_there_is_not_is_not_found(client: FlaskClient):
    sign_in(client, office_member(role=Role.COORDINATOR))

    assert client.get("/statistics/durations/nobody.csv").status_code == 404
    assert client.get("/statistics/durations?by=nobody").status_code == 200


@pytest.mark.parametrize("by", SUBJECTS)
def test_it_asks_as_much_however_much_there_is(app: Flask, client: FlaskClient, by: str):
    sign_in(client, office_member(role=Role.COORDINATOR))
    said = []
    for _more in range(2):
        proposed(OrganisationFactory(), 3)
        asked_for(OfficeFactory(), 3)
        db.session.commit()
        with statements(app) as counted:
            assert client.get(f"/statistics/durations?by={by}").status_code == 200
        said.append(len(counted))

    assert said[0] == said[1] <= 8
