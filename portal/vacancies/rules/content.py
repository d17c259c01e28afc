"""What an offer must say before it may be reviewed, and what follows from what it says."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from portal.reference import OfferKindCode
from portal.vacancies.rules.states import SHOWN_DAYS, PayUnit, WorkingTime

FULL_TIME_HOURS = 35
"""Hours a week from which the board calls an offer full-time; no law draws this line (TzBfG section 2 compares)."""
LIMITED = frozenset({OfferKindCode.SHADOWING, OfferKindCode.INTERNSHIP, OfferKindCode.ENTRY_QUALIFICATION})
"""Kinds that are only lawful for a while: their length must be said."""

STEPS: Mapping[str, tuple[str, ...]] = {
    "what": (
        "title",
        "tasks",
        "offer_kind",
        "training_aim",
        "mag_possible",
        "occupation",
        "occupation_title",
        "positions",
    ),
    "where": ("street", "postal_code", "ags", "weekly_hours", "times", "has_shifts"),
    "pay": ("pay_unit", "pay_eur", "pay_note", "physical_load", "licence"),
    "who": (
        "german_speaking",
        "german_reading",
        "german_can_be_learned",
        "languages_welcome",
        "needs_training",
        "needed",
        "can_be_learned",
    ),
    "support": (
        "support",
        "reach",
        "by_train",
        "may_lead_to_job",
        "is_name_public",
        "direct_application",
        "easy_german",
    ),
    "when": ("is_standing", "starts_per_month", "starts_on", "duration_days", "ends_on"),
}
"""The steps in which an offer is written, with the columns each of them asks for."""
CONTENT = (*(name for names in STEPS.values() for name in names), "town", "kldb", "working_time", "search_title")
"""Every column that says something: what a copy takes over and a comparison looks at."""


class Text(Protocol):
    """What the rules read of a version."""

    offer_kind: Any
    title: Any
    tasks: Any
    training_aim: Any
    is_standing: Any
    postal_code: Any
    ags: Any
    starts_on: Any
    ends_on: Any
    duration_days: Any
    weekly_hours: Any
    pay_unit: Any
    pay_eur: Any
    german_speaking: Any
    german_reading: Any


def missing(version: Text) -> dict[str, list[str]]:
    """List, by step, the columns that must be filled before the offer can be reviewed."""
    wanted = {
        "what": ["title", "tasks", "offer_kind"],
        "where": ["postal_code", "ags", "weekly_hours"],
        "pay": ["pay_unit"],
        "who": ["german_speaking", "german_reading"],
        "when": [],
    }
    if version.offer_kind == OfferKindCode.INTERNSHIP:
        wanted["what"].append("training_aim")
    if not version.is_standing:
        wanted["when"].append("starts_on")
    if version.offer_kind in LIMITED and not (version.ends_on or version.duration_days):
        wanted["when"].append("duration_days")
    if version.pay_unit in (PayUnit.HOUR, PayUnit.MONTH):
        wanted["pay"].append("pay_eur")
    gaps = {step: [name for name in names if _is_empty(getattr(version, name))] for step, names in wanted.items()}
    return {step: names for step, names in gaps.items() if names}


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def working_time(offer_kind: str | None, weekly_hours: Decimal | None) -> WorkingTime | None:
    """Say how much of the week an offer takes, for the filter of the board."""
    if offer_kind == OfferKindCode.MINI_JOB:
        return WorkingTime.MINI
    if weekly_hours is None:
        return None
    return WorkingTime.FULL if weekly_hours >= FULL_TIME_HOURS else WorkingTime.PART


def is_limited(offer_kind: str | None, ends_on: date | None, duration_days: int | None) -> bool:
    """Tell whether what is offered ends by itself: so said, or a kind that only exists for a while.

    Source: an apprenticeship ends with its time, section 21 BBiG.
    """
    return offer_kind in (*LIMITED, OfferKindCode.APPRENTICESHIP) or bool(ends_on or duration_days)


def last_day(starts_on: date | None, ends_on: date | None, duration_days: int | None) -> date | None:
    """Give the last day of what is offered, if it has one."""
    if ends_on or not (starts_on and duration_days):
        return ends_on
    return starts_on + timedelta(days=duration_days - 1)


def shown_until(starts_on: date | None, *, is_standing: bool, on: date) -> date | None:
    """Give the last day on the board: the start, or ninety days; a standing offer has none."""
    if is_standing:
        return None
    return starts_on if starts_on and starts_on > on else on + timedelta(days=SHOWN_DAYS)


def in_figures(value: Decimal) -> str:
    """Write a number in the German way, without cents where there are none."""
    return f"{value:f}".removesuffix(".00").replace(".", ",")


def differing(old: Any, new: Any) -> list[str]:
    """List the columns in which two versions say different things, in the order of the steps."""
    return [name for names in STEPS.values() for name in names if getattr(old, name) != getattr(new, name)]
