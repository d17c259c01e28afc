"""Finds offers by what is written on paper: their number, or the reference of the company."""

from sqlalchemy import or_, select

from portal.core import db
from portal.vacancies.models import Vacancy


def by_reference(reference: str) -> Vacancy | None:
    """Give the offer of a number or a reference, in whatever state; of several the newest."""
    is_it = or_(Vacancy.number == reference, Vacancy.external_ref == reference)
    return db.session.scalar(select(Vacancy).where(is_it).order_by(Vacancy.id.desc()).limit(1))
