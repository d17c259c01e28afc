"""Double clicks: a form is carried out once, whatever it does, and both halves lead to the same page."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock, db, once
from portal.core.once import AnsweredForm
from portal.core.outbox import OutboxMail
from tests.core.lamps import Lamp, a_lamp


def token_of(browser: FlaskClient) -> str:
    """Load a page with a form and give its token, which is another one a second later."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/login").text)
    assert found
    return found[1]


def rings(lamp: Lamp) -> int:
    """Count what happened for good."""
    db.session.rollback()
    return db.session.scalars(select(Lamp.rings).where(Lamp.id == lamp.id)).one()


def test_the_second_half_of_a_double_click_does_nothing_and_leads_to_the_same_page(
    live: Flask, browser: FlaskClient
) -> None:
    lamp, sent = a_lamp(), {"csrf_token": token_of(browser)}
    mails = len(db.session.scalars(select(OutboxMail.id)).all())

    answers = [browser.post(f"/lamps/{lamp.id}/ring", data=sent) for _ in range(3)]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (303, f"/lamps/echo?lamp={lamp.id}")
    }
    assert rings(lamp) == 1
    assert len(db.session.scalars(select(OutboxMail.id)).all()) == mails + 2


def test_another_text_or_another_showing_of_the_page_is_another_deed(live: Flask, browser: FlaskClient) -> None:
    lamp, token = a_lamp(), token_of(browser)

    browser.post(f"/lamps/{lamp.id}/ring", data={"csrf_token": token, "text": "one"})
    browser.post(f"/lamps/{lamp.id}/ring", data={"csrf_token": token, "text": "two"})
    with time_machine.travel(clock.now() + timedelta(seconds=2)):
        browser.post(f"/lamps/{lamp.id}/ring", data={"csrf_token": token_of(browser), "text": "two"})

    assert rings(lamp) == 3


def test_the_same_once_more_after_a_while_is_meant(live: Flask, browser: FlaskClient) -> None:
    lamp, sent = a_lamp(), {"csrf_token": token_of(browser)}

    browser.post(f"/lamps/{lamp.id}/ring", data=sent)
    with time_machine.travel(clock.now() + once.DOUBLE_CLICK + timedelta(seconds=1)):
        browser.post(f"/lamps/{lamp.id}/ring", data=sent)

    assert rings(lamp) == 2


def test_a_second_half_that_finds_the_record_changed_is_no_conflict(live: Flask, browser: FlaskClient) -> None:
    lamp = a_lamp()
    sent = {"csrf_token": token_of(browser), "version": lamp.version, "colour": "red"}

    answers = [browser.post(f"/lamps/{lamp.id}/paint", data=sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_a_deed_that_failed_is_no_first_half(live: Flask, browser: FlaskClient) -> None:
    lamp = a_lamp()
    sent = {"csrf_token": token_of(browser), "version": 99, "colour": "red"}

    answers = [browser.post(f"/lamps/{lamp.id}/paint", data=sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]


def test_what_is_too_old_for_a_double_click_is_forgotten(live: Flask, browser: FlaskClient) -> None:
    lamp = a_lamp()
    browser.post(f"/lamps/{lamp.id}/ring", data={"csrf_token": token_of(browser)})

    once.forget()
    assert db.session.scalars(select(AnsweredForm)).all()
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        once.forget()

    assert db.session.scalars(select(AnsweredForm)).all() == []


@pytest.mark.parametrize("path", ["/lamps/echo"])
def test_a_page_that_is_read_asks_for_no_first_half(live: Flask, path: str) -> None:
    with live.test_request_context(path):
        assert once.answer() is None
