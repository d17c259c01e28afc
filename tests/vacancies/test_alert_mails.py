"""An alert tells of every new offer once: none is lost while the index lags or a process dies, none that is closed."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from portal.core import clock, db, delivery
from portal.core.outbox import OutboxMail
from portal.core.search import SearchUnavailable
from portal.vacancies import search
from portal.vacancies.models import Alert, AlertOffer
from portal.vacancies.queries import alerts as queries
from portal.vacancies.rules import VacancyState
from portal.vacancies.services import alerts
from tests.factories.vacancies import VacancyFactory
from tests.mailbox import text_of
from tests.vacancies.alerting import ADDRESS, NINE, becomes, begun, mornings, number_of, published


def test_an_offer_is_told_of_once_whatever_becomes_of_it(client, mailbox, travel):
    published(title="War schon da")
    travel.shift(timedelta(hours=1))
    begun(client, mailbox)
    assert mornings(travel, mailbox) == [], "what was there when they asked is nothing new"
    offer = published(title="Lagerhelfer (m/w/d) für die Frühschicht")

    [mail] = mornings(travel, mailbox)
    assert "Lagerhelfer (m/w/d) für die Frühschicht\nErkelenz" in mail
    assert "War schon da" not in mail
    offer.text.title, offer.text.saved_at = "Neuer Titel", clock.now()
    offer.published_at = clock.now()
    db.session.commit()
    search.rebuild()
    mailbox.clear()

    assert mornings(travel, mailbox, 3) == []


def test_what_the_index_takes_in_late_is_told_later_and_never_lost(client, mailbox, travel):
    begun(client, mailbox)
    offer = VacancyFactory(published=True, published_at=clock.now() + timedelta(seconds=1))
    search.backend().rebuild([])
    assert mornings(travel, mailbox, 2) == []

    search.rebuild()

    [mail] = mornings(travel, mailbox)
    assert offer.number in mail


def test_an_index_that_cannot_be_asked_leaves_the_alert_for_the_next_run(client, mailbox, travel, monkeypatch):
    begun(client, mailbox)
    offer = published()
    travel.shift(timedelta(days=1))

    def broken(*_args: object, **_names: object) -> None:
        raise SearchUnavailable

    monkeypatch.setattr(search, "answer", broken)
    with pytest.raises(ExceptionGroup):
        alerts.look_through()
    monkeypatch.undo()

    assert alerts.look_through() == 1
    delivery.deliver_due()
    assert offer.number in text_of(mailbox.mails[0])


@pytest.mark.parametrize(
    "closed",
    [
        {"state": VacancyState.PAUSED},
        {"state": VacancyState.WITHDRAWN},
        {"state": VacancyState.FILLED, "taken": 2},
        {"taken": 2},
        {"expires_on": date(2026, 3, 2)},
    ],
)
def test_an_offer_that_closed_before_the_morning_is_not_told_of(client, mailbox, travel, closed):
    begun(client, mailbox)
    offer = published()
    becomes(offer, **closed)

    assert mornings(travel, mailbox) == [], "though the index still has it"


def test_an_offer_that_closes_while_the_mail_waits_is_taken_out_of_it(client, mailbox, travel):
    begun(client, mailbox)
    closing, staying = published(title="Schließt"), published(title="Bleibt")
    travel.shift(timedelta(days=1))
    assert alerts.look_through() == 1
    becomes(closing, state=VacancyState.PAUSED)

    delivery.deliver_due()

    [mail] = mailbox.to(ADDRESS)
    assert mail["Subject"] == "1 neues Angebot für Sie"
    assert "Bleibt" in text_of(mail)
    assert "Schließt" not in text_of(mail)
    becomes(closing, state=VacancyState.PUBLISHED)
    mailbox.clear()
    [later] = mornings(travel, mailbox)
    assert ("Schließt" in later, staying.number in later) == (True, False), "it was never told of"


def test_a_mail_with_nothing_left_to_say_is_not_sent(client, mailbox, travel):
    begun(client, mailbox)
    offer = published()
    travel.shift(timedelta(days=1))
    alerts.look_through()
    becomes(offer, state=VacancyState.WITHDRAWN)

    assert delivery.deliver_due() == 0
    assert mailbox.mails == []
    assert number_of(AlertOffer) == 0


def test_a_crash_between_sending_and_marking_sends_the_same_mail_again_and_no_other(
    app, client, mailbox, travel, monkeypatch
):
    begun(client, mailbox)
    published()
    travel.shift(timedelta(days=1))
    alerts.look_through()
    send = app.extensions["mail"].send

    def sends_and_dies(message: object) -> None:
        send(message)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(app.extensions["mail"], "send", sends_and_dies)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver_due()
    db.session.rollback()
    assert alerts.look_through() == 0, "it was told today"
    travel.shift(delivery.LEASE + timedelta(seconds=1))

    assert delivery.deliver_due() == 1
    assert len(mailbox.mails) == 2
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1


def test_alerts_are_looked_through_once_a_day_and_not_in_the_night(client, mailbox, travel):
    begun(client, mailbox)
    published()

    travel.move_to(NINE + timedelta(days=1, hours=-4))
    assert alerts.look_through() == 0
    travel.shift(timedelta(hours=2))
    assert alerts.look_through() == 1
    published()
    travel.shift(timedelta(hours=10))
    assert alerts.look_through() == 0
    travel.shift(timedelta(hours=14))
    assert alerts.look_through() == 1


def test_one_owner_hears_of_an_offer_from_one_alert_alone(client, mailbox, travel):
    begun(client, mailbox)
    begun(client, mailbox, choice="", words="Pakete", email="KIM@example.org")
    published()

    texts = mornings(travel, mailbox) + [text_of(mail) for mail in mailbox.to("KIM@example.org")]

    assert len(texts) == 1


def test_more_offers_than_a_mail_holds_come_with_the_next(client, mailbox, travel, monkeypatch):
    monkeypatch.setattr(queries, "MOST_OFFERS", 2)
    begun(client, mailbox)
    numbers = [published().number for _ in range(3)]

    first, second = mornings(travel, mailbox, 2)

    assert [number in first for number in numbers] == [True, True, False]
    assert [number in second for number in numbers] == [False, False, True]


def test_mails_say_nothing_personal_in_their_subjects_and_follow_nobody(client, mailbox, travel):
    begun(client, mailbox, choice="", words="Pakete")
    published()
    mornings(travel, mailbox)

    [mail] = mailbox.mails
    assert "Pakete" not in mail["Subject"]
    html = mail.get_body(("html",)).get_content()
    assert "<img" not in html
    assert all("?" not in url for url in re.findall(r'href="([^"]+)"', html))


def test_an_alert_that_ended_while_it_was_looked_through_is_left_alone(client, mailbox, travel, monkeypatch):
    begun(client, mailbox)
    published()
    travel.shift(timedelta(days=1))

    def ended(alert: Alert) -> list[object]:
        db.session.execute(delete(Alert))
        return []

    monkeypatch.setattr(alerts, "found_for", ended)

    assert alerts.look_through() == 0
    assert number_of(OutboxMail) == number_of(Alert) + 1, "the question of the beginning alone"
