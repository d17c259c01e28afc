"""What readers of the board reported, as staff read it: offer by offer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select, tuple_
from sqlalchemy.orm import aliased, selectinload

from portal.core import clock, db, paging
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import where
from portal.vacancies.models import OfferReport, Vacancy
from portal.vacancies.rules.reports import CLOSED_AT_ONCE, ReportState

WITH_OFFER = (
    selectinload(OfferReport.vacancy).selectinload(Vacancy.versions),
    selectinload(OfferReport.vacancy).selectinload(Vacancy.organisation),
)
AS_THEY_CAME = (OfferReport.created_at, OfferReport.id)
"""The order of a queue; the id alone says nothing, since whoever reports can choose it."""
NEWEST_FIRST = tuple(column.desc() for column in AS_THEY_CAME)


def reported(actor: Actor, *, is_open: bool, page: int = 1) -> tuple[list[OfferReport], int]:
    """Give a page of the offers that were reported, each by its first report of that state, the oldest first."""
    state = OfferReport.state == (ReportState.OPEN if is_open else ReportState.CLOSED)
    query = select(OfferReport).where(where(actor, "report:view"), state, is_first_of_offer()).options(*WITH_OFFER)
    return paging.rows(query.order_by(*(AS_THEY_CAME if is_open else NEWEST_FIRST)), page)


def is_first_of_offer() -> ColumnElement[bool]:
    """Give the condition under which a report is the first of its state about its offer."""
    earlier = aliased(OfferReport)
    came_before = tuple_(earlier.created_at, earlier.id) < tuple_(*AS_THEY_CAME)
    return ~exists().where(
        earlier.vacancy_id == OfferReport.vacancy_id, earlier.state == OfferReport.state, came_before
    )


def is_waiting(vacancy_id: UUID, *, besides: UUID | None = None) -> bool:
    """Tell whether something was reported about an offer, besides one report, that nobody has looked at."""
    waits = (OfferReport.vacancy_id == vacancy_id) & (OfferReport.state == ReportState.OPEN)
    other = waits & OfferReport.id.is_distinct_from(besides)
    return db.session.scalar(select(OfferReport.id).where(other).limit(1)) is not None


def of_offer(actor: Actor, vacancy_id: UUID, *, page: int = 1) -> tuple[list[OfferReport], int]:
    """Give a page of what was reported about an offer, the newest first. Raises: NotFound: there is nothing."""
    query = select(OfferReport).where(where(actor, "report:view"), OfferReport.vacancy_id == vacancy_id)
    found, total = paging.rows(query.options(*WITH_OFFER).order_by(*NEWEST_FIRST), page)
    if not found:
        raise NotFound
    return found, total


def to_close(actor: Actor, vacancy_id: UUID) -> list[OfferReport]:
    """Give what waits about an offer, as much as one answer closes. Raises: NotFound: nothing does."""
    waits = (OfferReport.vacancy_id == vacancy_id) & (OfferReport.state == ReportState.OPEN)
    query = select(OfferReport).where(where(actor, "report:close"), waits)
    return _some(query.order_by(*AS_THEY_CAME).limit(CLOSED_AT_ONCE))


def seen(actor: Actor, vacancy_id: UUID, ids: Collection[UUID]) -> list[OfferReport]:
    """Give the reports of an offer a page has shown. Raises: NotFound: there is none of them."""
    same = (OfferReport.vacancy_id == vacancy_id) & OfferReport.id.in_(ids)
    return _some(select(OfferReport).where(where(actor, "report:close"), same).order_by(*AS_THEY_CAME))


def _some(query: Select[OfferReport]) -> list[OfferReport]:
    found = list(db.session.scalars(query.options(*WITH_OFFER)))
    if not found:
        raise NotFound
    return found


def closed_before(cutoff: datetime) -> Select[Any]:
    """Pick the reports somebody looked at so long ago that nobody needs them any more."""
    return select(OfferReport).where(OfferReport.closed_on <= clock.local(cutoff).date())
