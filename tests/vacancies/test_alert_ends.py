"""An alert ends by one click, by silence, after thirteen months, and when the address takes no mail."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.core import db, delivery, reminders, retention
from portal.core.outbox import OutboxMail
from portal.core.retention import Erasure
from portal.vacancies.models import Alert, AlertOffer
from portal.vacancies.rules.alerts import ANSWER_WITHIN, ASK_AFTER, CONFIRM_WITHIN, ENDS_AFTER, KEPT_AT_MOST
from portal.vacancies.services import alerts
from tests.vacancies.alerting import (
    ASKING,
    NINE,
    OF_ALERTS,
    asked,
    begun,
    link_in,
    mornings,
    number_of,
    one_alert,
    published,
)


def test_a_mail_that_waits_is_not_sent_to_somebody_who_has_ended_the_alert(client, mailbox, travel):
    path = begun(client, mailbox)
    published()
    travel.shift(timedelta(days=1))
    alerts.look_through()

    client.post(path, data={"deed": "stop"})

    assert delivery.deliver_due() == 0
    assert mailbox.mails == []


def test_a_mail_says_how_to_end_it_to_people_and_to_mail_programs(client, mailbox, travel):
    begun(client, mailbox)
    published()
    mornings(travel, mailbox)
    [mail] = mailbox.mails
    url = mail["List-Unsubscribe"].strip(" <>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.removeprefix("http://portal.test") == link_in(mailbox)

    path = url.removeprefix("http://portal.test")
    assert client.get(path).status_code == 200
    assert number_of(Alert) == 1, "opening it ends nothing"
    answers = [client.post(path, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200], "programs follow no redirect, and may ask twice"
    assert (number_of(Alert), number_of(AlertOffer)) == (0, 0)
    assert db.session.scalars(select(Erasure.rule)).all() == [alerts.STOPPED]
    assert "Wir schreiben Ihnen nicht mehr" in client.get(path).text


def test_one_click_works_in_a_browser_that_checks_forms(app: Flask, client, mailbox, travel):
    path = begun(client, mailbox)
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, number_of(Alert)) == (200, 0)


def test_after_half_a_year_the_owner_is_asked_and_silence_ends_it(client, mailbox, travel):
    begun(client, mailbox)
    travel.shift(ASK_AFTER - timedelta(days=1))
    assert reminders.run_due(ASKING) == 0
    travel.shift(timedelta(days=1))
    assert [reminders.run_due(ASKING) for _ in range(2)] == [1, 0]
    delivery.deliver_due()
    assert [mail["Subject"] for mail in mailbox.mails] == ["Möchten Sie weiter neue Angebote bekommen?"]
    published()
    assert len(mornings(travel, mailbox)) == 2, "meanwhile it goes on"

    travel.shift(ANSWER_WITHIN - timedelta(days=2))
    assert retention.run_due(OF_ALERTS) == 0
    travel.shift(timedelta(days=2))
    assert retention.run_due(OF_ALERTS) == 1
    assert (number_of(Alert), number_of(AlertOffer)) == (0, 0)


def test_a_yes_keeps_it_until_the_thirteenth_month_and_no_longer(client, mailbox, travel):
    begun(client, mailbox)
    travel.shift(ASK_AFTER)
    reminders.run_due(ASKING)
    delivery.deliver_due()
    path = link_in(mailbox)
    assert "Ja, weiter benachrichtigen" in client.get(path).text
    client.post(path, data={"deed": "keep"})
    mailbox.clear()

    travel.move_to(NINE + ENDS_AFTER)
    assert retention.run_due(OF_ALERTS) == 0
    assert [reminders.run_due(ASKING) for _ in range(2)] == [1, 0], "no second question in the last month"
    delivery.deliver_due()
    assert [mail["Subject"] for mail in mailbox.mails] == ["Ihre Benachrichtigung endet bald"]
    assert one_alert().asked_at is None
    travel.move_to(NINE + KEPT_AT_MOST - timedelta(days=1))
    assert retention.run_due(OF_ALERTS) == 0
    travel.shift(timedelta(days=2))

    assert retention.run_due(OF_ALERTS) == 1
    assert number_of(Alert) == 0
    assert client.get(path).status_code == 404, "its links end with it"


def test_with_its_last_alert_an_address_is_gone_from_the_mail_as_well(client, mailbox, travel):
    begun(client, mailbox)
    first = one_alert()
    other = asked(client, mailbox, words="Gärtner", choice="", email="KIM@example.org")
    client.post(other, data={"deed": "stop"})
    travel.shift(ASK_AFTER)
    assert reminders.run_due(ASKING) == 1
    assert number_of(OutboxMail) == 3, "the first alert goes on, and its owner is asked"
    mailbox.clear()

    alerts.stop(first)
    db.session.commit()

    assert (number_of(Alert), number_of(OutboxMail)) == (0, 0)
    assert delivery.deliver_due() == 0
    assert mailbox.mails == []


def test_a_dead_link_brings_a_living_one_while_there_is_an_alert(client, mailbox, travel):
    first = asked(client, mailbox)
    client.post(first, data={"deed": "confirm"})
    travel.shift(ASK_AFTER)
    assert client.get(first).status_code == 404
    mailbox.clear()

    for _ in range(2):
        assert client.post(f"{first}/again").status_code == 200
    delivery.deliver_due()

    [mail] = mailbox.mails
    assert mail["Subject"] == "Ihre Benachrichtigungen beim Integration Point"
    assert client.get(link_in(mailbox)).status_code == 200


def test_what_nobody_confirms_is_gone_after_a_week(client, mailbox, travel):
    path = asked(client, mailbox)
    travel.shift(CONFIRM_WITHIN - timedelta(hours=1))
    assert retention.run_due(OF_ALERTS) == 0
    travel.shift(timedelta(hours=2))

    assert retention.run_due(OF_ALERTS) == 1
    assert client.post(path, data={"deed": "confirm"}).status_code == 404
    assert number_of(Alert) == 0


def test_an_address_that_takes_no_mail_loses_its_alerts(client, mailbox, travel):
    begun(client, mailbox)
    published()
    travel.shift(timedelta(days=1))
    alerts.look_through()
    mailbox.answer = "550 no such user"

    delivery.deliver_due()

    assert (number_of(Alert), number_of(AlertOffer)) == (0, 0)
