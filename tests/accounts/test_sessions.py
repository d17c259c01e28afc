"""How long a session lives, by role, and who is told of one that begins on a device not seen before."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.accounts.rules import FRESH_FOR, SESSION_LASTS, SESSION_LIMITS
from portal.accounts.services.passwords import hash_password
from portal.core import clock, db, outbox
from portal.core.actor import COMPANY_ROLES, Role
from portal.core.outbox import OutboxMail
from tests.accounts.test_sign_in import is_in
from tests.factories.accounts import PASSWORD
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import company_member, office_member
from tests.signing import sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
ROLES = [role for role in SESSION_LIMITS if role is not Role.VISITOR]


def member(role):
    """Make somebody of a role."""
    return company_member(role=role) if role in COMPANY_ROLES else office_member(role=role)


@pytest.mark.parametrize("role", ROLES)
def test_a_session_left_alone_ends_after_the_time_of_its_role(client, role):
    user, idle = member(role), SESSION_LIMITS[role].idle
    with time_machine.travel(clock.now(), tick=False) as now:
        sign_in(client, user)
        for pause, lives in ((idle - timedelta(minutes=1), True), (idle + timedelta(minutes=1), False)):
            assert is_in(client)
            now.shift(pause)
            assert is_in(client) is lives


@pytest.mark.parametrize("role", ROLES)
def test_a_session_in_use_ends_after_the_longest_time_of_its_role(client, role):
    user, limit = member(role), SESSION_LIMITS[role]
    with time_machine.travel(clock.now(), tick=False) as now:
        sign_in(client, user)
        steps = int(limit.lasts / timedelta(minutes=30))
        for _ in range(steps - 1):
            now.shift(timedelta(minutes=30))
            alive = is_in(client)
        now.shift(timedelta(minutes=31))

        assert (alive, is_in(client)) == (True, False)


def test_offices_have_less_time_than_companies_and_nobody_more_than_the_database_looks_back():
    company, office = SESSION_LIMITS[Role.RECRUITER], SESSION_LIMITS[Role.CASEWORKER]

    assert (office.idle < company.idle, office.lasts < company.lasts) == (True, True)
    assert max(limit.lasts for limit in SESSION_LIMITS.values()) == SESSION_LASTS


def test_a_device_not_seen_before_is_told_to_the_owner_once_and_the_first_is_not(app, client):
    user = company_member(password=hash_password(PASSWORD))
    for agent in (FIREFOX, FIREFOX, PHONE, PHONE, FIREFOX):
        sent = {"email": user.email, "password": PASSWORD}
        app.test_client().post("/login", data=sent, headers={"User-Agent": agent})

    [mail] = db.session.scalars(select(OutboxMail))
    assert (mail.kind, mail.address) == ("accounts/new_device", user.email)
    assert "Chrome, Android" in outbox.opened(mail)
    assert "Android" not in mail.subject
    assert "127.0.0.1" not in mail.subject + outbox.opened(mail)


@pytest.mark.parametrize(
    "path", ["/candidates/people.csv", "/candidates/people.xlsx", "/people/{}/data", "/people/{}/data.json"]
)
def test_whoever_takes_data_out_gives_the_password_once_more_after_a_while(client, path):
    caseworker = office_member()
    address = path.format(CandidateFactory(caseworker=caseworker).id)
    with time_machine.travel(clock.now(), tick=False) as now:
        sign_in(client, caseworker)
        assert client.get(address).status_code == 200
        now.shift(FRESH_FOR + timedelta(minutes=1))

        assert client.get(address).headers["Location"].startswith("/verify?next=")


def test_a_wrong_password_tells_of_no_device(app, client):
    user = company_member(password=hash_password(PASSWORD))
    for agent, password in ((FIREFOX, PASSWORD), (PHONE, "wrong wrong wrong")):
        app.test_client().post(
            "/login", data={"email": user.email, "password": password}, headers={"User-Agent": agent}
        )

    assert db.session.scalars(select(OutboxMail)).all() == []
