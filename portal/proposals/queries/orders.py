"""Search orders as they are read: those of a person, what is new for one, and which fall due."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from portal.candidates.models import Candidate
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import where
from portal.core.reminders import Due
from portal.proposals.models import OfferMark, SearchOrder, ToldOffer
from portal.proposals.queries.searching import OPEN_FILES, Hit, offers_for
from portal.proposals.rules.searching import ASK_AFTER, Question

PARTS = (Candidate.languages, Candidate.experiences, Candidate.checks)
"""What a search for a person reads of the file."""


def order(actor: Actor, order_id: UUID) -> SearchOrder:
    """Give a search order of the own people. Raises: NotFound."""
    query = _with_person().where(SearchOrder.id == order_id, where(actor, "search:order"))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def orders_of(candidate_id: UUID) -> Sequence[SearchOrder]:
    """List a person's search orders, oldest first."""
    query = select(SearchOrder).where(SearchOrder.candidate_id == candidate_id)
    return db.session.scalars(query.order_by(SearchOrder.created_at, SearchOrder.id)).all()


def told_by(order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Count what each search order has named so far."""
    query = select(ToldOffer.search_order_id, func.count()).where(ToldOffer.search_order_id.in_(order_ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(ToldOffer.search_order_id))}


Keeper = tuple[UUID, UUID]
"""A caseworker and the office whose files they keep."""


def keepers() -> list[Keeper]:
    """List who keeps the files for which somebody searches every day."""
    both = (Candidate.caseworker_id, Candidate.office_id)
    query = select(*both).join(SearchOrder, SearchOrder.candidate_id == Candidate.id)
    return [(row[0], row[1]) for row in db.session.execute(query.where(_is_running()).distinct().order_by(*both))]


def running(keeper: Keeper) -> Sequence[SearchOrder]:
    """List the search orders that are put today for the people of a caseworker."""
    caseworker_id, office_id = keeper
    people = contains_eager(SearchOrder.candidate)
    query = _with_person().where(
        Candidate.caseworker_id == caseworker_id, Candidate.office_id == office_id, _is_running()
    )
    whole = query.options(*(people.selectinload(part) for part in PARTS))
    return db.session.scalars(whole.order_by(Candidate.number, SearchOrder.id)).all()


def news(order: SearchOrder, on: date) -> list[Hit]:
    """Give what came on the board since a search order began, fits its question and was never named by it.

    What is closed by now, put aside or proposed is no news. The board is asked as a whole, so that what the index
    takes in late is news a day later instead of never.
    """
    told = set(db.session.scalars(select(ToldOffer.vacancy_id).where(ToldOffer.search_order_id == order.id)))
    hits = offers_for(order.candidate, Question.read(order.question), on).hits
    return [hit for hit in hits if _is_new(hit, order.created_at) and hit.version.vacancy_id not in told]


def _is_new(hit: Hit, since: datetime) -> bool:
    published_at = hit.version.vacancy.published_at
    return published_at is not None and published_at > since and not hit.was_proposed and not hit.match.stops


def to_confirm(on: date) -> Iterator[Due]:
    """Find search orders nobody has confirmed for half a year."""
    for found in db.session.scalars(select(SearchOrder).where(SearchOrder.confirmed_on <= on - ASK_AFTER)):
        yield Due(found, found.confirmed_on + ASK_AFTER)


def unconfirmed_since(cutoff: datetime) -> Select[Any]:
    """Pick search orders nobody has confirmed since."""
    on = clock.local(cutoff).date()
    return select(SearchOrder).where(SearchOrder.confirmed_on <= on)


def marks_before(cutoff: datetime) -> Select[Any]:
    """Pick notes on offers that are older."""
    return select(OfferMark).where(OfferMark.created_at <= cutoff)


def with_person(order: SearchOrder) -> SearchOrder:
    """Give a search order with the person it is for."""
    return db.session.scalars(_with_person().where(SearchOrder.id == order.id)).one()


def _with_person() -> Select[SearchOrder]:
    return select(SearchOrder).join(SearchOrder.candidate).options(contains_eager(SearchOrder.candidate))


def _is_running() -> ColumnElement[bool]:
    return SearchOrder.paused_on.is_(None) & Candidate.state.in_(OPEN_FILES)
