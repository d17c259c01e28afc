"""Whoever signs up with a number that is here is told nothing, and the company is asked."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.models import Invitation, User
from portal.core import clock, db, retention
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.core.retention import RetentionRule
from portal.organisations.models import JoinRequest, Organisation
from portal.organisations.queries.joining import asked_before
from portal.organisations.rules import JOIN_KEPT, JoinState
from portal.organisations.services import joining
from tests.factories.organisations import OrganisationFactory, company_member, office_member
from tests.organisations.test_sign_up import GOOD, number_of, record_id, send
from tests.signing import sign_in


@pytest.fixture
def company(app) -> Organisation:
    """A company whose number somebody else knows."""
    company: Organisation = OrganisationFactory(
        verified=True, register_key="employer_number:12345678", name="Anderer Name", contact_name="Frau Geheim"
    )
    return company


def asked(client) -> JoinRequest:
    """Sign up with the number, and give what came of it."""
    send(client)
    return db.session.scalars(select(JoinRequest)).one()


def mails(kind: str) -> list[str]:
    """Give the addresses a kind of mail goes to."""
    return list(db.session.scalars(select(OutboxMail.address).where(OutboxMail.kind == f"organisations/{kind}")))


def test_the_answer_is_that_of_every_sign_up_and_names_nobody(client, company):
    admin, recruiter = company_member(company, role=Role.COMPANY_ADMIN), company_member(company)
    data = {"record_id": record_id(client), **GOOD}

    answers = [client.post("/organisations/sign-up", data=data) for _ in range(2)]

    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(303, "/organisations/signed-up")}
    assert mails("join_asked") == [admin.email]
    assert mails("join_received") == [GOOD["contact_email"]]
    letter = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "organisations/join_received")).one()
    assert not any(word in letter.body for word in (company.name, "Geheim", admin.name, recruiter.name))
    assert (number_of(User), number_of(Organisation), number_of(JoinRequest)) == (2, 1, 1)


def test_who_asks_again_writes_to_nobody_again(client, company):
    company_member(company, role=Role.COMPANY_ADMIN)
    for address in ("Kim@Mueller.example", "kim@mueller.EXAMPLE", "kim@mueller.example"):
        send(client, contact_email=address)

    assert (len(mails("join_asked")), len(mails("join_received"))) == (1, 1)


def test_an_admin_lets_somebody_in_once(client, company):
    request = asked(client)
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))
    assert "Kim Müller" in client.get("/organisations/members").text

    for _ in range(2):
        assert client.post(f"/organisations/join-requests/{request.id}/invite").status_code == 303

    invitation = db.session.scalars(select(Invitation)).one()
    assert (invitation.email, invitation.role, invitation.organisation_id) == (
        GOOD["contact_email"],
        Role.RECRUITER,
        company.id,
    )
    assert request.state is JoinState.INVITED
    assert client.post(f"/organisations/join-requests/{request.id}/refuse").status_code == 409


def test_a_refused_person_hears_nothing(client, company):
    request = asked(client)
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))
    before = number_of(OutboxMail)

    client.post(f"/organisations/join-requests/{request.id}/refuse")

    assert request.state is JoinState.REFUSED
    assert number_of(OutboxMail) == before
    assert "abgelehnt" in client.get(f"/organisations/join-requests/{request.id}").text


def test_a_company_without_users_is_asked_through_the_employer_service(client, company):
    service = office_member(role=Role.EMPLOYER_SERVICE)
    request = asked(client)
    assert mails("join_asked") == [service.email]
    sign_in(client, service)

    assert "Kim Müller" in client.get(f"/organisations/{company.id}").text
    client.post(f"/organisations/join-requests/{request.id}/invite")

    assert db.session.scalars(select(Invitation.role)).one() is Role.COMPANY_ADMIN


def test_who_took_the_number_of_a_company_first_learns_nobodys_name(client):
    service = office_member(role=Role.EMPLOYER_SERVICE)
    taken = OrganisationFactory(register_key="employer_number:12345678")
    squatter = company_member(taken, role=Role.COMPANY_ADMIN)
    request = asked(client)
    sign_in(client, squatter)

    assert mails("join_asked") == [service.email]
    assert request.name not in client.get("/organisations/members").text
    assert client.get(f"/organisations/join-requests/{request.id}").status_code == 404
    assert client.post(f"/organisations/join-requests/{request.id}/refuse").status_code == 404
    assert request.state is JoinState.ASKED


@pytest.mark.parametrize("path", ["", "/invite", "/refuse"])
def test_the_admin_of_another_company_does_not_learn_of_it(client, company, path):
    request = asked(client)
    sign_in(client, company_member(role=Role.COMPANY_ADMIN))
    address = f"/organisations/join-requests/{request.id}{path}"

    assert (client.post(address) if path else client.get(address)).status_code == 404
    assert request.state is JoinState.ASKED


def test_a_recruiter_lets_nobody_in(client, company):
    request = asked(client)
    sign_in(client, company_member(company))

    assert client.post(f"/organisations/join-requests/{request.id}/invite").status_code == 403


def test_who_asked_is_forgotten_after_three_months(client, company):
    asked(client)
    kept = RetentionRule("organisations/join_requests", JOIN_KEPT, "over", asked_before, joining.erase)

    for days, erased in ((-1, 0), (1, 1)):
        with time_machine.travel(clock.now() + JOIN_KEPT + timedelta(days=days)):
            assert retention.run_due((kept,)) == erased

    assert number_of(JoinRequest) == 0
