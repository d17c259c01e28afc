"""What is lawful in an offer and still keeps people away, or looks like a slip: nobody is kept from publishing it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from portal.core.search.normalise import plain_gender
from portal.reference import Severity
from portal.reference.texts import N_, Text
from portal.vacancies.rules.content import in_figures
from portal.vacancies.rules.findings.concern import Concern
from portal.vacancies.rules.states import PayUnit

TEXTS = (
    "occupation_title",
    "tasks",
    "needed",
    "can_be_learned",
    "times",
    "pay_note",
    "support",
    "reach",
    "easy_german",
)
"""The columns of free text whose wording is checked, beside the title."""
_HIGHEST_HOURLY_EUR = 100
_LOWEST_MONTHLY_EUR = 60
"""Beyond these, the amount was most likely meant for the other unit."""
_WIDEST_SPAN = 4
"""How many times the lowest amount the highest may be before nobody knows what will be paid."""
_LONGEST_SENTENCE_WORDS = 25
_MOSTLY_CAPITALS = 0.7
_FEWEST_LETTERS = {"title": 6, "text": 40}
"""Shorter ones say nothing about capitals: "LKW", "SHK", "EU"."""
_AMOUNT = r"(\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,6}(?:,\d{1,2})?)"
_PAID = re.compile(
    rf"{_AMOUNT}\s?(?:(?:€|euro|eur)?\s?(?:-|–|bis)\s?(?:zu\s)?{_AMOUNT}\s?)?(?:€|euro\b|eur\b)\s?(?:brutto\s?)?"
    r"(?:/|(?:pro|je|die|in\sder|im)\s)\s?(?:(?P<hour>stunde|std|h\b)|monat)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}"
    r"|\bhttps?://[^\s,;)]+|\bwww\.[^\s,;)]+|(?<![\w.-])[\w-]{2,63}\.(?:de|com|net|org|eu|info)\b"
    r"|(?<![\d.,/-])(?:\+49|0049|0[1-9]\d{1,4})\s?(?:\(0\)\s?)?[/-]?\s?\d(?:[\s/-]?\d){4,12}(?!\d)",
    re.IGNORECASE,
)
_OWN_COSTS = re.compile(
    r"\b(?:\w{0,30}(?:kleidung|werkzeug|schuhe|zeugnis|schulung|kurs|schein|unterkunft|ausrüstung|uniform))\b[^.!?\n]{0,40}"
    r"\b(?:selbst\s(?:be)?zahlen|zahlen\ssie\sselbst|selbst\skaufen|auf\s(?:eigene|ihre)\skosten"
    r"|vom\s(?:ersten\s)?(?:lohn|gehalt)\s(?:ab|abgezogen|einbehalten))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?:;]\s|\n")


def cautions(version: Any) -> Iterator[Concern]:
    """List slips, and what makes an offer hard to read or to trust."""
    yield from _pay_unit(version)
    yield from _pay_span(version)
    yield from _capitals(version)
    text = "\n".join(getattr(version, name) or "" for name in TEXTS)
    yield from _passage(_CONTACT, text, "contact_in_text", _CONTACT_SAID)
    yield from _passage(_OWN_COSTS, text, "own_costs", _OWN_COSTS_SAID)
    yield from _long_sentence(version)


_CONTACT_SAID = (
    N_("Im Text stehen Kontaktdaten. Interessierte melden sich über das Portal, damit nichts verloren geht."),
    N_("Kontaktdaten aus dem Text nehmen"),
)
_OWN_COSTS_SAID = (
    N_("Hier sollen Menschen Geld ausgeben, um arbeiten zu dürfen. Das schreckt ab und ist oft nicht erlaubt."),
    N_("Schreiben, was der Betrieb bezahlt oder stellt"),
)


def _passage(pattern: re.Pattern[str], text: str, rule_id: str, said: tuple[Text, Text]) -> Iterator[Concern]:
    for passage in dict.fromkeys(match.group() for match in pattern.finditer(text)):
        yield Concern(rule_id, Severity.WARNING, *said, "", passage)


def _pay_unit(version: Any) -> Iterator[Concern]:
    amount, unit = version.pay_eur, version.pay_unit
    if amount is None:
        return
    if unit is PayUnit.HOUR and amount > _HIGHEST_HOURLY_EUR:
        said = N_("%(pay)s Euro in der Stunde ist sehr viel. Ist der Lohn im Monat gemeint?", pay=in_figures(amount))
        yield Concern("pay_unit", Severity.WARNING, said, N_("„im Monat“ wählen oder den Betrag ändern"), "")
    if unit is PayUnit.MONTH and amount < _LOWEST_MONTHLY_EUR:
        said = N_("%(pay)s Euro im Monat ist sehr wenig. Ist der Lohn in der Stunde gemeint?", pay=in_figures(amount))
        yield Concern("pay_unit", Severity.WARNING, said, N_("„in der Stunde“ wählen oder den Betrag ändern"), "")


def _pay_span(version: Any) -> Iterator[Concern]:
    """Find amounts of one unit so far apart that nobody knows what will be paid."""
    amounts: dict[PayUnit, list[Decimal]] = {PayUnit.HOUR: [], PayUnit.MONTH: []}
    for match in _PAID.finditer("\n".join(getattr(version, name) or "" for name in TEXTS)):
        unit = PayUnit.HOUR if match["hour"] else PayUnit.MONTH
        amounts[unit] += [_amount(text) for text in match.group(1, 2) if text]
    if version.pay_unit in amounts and version.pay_eur is not None:
        amounts[version.pay_unit].append(version.pay_eur)
    for named in amounts.values():
        if named and max(named) > _WIDEST_SPAN * min(named):
            said = N_(
                "Zwischen %(low)s und %(high)s Euro liegt mehr als das Vierfache.",
                low=in_figures(min(named)),
                high=in_figures(max(named)),
            )
            yield Concern("pay_span", Severity.WARNING, said, N_("Den Lohn nennen, der am Anfang bezahlt wird"), "")


def _capitals(version: Any) -> Iterator[Concern]:
    texts = {"title": plain_gender(version.title or ""), "text": version.tasks or ""}
    for name, text in texts.items():
        letters = [sign for sign in text if sign.isalpha()]
        capitals = sum(letter.isupper() for letter in letters)
        if len(letters) >= _FEWEST_LETTERS[name] and capitals > _MOSTLY_CAPITALS * len(letters):
            said = N_("Fast alles ist in großen Buchstaben geschrieben. Das ist schwer zu lesen und klingt laut.")
            fix = N_("In gewöhnlicher Schreibweise schreiben")
            yield Concern("all_caps", Severity.HINT, said, fix, "", version.title if name == "title" else "")


def _long_sentence(version: Any) -> Iterator[Concern]:
    for sentence in _SENTENCE_END.split(version.tasks or ""):
        words = sentence.split()
        if len(words) > _LONGEST_SENTENCE_WORDS:
            said = N_("Dieser Satz hat %(words)s Wörter. Kurze Sätze verstehen mehr Menschen.", words=len(words))
            fix = N_("Zwei oder drei Sätze daraus machen")
            yield Concern("long_sentence", Severity.HINT, said, fix, "", sentence.strip())


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))
