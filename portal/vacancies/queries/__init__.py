"""Offers as they are read: one, the own ones, those to review, those on the board, and what falls due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, exists, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, selectinload

import portal.vacancies.policy  # noqa: F401 - declares the permissions asked for here
from portal.core import audit, db, paging
from portal.core.actor import Actor
from portal.core.audit import Event
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due
from portal.core.search.normalise import fold
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import (
    ENDED,
    ON_BOARD,
    STILL_CURRENT_DAYS,
    UNCONFIRMED_PAUSE_DAYS,
    VacancyState,
    VersionState,
)

WHOLE = (selectinload(Vacancy.organisation), selectinload(Vacancy.versions))
"""What a page or a deed with one offer needs."""


@dataclass(frozen=True)
class Shown:
    """What a list of all there is says of an offer; its company only where that wants to be named."""

    number: str
    company: str | None
    ags: str | None
    changed_at: datetime


@dataclass(frozen=True)
class Filters:
    """What the list of own offers can be narrowed by."""

    state: VacancyState | None = None
    query: str = ""


def one(actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Give an offer the actor may see, with its company and all versions. Raises: NotFound."""
    return visible_or_404(Vacancy, vacancy_id, actor, "vacancy:view", *WHOLE)


def editable(actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Give an offer the actor may write. Raises: NotFound."""
    return visible_or_404(Vacancy, vacancy_id, actor, "vacancy:edit", *WHOLE)


def reviewable(actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Give an offer the actor may review. Raises: NotFound."""
    return visible_or_404(Vacancy, vacancy_id, actor, "vacancy:review", *WHOLE)


def by_id(vacancy_id: UUID) -> Vacancy | None:
    """Give an offer as it stands now, with its company and all versions; whoever asks looks at permissions."""
    query = select(Vacancy).where(Vacancy.id == vacancy_id).options(*WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def version(vacancy: Vacancy, state: VersionState) -> VacancyVersion | None:
    """Give the one version of an offer that is being written, reviewed or shown."""
    same = (VacancyVersion.vacancy_id == vacancy.id) & (VacancyVersion.text_state == state)
    return db.session.scalars(select(VacancyVersion).where(same)).one_or_none()


def published() -> Select[VacancyVersion]:
    """Select the texts on the board, with offer and company; callers narrow it and run it."""
    return _with_offer().where(VacancyVersion.text_state == VersionState.LIVE, Vacancy.state == VacancyState.PUBLISHED)


def on_board(on: date) -> Select[VacancyVersion]:
    """Select the texts everybody may read: published by a verified company, a place left, not over."""
    still_shown = Vacancy.expires_on.is_(None) | (Vacancy.expires_on >= on)
    is_verified = Organisation.state == CompanyState.VERIFIED
    return published().where(is_verified, Vacancy.taken < Vacancy.places, still_shown)


def shown(vacancy_ids: Sequence[UUID], on: date) -> list[VacancyVersion]:
    """Give the texts of these offers in this order, without those that are not to be seen any more."""
    if not vacancy_ids:
        return []
    found = {
        version.vacancy_id: version for version in db.session.scalars(on_board(on).where(Vacancy.id.in_(vacancy_ids)))
    }
    return [found[vacancy_id] for vacancy_id in vacancy_ids if vacancy_id in found]


def newest(on: date, limit: int, *, ags: str | None = None) -> list[VacancyVersion]:
    """Give the latest texts on the board, of the whole district or of one municipality."""
    here = (VacancyVersion.ags == ags,) if ags else ()
    return list(
        db.session.scalars(on_board(on).where(*here).order_by(Vacancy.published_at.desc(), Vacancy.id).limit(limit))
    )


def changes_on_board(on: date, limit: int) -> list[Shown]:
    """Tell of the latest offers on the board when each was last changed."""
    columns = (
        Vacancy.number,
        case((VacancyVersion.is_name_public, Organisation.number)),
        VacancyVersion.ags,
        VacancyVersion.saved_at,
        VacancyVersion.reviewed_at,
        Vacancy.published_at,
    )
    rows = on_board(on).with_only_columns(*columns).order_by(Vacancy.published_at.desc(), Vacancy.id).limit(limit)
    return [
        Shown(number, company, ags, max(filter(None, moments)))
        for number, company, ags, *moments in db.session.execute(rows)
    ]


def by_number(number: str, on: date) -> VacancyVersion | None:
    """Give the text on the board of the offer with this number."""
    return db.session.scalars(on_board(on).where(Vacancy.number == number)).one_or_none()


def changed_at(version: VacancyVersion) -> datetime:
    """Give when what is shown of an offer last changed."""
    moments = (version.saved_at, version.reviewed_at, version.vacancy.published_at)
    return max(moment for moment in moments if moment)


def was_shown(number: str, on: date) -> bool:
    """Tell whether an offer with this number was on the board and is over."""
    is_over = Vacancy.state.in_(ENDED) | (Vacancy.state.in_(ON_BOARD) & (Vacancy.expires_on < on))
    known = select(Vacancy.id).where(Vacancy.number == number, Vacancy.published_at.is_not(None), is_over)
    return db.session.scalar(known) is not None


def of_company(number: str, on: date, *, page: int = 1) -> tuple[list[VacancyVersion], int]:
    """Give a page of what a company offers under its own name, newest first, and how much there is."""
    named = on_board(on).where(Organisation.number == number, VacancyVersion.is_name_public)
    return paging.rows(named.order_by(Vacancy.published_at.desc(), Vacancy.id), page)


def _with_offer() -> Select[VacancyVersion]:
    return (
        select(VacancyVersion)
        .join(VacancyVersion.vacancy)
        .join(Vacancy.organisation)
        .options(contains_eager(VacancyVersion.vacancy).contains_eager(Vacancy.organisation))
    )


def own(actor: Actor, filters: Filters, *, page: int = 1) -> tuple[list[Vacancy], int]:
    """Give a page of the offers of the actor's company, newest first, and how many there are."""
    query = _narrowed(select(Vacancy).where(where(actor, "vacancy:list_own")), filters)
    return paging.rows(query.order_by(Vacancy.created_at.desc(), Vacancy.id.desc()).options(*WHOLE), page)


def review_queue(actor: Actor, *, page: int = 1) -> tuple[list[Vacancy], int]:
    """Give a page of the offers with a text that waits for a reviewer, the longest waiting first."""
    rows = _waiting(actor).order_by(VacancyVersion.submitted_at, Vacancy.id)
    return paging.rows(rows, page)


def waiting(actor: Actor, vacancy_ids: Sequence[UUID]) -> list[Vacancy]:
    """Give those of some offers with a text that waits for a reviewer, the longest waiting first."""
    rows = _waiting(actor).where(Vacancy.id.in_(vacancy_ids)).order_by(VacancyVersion.submitted_at, Vacancy.id)
    return list(db.session.scalars(rows))


def _waiting(actor: Actor) -> Select[Vacancy]:
    is_text = (VacancyVersion.vacancy_id == Vacancy.id) & (VacancyVersion.text_state == VersionState.IN_REVIEW)
    query = select(Vacancy).join(VacancyVersion, is_text).where(VacancyVersion.reviewer_id.is_(None))
    return query.where(where(actor, "vacancy:review")).options(*WHOLE)


def waits_for_review() -> ColumnElement[bool]:
    """Give the condition on `Vacancy` under which a text waits for its reviewer."""
    return _in_review(VacancyVersion.reviewer_id.is_(None))


def _in_review(of: ColumnElement[bool]) -> ColumnElement[bool]:
    is_text = (VacancyVersion.vacancy_id == Vacancy.id) & (VacancyVersion.text_state == VersionState.IN_REVIEW)
    return exists().where(is_text, of)


def _narrowed(query: Select[Vacancy], filters: Filters) -> Select[Vacancy]:
    if filters.state:
        query = query.where(Vacancy.state == filters.state)
    if wanted := fold(filters.query).strip():
        named = VacancyVersion.search_title.contains(wanted, autoescape=True)
        query = query.where(exists().where(VacancyVersion.vacancy_id == Vacancy.id, named))
    return query


def last_event(vacancy: Vacancy, name: str) -> Event | None:
    """Give the newest event of a name, such as who filled the offer."""
    return next((event for event in audit.history("vacancy", vacancy.id) if event.name == name), None)


def has_just_returned(actor: Actor, vacancy_id: UUID) -> bool:
    """Tell whether the last thing that happened to an offer is that this actor gave it back: a double click."""
    last = audit.latest("vacancy", vacancy_id)
    return last is not None and (last.name, last.actor_id) == ("return", actor.id)


def on_board_of(organisation_id: UUID) -> list[Vacancy]:
    """List the published offers of a company."""
    mine = (Vacancy.organisation_id == organisation_id) & (Vacancy.state == VacancyState.PUBLISHED)
    return list(db.session.scalars(select(Vacancy).where(mine).order_by(Vacancy.id)))


def due_to_publish(on: date) -> Iterator[Due]:
    """Find approved offers whose day has come."""
    waiting = (Vacancy.state == VacancyState.IN_REVIEW) & (Vacancy.publish_on <= on)
    yield from _due(waiting & _in_review(VacancyVersion.reviewer_id.is_not(None)) & _verified(), Vacancy.publish_on)


def due_to_expire(on: date) -> Iterator[Due]:
    """Find offers whose last day is over."""
    yield from _due(Vacancy.state.in_(ON_BOARD) & (Vacancy.expires_on < on), Vacancy.expires_on)


def due_to_resume(on: date) -> Iterator[Due]:
    """Find paused offers whose pause is over."""
    over = (Vacancy.state == VacancyState.PAUSED) & (Vacancy.paused_until < on)
    still_shown = Vacancy.expires_on.is_(None) | (Vacancy.expires_on >= on)
    yield from _due(over & still_shown & _verified(), Vacancy.paused_until)


def due_to_ask(on: date) -> Iterator[Due]:
    """Find offers nobody has confirmed for sixty days."""
    yield from _due(_unconfirmed(on, STILL_CURRENT_DAYS), Vacancy.confirmed_on)


def due_to_pause(on: date) -> Iterator[Due]:
    """Find offers nobody has confirmed for ninety days."""
    yield from _due(_unconfirmed(on, UNCONFIRMED_PAUSE_DAYS), Vacancy.confirmed_on)


def forgotten_drafts(before: datetime) -> Select[Any]:
    """Pick the drafts nobody has saved since, of offers that were never handed in."""
    touched = exists().where(
        VacancyVersion.vacancy_id == Vacancy.id,
        (VacancyVersion.saved_at >= before) | (VacancyVersion.text_state != VersionState.DRAFT),
    )
    return select(Vacancy).where(Vacancy.state == VacancyState.DRAFT, ~touched).order_by(Vacancy.id)


def _unconfirmed(on: date, days: int) -> ColumnElement[bool]:
    return (Vacancy.state == VacancyState.PUBLISHED) & (Vacancy.confirmed_on <= on - timedelta(days=days))


def _verified() -> ColumnElement[bool]:
    return exists().where(Organisation.id == Vacancy.organisation_id, Organisation.state == CompanyState.VERIFIED)


def _due(condition: ColumnElement[bool], on: InstrumentedAttribute[date | None]) -> Iterator[Due]:
    for vacancy in db.session.scalars(select(Vacancy).where(condition, on.is_not(None)).order_by(Vacancy.id)):
        yield Due(vacancy, getattr(vacancy, on.key))
