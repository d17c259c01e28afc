"""The first words of an agreement: what the version before said, or what the offer and the company say."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.core import db
from portal.placements.models import Placement
from portal.placements.rules import CONTENT
from portal.proposals.rules.times import regular_week
from portal.reference import PlacementKindCode, snapshot
from portal.reference.findings import has_error
from portal.reference.schedule import write_week
from portal.reference.working_time import Shift, check_working_time
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import PayUnit, last_day

LONGEST_TASKS = 2000
"""Letters an agreement has for the tasks; an offer may say more."""


def first_words(placement: Placement) -> dict[str, Any]:
    """Fill in the form of a new version, so that people correct instead of writing."""
    if placement.agreements:
        return {name: getattr(placement.agreements[-1], name) for name in CONTENT}
    company = placement.organisation
    words = {
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "place": f"{company.street}, {company.postal_code} {company.town}",
        "tutor_name": company.contact_name,
        "tutor_phone": company.contact_phone,
    }
    text = _offer(placement)
    return words | _of_offer(text, placement) if text else words


def _offer(placement: Placement) -> VacancyVersion | None:
    query = select(Vacancy).where(Vacancy.id == placement.vacancy_id).options(selectinload(Vacancy.versions))
    offer = db.session.scalars(query).one_or_none()
    return offer.text if offer else None


MOST_BREAK = 90
"""Minutes a day that can be meant as a break where an offer has more hours from start to end than it counts."""


def _times_of_offer(text: VacancyVersion, kind: PlacementKindCode) -> dict[str, Any]:
    """Give the days where the offer's words name them plainly, else its words and hours as they are."""
    shifts = _shifts(text)
    if not shifts or has_error(check_working_time(shifts, kind, age=None, tables=snapshot())):
        return {"weekly_hours": text.weekly_hours, "times": text.times}  # nobody meant what the law forbids
    return {"week": write_week(shifts)}


def _shifts(text: VacancyVersion) -> tuple[Shift, ...]:
    """Read the days of an offer; what its hours leave over from start to end is the break."""
    plain = regular_week(text.times)
    if plain is None or text.weekly_hours is None:
        return ()
    days, starts, ends = plain
    whole = sum(Shift(day, starts, ends).presence_minutes for day in days)
    pause, odd = divmod(whole - round(text.weekly_hours * 60), len(days))
    if odd or not 0 <= pause <= MOST_BREAK:
        return ()
    return tuple(Shift(day, starts, ends, pause) for day in days)


def _of_offer(text: VacancyVersion, placement: Placement) -> dict[str, Any]:
    start = placement.starts_on or text.starts_on
    paid = text.pay_unit in (PayUnit.HOUR, PayUnit.MONTH)
    said = {
        "starts_on": start,
        "ends_on": placement.ends_on or last_day(start, text.ends_on, text.duration_days),
        **_times_of_offer(text, PlacementKindCode(placement.legal_kind)),
        "tasks": text.tasks[:LONGEST_TASKS] if text.tasks else None,
        "pay_unit": text.pay_unit if paid else PayUnit.NONE,
        "pay_eur": text.pay_eur if paid else None,
    }
    if text.street and text.town:
        said["place"] = f"{text.street}, {text.postal_code} {text.town}"
    return said
