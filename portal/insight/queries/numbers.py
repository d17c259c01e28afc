"""What became of a company's offers, in its own numbers; nobody was followed for them."""

from dataclasses import dataclass
from operator import add
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.core import db, paging
from portal.core.actor import Actor
from portal.core.permissions import where
from portal.core.retention import Tally
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies.models import OfferReads, Vacancy

NONE = (0, 0, 0)


@dataclass(frozen=True)
class Numbers:
    """How often an offer was read, and how many proposals it got, met with interest and were accepted."""

    read: int = 0
    proposed: int = 0
    interested: int = 0
    accepted: int = 0


def offers(actor: Actor, *, page: int = 1) -> tuple[list[tuple[Vacancy, Numbers]], int]:
    """Give a page of the company's offers that were on the board, newest first, with their numbers, and how many."""
    shown = select(Vacancy).where(where(actor, "vacancy:list_own"), Vacancy.published_at.is_not(None))
    order = shown.order_by(Vacancy.published_at.desc(), Vacancy.id).options(selectinload(Vacancy.versions))
    found, total = paging.rows(order, page)
    ids = [vacancy.id for vacancy in found]
    read, answered = _read(ids), _answered(ids)
    return [(one, Numbers(read.get(one.id, 0), *answered.get(one.id, ()))) for one in found], total


def _read(ids: list[UUID]) -> dict[UUID, int]:
    query = select(OfferReads.vacancy_id, OfferReads.times).where(OfferReads.vacancy_id.in_(ids))
    return {row.vacancy_id: row.times for row in db.session.execute(query)}


def _answered(ids: list[UUID]) -> dict[UUID, tuple[int, ...]]:
    """Count the proposals the company has seen, those it was interested in, and those it accepted."""
    accepted = func.count().filter(Proposal.state == ProposalState.ACCEPTED)
    counts = (func.count(Proposal.proposed_at), func.count(Proposal.interested_at), accepted)
    query = select(Proposal.vacancy_id, *counts).where(Proposal.vacancy_id.in_(ids)).group_by(Proposal.vacancy_id)
    there = {vacancy_id: tuple(numbers) for vacancy_id, *numbers in db.session.execute(query)}
    erased = _erased(ids)
    return {key: tuple(map(add, there.get(key, NONE), erased.get(key, NONE))) for key in {*there, *erased}}


def _erased(ids: list[UUID]) -> dict[UUID, tuple[int, ...]]:
    """Count the proposals that are erased by now: what came to nothing goes after half a year, its number stays."""
    columns = {"offer/proposed": 0, "offer/interested": 1, "offer/accepted": 2}
    query = select(Tally.key, Tally.name, func.sum(Tally.times)).where(
        Tally.key.in_([str(one) for one in ids]), Tally.name.in_(columns)
    )
    found: dict[UUID, list[int]] = {}
    for key, name, times in db.session.execute(query.group_by(Tally.key, Tally.name)):
        found.setdefault(UUID(key), list(NONE))[columns[name]] = times
    return {key: tuple(numbers) for key, numbers in found.items()}
