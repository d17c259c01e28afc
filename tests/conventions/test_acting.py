"""Whoever acts for a company has no file beside it: every page of a person is closed, and the company hears nothing."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.accounts.models import User
from portal.cooperation.models import Enrolment, WaitingPlace
from portal.cooperation.rules.waiting import WaitingState
from portal.core import clock, db
from portal.core.actor import OFFICE_ROLES, Role
from portal.core.audit import Event
from portal.core.outbox import OutboxMail
from portal.organisations.models import Office, Organisation
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceItem
from portal.proposals.models import SearchOrder
from portal.proposals.rules.searching import Question
from tests.factories.candidates import ConsentFactory, ExperienceFactory
from tests.factories.cooperation import CallBackFactory, CourseFactory, ReferralFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import act_for

OF_PEOPLE = {"candidate", "search", "referral", "call_back", "enrolment", "waiting_place", "clearance"}
"""What is about people alone: no page of it is open, not even a list."""
OF_OTHER_COMPANIES = {"proposal", "placement", "agreement"}
"""What is a company's too: pages of the one acted for are open, those of the others in the own file are not."""
OPENS_ANEW = {"proposals.new", "placements.direct"}
WORDS = {
    "item": "contact",
    "section": "contact",
    "party": "person",
    "year": 2027,
    "month": 3,
    "event": "pause",
    "language": "de",
    "number": 1,
    "deed": "pause",
    "kind": "csv",
}


@pytest.fixture
def caseworker(app: Flask) -> User:
    """Somebody with one record of each kind in the own file, none of them of the company that calls."""
    return office_member()


@pytest.fixture
def caller(app: Flask) -> Organisation:
    """A company that asks by telephone, with somebody who reads its mail."""
    company: Organisation = OrganisationFactory(verified=True)
    company_member(company)
    return company


@pytest.fixture
def values(caseworker: User) -> dict[str, Any]:
    """Give what stands in the addresses of the routes."""
    proposal = ProposalFactory(candidate__caseworker=caseworker)
    person, office_id = proposal.candidate, actor_of(caseworker).office_id
    placement = PlacementFactory(candidate=person)
    enrolment = Enrolment(course_id=CourseFactory().id, candidate_id=person.id)
    order = SearchOrder(candidate_id=person.id, question=Question("Lager").stored(), confirmed_on=clock.today())
    clearance = Clearance(placement_id=placement.id, item=ClearanceItem.WORK_PERMISSION)
    waiting = {"course_id": enrolment.course_id, "candidate_id": person.id, "state": WaitingState.WAITING}
    place = WaitingPlace(**waiting)
    db.session.add_all([enrolment, order, clearance, place])
    db.session.commit()
    return WORDS | {
        "candidate_id": person.id,
        "proposal_id": proposal.id,
        "vacancy_id": proposal.vacancy_id,
        "organisation_id": proposal.organisation_id,
        "placement_id": placement.id,
        "clearance_id": clearance.id,
        "course_id": enrolment.course_id,
        "enrolment_id": enrolment.id,
        "waiting_place_id": place.id,
        "order_id": order.id,
        "experience_id": ExperienceFactory(candidate_id=person.id).id,
        "consent_id": ConsentFactory(candidate_id=person.id).id,
        "referral_id": ReferralFactory(candidate=person).id,
        "call_back_id": CallBackFactory(office=db.session.get_one(Office, office_id)).id,
        "confirmation_id": proposal.id,
        "message_id": proposal.id,
    }


def routes(app: Flask) -> list[Rule]:
    """Give the routes that are about a person of the file."""
    found = []
    for rule in app.url_map.iter_rules():
        subject = getattr(app.view_functions[rule.endpoint], "permission", ":").split(":")[0]
        names_one = bool(rule.arguments) or rule.endpoint in OPENS_ANEW
        if rule.endpoint.startswith("api."):
            continue  # knows no session, and acting for a company is one's own session's affair
        if subject in OF_PEOPLE or (subject in OF_OTHER_COMPANIES and names_one):
            found.append(rule)
    return found


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_no_page_of_a_person_is_open_and_no_mail_tells_of_one(
    app: Flask, client: FlaskClient, caseworker: User, caller: Organisation, values: dict[str, Any], role: Role
) -> None:
    office = db.session.get_one(Office, actor_of(caseworker).office_id)
    act_for(client, caseworker if role is Role.CASEWORKER else office_member(office, role=role), caller)
    assert len(routes(app)) > 60

    answers = {}
    for rule in routes(app):
        built = rule.build({name: values[name] for name in rule.arguments})
        assert built is not None
        for method in {"GET", "POST"} & (rule.methods or set()):
            sent = {"reason": "Krank", "outcome": "later", "q": "Lager"} if method == "POST" else None
            answers[method, rule.endpoint] = client.open(built[1], method=method, data=sent).status_code

    assert {way: status for way, status in answers.items() if status not in (403, 404)} == {}
    assert db.session.scalars(select(OutboxMail.kind)).all() == []
    assert db.session.scalars(select(Event.name).where(Event.on_behalf_of_id == caller.id)).all() == []


def test_a_closed_door_says_that_acting_closes_it(client: FlaskClient, caseworker: User, caller: Organisation) -> None:
    act_for(client, caseworker, caller)
    acting = client.get("/candidates/")
    act_for(client, office_member(role=Role.EMPLOYER_SERVICE), caller)
    never = client.get("/candidates/")

    assert (acting.status_code, never.status_code) == (403, 403)
    assert "Sie handeln gerade für einen Betrieb." in acting.text
    assert "Sie handeln gerade für einen Betrieb." not in never.text


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_navigation_and_desk_lead_through_no_closed_door(
    client: FlaskClient, caseworker: User, caller: Organisation, values: dict[str, Any], role: Role
) -> None:
    office = db.session.get_one(Office, actor_of(caseworker).office_id)
    act_for(client, caseworker if role is Role.CASEWORKER else office_member(office, role=role), caller)

    desk = client.get("/desk").text

    for closed in ("call-backs/", "candidates/", "candidates/find", "candidates/new", "referrals/", "clearances/"):
        assert f'href="/{closed}"' not in desk
    assert 'href="/organisations"' in desk


def test_an_offer_leads_to_nobody_of_the_file(client: FlaskClient, caseworker: User, values: dict[str, Any]) -> None:
    company = db.session.get_one(Organisation, values["organisation_id"])
    act_for(client, caseworker, company)

    offer = client.get(f"/vacancies/{values['vacancy_id']}").text

    assert "/proposals/" not in offer
    assert f"/vacancies/{values['vacancy_id']}/pause" in offer
