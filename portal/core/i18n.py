"""Languages: which there are, which one a reader gets, and how dates and money read in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, refresh

from portal.core import clock
from portal.core.actor import Actor, ActorKind


@dataclass(frozen=True)
class Language:
    """A language of the interface.

    `code` is Babel's name of it and that of its folder of translations; `prefix` stands in the address of its public
    pages; one that is not `is_full` has those pages alone, and nobody works in it.
    """

    code: str
    label: str
    direction: str
    prefix: str
    is_full: bool = False

    @property
    def base(self) -> str:
        """Give the language alone, however simply it is written (ISO 639-1)."""
        return self.code.partition("@")[0]

    @property
    def tag(self) -> str:
        """Give the name browsers and search engines know it by (BCP 47)."""
        return self.code.replace("@", "-")


LANGUAGES = (
    Language("de", "Deutsch", "ltr", "", is_full=True),
    Language("de@simple", "Einfache Sprache", "ltr", "leicht"),
    Language("en", "English", "ltr", "en", is_full=True),
    Language("uk", "Українська", "ltr", "uk"),
    Language("ar", "العربية", "rtl", "ar"),
)
"""A language enters this table when its catalogue is complete for what it covers; German is the source language."""
FULL = tuple(language for language in LANGUAGES if language.is_full)

BY_CODE = {language.code: language for language in LANGUAGES}
BY_PREFIX = {language.prefix: language for language in LANGUAGES}
_DAYS = {"de": "ccc, d. MMMM y", "ar": "ccc، d MMMM y"}
_MOMENTS = {"de": "d. MMM y, HH:mm", "ar": "d MMM y، HH:mm"}


def init_app(app: Flask, who: Callable[[], Actor], offered: Callable[[], Sequence[Language]]) -> None:
    """Let Flask-Babel ask us for the locale, us `who` reads, and in which languages there is what they read."""
    Babel(app, locale_selector=lambda: _select(who, offered), default_locale="de", default_timezone="Europe/Berlin")
    app.jinja_env.filters.update(day=day, month=month, moment=moment, money=money, number=number)


def current() -> Language:
    """Give the language of this request or mail."""
    return BY_CODE.get(str(get_locale()), LANGUAGES[0])


def full(code: str) -> str:
    """Give the language somebody can work in and be written to in: their own one if it has every page, else German."""
    return code if code in BY_CODE and BY_CODE[code].is_full else "de"


def keep_to_full() -> None:
    """Show the rest of this request in a language that has every page: what follows is not for visitors."""
    g.languages = FULL
    if "language" in g:
        g.language = full(g.language)
    refresh()


def _select(who: Callable[[], Actor], offered: Callable[[], Sequence[Language]]) -> str:
    if not has_request_context():
        return "de"
    if "language" in g:  # set from the address of public pages
        return str(g.language)
    reader = who()
    if reader.kind is not ActorKind.NOBODY and reader.locale in BY_CODE:
        return reader.locale if reader.locale in [language.code for language in offered()] else "de"
    return asked_for(offered()) or "de"


def asked_for(offered: Sequence[Language]) -> str | None:
    """Give the first of these languages that the browser or program asks for."""
    codes = [language.code for language in offered]
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((code for code in wanted if code in codes), None)  # werkzeug prefers `de;q=0.1` to `en-GB`


def day(value: date | None) -> str:
    """Write a day: Mo, 5. Januar 2026."""
    return format_date(value, _pattern(_DAYS, "ccc, d MMMM y"), locale=current().code) if value else ""


def month(value: date) -> str:
    """Write a month: Januar 2026."""
    return format_date(value, "LLLL y", locale=current().code)


def moment(value: datetime | None) -> str:
    """Write a moment in local time."""
    pattern = _pattern(_MOMENTS, "d MMM y, HH:mm")
    return format_datetime(clock.local(value), pattern, locale=current().code) if value else ""


def money(value: Decimal | None) -> str:
    """Write an amount of euro: 14,60 EUR."""
    return apart(f"{format_decimal(value, '#,##0.00', locale=current().code)} EUR") if value is not None else ""


def number(value: Decimal | int | float | None) -> str:
    """Write a number as the language does, without needless zeros."""
    return format_decimal(value, "#,##0.##", locale=current().code) if value is not None else ""


def apart(text: str) -> str:
    """Keep figures with spaces in them in their order where the text around them runs from right to left."""
    return f"\u2066{text}\u2069" if current().direction == "rtl" else text


def _pattern(patterns: dict[str, str], usual: str) -> str:
    return patterns.get(current().base, usual)
