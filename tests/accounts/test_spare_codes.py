"""Printed codes for the day the telephone is gone: shown once, kept as hashes, each good once."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from portal.accounts import queries, rules
from portal.accounts.models import SpareCode, User
from portal.accounts.rules import LOCK_AFTER, SPARE_CODES
from portal.accounts.services import users
from portal.accounts.services.passwords import hash_password
from portal.core import audit, clock, db, outbox
from portal.core.outbox import OutboxMail
from tests.accounts.test_second_factor import SET_UP, begun, enter
from tests.accounts.test_sign_in import is_in, knock
from tests.factories.accounts import PASSWORD, with_second_step
from tests.factories.organisations import company_member, office_member
from tests.signing import sign_in


@pytest.fixture
def user(app) -> User:
    """A caseworker with a password and an app."""
    member = office_member(password=hash_password(PASSWORD))
    with_second_step(member)
    return member


def shown(page: str) -> list[str]:
    """Read the codes off a page."""
    return re.findall(r"<code [^>]*>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</code>", page)


def printed(client: FlaskClient, user: User) -> list[str]:
    """Have new codes made, and sign out."""
    sign_in(client, user)
    codes = shown(client.post("/account/second-factor", data={"deed": "renew"}).text)
    client.post("/logout")
    return codes


def left(user: User) -> int:
    """Count the codes that are still good."""
    return queries.spare_codes_left(queries.second_factor(user.id).id)


def test_setting_up_shows_ten_codes_once(client):
    user = company_member()
    secret = begun(client, user)

    answer = client.post(SET_UP, data={"code": rules.code_at(secret, clock.now())})

    assert (answer.status_code, len(set(shown(answer.text))), left(user)) == (200, SPARE_CODES, SPARE_CODES)
    assert answer.headers["Cache-Control"] == "no-store"
    assert shown(client.get("/account/second-factor").text) == []
    assert f"noch {SPARE_CODES}" in client.get("/account/second-factor").text


def test_a_double_click_shows_the_codes_that_count(client):
    user = company_member(password=hash_password(PASSWORD))
    sent = {"code": rules.code_at(begun(client, user), clock.now())}

    client.post(SET_UP, data=sent)
    codes = shown(client.post(SET_UP, data=sent).text)

    assert (len(codes), left(user)) == (SPARE_CODES, SPARE_CODES)
    client.post("/logout")
    knock(client, user)
    assert enter(client, codes[0]).status_code == 303


@pytest.mark.parametrize("spelt", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code}"])
def test_a_code_opens_once_however_it_is_typed_and_its_owner_is_told(app, client, user, spelt):
    first, *_rest = printed(client, user)
    knock(client, user)
    assert enter(client, spelt(first)).status_code == 303
    assert is_in(client)

    elsewhere = app.test_client()
    knock(elsewhere, user)
    assert enter(elsewhere, first).status_code == 422

    assert left(user) == SPARE_CODES - 1
    [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "accounts/spare_code_used"))
    assert mail.address == user.email
    assert f"haben Sie noch: {SPARE_CODES - 1}" in outbox.opened(mail)
    newest = audit.latest("second_factor", queries.second_factor(user.id).id)
    assert (newest.name, newest.actor_id) == ("use_code", user.id)


def test_new_codes_end_the_old_ones(client, user):
    old, new = printed(client, user), printed(client, user)

    knock(client, user)

    assert not set(old) & set(new)
    assert enter(client, old[0]).status_code == 422
    assert enter(client, new[0]).status_code == 303


def test_the_code_of_somebody_else_opens_nothing(client, user):
    other = office_member(password=hash_password(PASSWORD))
    with_second_step(other)
    codes = printed(client, other)
    knock(client, user)

    assert enter(client, codes[0]).status_code == 422
    assert left(other) == SPARE_CODES


def test_no_code_is_taken_from_a_locked_account(client, user):
    codes = printed(client, user)
    knock(client, user)
    for _ in range(LOCK_AFTER):
        enter(client, "2222-2222-2222")

    assert enter(client, codes[0]).status_code == 422
    assert left(user) == SPARE_CODES


def test_the_database_holds_hashes_that_nobody_without_the_keys_can_try(app, client, user):
    codes = printed(client, user)

    kept = set(db.session.execute(text("SELECT code_hash FROM spare_code")).scalars())

    salt = app.config["SECURITY_PASSWORD_SALT"]
    assert kept == {rules.spare_hash(code, salt) for code in codes}
    assert not kept & {rules.spare_hash(code, "") for code in codes}
    assert not kept & {code.replace("-", "") for code in codes}


@pytest.mark.parametrize("end", ["remove", "erase"])
def test_they_are_gone_with_what_they_stand_in_for(client, user, end):
    printed(client, user)
    sign_in(client, user)

    if end == "remove":
        client.post("/account/second-factor", data={"deed": "remove"})
    else:
        users.erase(user)
        db.session.commit()

    assert db.session.scalars(select(SpareCode)).all() == []


def test_the_page_for_printed_codes_is_a_link_away_and_keeps_where_one_was_going(client, user):
    knock(client, user, next="/account")

    page = client.get("/login/code?next=/account").text

    assert 'href="/login/code?spare=1&amp;next=/account"' in page
    assert "Ersatzcode" in client.get("/login/code?spare=1&next=/account").text
