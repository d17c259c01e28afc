"""How often offers are read; nothing here commits."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.engine import CursorResult

from portal.core import db
from portal.vacancies.models import OfferReads


def count(vacancy_id: UUID) -> None:
    """Count one more time that an offer was read."""
    more = update(OfferReads).where(OfferReads.vacancy_id == vacancy_id).values(times=OfferReads.times + 1)
    found = db.session.execute(more)
    if isinstance(found, CursorResult) and not found.rowcount:
        db.session.add(OfferReads(vacancy_id=vacancy_id, times=1))
