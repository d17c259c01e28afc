"""The short numbers of letters and telephone calls: what one of them stands for, as far as the actor may see it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import may, where
from portal.insight.queries.sources import Page, at
from portal.organisations.models import Organisation
from portal.placements.models import Placement
from portal.proposals.models import Proposal
from portal.vacancies.models import Vacancy

PERSON = "K-"
RECORDS: Mapping[str, tuple[Any, str, str, str]] = MappingProxyType(
    {
        "P-": (Proposal, "proposal:view", "proposals.show", "proposal_id"),
        "A-": (Vacancy, "vacancy:view", "vacancies.show", "vacancy_id"),
        "B-": (Organisation, "company:view", "organisations.show", "organisation_id"),
        "E-": (Placement, "placement:view", "placements.show", "placement_id"),
    }
)


def by_number(actor: Actor, text: str) -> Page | None:
    """Give the page of the record with exactly this number; a colleague's file is asked for with a reason."""
    number = "".join(text.split()).upper()
    if number.startswith(PERSON):
        return _person(actor, number)
    known = RECORDS.get(number[:2])
    if known is None:
        return None
    model, action, endpoint, argument = known
    found = db.session.scalar(select(model.id).where(model.number == number, where(actor, action)))
    return at(endpoint, **{argument: found}) if found else None


def _person(actor: Actor, number: str) -> Page | None:
    hit = candidates.by_number(actor, number) if may(actor, "candidate:find") else None
    if hit is None:
        return None
    is_own = hit.is_own and may(actor, "candidate:list")
    return at("candidates.show" if is_own else "candidates.open_file", candidate_id=hit.id)
