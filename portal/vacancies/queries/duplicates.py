"""Open offers of the same company that an offer may repeat."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.core import db
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import ENDED, VersionState

MOST_COMPARED = 200


def open_beside(vacancy: Vacancy, version: VacancyVersion) -> list[VacancyVersion]:
    """Give the texts, live or in review, of the company's other open offers in the same place, newest first."""
    if not version.title or not version.ags:
        return []
    is_beside = (
        (Vacancy.organisation_id == vacancy.organisation_id)
        & (Vacancy.id != vacancy.id)
        & Vacancy.state.not_in(ENDED)
        & VacancyVersion.text_state.in_((VersionState.LIVE, VersionState.IN_REVIEW))
        & (VacancyVersion.ags == version.ags)
    )
    query = select(VacancyVersion).join(VacancyVersion.vacancy).where(is_beside)
    newest = query.order_by(VacancyVersion.saved_at.desc(), VacancyVersion.id).limit(MOST_COMPARED)
    return list(db.session.scalars(newest.options(contains_eager(VacancyVersion.vacancy))))
