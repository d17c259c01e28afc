"""The second step of a sign-in: set up with an app, asked for after the password, each code taken once."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from portal.accounts import queries, rules
from portal.accounts.models import SecondFactor, SignIn, User
from portal.accounts.rules import LOCK_AFTER, LOCK_FOR, SECOND_STEP_WITHIN, STEP_SECONDS, FactorState
from portal.accounts.services import second_factor as services
from portal.accounts.services import users
from portal.accounts.services.passwords import hash_password
from portal.core import audit, clock, db, keys
from portal.core.outbox import OutboxMail
from tests.accounts.test_sign_in import is_in, knock, without_values
from tests.factories.accounts import PASSWORD, with_second_step
from tests.factories.organisations import company_member, office_member
from tests.signing import sign_in

WRONG = "Dieser Code stimmt nicht, oder er wurde schon benutzt"
SET_UP = "/account/second-factor/set-up"


@pytest.fixture
def user(app) -> User:
    """A caseworker with a password and an app."""
    member = office_member(password=hash_password(PASSWORD))
    with_second_step(member)
    return member


def code(user: User, *, later: int = 0) -> str:
    """Give the code the app shows now, or some steps later."""
    secret = services.secret_of(db.session.scalars(select(SecondFactor).where(SecondFactor.user_id == user.id)).one())
    return rules.code_at(secret, clock.now() + timedelta(seconds=later * STEP_SECONDS))


def another(number: str) -> str:
    """Give a code that is none of the three that count."""
    return f"{(int(number) + 500_000) % 1_000_000:06}"


def enter(client: FlaskClient, typed: str) -> TestResponse:
    """Send the form of the second step."""
    return client.post("/login/code", data={"code": typed})


def begun(client: FlaskClient, user: User) -> str:
    """Begin to set up and give the secret that the page shows."""
    sign_in(client, user)
    assert client.post("/account/second-factor", data={"deed": "begin"}).headers["Location"] == SET_UP
    shown = re.search(r'<code dir="ltr" translate="no">([A-Z2-7 ]+)</code>', client.get(SET_UP).text)
    assert shown
    return shown.group(1).replace(" ", "")


def test_a_code_is_asked_for_after_the_password(client, user):
    answer = knock(client, user, next="/account")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/login/code?next=/account")
    assert not is_in(client)
    assert db.session.scalars(select(SignIn)).all() == []

    answer = client.post(answer.headers["Location"], data={"code": code(user)})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert is_in(client)
    assert db.session.scalars(select(SignIn.user_id)).all() == [user.id]


def test_a_wrong_password_learns_nothing_of_a_second_step(client, user):
    without = company_member(password=hash_password(PASSWORD))

    answers = [knock(client, one, "wrong wrong wrong") for one in (user, without)]

    assert without_values(answers[0].text) == without_values(answers[1].text)


@pytest.mark.parametrize("spelt", ["{0}{1}", " {0}{1} ", "{0} {1}", "{0}-{1}"])
def test_a_code_is_read_however_it_is_spelt(client, user, spelt):
    knock(client, user)
    number = code(user)
    typed = spelt.format(number[:3], number[3:])

    assert enter(client, typed).status_code == 303


def test_no_code_opens_twice_and_no_older_one_after_it(app, client, user):
    now = clock.now()
    with time_machine.travel(now, tick=False):
        used, older = code(user), code(user, later=-1)
        knock(client, user)
        assert enter(client, used).status_code == 303
        elsewhere = app.test_client()
        knock(elsewhere, user)

        answers = [enter(elsewhere, typed) for typed in (used, older)]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert WRONG in answers[0].text
        assert not is_in(elsewhere)
    with time_machine.travel(now + timedelta(seconds=STEP_SECONDS), tick=False):
        assert enter(elsewhere, code(user)).status_code == 303


def test_the_clock_of_the_telephone_may_be_a_step_off_and_no_more(user):
    factor = queries.second_factor(user.id)

    with time_machine.travel(clock.now(), tick=False):
        taken = [
            rules.step_of(services.secret_of(factor), code(user, later=step), clock.now()) for step in range(-2, 3)
        ]

    assert [step is not None for step in taken] == [False, True, True, True, False]


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "x" * 41, "\x00", "ß²³¼½¾", "٣٤٥٦٧٨"])
def test_what_is_no_code_is_refused(client, user, typed):
    knock(client, user)

    assert enter(client, typed).status_code == 422
    assert not is_in(client)


def test_wrong_codes_lock_as_wrong_passwords_do(client, user):
    knock(client, user, "wrong wrong wrong")
    knock(client, user)
    for _ in range(LOCK_AFTER - 1):
        assert enter(client, another(code(user))).status_code == 422

    locked = enter(client, code(user))

    assert (locked.status_code, WRONG in locked.text) == (422, True)
    assert knock(client, user).status_code == 422, "the password does not help either"
    with time_machine.travel(clock.now() + LOCK_FOR + timedelta(seconds=1), tick=True):
        knock(client, user)
        assert enter(client, code(user)).status_code == 303


def test_what_is_tried_while_it_is_locked_keeps_the_owner_out_no_longer(client, user):
    knock(client, user)
    for _ in range(LOCK_AFTER):
        enter(client, another(code(user)))
    until = db.session.scalar(select(User.locked_until).where(User.id == user.id))

    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=True):
        for _ in range(LOCK_AFTER):
            assert enter(client, another(code(user))).status_code == 422

    assert until is not None
    assert db.session.scalar(select(User.locked_until).where(User.id == user.id)) == until


def test_where_the_keys_are_lost_no_code_counts_and_nothing_breaks(client, user):
    db.session.scalars(select(SecondFactor)).one().secret = "written with a key that is gone"
    db.session.commit()
    knock(client, user)

    assert enter(client, "123456").status_code == 422
    assert not is_in(client)


def test_the_right_password_forgets_no_wrong_code(client, user):
    for _ in range(LOCK_AFTER):
        knock(client, user)
        enter(client, another(code(user)))

    assert knock(client, user).status_code == 422


def test_nobody_is_asked_for_a_code_without_the_password(client, user):
    assert client.get("/login/code").headers["Location"] == "/login"
    assert enter(client, code(user)).headers["Location"] == "/login"
    assert not is_in(client)


def test_a_password_given_long_ago_is_asked_for_again(client, user):
    knock(client, user)

    with time_machine.travel(clock.now() + SECOND_STEP_WITHIN + timedelta(seconds=1), tick=True):
        assert enter(client, code(user)).headers["Location"] == "/login"


@pytest.mark.parametrize("change", [{"active": False}, {"fs_uniquifier": "another"}])
def test_who_is_blocked_or_changes_the_password_meanwhile_begins_anew(client, user, change):
    knock(client, user)
    for name, value in change.items():
        setattr(user, name, value)
    db.session.commit()

    assert enter(client, code(user)).headers["Location"] == "/login"
    assert not is_in(client)


def test_only_our_own_addresses_are_reached_after_the_code(client, user):
    knock(client, user)

    assert client.post("/login/code?next=//evil.example/x", data={"code": code(user)}).headers["Location"] == "/desk"


def test_an_app_is_set_up_with_a_picture_or_the_key_and_a_first_code(client):
    user = company_member(email="Kim@Firma.example")
    secret = begun(client, user)
    page = client.get(SET_UP)
    picture = re.search(r'<img src="(data:image/svg\+xml[^"]+)"', page.text)
    assert picture
    assert html.unescape(picture.group(1)).startswith("data:image/svg+xml")

    wrong = client.post(SET_UP, data={"code": another(rules.code_at(secret, clock.now()))})
    right = client.post(SET_UP, data={"code": rules.code_at(secret, clock.now())})

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert queries.has_second_factor(user.id)
    assert [mail.address for mail in db.session.scalars(select(OutboxMail))] == [user.email]
    assert [event.name for event in audit.history("second_factor", queries.second_factor(user.id).id)] == [
        "confirm",
        "begin",
    ]


def test_the_code_that_set_it_up_opens_no_door(client):
    user = company_member(password=hash_password(PASSWORD))
    with time_machine.travel(clock.now(), tick=False):
        number = rules.code_at(begun(client, user), clock.now())
        client.post(SET_UP, data={"code": number})
        client.post("/logout")
        knock(client, user)

        assert enter(client, number).status_code == 422


def test_what_is_begun_is_not_asked_for_yet(client):
    user = company_member(password=hash_password(PASSWORD))
    begun(client, user)
    client.post("/logout")

    assert knock(client, user).headers["Location"] == "/desk"


def test_beginning_again_draws_another_secret(client):
    user = company_member()

    assert begun(client, user) != begun(client, user)


def test_the_secret_is_not_in_the_database_in_clear(client):
    secret = begun(client, company_member())

    kept = db.session.execute(text("SELECT secret FROM second_factor")).scalar_one()

    assert secret not in kept
    assert keys.opened(kept) == secret


def test_switched_off_it_is_not_asked_for_and_the_secret_is_gone(client, user):
    sign_in(client, user)

    answer = client.post("/account/second-factor", data={"deed": "remove"})

    assert answer.status_code == 303
    factor = queries.second_factor(user.id)
    assert (factor.state, factor.secret, factor.last_step) == (FactorState.OFF, None, None)
    assert [mail.kind for mail in db.session.scalars(select(OutboxMail))] == ["accounts/second_step_off"]
    client.post("/logout")
    assert knock(client, user).headers["Location"] == "/desk"


def test_a_secret_in_use_is_never_shown_again_and_not_replaced(client, user):
    sign_in(client, user)
    before = queries.second_factor(user.id).secret

    assert client.get(SET_UP).headers["Location"] == "/account/second-factor"
    assert client.post("/account/second-factor", data={"deed": "begin"}).status_code == 409
    assert queries.second_factor(user.id).secret == before


def test_the_own_page_tells_whether_it_is_set_up(client, user):
    sign_in(client, user)
    assert "<dd>eingerichtet</dd>" in client.get("/account").text

    sign_in(client, company_member())
    assert "<dd>nicht eingerichtet</dd>" in client.get("/account").text


def test_an_erased_account_keeps_none(user):
    users.erase(user)
    db.session.commit()

    assert db.session.scalars(select(SecondFactor)).all() == []
