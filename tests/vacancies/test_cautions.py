"""What is lawful in an offer and still a slip or hard to read; any offer at all is judged without a stumble."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import OfferKindCode, Severity, snapshot
from portal.reference.loading import read_table
from portal.reference.tables.words import SampleVacancy
from portal.vacancies.rules import CONTENT, PayUnit
from portal.vacancies.rules.findings import TEXTS, concerns
from portal.vacancies.rules.findings.cautions import cautions

TABLES = snapshot()
DAY = date(2027, 1, 11)


def written(**content: Any) -> SimpleNamespace:
    """Build a text that says only this."""
    return SimpleNamespace(**dict.fromkeys(CONTENT) | content)


def found(**content: Any) -> dict[str, str]:
    """Give the cautions about a text, with their passage."""
    return {concern.rule_id: concern.passage for concern in cautions(written(**content))}


@pytest.mark.parametrize(
    ("amount", "unit", "is_found"),
    [
        ("14.60", PayUnit.MONTH, True),
        ("2300", PayUnit.HOUR, True),
        ("14.60", PayUnit.HOUR, False),
        ("2300", PayUnit.MONTH, False),
        ("100", PayUnit.HOUR, False),
        ("60", PayUnit.MONTH, False),
        ("5", PayUnit.AGREEMENT, False),
    ],
)
def test_a_mix_up_of_month_and_hour_is_found(amount: str, unit: PayUnit, is_found: bool) -> None:
    assert ("pay_unit" in found(pay_eur=Decimal(amount), pay_unit=unit)) is is_found


@pytest.mark.parametrize(
    ("note", "is_found"),
    [
        ("12 bis 60 Euro pro Stunde", True),
        ("12,50 € – 60,00 €/Std. je nach Leistung", True),
        ("Grundlohn 900 Euro im Monat, später bis 4.000 Euro im Monat", True),
        ("bis 70 EUR/h möglich", True),
        ("15 bis 18 Euro pro Stunde", False),
        ("2.400 Euro im Monat, das sind etwa 14,60 Euro die Stunde", False),
        ("15 Euro pro Stunde und einmal 200 Euro Urlaubsgeld", False),
        ("nach Tarif", False),
    ],
)
def test_a_wide_span_of_pay_is_found(note: str, is_found: bool) -> None:
    assert ("pay_span" in found(pay_note=note, pay_eur=Decimal("14.60"), pay_unit=PayUnit.HOUR)) is is_found


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("LAGERHELFER (m/w/d) GESUCHT", True),
        ("KÜCHENHILFE", True),
        ("Fahrer (m/w/d) LKW", False),
        ("LKW (m/w/d)", False),
        ("Anlagenmechaniker SHK (m/w/d)", False),
        ("مساعد مطبخ", False),
    ],
)
def test_a_title_in_capitals_is_found(title: str, is_found: bool) -> None:
    assert ("all_caps" in found(title=title)) is is_found


def test_a_text_in_capitals_is_found() -> None:
    assert "all_caps" in found(tasks="SIE PACKEN PAKETE UND RÄUMEN DIE REGALE WIEDER EIN.")
    assert "all_caps" not in found(tasks="Sie fahren den LKW zum DHL-Lager und laden alle Pakete aus.")


@pytest.mark.parametrize(
    "passage",
    [
        "02431 123456",
        "02431/12 34 56",
        "+49 171 2345678",
        "0171-2345678",
        "chef@firma-beispiel.de",
        "www.firma-beispiel.de",
        "https://firma.example/jobs?x=1",
        "firma-beispiel.de",
    ],
)
def test_contact_data_in_a_text_are_found(passage: str) -> None:
    assert found(support=f"Melden Sie sich gern: {passage}, wir freuen uns.") == {"contact_in_text": passage}


@pytest.mark.parametrize(
    "text",
    [
        "Von 05:30 bis 14:00 Uhr, am 01.02.2027 geht es los.",
        "Bus 408 ab 06110 Halle, dann 10 Minuten zu Fuß.",
        "Kisten von 10-15 kg, 39,5 Stunden, 14,60 Euro.",
        "Belehrung nach § 43 IfSG, Norm DIN 18560-2.",
    ],
)
def test_times_dates_and_numbers_are_no_contact_data(text: str) -> None:
    assert found(times=text) == {}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Die Arbeitskleidung müssen Sie selbst bezahlen.", True),
        ("Das Führungszeugnis zahlen Sie selbst.", True),
        ("Die Unterkunft wird vom Lohn abgezogen.", True),
        ("Sicherheitsschuhe auf eigene Kosten.", True),
        ("Arbeitskleidung stellt der Betrieb.", False),
        ("Den Staplerschein bezahlen wir.", False),
        ("Werkzeug bekommen Sie von uns. Mittags zahlen Sie selbst.", False),
    ],
)
def test_costs_laid_on_people_are_found(text: str, is_found: bool) -> None:
    assert ("own_costs" in found(support=text)) is is_found


def test_a_long_sentence_is_a_hint() -> None:
    long = "Sie packen " + "und packen " * 13 + "Pakete."

    (hint,) = cautions(written(tasks=f"Kurz. {long}"))

    assert (hint.rule_id, hint.severity, hint.passage) == ("long_sentence", Severity.HINT, long)
    assert not hint.blocks
    assert "29 Wörter" in hint.message


@pytest.mark.parametrize("sample", read_table(SampleVacancy), ids=lambda sample: sample.id)
def test_nothing_is_said_about_the_sample_offers(sample: SampleVacancy) -> None:
    amount, _, unit = sample.pay_text.partition(" ")
    units = {"EUR/h": PayUnit.HOUR, "EUR/Monat": PayUnit.MONTH}

    said = found(
        title=sample.title,
        tasks=sample.tasks_de,
        needed=sample.requirements_de,
        easy_german=sample.easy_german,
        pay_unit=units.get(unit),
        pay_eur=Decimal(amount) if unit in units else None,
    )

    assert said == {}


DATES = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))
WORDS = st.none() | st.text(max_size=200) | st.sampled_from(["bis 9.999,99 Euro/h", "0171 2345678", "Nur Männer", ""])
VERSIONS = st.fixed_dictionaries(
    dict.fromkeys(("title", *TEXTS), WORDS)
    | {
        "offer_kind": st.none() | st.sampled_from([kind.value for kind in OfferKindCode]),
        "occupation": st.none() | st.sampled_from(["koch", "pflegehilfskraft", "lagerhelfer"]),
        "kldb": st.none() | st.sampled_from(["51311", "82101", "00000"]),
        "training_aim": st.none() | st.booleans(),
        "is_standing": st.booleans(),
        "starts_on": DATES,
        "ends_on": DATES,
        "duration_days": st.none() | st.integers(1, 4000),
        "weekly_hours": st.none() | st.decimals("0.5", "99.9", places=1),
        "pay_eur": st.none() | st.decimals("0", "99999.99", places=2),
        "pay_unit": st.none() | st.sampled_from(list(PayUnit)),
    }
)


@given(VERSIONS, st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_any_offer_is_judged(content: dict[str, Any], on: date) -> None:
    for concern in concerns(written(**content), on=on, tables=TABLES):
        assert concern.message
        assert concern.suggestion or concern.legal_basis


def test_what_stands_in_two_fields_is_not_read_as_one_sentence() -> None:
    apart = written(tasks="Sie prüfen den Ausweis am Tor", needed="pakete werden abgegeben")
    as_one = written(tasks="Sie prüfen den Ausweis am Tor\npakete werden abgegeben")

    said = [[concern.rule_id for concern in concerns(text, on=DAY, tables=TABLES)] for text in (apart, as_one)]

    assert said == [[], ["vorkasse"]]
