"""Short messages from the outbox to a real gateway: once, with patience for an hour, then somebody else is told."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from portal.config import BadSetting, Settings
from portal.core import clock, db, delivery, outbox, sms
from portal.core.outbox import MailChannel, MailKind, MailState, OutboxMail, Recipient
from tests.gateway import Gateway
from tests.mailbox import Mailbox

SHORT = MailKind("_short", lambda *_: (), secret=True, personal=True)
NEEDED = {"PORTAL_DATA_DIR": "/tmp/x", "PORTAL_EXTERNAL_URL": "https://portal.example"}
NUMBER = "+4915123456789"


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """A gateway this installation is told to use."""
    with Gateway() as running:
        monkeypatch.setitem(app.config, "PORTAL_SMS_URL", running.url)
        monkeypatch.setitem(app.config, "PORTAL_SMS_TOKEN", "geheimes-wort")
        yield running


@pytest.fixture(autouse=True)
def _a_text(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "rendered", lambda _name, **_context: "Neue Nachricht:\n http://portal.test/l/geheim\n")


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers of which the areas heard that nothing reaches them."""
    numbers: list[str] = []
    monkeypatch.setitem(app.extensions, "portal.sms_failed", lambda row: numbers.append(row.address))
    monkeypatch.setitem(app.extensions, "portal.mail_bounced", lambda _row: numbers.append("bounced"))
    return numbers


def queued() -> OutboxMail:
    """Put one short message into the outbox for good."""
    row = outbox.put(SHORT, Recipient(NUMBER, channel=MailChannel.SMS), {})
    db.session.commit()
    return row


def again(row: OutboxMail) -> OutboxMail:
    """Read the row anew."""
    db.session.expire_all()
    return db.session.get_one(OutboxMail, row.id)


def worked_for(hours: int) -> None:
    """Let the worker look every minute of some hours."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(hours * 60):
            delivery.deliver_due()
            traveller.shift(timedelta(minutes=1))


def test_a_short_message_is_sent_once_under_the_word_of_the_portal(gateway: Gateway, mailbox: Mailbox) -> None:
    row = queued()

    assert [delivery.deliver_due(), delivery.deliver_due()] == [1, 0]

    assert gateway.taken == [{"id": str(row.id), "to": NUMBER, "text": "Neue Nachricht: http://portal.test/l/geheim"}]
    assert gateway.asked[0]["Authorization"] == "Bearer geheimes-wort"
    assert gateway.asked[0]["Idempotency-Key"] == str(row.id)
    assert mailbox.mails == []
    assert (again(row).state, again(row).body) == (MailState.SENT, "")


def test_it_is_sealed_while_it_waits(gateway: Gateway) -> None:
    assert "geheim" not in queued().body


def test_a_gateway_that_took_it_and_did_not_say_so_sends_it_once(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "SECONDS", 0.2)
    row, gateway.forgets_to_answer = queued(), True
    delivery.deliver_due()
    assert again(row).last_error == "SmsNotSent"

    gateway.forgets_to_answer = False
    worked_for(1)

    assert len(gateway.taken) == 1
    assert len(gateway.asked) == 2
    assert again(row).state is MailState.SENT


@pytest.mark.parametrize("status", [500, 503, 429, 401, 302])
def test_a_gateway_in_trouble_is_asked_again(gateway: Gateway, told: list[str], status: int) -> None:
    row, gateway.status = queued(), status
    delivery.deliver_due()
    assert again(row).state is MailState.QUEUED

    gateway.status = 202
    worked_for(1)

    assert again(row).state is MailState.SENT
    assert (len(gateway.taken), told) == (1, [])


def test_a_gateway_that_is_down_is_given_up_after_an_hour_and_a_half_and_said_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    with Gateway() as gone:
        monkeypatch.setitem(app.config, "PORTAL_SMS_URL", gone.url)
    row = queued()

    worked_for(2)

    assert again(row).state is MailState.DEAD
    assert again(row).attempts == len(delivery.RETRY[MailChannel.SMS]) + 1
    assert told == [NUMBER]


def test_a_number_the_gateway_refuses_is_given_up_at_once(gateway: Gateway, told: list[str]) -> None:
    row, gateway.status = queued(), 422

    delivery.deliver_due()

    assert again(row).state is MailState.DEAD
    assert told == [NUMBER]


def test_the_demo_asks_no_gateway_and_shows_what_it_would_have_sent(
    app: Flask, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PORTAL_DEMO", True)
    row = queued()

    assert delivery.deliver_due() == 1

    assert gateway.asked == []
    assert outbox.opened(again(row)) == "Neue Nachricht: http://portal.test/l/geheim"


def test_nothing_is_on_unless_a_gateway_is_named(app: Flask) -> None:
    assert not sms.is_on()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("ä" * 160, 1),
        ("ä" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("ع" * 134, 2),
        ("ع" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_a_text_takes_as_many_parts_as_the_networks_count(text: str, expected: int) -> None:
    assert sms.parts(text) == expected


def test_a_text_that_is_too_long_is_not_cut(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "rendered", lambda _name, **_context: "я" * 202)

    with pytest.raises(ValueError, match="too many parts"):
        queued()


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("0151 23456789", NUMBER),
        ("+49 (151) 23456789", NUMBER),
        ("02452 123456", None),
        ("+32 470 12 34 56", "+32470123456"),
        ("12", None),
        ("", None),
        (None, None),
        ("bei der Nachbarin", None),
    ],
)
def test_only_a_mobile_telephone_reads_short_messages(phone: str | None, expected: str | None) -> None:
    assert sms.number(phone) == expected


def test_a_gateway_is_named_with_its_word() -> None:
    given = {**NEEDED, "PORTAL_SMS_URL": "https://sms.example/v1", "PORTAL_SMS_TOKEN": "wort"}

    settings = Settings.from_environment(given)

    assert (settings.sms_url, settings.sms_token) == ("https://sms.example/v1", "wort")
    assert Settings.from_environment(NEEDED).sms_url is None
    assert Settings.from_environment({**given, "PORTAL_DEMO": "1"}).sms_url is None


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("https://sms.example/v1", ""),
        ("http://sms.example/v1", "wort"),
        ("https://user:wort@sms.example/", "wort"),
        ("https://sms.example/?key=1", "wort"),
        ("https://sms.example:port/", "wort"),
        ("sms.example", "wort"),
    ],
)
def test_a_gateway_that_would_give_something_away_stops_the_start(url: str, token: str) -> None:
    with pytest.raises(BadSetting, match="PORTAL_SMS"):
        Settings.from_environment({**NEEDED, "PORTAL_SMS_URL": url, "PORTAL_SMS_TOKEN": token})
