"""Who lost telephone and codes is let in by a colleague who looks after them, with a reason; nobody by themselves."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts import queries
from portal.accounts.models import SpareCode, User
from portal.core import audit, db
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership, Office
from tests.accounts.test_sign_in import is_in
from tests.factories.accounts import with_second_step
from tests.factories.organisations import (
    MembershipFactory,
    OfficeFactory,
    OrganisationFactory,
    company_member,
    office_member,
)
from tests.signing import sign_in

WHY = "Telefon verloren, am Telefon besprochen"


@pytest.fixture
def office(app) -> Office:
    """An office of the Integration Point."""
    made: Office = OfficeFactory()
    return made


def secured(user: User) -> User:
    """Give a user an app."""
    with_second_step(user)
    return user


def path(user: User) -> str:
    """Give the address of the page about the first membership of a user."""
    first = select(Membership.id).where(Membership.user_id == user.id).order_by(Membership.id)
    return f"/organisations/members/{db.session.scalars(first).first()}/second-factor"


def reset(client: FlaskClient, by: User, user: User, reason: str = WHY) -> TestResponse:
    """Send the form as somebody."""
    sign_in(client, by)
    return client.post(path(user), data={"reason": reason})


def test_a_coordinator_resets_it_with_a_reason_and_the_colleague_is_told_and_signed_out(app, client, office):
    boss, colleague = office_member(office, role=Role.COORDINATOR), secured(office_member(office))
    elsewhere = app.test_client()
    sign_in(elsewhere, colleague)
    sign_in(client, boss)
    assert path(colleague) in client.get("/organisations/members").text

    answer = reset(client, boss, colleague)

    assert (answer.status_code, queries.has_second_factor(colleague.id), is_in(elsewhere)) == (303, False, False)
    newest = audit.latest("second_factor", queries.second_factor(colleague.id).id)
    assert (newest.name, newest.actor_id, newest.reason) == ("reset", boss.id, WHY)
    [mail] = db.session.scalars(select(OutboxMail))
    assert (mail.kind, mail.address) == ("accounts/second_step_reset", colleague.email)
    assert WHY not in mail.body
    assert db.session.scalars(select(SpareCode)).all() == []


def test_it_takes_a_reason(client, office):
    boss, colleague = office_member(office, role=Role.COORDINATOR), secured(office_member(office))

    assert reset(client, boss, colleague, " ").status_code == 422
    assert queries.has_second_factor(colleague.id)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_nobody_resets_their_own(client, office, role):
    boss = secured(office_member(office, role=role))

    assert reset(client, boss, boss).status_code == 404
    assert queries.has_second_factor(boss.id)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CASEWORKER, 403), (Role.EMPLOYER_SERVICE, 403), (Role.AUTHORITY, 403)]
)
def test_colleagues_who_look_after_nobody_may_not(client, office, role, status):
    colleague = secured(office_member(office))

    assert reset(client, office_member(office, role=role), colleague).status_code == status


def test_a_coordinator_knows_nobody_of_another_office_and_resets_no_administrator(client, office):
    boss = office_member(office, role=Role.COORDINATOR)
    far, admin = secured(office_member()), secured(office_member(office, role=Role.ADMINISTRATOR))

    assert reset(client, boss, far).status_code == 404
    assert reset(client, boss, admin).status_code == 422
    assert queries.with_second_factor([far.id, admin.id]) == {far.id, admin.id}


def test_who_belongs_elsewhere_too_is_left_to_the_administrators(client, office):
    boss, both = office_member(office, role=Role.COORDINATOR), secured(office_member(office))
    MembershipFactory(user_id=both.id, office_id=OfficeFactory().id, is_active=False)

    assert reset(client, boss, both).status_code == 404
    assert queries.has_second_factor(both.id)
    assert reset(client, office_member(role=Role.ADMINISTRATOR), both).status_code == 303


def test_companies_look_after_their_own_and_administrators_after_everybody(client):
    company = OrganisationFactory(verified=True)
    boss, recruiter = company_member(company, role=Role.COMPANY_ADMIN), secured(company_member(company))
    stranger = secured(company_member())

    assert reset(client, boss, recruiter).status_code == 303
    assert reset(client, boss, stranger).status_code == 404
    admin = office_member(role=Role.ADMINISTRATOR)
    sign_in(client, admin)
    assert path(stranger) in client.get("/administration/users").text
    assert reset(client, admin, stranger).status_code == 303


def test_what_is_not_set_up_has_nothing_to_reset(client, office):
    boss, colleague = office_member(office, role=Role.COORDINATOR), office_member(office)
    sign_in(client, boss)

    assert "/second-factor" not in client.get("/organisations/members").text
    assert client.get(path(colleague)).status_code == 404
