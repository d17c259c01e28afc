"""New passwords: forgotten ones by a mailed link, changed ones by whoever is signed in."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.services.passwords import hash_password
from portal.core import db, delivery, outbox
from portal.core.outbox import OutboxMail
from tests.accounts.test_sign_in import is_in, knock, without_values
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import company_member, office_member
from tests.mailbox import text_of
from tests.signing import sign_in

NEW = "a quite different phrase"


@pytest.fixture
def user(app) -> User:
    """A member of a company who has a password."""
    return company_member(password=hash_password(PASSWORD))


def mailed(kind: str) -> list[OutboxMail]:
    """Give the mails of a kind."""
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)))


def mailed_path() -> str:
    """Give the path of the link in the newest mail."""
    newest = mailed("accounts/reset")[-1]
    found = re.search(r"http://portal\.test(/reset/\S+)", outbox.opened(newest))
    assert found
    return found.group(1)


def test_known_and_unknown_addresses_get_the_same_page(client, user):
    known, unknown = (
        client.post("/reset", data={"email": address}) for address in (user.email, "nobody@firma.example")
    )

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert without_values(known.text) == without_values(unknown.text)
    assert [mail.address for mail in mailed("accounts/reset")] == [user.email]


def test_the_link_has_our_address_whatever_the_host_header_says(client, user):
    client.post("/reset", data={"email": user.email}, headers={"Host": "evil.example"})

    assert "evil" not in outbox.opened(mailed("accounts/reset")[0])


def test_the_link_sets_a_password_once_and_ends_every_session(client, user):
    sign_in(client, user)
    client.post("/reset", data={"email": user.email})
    path = mailed_path()

    page, answer = client.get(path), client.post(path, data={"password": NEW, "password_confirm": NEW})

    assert (page.status_code, answer.status_code, answer.headers["Location"]) == (200, 303, "/login")
    assert not is_in(client)
    assert client.post(path, data={"password": PASSWORD, "password_confirm": PASSWORD}).headers["Location"] == "/reset"
    assert knock(client, user, NEW).status_code == 303
    assert len(mailed("accounts/password_changed")) == 1


def test_a_mailed_link_proves_the_address_too(client):
    user = UserFactory(password=hash_password(PASSWORD), confirmed_at=None)
    client.post("/reset", data={"email": user.email})

    client.post(mailed_path(), data={"password": NEW, "password_confirm": NEW})

    assert knock(client, user, NEW).status_code == 303


def test_the_body_is_sealed_while_it_waits_and_blank_once_sent(client, user, mailbox):
    client.post("/reset", data={"email": user.email})
    assert "/reset/" not in mailed("accounts/reset")[0].body

    delivery.deliver_due()

    assert "http://portal.test/reset/" in text_of(mailbox.to(user.email)[0])
    db.session.expire_all()
    assert mailed("accounts/reset")[0].body == ""


def test_a_mail_that_opens_an_account_never_goes_to_the_deputy(client):
    deputy = office_member()
    user = UserFactory(absent=True, deputy_id=deputy.id, password=hash_password(PASSWORD))

    client.post("/reset", data={"email": user.email})

    assert [mail.address for mail in mailed("accounts/reset")] == [user.email]


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (NEW, "something else entirely"), ("", ""), ("nul\x00nul nul", "nul")]
)
def test_a_bad_new_password_is_refused_at_the_field(client, user, password, again):
    client.post("/reset", data={"email": user.email})

    answer = client.post(mailed_path(), data={"password": password, "password_confirm": again})

    assert answer.status_code == 422
    assert "kern-error" in answer.text


def test_changing_ends_the_other_sessions_and_keeps_this_one(app, client, user):
    elsewhere = app.test_client()
    knock(client, user)
    knock(elsewhere, user)

    answer = client.post("/change", data={"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW})

    assert answer.status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)
    assert len(mailed("accounts/password_changed")) == 1


def test_changing_needs_the_old_password(client, user):
    knock(client, user)

    answer = client.post("/change", data={"password": "wrong wrong", "new_password": NEW, "new_password_confirm": NEW})

    assert answer.status_code == 422
    assert "Das Passwort stimmt nicht" in answer.text
