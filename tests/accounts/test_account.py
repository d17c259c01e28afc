"""The own account: data, sessions, confirmation."""

import re

import pytest
from sqlalchemy import select

from portal.accounts.models import SignIn, User
from portal.accounts.services import users
from portal.core import db, outbox
from portal.core.outbox import OutboxMail
from tests.accounts.test_sign_in import is_in
from tests.factories.accounts import UserFactory
from tests.factories.organisations import company_member, office_member
from tests.signing import sign_in


def mailed_path() -> str:
    """Give the path of the link in the newest mail."""
    newest = db.session.scalars(select(OutboxMail).order_by(OutboxMail.created_at.desc())).first()
    assert newest
    found = re.search(r"http://portal\.test(/l/\S+)", outbox.opened(newest))
    assert found
    return found.group(1)


def test_the_own_data_are_changed_and_shown(client):
    user = company_member()
    sign_in(client, user)

    answer = client.post(
        "/account", data={"name": "Neuer Name", "phone": "02452 1234", "locale": "en", "version": user.version}
    )

    assert answer.status_code == 303
    assert (user.name, user.phone, user.locale) == ("Neuer Name", "02452 1234", "en")
    assert "Neuer Name" in client.get("/account").text


def test_a_form_opened_before_somebody_else_saved_is_refused(client):
    user = company_member()
    sign_in(client, user)

    answer = client.post("/account", data={"name": "Neuer Name", "locale": "de", "version": user.version - 1})

    assert answer.status_code == 409


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "x" * 121}, {"name": "\x00"}, {"locale": "xx"}])
def test_bad_data_are_refused(client, data):
    user = company_member()
    sign_in(client, user)

    answer = client.post("/account", data={"name": "Gut", "locale": "de", "version": user.version, **data})

    assert answer.status_code == 422


def test_a_session_ended_elsewhere_is_signed_out_at_its_next_request(app, client):
    user, elsewhere = company_member(), app.test_client()
    sign_in(elsewhere, user)
    other = db.session.scalars(select(SignIn)).one()
    sign_in(client, user)

    answer = client.post(f"/account/sessions/{other.id}/end")

    assert answer.status_code == 303
    assert (is_in(client), is_in(elsewhere)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(app, client):
    elsewhere = app.test_client()
    sign_in(elsewhere, company_member())
    other = db.session.scalars(select(SignIn)).one()
    sign_in(client, company_member())

    client.post(f"/account/sessions/{other.id}/end")

    assert is_in(elsewhere)


def test_all_others_end_at_once(app, client):
    user, others = company_member(), [app.test_client(), app.test_client()]
    for browser in (*others, client):
        sign_in(browser, user)

    client.post("/account/sessions/end")

    assert [is_in(browser) for browser in (*others, client)] == [False, False, True]


def test_only_a_post_confirms_an_address(app, client):
    user = UserFactory(confirmed_at=None)
    with app.test_request_context():
        users.ask_to_confirm(user)
        db.session.commit()
    path = mailed_path()

    page = client.get(path)
    assert (page.status_code, user.confirmed_at) == (200, None)
    answer = client.post(path)

    assert answer.status_code == 303
    assert user.confirmed_at is not None
    assert client.post(path).status_code == 404


def test_asking_again_answers_the_same_for_everybody(client):
    waiting, done = UserFactory(confirmed_at=None), UserFactory()

    answers = [
        client.post("/confirm", data={"email": address}).headers["Location"]
        for address in (waiting.email, done.email, "nobody@firma.example")
    ]

    assert len(set(answers)) == 1
    assert [mail.address for mail in db.session.scalars(select(OutboxMail))] == [waiting.email]


def test_a_new_link_ends_the_old_one(client):
    user = UserFactory(confirmed_at=None)
    client.post("/confirm", data={"email": user.email})
    old = mailed_path()

    client.post("/confirm", data={"email": user.email})

    assert client.get(old).status_code == 404


def test_erasing_leaves_nothing_personal(client):
    user = office_member(phone="02452 1234")
    name, email = user.name, user.email

    users.erase(user)
    db.session.commit()

    kept = db.session.get_one(User, user.id, populate_existing=True)
    assert not {name, email, email.lower(), "02452 1234"} & {str(value) for value in vars(kept).values()}
    assert not kept.active
