"""The first words of an agreement: what the version before said, or what the offer and the company say."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.core import db
from portal.placements.models import Placement
from portal.placements.rules import CONTENT
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


def _of_offer(text: VacancyVersion, placement: Placement) -> dict[str, Any]:
    start = placement.starts_on or text.starts_on
    paid = text.pay_unit in (PayUnit.HOUR, PayUnit.MONTH)
    said = {
        "starts_on": start,
        "ends_on": placement.ends_on or last_day(start, text.ends_on, text.duration_days),
        "weekly_hours": text.weekly_hours,
        "times": text.times,
        "tasks": text.tasks[:LONGEST_TASKS] if text.tasks else None,
        "pay_unit": text.pay_unit if paid else PayUnit.NONE,
        "pay_eur": text.pay_eur if paid else None,
    }
    if text.street and text.town:
        said["place"] = f"{text.street}, {text.postal_code} {text.town}"
    return said
