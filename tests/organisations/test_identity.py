"""Who acts in a request: session, active membership, deputised files, the company acted for."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.accounts.models import SignIn
from portal.accounts.rules import SESSION_LASTS
from portal.core import clock, db
from portal.core.actor import NOBODY, Actor, OnBehalf, Role
from portal.organisations.views.identity import load_actor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    MembershipFactory,
    OrganisationFactory,
    actor_of,
    company_member,
    office_member,
)
from tests.signing import INSIDE, sign_in
from tests.statements import statements


def seen_as(app: Flask, client: FlaskClient) -> Actor:
    """Tell who the browser's next request is."""
    with client.session_transaction(INSIDE) as kept:
        held = dict(kept)
    with app.test_request_context() as context:
        context.session.update(held)  # type: ignore[union-attr]
        return load_actor()


def test_a_member_acts_with_the_active_membership(app, client):
    user = company_member(role=Role.COMPANY_ADMIN)
    MembershipFactory(user_id=user.id, organisation_id=OrganisationFactory().id, is_active=False)
    sign_in(client, user)

    actor = seen_as(app, client)

    assert actor == actor_of(user)
    assert actor.role is Role.COMPANY_ADMIN


def test_the_actor_is_loaded_in_one_statement_however_many_files_are_deputised(app, client):
    user = office_member()
    absent = [UserFactory(absent_until=clock.today(), deputy_id=user.id) for _ in range(3)]
    UserFactory(absent_until=clock.today() - timedelta(days=1), deputy_id=user.id)
    sign_in(client, user)

    with statements(app) as said:
        actor = seen_as(app, client)

    assert actor.files == {user.id, *(one.id for one in absent)}
    assert len(said) == 1


def test_without_a_membership_somebody_is_a_visitor_with_an_account(app, client):
    user = UserFactory()
    sign_in(client, user)

    actor = seen_as(app, client)

    assert (actor.role, actor.id) == (Role.VISITOR, user.id)


def test_an_ended_session_is_nobody(app, client):
    sign_in(client, company_member())
    db.session.execute(update(SignIn).values(ended_at=clock.now()))
    db.session.commit()

    assert seen_as(app, client) is NOBODY


def test_a_session_that_lasted_too_long_is_nobody(app, client):
    sign_in(client, company_member())
    db.session.execute(update(SignIn).values(created_at=clock.now() - SESSION_LASTS - timedelta(seconds=1)))
    db.session.commit()

    assert seen_as(app, client) is NOBODY


def test_a_blocked_user_is_nobody(app, client):
    user = company_member()
    sign_in(client, user)
    user.active = False
    db.session.commit()

    assert seen_as(app, client) is NOBODY


def test_staff_act_for_a_company_as_long_as_the_session_says_so(app, client):
    user, company = office_member(role=Role.EMPLOYER_SERVICE), OrganisationFactory()
    sign_in(client, user)
    with client.session_transaction(INSIDE) as kept:
        kept["behalf"] = {"organisation_id": str(company.id), "contact": "Frau Beispiel", "channel": "phone"}

    actor = seen_as(app, client)

    assert actor.on_behalf_of == OnBehalf(company.id, "Frau Beispiel")
    assert actor.company_id == company.id


def test_a_company_member_never_acts_for_another_company(app, client):
    user, company = company_member(), OrganisationFactory()
    sign_in(client, user)
    with client.session_transaction(INSIDE) as kept:
        kept["behalf"] = {"organisation_id": str(company.id), "contact": "Frau Beispiel", "channel": "phone"}

    assert seen_as(app, client).on_behalf_of is None
