"""Companies that had an offer once and have none now."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from portal.core import clock, db
from portal.core.audit import Event
from portal.core.reminders import Due
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.vacancies.models import QuietCompany, Vacancy
from portal.vacancies.queries import WHOLE
from portal.vacancies.rules import ENDED, SLEEPS_AFTER_DAYS


def companies(on: date) -> Iterator[Due]:
    """Find verified companies whose last offer ended a while ago and who may be asked; due once for each end."""
    last = func.max(Event.created_at)
    has_more = Organisation.id.in_(select(Vacancy.organisation_id).where(Vacancy.state.not_in(ENDED)))
    is_quiet = Organisation.id.in_(select(QuietCompany.organisation_id))
    query = (
        select(Organisation, last)
        .join(Vacancy, Vacancy.organisation_id == Organisation.id)
        .join(Event, (Event.record_type == "vacancy") & (Event.record_id == Vacancy.id))
        .where(Organisation.state == CompanyState.VERIFIED, ~has_more, ~is_quiet)
        .group_by(Organisation.id)
        .having(last <= clock.end_of(on - timedelta(days=SLEEPS_AFTER_DAYS)))
        .order_by(Organisation.id)
    )
    for company, moment in db.session.execute(query):
        yield Due(company, clock.local(moment).date() + timedelta(days=SLEEPS_AFTER_DAYS))


def last_offer(organisation_id: UUID) -> Vacancy | None:
    """Give the offer of a company that was on the board last."""
    shown = (Vacancy.organisation_id == organisation_id) & Vacancy.published_at.is_not(None)
    query = select(Vacancy).where(shown).order_by(Vacancy.published_at.desc(), Vacancy.id).limit(1)
    return db.session.scalars(query.options(*WHOLE)).one_or_none()


def quiet(organisation_id: UUID) -> QuietCompany | None:
    """Give the wish of a company not to be asked, if it said so."""
    return db.session.scalars(select(QuietCompany).where(QuietCompany.organisation_id == organisation_id)).one_or_none()
