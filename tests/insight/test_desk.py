"""The desk: what waits for a role, named as far as the role may know, in a bounded number of statements."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import delete

from portal.candidates.rules import CandidateState
from portal.core import clock, db
from portal.core.actor import COMPANY_ROLES, ActorKind, Channel, Role
from portal.core.audit import Event
from portal.insight import queries
from portal.insight.queries.desk import SOURCES
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import OfficeFactory, OrganisationFactory, actor_of, company_member, office_member
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements

ROLES = tuple(SOURCES)


@pytest.mark.parametrize("role", ROLES)
def test_an_empty_desk_says_that_all_is_done(client: FlaskClient, role: Role) -> None:
    user = company_member(role=role) if role in COMPANY_ROLES else office_member(role=role)
    sign_in(client, user)

    answer = client.get("/desk")

    assert answer.status_code == 200
    assert "Alles erledigt" in answer.text


def test_whoever_verifies_companies_sees_the_new_ones_and_how_many(client: FlaskClient) -> None:
    OrganisationFactory.create_batch(7)
    OrganisationFactory(verified=True, name="Schon geprüft GmbH")
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    answer = client.get("/desk")

    assert "7 offen" in answer.text
    assert '<a href="/organisations?state=registered">und 2 weitere' in answer.text
    assert "Schon geprüft" not in answer.text


def test_every_pile_leads_to_a_list_that_the_role_may_open(app: Flask, client: FlaskClient) -> None:
    for role, sources in SOURCES.items():
        sign_in(client, company_member(role=role) if role in COMPANY_ROLES else office_member(role=role))
        with app.test_request_context():
            addresses = {url_for(source.page.endpoint, **source.page.values) for source in sources}

        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


@pytest.mark.parametrize("role", ROLES)
def test_the_bell_asks_one_statement_however_much_waits(app: Flask, role: Role) -> None:
    user = company_member(role=role) if role in COMPANY_ROLES else office_member(role=role)
    actor = actor_of(user)
    OrganisationFactory.create_batch(30)

    with statements(app) as counted:
        queries.waiting(actor)

    assert len(counted) <= 1


@pytest.mark.parametrize(("days", "shown"), [(-1, True), (0, True), (56, True), (57, False)])
def test_a_paper_that_is_over_soon_needs_its_caseworker_today(client: FlaskClient, days: int, shown: bool) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker, ready_for_work=True, last_name="Papierfrist")
    ResidenceFactory(candidate_id=person.id, card_valid_until=clock.today() + timedelta(days=days))
    stranger = CandidateFactory(ready_for_work=True, last_name="Fremdeakte")
    ResidenceFactory(candidate_id=stranger.id, card_valid_until=clock.today())
    sign_in(client, caseworker)

    page = client.get("/desk").text

    assert ("Papierfrist" in page) is ("Aufenthaltspapier läuft ab" in page) is shown
    assert "Fremdeakte" not in page


QUIET = [
    ({}, True),
    ({"next_step_on": -1}, True),
    ({"next_step_on": 5}, False),
    ({"created": 29}, False),
    ({"event": 31}, True),
    ({"event": 29}, False),
    ({"proposal": 29}, False),
    ({"proposal": 31}, True),
    ({"state": CandidateState.CLOSED}, False),
    ({"state": CandidateState.PAUSED}, False),
]


@pytest.mark.parametrize(("about", "shown"), QUIET)
def test_with_whom_nothing_happens_is_not_forgotten(client: FlaskClient, about: dict[str, Any], shown: bool) -> None:
    caseworker = office_member()
    person = CandidateFactory(
        caseworker=caseworker,
        last_name="Stillstand",
        state=about.get("state", CandidateState.READY),
        created_at=days_ago(about.get("created", 60)),
        next_step_on=clock.today() + timedelta(days=about["next_step_on"]) if "next_step_on" in about else None,
    )
    if "event" in about:
        happened("candidate", person.id, about["event"])
    if "proposal" in about:
        happened("proposal", ProposalFactory(candidate=person, refused=True).id, about["proposal"])
    sign_in(client, caseworker)

    page = client.get("/desk").text

    assert ("Seit 30 Tagen ist nichts geschehen" in page) is shown


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def happened(record_type: str, record_id: UUID, days: int) -> None:
    """Write an event of some days ago, and take away those of the day it was made."""
    db.session.execute(delete(Event).where(Event.record_id == record_id))
    db.session.add(
        Event(
            record_type=record_type,
            record_id=record_id,
            name="edit",
            from_state="ready",
            to_state="ready",
            created_at=days_ago(days),
            actor_kind=ActorKind.SYSTEM,
            actor_role=Role.SYSTEM,
            channel=Channel.SYSTEM,
            record_version=1,
        )
    )
    db.session.commit()


def test_a_file_opened_with_a_reason_is_not_on_the_desk(client: FlaskClient) -> None:
    office = OfficeFactory()
    colleague, me = office_member(office), office_member(office)
    person = CandidateFactory(
        caseworker=colleague,
        ready_for_work=True,
        last_name="Kollegenakte",
        created_at=days_ago(60),
        next_step_on=clock.today(),
        call_asked_at=clock.now(),
    )
    ResidenceFactory(candidate_id=person.id, card_valid_until=clock.today())
    sign_in(client, me)
    assert client.post(f"/candidates/{person.id}/open", data={"reason": "Vertretung am Telefon"}).status_code == 303

    assert client.get(f"/candidates/{person.id}").status_code == 200
    assert "Kollegenakte" not in client.get("/desk").text
    sign_in(client, colleague)
    assert "Kollegenakte" in client.get("/desk").text
