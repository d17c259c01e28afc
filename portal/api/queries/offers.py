"""Offers as their company's program names them."""

from sqlalchemy import or_, select

from portal.core import db
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import where
from portal.vacancies.models import Vacancy
from portal.vacancies.queries import WHOLE


def named(actor: Actor, name: str) -> Vacancy:
    """Give an offer of the company by its own name for it, else by our number. Raises: NotFound."""
    is_it = or_(Vacancy.external_ref == name, Vacancy.number == name)
    query = select(Vacancy).where(where(actor, "vacancy:list_own"), is_it).options(*WHOLE)
    fresh = query.execution_options(populate_existing=True)
    found = db.session.scalars(fresh).all()
    if not found:
        raise NotFound
    return next((one for one in found if one.external_ref == name), found[0])


def is_taken(actor: Actor, external_id: str) -> bool:
    """Tell whether the company has an offer of this name already."""
    mine = where(actor, "vacancy:list_own")
    return db.session.scalar(select(Vacancy.id).where(mine, Vacancy.external_ref == external_id)) is not None
