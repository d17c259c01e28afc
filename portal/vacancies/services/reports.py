"""What is done with reports about offers; none commits."""

from collections.abc import Iterable
from uuid import UUID

from portal.core import audit, db
from portal.core.actor import Actor
from portal.vacancies.models import OfferReport, Vacancy
from portal.vacancies.rules.reports import ReportOutcome, ReportReason
from portal.vacancies.workflow import REPORTS


def report(vacancy: Vacancy, record_id: UUID, *, actor: Actor, reason: ReportReason, text: str | None) -> None:
    """Say that something is wrong with an offer; the same id again is the second half of a double click."""
    if db.session.get(OfferReport, record_id) is None:
        said = OfferReport(id=record_id, vacancy_id=vacancy.id, reason=reason, text=text or None)
        REPORTS.create("report", said, actor=actor)


def close(seen: Iterable[OfferReport], *, actor: Actor, outcome: ReportOutcome, reason: str | None = None) -> None:
    """Say what came of looking at an offer; that answers the reports somebody has seen, and no other."""
    for said in seen:
        REPORTS.apply("close", said, actor=actor, outcome=outcome, reason=reason)


def erase(report: OfferReport) -> None:
    """Delete a report with what was said about it."""
    audit.forget_words(REPORTS.name, report.id)
    db.session.delete(report)
