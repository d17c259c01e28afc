"""Languages: who reads which, and how dates and amounts are written in it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from portal.core import i18n
from tests.core.lamps import FIRM

NIGHT = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("write", "value", "german", "english"),
    [
        (i18n.day, date(2026, 1, 5), "Mo, 5. Januar 2026", "Mon, 5 January 2026"),
        (i18n.moment, NIGHT, "1. Aug. 2026, 00:30", "1 Aug 2026, 00:30"),
        (i18n.money, Decimal("1234.5"), "1.234,50 EUR", "1,234.50 EUR"),
        (i18n.number, Decimal("38.50"), "38,5", "38.5"),
        (i18n.number, 12000, "12.000", "12,000"),
    ],
)
def test_values_read_as_the_language_writes_them(app: Flask, write: Any, value: Any, german: str, english: str) -> None:
    with app.test_request_context("/"):
        assert write(None) == ""
        with force_locale("de"):
            assert write(value) == german
        with force_locale("en"):
            assert write(value) == english


def test_outside_of_a_request_the_source_language_is_spoken(app: Flask) -> None:
    assert i18n.current().code == "de"


@pytest.mark.parametrize(
    ("accepted", "own", "spoken"),
    [
        ("en-GB,de;q=0.5", None, "en"),
        ("fr, en;q=0", None, "de"),
        ("", None, "de"),
        ("de", "en", "en"),
        ("en", "xx", "en"),
        ("uk, en", None, "en"),  # nobody works in Ukrainian
        ("en", "uk", "de"),
    ],
)
def test_a_reader_gets_their_own_language_before_that_of_the_browser(
    live: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, accepted: str, own: str | None, spoken: str
) -> None:
    if own:
        monkeypatch.setitem(live.extensions, "portal.load_actor", lambda: replace(FIRM, locale=own))

    answer = browser.get("/lamps/desk", headers={"Accept-Language": accepted})

    assert answer.headers["Content-Language"] == spoken


@pytest.mark.parametrize(
    ("code", "day", "money", "tag"),
    [
        ("de@simple", "Mo, 5. Januar 2026", "1.234,50 EUR", "de-simple"),
        ("uk", "пн, 5 січня 2026", "1 234,50 EUR", "uk"),
        ("ar", "الاثنين، 5 يناير 2026", "\u20661,234.50 EUR\u2069", "ar"),
    ],
)
def test_visitors_read_values_in_their_language_and_amounts_in_their_order(
    app: Flask, code: str, day: str, money: str, tag: str
) -> None:
    with app.test_request_context("/"), force_locale(code):
        assert i18n.day(date(2026, 1, 5)) == day
        assert i18n.money(Decimal("1234.5")).replace("\xa0", " ") == money
        assert i18n.current().tag == tag


@pytest.mark.parametrize(
    ("path", "spoken"),
    [
        ("/uk/people", "uk"),
        ("/leicht/people", "de-simple"),
        ("/ar/organisations/sign-up", "ar"),
        ("/organisations/sign-up", "de"),  # the switcher leads here: the browser's wish must not overrule it
        ("/ar/nothing-here", "ar"),
        ("/ar/l/no-such-token", "ar"),
        ("/uk/login", "en"),
        ("/en/login", "en"),
    ],
)
def test_an_address_names_the_language_of_what_exists_in_it(client: FlaskClient, path: str, spoken: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "en"})

    assert answer.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}" dir="{"rtl" if spoken == "ar" else "ltr"}">' in answer.text


def test_staff_are_offered_and_written_to_in_full_languages_only(client: FlaskClient) -> None:
    assert 'hreflang="uk"' in client.get("/people").text
    assert 'hreflang="uk"' not in client.get("/login").text
    assert [i18n.full(code) for code in ("en", "uk", "de@simple", "xx")] == ["en", "de", "de", "de"]
