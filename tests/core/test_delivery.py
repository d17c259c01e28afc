"""Mail from the outbox to a real server: once, with patience, and blank afterwards where it held a link."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from portal.core import clock, db, delivery, outbox, retention
from portal.core.outbox import MailKind, MailState, OutboxMail, Recipient
from portal.wiring import RETENTION
from tests.mailbox import Mailbox, text_of

PLAIN = MailKind("_plain", lambda *_: ())
SECRET = MailKind("_secret", lambda *_: (), secret=True)


@pytest.fixture(autouse=True)
def _a_text(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def render(name: str, **context: object) -> str:
        return "Betreff\n\nZum Link: http://portal.test/l/geheim" if name.endswith(".txt") else "<p>html</p>"

    monkeypatch.setattr(outbox, "rendered", render)


def queued(kind: MailKind = PLAIN) -> OutboxMail:
    """Put one mail into the outbox for good."""
    row = outbox.put(kind, Recipient("firma@example.org"), {})
    db.session.commit()
    return row


def again(row: OutboxMail) -> OutboxMail:
    """Read the row anew."""
    db.session.expire_all()
    return db.session.get_one(OutboxMail, row.id)


def test_a_queued_mail_is_sent_once(mailbox: Mailbox) -> None:
    row = queued()

    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0

    [mail] = mailbox.to("firma@example.org")
    assert mail["Subject"] == "Betreff"
    assert mail["Message-ID"] == row.message_id
    assert "/l/geheim" in text_of(mail)
    assert again(row).state is MailState.SENT


def test_a_mail_with_a_link_is_sealed_while_it_waits_and_blank_afterwards(mailbox: Mailbox) -> None:
    row = queued(SECRET)
    assert "geheim" not in row.body

    delivery.deliver_due()

    assert "/l/geheim" in text_of(mailbox.mails[0])
    assert again(row).body == ""


@pytest.mark.parametrize(
    ("line", "linked"),
    [
        ("Hier: http://portal.test/l/a-_b?x=1&y=2.", "http://portal.test/l/a-_b?x=1&amp;y=2"),
        ("http://portal.test", "http://portal.test"),
        ("http://portal.test.evil.example/l/a", None),
        ("http://portal.test@evil.example/", None),
        ("https://evil.example www.evil.example <b>x</b>", None),
    ],
)
def test_only_our_own_addresses_are_links_in_a_mail(line: str, linked: str | None) -> None:
    html = outbox.own_links(line)

    assert re.findall(r'href="([^"]*)"', html) == ([linked] if linked else [])
    assert "<b>" not in html


def test_a_server_that_is_down_for_a_day_loses_nothing(mailbox: Mailbox) -> None:
    rows = [queued() for _ in range(5)]
    mailbox.answer = "451 try later"

    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(24):
            delivery.deliver_due()
            traveller.shift(timedelta(hours=1))
        mailbox.answer = "250 OK"
        traveller.shift(timedelta(hours=24))
        delivery.deliver_due()

    assert len(mailbox.mails) == 5
    assert {again(row).state for row in rows} == {MailState.SENT}


def test_an_address_that_does_not_exist_is_given_up_at_once_and_told(app: Flask, mailbox: Mailbox) -> None:
    told: list[str] = []
    before = app.extensions.get("portal.mail_bounced")
    app.extensions["portal.mail_bounced"] = lambda row: told.append(row.address)
    row, mailbox.answer = queued(), "550 no such user"

    delivery.deliver_due()

    app.extensions["portal.mail_bounced"] = before
    assert again(row).state is MailState.DEAD
    assert told == ["firma@example.org"]


def test_after_the_last_attempt_a_mail_is_dead_and_visible(mailbox: Mailbox) -> None:
    row, mailbox.answer = queued(), "451 never"

    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(len(delivery.RETRY_MINUTES) + 1):
            delivery.deliver_due()
            traveller.shift(timedelta(days=1))

    assert again(row).state is MailState.DEAD
    assert again(row).last_error == "SMTPRecipientsRefused"


def test_what_another_worker_has_leased_is_left_alone(mailbox: Mailbox) -> None:
    row = queued()
    row.leased_until = clock.now() + timedelta(minutes=1)
    db.session.commit()

    assert delivery.deliver_due() == 0
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert delivery.deliver_due() == 1
    assert len(mailbox.mails) == 1


def test_a_rolled_back_deed_sends_nothing(mailbox: Mailbox) -> None:
    outbox.put(PLAIN, Recipient("firma@example.org"), {})
    db.session.rollback()

    assert delivery.deliver_due() == 0
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_nobody_reads_a_sealed_body_from_the_database_file(app: Flask) -> None:
    row = queued(SECRET)

    assert outbox.opened(row).endswith("/l/geheim")
    assert "geheim" not in Path(app.extensions["portal.settings"].data_dir / "secrets.json").read_text()


def test_a_mail_that_cannot_be_made_stops_no_other(mailbox: Mailbox) -> None:
    broken = queued(SECRET)
    broken.body = "not sealed by us"
    good = queued()
    db.session.commit()

    assert delivery.deliver_due() == 1

    assert again(good).state is MailState.SENT
    assert (again(broken).state, again(broken).last_error) == (MailState.QUEUED, "InvalidToken")


def test_an_address_no_server_understands_stops_no_other(mailbox: Mailbox) -> None:
    row = queued()
    row.address = "kim\n@firma.example"
    queued()

    assert delivery.deliver_due() == 1
    assert again(row).state is MailState.QUEUED


def test_a_failure_after_another_worker_has_sent_it_changes_nothing(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queued()

    def slow(_message: object) -> None:
        row.state = MailState.SENT
        db.session.commit()
        raise ConnectionError

    monkeypatch.setattr("flask_mail._MailMixin.send", lambda _mail, message: slow(message))

    assert delivery.deliver_due() == 0
    assert (again(row).state, again(row).attempts) == (MailState.SENT, 0)


def test_a_database_that_is_away_is_no_fault_of_a_mail(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    row = queued()

    def away(_row: OutboxMail) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(delivery, "_message", away)

    with pytest.raises(OperationalError):
        delivery.deliver_due()
    assert again(row).attempts == 0


def test_a_round_sends_no_more_than_it_is_told(mailbox: Mailbox) -> None:
    for _ in range(3):
        queued()

    assert [delivery.deliver_due(limit=2), delivery.deliver_due(limit=2)] == [2, 1]


def test_a_mail_that_came_back_goes_on_to_somebody_else_with_the_reason(app: Flask) -> None:
    row = queued()

    copy = outbox.forwarded(row, Recipient("leitung@firma.example", note="Die Adresse gibt es nicht mehr."))

    assert copy.body.startswith("Die Adresse gibt es nicht mehr.\n\n")
    assert (copy.address, copy.subject) == ("leitung@firma.example", row.subject)
    assert copy.message_id != row.message_id


@pytest.mark.parametrize("answer", ["250 OK", "550 no such user"])
def test_a_mail_deleted_on_its_way_is_no_failure(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    row, send = queued(), app.extensions["mail"].send
    mailbox.answer = answer

    def deleted_meanwhile(message: Any) -> None:
        db.session.execute(delete(OutboxMail))
        db.session.commit()
        send(message)

    monkeypatch.setattr(app.extensions["mail"], "send", deleted_meanwhile)

    assert delivery.deliver_due() == int(answer.startswith("250"))
    assert db.session.scalar(select(OutboxMail.id).where(OutboxMail.id == row.id)) is None


@pytest.mark.parametrize(("state", "days", "is_kept"), [("sent", 61, True), ("sent", 63, False), ("dead", 63, False)])
def test_what_is_settled_goes_after_two_months_with_its_address(
    mailbox: Mailbox, state: str, days: int, is_kept: bool
) -> None:
    row = queued()
    row.state, row.created_at = MailState(state), clock.now() - timedelta(days=days)
    waiting = queued()
    waiting.created_at = clock.now() - timedelta(days=100)
    db.session.commit()

    retention.run_due(tuple(rule for rule in RETENTION if rule.name == "mail/settled"))

    assert set(db.session.scalars(select(OutboxMail.id))) == ({row.id, waiting.id} if is_kept else {waiting.id})
