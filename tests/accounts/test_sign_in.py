"""The door: password, lock, confirmation, sign-out, and what a stranger can learn there."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import SignIn, User
from portal.accounts.rules import FRESH_FOR, LOCK_AFTER, LOCK_FOR, SESSION_IDLE
from portal.accounts.services.passwords import hash_password
from portal.core import clock, db
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import company_member
from tests.signing import sign_in
from tests.statements import statements

WRONG = "Die Anmeldung hat nicht geklappt"


@pytest.fixture
def user(app) -> User:
    """A member of a company who has a password."""
    return company_member(password=hash_password(PASSWORD))


def knock(client: FlaskClient, user: User | str, password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the form of the door."""
    address = user if isinstance(user, str) else user.email
    return client.post("/login", data={"email": address, "password": password, **more})


def without_values(page: str) -> str:
    """Take out what was typed and the token of the form."""
    return re.sub(r' value="[^"]*"', "", page)


def is_in(client: FlaskClient) -> bool:
    """Tell whether the browser is signed in."""
    return client.get("/account").status_code == 200


def test_the_right_password_opens_and_leaves_a_row(client, user):
    answer = knock(client, user.email.upper())

    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    assert is_in(client)
    assert db.session.scalars(select(SignIn.user_id)).all() == [user.id]


def test_a_password_with_an_umlaut_opens_however_a_keyboard_spells_it(client):
    user = company_member(password=hash_password("Sieben K\u00e4sten Bier"))

    typed = [knock(client, user, f"Sieben {word}sten Bier").status_code for word in ("K\u00e4", "Ka\u0308")]

    assert typed == [303, 303]


@pytest.mark.parametrize("address", [None, "nobody@firma.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, user, address):
    known = knock(client, user, "wrong wrong wrong")
    answer = knock(client, address or user.email, "also wrong")

    assert (known.status_code, answer.status_code) == (422, 422)
    assert WRONG in answer.text
    assert without_values(answer.text) == without_values(known.text)
    assert not is_in(client)


def test_the_fifth_failure_locks_for_a_while_in_the_same_words(client, user):
    wrong = [knock(client, user, "wrong wrong wrong") for _ in range(LOCK_AFTER)].pop()

    locked = knock(client, user)

    assert (locked.status_code, without_values(locked.text)) == (422, without_values(wrong.text))
    with time_machine.travel(clock.now() + LOCK_FOR + timedelta(seconds=1), tick=True):
        assert knock(client, user).status_code == 303


def test_a_success_forgets_the_failures_before(client, user):
    for _ in range(LOCK_AFTER - 1):
        knock(client, user, "wrong wrong wrong")
    knock(client, user)
    client.post("/logout")
    knock(client, user, "wrong wrong wrong")

    assert knock(client, user).status_code == 303


def test_only_who_knows_the_password_learns_that_the_address_is_unconfirmed(client):
    user = UserFactory(password=hash_password(PASSWORD), confirmed_at=None)

    stranger, owner = knock(client, user, "wrong wrong wrong"), knock(client, user)

    assert "bestätigen Sie zuerst" not in stranger.text
    assert "bestätigen Sie zuerst" in owner.text
    assert owner.status_code == 422


def test_a_blocked_account_is_as_unknown_as_none(client, user):
    user.active = False
    db.session.commit()

    answer = knock(client, user)

    assert answer.status_code == 422
    assert WRONG in answer.text


@pytest.mark.parametrize("password", ["with\x00nul and more", "x" * 5000, "", "\ud83d", "bidi \u202e marks"])
def test_a_password_no_hash_can_take_is_refused_in_words(client, user, password):
    answer = client.post("/login", data={"email": user.email, "password": password.encode("utf-8", "replace")})

    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["", "no address", "a\x00b@firma.example", "x" * 300 + "@firma.example", "ü@ü.de"])
def test_an_address_that_is_none_is_refused(client, address):
    assert knock(client, address).status_code == 422


@pytest.mark.parametrize(("wanted", "reached"), [("/account", "/account"), ("//evil.example/x", None)])
def test_only_our_own_addresses_are_reached_after_the_door(client, user, wanted, reached):
    answer = knock(client, user, next=wanted)

    assert answer.headers.get("Location") == reached


def test_both_doors_hold_the_same_form(client):
    pages = [client.get(f"/login?door={door}").text for door in ("company", "office")]

    for page in pages:
        assert re.findall(r'<a href="/login[^"]*door=\w+" (?:aria-current="page")?>(\w+)</a>', page) == [
            "Betrieb",
            "Beratung",
        ]
        assert 'name="email"' in page
        assert 'name="password"' in page


def test_a_form_without_its_token_is_refused(app, client, user):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = knock(client, user)

    assert answer.status_code == 400
    assert not is_in(client)


def test_a_script_signs_in_with_address_password_and_the_token_of_the_page(app, client, user):
    app.config["WTF_CSRF_ENABLED"] = True
    [token] = set(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text))

    answer = knock(client, user, csrf_token=token)

    assert answer.status_code == 303
    assert is_in(client)


def test_a_public_page_knows_nobody_and_leaves_the_session_alone(app, client, user):
    knock(client, user)

    with statements(app) as said:
        page = client.get("/organisations/signed-up")

    assert (page.status_code, "Set-Cookie" in page.headers, user.name in page.text) == (200, False, False)
    assert not [one for one in said if "sign_in" in one or "user_account" in one]


def test_signing_out_takes_a_post_and_ends_the_row(client, user):
    knock(client, user)
    assert client.get("/logout").status_code == 405
    cookie = client.get_cookie("session")

    answer = client.post("/logout")

    assert answer.status_code == 303
    client.set_cookie("session", cookie.value)
    assert not is_in(client), "a copied cookie lives on"


def test_a_session_left_alone_ends(client, user):
    knock(client, user)

    with time_machine.travel(clock.now() + SESSION_IDLE + timedelta(minutes=1), tick=True):
        assert not is_in(client)


def test_a_session_in_use_lives_on(client, user):
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        knock(client, user)
        for _ in range(3):
            now.shift(SESSION_IDLE - timedelta(minutes=10))
            assert is_in(client)


def test_who_is_signed_in_costs_one_statement(app, client, user):
    knock(client, user)

    with statements(app) as said:
        assert is_in(client)

    assert len([one for one in said if "sign_in" in one or "user_account" in one]) == 1


def test_no_password_is_hashed_while_the_database_waits(app, client, user, monkeypatch):
    open_then = []
    inner = app.extensions["security"].pwd_context._context
    real = inner.verify

    def verify(*given, **more):
        open_then.append(db.session().in_transaction())
        return real(*given, **more)

    monkeypatch.setattr(inner, "verify", verify)

    assert knock(client, user).status_code == 303
    assert open_then == [False]


def test_hashing_after_a_write_is_a_mistake(user):
    user.name = "Changed"

    with pytest.raises(AssertionError, match="before anything is written"):
        hash_password(PASSWORD)


def test_a_risky_page_asks_for_the_password_again_after_a_while(client):
    admin = company_member(role="company_admin", password=hash_password(PASSWORD))
    sign_in(client, admin)
    with time_machine.travel(clock.now() + FRESH_FOR + timedelta(minutes=1), tick=True):
        answer = client.get("/organisations/members/invite")
        assert answer.headers["Location"].startswith("/verify?next=")

        wrong = client.post("/verify", data={"password": "wrong wrong wrong"})
        right = client.post(answer.headers["Location"], data={"password": PASSWORD})

        assert (wrong.status_code, right.status_code) == (422, 303)
        assert right.headers["Location"] == "/organisations/members/invite"
        assert client.get("/organisations/members/invite").status_code == 200
