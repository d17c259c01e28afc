"""How the papers of a placement write days, numbers and pay: always in German, with the figures of the agreement."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from portal.placements.models import Agreement
from portal.vacancies.rules import PayUnit

PER = {PayUnit.HOUR: "je Stunde", PayUnit.MONTH: "im Monat"}


def pay_in_words(version: Agreement) -> str:
    """Write the pay: 14,60 EUR je Stunde."""
    if version.pay_eur is None or version.pay_unit not in PER:
        return "keine"
    return f"{format_decimal(version.pay_eur, '#,##0.00', locale='de')} EUR {PER[version.pay_unit]}"


def german_day(value: date) -> str:
    """Write a day of the paper: 5. Januar 2026."""
    return format_date(value, "d. MMMM y", locale="de")


def german_day_of_month(value: date) -> str:
    """Write a day where the month is in the title: Mo. 05.01."""
    return format_date(value, "EEEEEE dd.MM.", locale="de")


def german_month(value: date) -> str:
    """Write a month of the paper: Januar 2026."""
    return format_date(value, "MMMM y", locale="de")


def german_number(value: Decimal) -> str:
    """Write a number of the paper."""
    return format_decimal(value, "#,##0.##", locale="de")
