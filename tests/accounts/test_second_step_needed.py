"""Whose sign-in has two steps: offices, authorities and administrators, some days after their first one."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.accounts.rules import NEEDS_SECOND_STEP
from portal.accounts.services.passwords import hash_password
from portal.core import clock, db, links
from portal.core.actor import COMPANY_ROLES, Role
from portal.core.links import LinkFor
from tests.accounts.test_sign_in import is_in, knock
from tests.factories.accounts import PASSWORD, with_second_step
from tests.factories.organisations import company_member, office_member
from tests.signing import sign_in

HERE = "/account/second-factor"
GRACE = timedelta(days=14)


@pytest.fixture(autouse=True)
def _asked_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for a second step, as every installation but the demo does."""
    monkeypatch.setitem(app.config, "PORTAL_SECOND_FACTOR", True)


def long_here(user: User, days: int = 15) -> User:
    """Let somebody have signed in first so many days ago."""
    user.first_seen_at = clock.now() - timedelta(days=days)
    db.session.commit()
    return user


def leads(client: FlaskClient, path: str = "/desk") -> str | None:
    """Give where a page leads instead of being shown."""
    return client.get(path).headers.get("Location")


@pytest.mark.parametrize("role", [role for role in Role if role in NEEDS_SECOND_STEP])
def test_who_needs_it_goes_nowhere_else_when_the_time_is_over(client, role):
    sign_in(client, long_here(office_member(role=role)))

    assert {leads(client, path) for path in ("/desk", "/organisations/members", "/candidates/")} == {HERE}
    assert client.post("/organisations/absence", data={}).headers["Location"] == HERE
    assert [client.get(path).status_code for path in ("/account", HERE, "/account/sessions", "/change")] == [200] * 4
    assert "Die Zeit dafür ist um" in client.get(HERE).text
    assert client.post("/logout").status_code == 303
    assert not is_in(client)


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_companies_may_and_need_not(client, role):
    sign_in(client, long_here(company_member(role=role)))

    assert client.get("/desk").status_code == 200
    assert "Bitte richten Sie" not in client.get(HERE).text


def test_the_first_page_after_each_sign_in_asks_for_it_while_there_is_time(client):
    user = office_member(password=hash_password(PASSWORD))
    for _ in range(2):
        assert knock(client, user).headers["Location"] == "/desk"
        assert [leads(client), leads(client)] == [HERE, None]
        client.post("/logout")


def test_the_time_begins_with_the_first_sign_in_and_not_anew_with_others(client):
    user, start = office_member(password=hash_password(PASSWORD)), clock.now()
    with time_machine.travel(start, tick=False) as now:
        knock(client, user)
        assert "Sie haben dafür Zeit bis" in client.get(HERE).text
        for after, place in ((GRACE - timedelta(minutes=1), None), (GRACE + timedelta(minutes=1), HERE)):
            now.move_to(start + after)
            knock(client, user)
            leads(client)

            assert leads(client) == place


def test_who_has_it_is_left_alone(client):
    user = long_here(office_member())
    with_second_step(user)
    sign_in(client, user)

    assert client.get("/desk").status_code == 200


def test_switched_off_again_it_is_asked_for_at_once(client):
    user = long_here(office_member())
    with_second_step(user)
    sign_in(client, user)

    client.post(HERE, data={"deed": "remove"})

    assert leads(client) == HERE


def test_public_pages_and_personal_links_ask_nobody(client):
    user = long_here(office_member(confirmed_at=None))
    sign_in(client, user)
    token, _code = links.issue(LinkFor("confirm", user.id, "user", links.days(1), user_id=user.id))
    db.session.commit()

    assert [client.get(path).status_code for path in ("/", "/organisations/signed-up", f"/l/{token}")] == [200] * 3
    assert client.post(f"/l/{token}").headers["Location"] == "/login"


def test_an_installation_may_leave_it_to_everybody(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PORTAL_SECOND_FACTOR", False)
    sign_in(client, long_here(office_member()))

    assert client.get("/desk").status_code == 200
