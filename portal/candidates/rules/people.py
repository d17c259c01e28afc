"""What is true of any person: age and length of stay, telephone, guardian, interpreter, way to work."""

from datetime import date
from enum import StrEnum

MINIMUM_AGE = 15
"""Younger people are children for the JArbSchG (section 2 Abs. 1) and are not placed."""
ADULT_AGE = 18
_COUNTRY = ("0049", "49")
"""How a German number begins that was written for calls from abroad, the plus left out."""


class PhoneUse(StrEnum):
    """What a person lets others do with the telephone number; nobody asked yet is no yes."""

    CALL = "call"
    TEXT = "text"
    BOTH = "both"
    NEVER = "never"


class EmailUse(StrEnum):
    """Whether a person lets others write to the address; nobody asked yet is no yes."""

    WRITE = "write"
    NEVER = "never"


class GuardianKind(StrEnum):
    """Who answers for somebody under 18 (BGB sections 1626, 1773, 1786)."""

    PARENT = "parent"
    YOUTH_OFFICE = "youth_office"
    OTHER = "other"


class InterpreterGender(StrEnum):
    """Whom a person wants to speak through."""

    WOMAN = "woman"
    MAN = "man"


class HowOften(StrEnum):
    """How often a person has done a task."""

    RARELY = "rarely"
    SOMETIMES = "sometimes"
    OFTEN = "often"
    DAILY = "daily"


class Reach(StrEnum):
    """How a person gets to work."""

    WALK = "walk"
    BIKE = "bike"
    TRANSIT = "transit"
    CAR = "car"


def phone_key(phone: str | None) -> str | None:
    """Give what two spellings of one telephone number have in common: digits, from the area code on."""
    digits = "".join(sign for sign in phone or "" if sign.isdigit())
    begins = _COUNTRY if (phone or "").strip().startswith("+") else _COUNTRY[:1]
    for code in begins:
        if digits.startswith(code):
            return "0" + digits.removeprefix(code).removeprefix("0")
    return digits or None


def age_on(birth_date: date, on: date) -> int:
    """Give the age in years; who was born on 29 February is a year older on 1 March (BGB sections 187, 188)."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date, on: date) -> bool:
    """Tell whether a guardian must agree too."""
    return age_on(birth_date, on) < ADULT_AGE


def age_band(birth_date: date, on: date) -> str:
    """Give the only age a company learns before the agreement: the one the JArbSchG asks for."""
    return "15-17" if is_minor(birth_date, on) else "18+"


def whole_months(since: date | None, on: date) -> int | None:
    """Count whole months of stay; not known where there is no date or it lies ahead."""
    if since is None or since > on:
        return None
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
