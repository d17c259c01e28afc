"""The administrator's pages: the machine in sight, nobody's file and no mail's text."""

import pytest
from flask.testing import FlaskClient

from portal.core import clock, db
from portal.core.actor import Role
from portal.core.jobs import Job
from portal.core.outbox import MailState, OutboxMail
from tests.factories.organisations import OfficeFactory, company_member, office_member
from tests.signing import sign_in


def a_dead_mail() -> OutboxMail:
    """Put a mail nobody took into the outbox."""
    row = OutboxMail(
        kind="proposals/proposed",
        address="niemand@firma.example",
        locale="de",
        subject="Betreff",
        body="Der geheime Text",
        message_id=f"<{db.new_id()}@portal.test>",
        state=MailState.DEAD,
        attempts=12,
    )
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def administrator(client: FlaskClient) -> FlaskClient:
    """A browser in which an administrator is signed in."""
    sign_in(client, office_member(role=Role.ADMINISTRATOR))
    return client


def test_the_outbox_shows_envelopes_never_texts_or_addresses(administrator: FlaskClient) -> None:
    mail = a_dead_mail()

    pages = [administrator.get("/administration/outbox"), administrator.get(f"/administration/outbox/{mail.id}")]

    for page in pages:
        assert page.status_code == 200
        assert "proposals/proposed" in page.text
        assert "geheime Text" not in page.text
        assert "niemand@" not in page.text


def test_a_dead_mail_is_queued_again_once(administrator: FlaskClient) -> None:
    mail = a_dead_mail()

    answers = [administrator.post(f"/administration/outbox/{mail.id}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    db.session.expire_all()
    again = db.session.get_one(OutboxMail, mail.id)
    assert (again.state, again.attempts) == (MailState.QUEUED, 0)


@pytest.mark.parametrize("state", ["queued", "sent", "dead", "nonsense", "\x00"])
@pytest.mark.parametrize("number", ["1", "0", "-5", "abc", "99999999999"])
def test_a_list_opens_whatever_the_address_says(administrator: FlaskClient, state: str, number: str) -> None:
    a_dead_mail()

    assert administrator.get("/administration/outbox", query_string={"state": state, "page": number}).status_code == 200


def test_jobs_show_what_failed(administrator: FlaskClient) -> None:
    job = Job(name="retention", slot=clock.now(), last_error="ValueError", attempts=1)
    db.session.add(job)
    db.session.commit()

    listed, shown = administrator.get("/administration/jobs"), administrator.get(f"/administration/jobs/{job.id}")

    assert "fehlgeschlagen" in listed.text
    assert "ValueError" in shown.text


def test_users_and_offices_are_listed(administrator: FlaskClient) -> None:
    company_member(name="Kim Betrieb")
    OfficeFactory(name="Stelle am Markt")

    assert "Kim Betrieb" in administrator.get("/administration/users").text
    assert "Stelle am Markt" in administrator.get("/administration/offices").text


def test_nobody_else_retries_a_mail(client: FlaskClient) -> None:
    mail = a_dead_mail()
    sign_in(client, office_member(role=Role.COORDINATOR))

    assert client.post(f"/administration/outbox/{mail.id}").status_code == 403
