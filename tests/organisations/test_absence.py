"""Who is away, from when and until when, and who stands in."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import recipient_of
from portal.core import clock, db
from portal.core.actor import Role
from portal.organisations.models import Membership
from portal.organisations.services.mail import redirect
from tests.factories.accounts import UserFactory
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import MembershipFactory, OfficeFactory, company_member, office_member
from tests.signing import sign_in


@pytest.fixture
def admin(client: FlaskClient) -> User:
    """The admin of a company, signed in."""
    user = company_member(role=Role.COMPANY_ADMIN)
    sign_in(client, user)
    return user


def membership_of(user: User) -> Membership:
    """Give the one membership of a user."""
    return db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def test_only_a_colleague_stands_in(client, admin):
    colleague = UserFactory()
    MembershipFactory(user_id=colleague.id, organisation_id=membership_of(admin).organisation_id)
    until = str(clock.today() + timedelta(days=3))

    foreign = client.post("/organisations/absence", data={"until": until, "deputy": str(company_member().id)})
    over = client.post("/organisations/absence", data={"until": "1900-01-01", "deputy": ""})
    good = client.post("/organisations/absence", data={"until": until, "deputy": str(colleague.id)})

    assert (foreign.status_code, over.status_code, good.status_code) == (422, 422, 303)
    assert (str(admin.absent_until), admin.deputy_id) == (until, colleague.id)
    client.post("/organisations/absence", data={"until": "", "deputy": str(colleague.id)})
    assert (admin.absent_until, admin.deputy_id) == (None, None)


def test_an_absence_begins_later_and_ends_by_itself(client):
    office = OfficeFactory()
    keeper, deputy = office_member(office), office_member(office)
    person = CandidateFactory(caseworker=keeper, call_asked_at=clock.now())
    first, last = (clock.today() + timedelta(days=days) for days in (5, 8))
    sign_in(client, keeper)
    form = {"since": str(first), "until": str(last), "deputy": str(deputy.id)}
    backwards = client.post("/organisations/absence", data={**form, "until": str(first - timedelta(days=1))})
    endless = client.post("/organisations/absence", data={**form, "until": ""})

    assert client.post("/organisations/absence", data=form).status_code == 303

    assert (backwards.status_code, endless.status_code) == (422, 422)
    assert str(first) in client.get("/organisations/absence").text
    opened, readers = [], []
    for days in (0, 5, 8, 9):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            sign_in(client, deputy)
            opened.append(
                (client.get(f"/candidates/{person.id}").status_code, person.number in client.get("/desk").text)
            )
            readers.append(redirect(recipient_of(keeper)).address)
    assert opened == [(404, False), (200, True), (200, True), (404, False)]
    assert readers == [keeper.email, deputy.email, deputy.email, keeper.email]


def test_whoever_belongs_nowhere_any_more_has_no_colleagues(client):
    gone, stranger = company_member(), company_member()
    membership_of(gone).ended_at = clock.now()
    sign_in(client, gone)

    page = client.get("/organisations/absence")
    until = str(clock.today() + timedelta(days=3))
    answer = client.post("/organisations/absence", data={"until": until, "deputy": str(stranger.id)})

    assert (page.status_code, answer.status_code) == (200, 422)
    assert stranger.name not in page.text
