"""Mail about new offers is asked for by anybody and begun by the owner of the address, who alone learns anything."""

import re

import pytest
from sqlalchemy import select

from portal.core import db, delivery
from portal.core.outbox import OutboxMail
from portal.vacancies.models import Alert
from portal.vacancies.queries import alerts as queries
from tests.mailbox import text_of
from tests.vacancies.alerting import (
    ADDRESS,
    GOOD,
    LINK,
    asked,
    begun,
    mornings,
    number_of,
    one_alert,
    published,
    said,
    send,
)


def test_nothing_is_sent_before_the_owner_of_the_address_has_confirmed(client, mailbox, travel):
    path = asked(client, mailbox)
    offer = published()
    assert mornings(travel, mailbox, 2) == [said(mailbox.mails[0])], "the question alone"

    assert client.get(path).status_code == 200
    assert one_alert().confirmed_at is None, "a scanner that follows links confirms nothing"
    client.post(path, data={"deed": "confirm"})
    mailbox.clear()

    [mail] = mornings(travel, mailbox)
    assert f"http://portal.test/offers/{offer.number}\n" in mail


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"km": "5"}, {"Nah"}),
        ({"km": "0"}, {"Nah"}),
        ({"km": "50"}, {"Nah", "Fern"}),
        ({"place": "52511 Geilenkirchen"}, {"Nah", "Fern"}),
        ({"choice": "field:Pflege"}, {"Pflegehelfer"}),
        ({"choice": "", "words": "Pakete"}, {"Nah", "Praktikum"}),
        ({"choice": "", "words": "Lagerhilfe"}, {"Nah", "Praktikum"}),
    ],
)
def test_an_alert_finds_what_the_board_finds(client, mailbox, travel, wish, told):
    begun(client, mailbox, **wish)
    published(title="Nah")
    away = {"postal_code": "52511", "town": "Geilenkirchen", "ags": "05370012", "easy_german": None}
    published(title="Fern", occupation="koch", tasks="Sie kochen.", **away)
    published(title="Praktikum", offer_kind="internship")
    care = {"offer_kind": "internship", "occupation": "pflegehilfskraft", "tasks": "Sie helfen.", "easy_german": None}
    published(title="Pflegehelfer", **care)

    texts = "\n".join(mornings(travel, mailbox)).splitlines()

    assert {title for title in ("Nah", "Fern", "Praktikum", "Pflegehelfer") if title in texts} == told


def test_a_link_does_only_what_its_page_offers(client, mailbox, travel):
    path = asked(client, mailbox)

    assert client.post(path, data={"deed": "erase"}).status_code == 404
    assert client.post(path, data={}).status_code == 404
    assert client.post(path, data={"deed": "keep"}).status_code == 303
    assert one_alert().confirmed_at is None


def test_the_answer_is_the_same_whether_an_address_is_known_or_full_or_new(client, mailbox, travel):
    answers = [send(client) for _ in range(2)]
    answers += [send(client, choice="", words=f"Wort{number}") for number in range(6)]
    answers.append(send(client, email="neu@example.org"))

    assert {(answer.status_code, answer.headers["Location"], answer.data) for answer in answers} == {
        (303, "/alerts/asked", answers[0].data)
    }
    delivery.deliver_due()
    kinds = db.session.scalars(select(OutboxMail.kind).where(OutboxMail.address == ADDRESS)).all()
    assert sorted(kinds) == ["vacancies/alert_asked"] * 5 + ["vacancies/alert_known"]
    told = next(mail for mail in mailbox.mails if "Benachrichtigungen" in mail["Subject"])
    assert len(LINK.findall(text_of(told))) == 1, "on that day there was one; the mail comes once a day"


def test_an_address_has_five_alerts_at_most_however_it_is_written(client, mailbox, travel):
    for number in range(7):
        send(client, choice="", words=f"Wort{number}", email=("kim@example.org", "Kim@Example.org")[number % 2])

    assert number_of(Alert) == 5
    assert {alert.slot for alert in db.session.scalars(select(Alert))} == {1, 2, 3, 4, 5}


def test_a_double_click_asks_once(client, mailbox, travel):
    found = re.search(r'name="record_id"[^>]*value="([^"]+)"', client.get("/alerts/new").text)
    assert found

    answers = [client.post("/alerts/new", data={"record_id": found[1], **GOOD}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert (number_of(Alert), number_of(OutboxMail)) == (1, 1)


def test_the_link_of_an_alert_that_was_ended_begins_none_for_another_address(client, mailbox, travel):
    path = asked(client, mailbox)
    used = one_alert().id
    client.post(path, data={"deed": "stop"})

    answer = client.post("/alerts/new", data={"record_id": str(used), **GOOD, "email": "nachbar@example.org"})
    client.post(path, data={"deed": "confirm"})

    assert answer.status_code == 303
    assert number_of(Alert) == 0


def test_what_fills_in_the_trap_gets_the_same_answer_and_nothing_else(client, travel):
    answer = send(client, homepage="https://spam.example")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts/asked")
    assert (number_of(Alert), number_of(OutboxMail)) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": "Nirgendwo"}, "place"),
        ({"place": "52525"}, "place"),
        ({"km": "7"}, "km"),
        ({"choice": ""}, "words"),
        ({"words": "Lager"}, "words"),
        ({"choice": "", "words": "Gewinn auf spam.example/x"}, "words"),
        ({"choice": "", "words": "Gewinn +49 900 12345"}, "words"),
        ({"choice": "kind:slavery"}, "choice"),
        ({"choice": "words:Lager"}, "choice"),
        ({"email": "kim"}, "email"),
        ({"email": "ünï@example.org"}, "email"),
    ],
)
def test_a_wish_nobody_can_fulfil_is_explained_beside_its_field(client, travel, wrong, field):
    answer = send(client, **wrong)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert number_of(Alert) == 0


def test_the_form_is_filled_in_with_what_the_board_was_asked(client, app):
    page = client.get("/alerts/new?place=Heinsberg&km=10&kind=internship&field=Pflege&german=A1&page=3").text
    words = client.get("/alerts/new?q=Lager&kind=internship").text

    assert 'value="Heinsberg"' in page
    assert '<option selected value="10">' in page
    assert '<option selected value="kind:internship">' in page
    assert 'value="Lager"' in words
    assert '<option selected value="">Bitte wählen' in words


def test_an_alert_speaks_the_language_it_was_asked_for_in(client, mailbox, travel):
    path = begun(client, mailbox, "/en")
    published()
    [mail] = mornings(travel, mailbox)

    assert path.startswith("/en/l/")
    assert mailbox.mails[0]["Subject"] == "1 new offer for you"
    assert "http://portal.test/en/offers/" in mail
    assert "Full-time job, 20 km around Erkelenz" in mail
    assert '<html lang="en"' in client.get(path).text


def test_links_of_alerts_are_for_nobody_else(client, mailbox, travel):
    answer = client.get(begun(client, mailbox))

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert ADDRESS not in answer.text


def test_a_place_that_is_taken_at_the_same_moment_is_left_to_the_other(client, mailbox, travel, monkeypatch):
    send(client)
    monkeypatch.setattr(queries, "of_address", lambda _address: [])

    assert send(client, choice="", words="Lager").status_code == 303
    assert number_of(Alert) == 1
