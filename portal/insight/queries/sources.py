"""Which piles lie on the desk of each role: how a pile is found, how its rows are named, and where all of them are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from portal.candidates.models import Candidate, DownloadDeletion, PersonMessage, Transfer
from portal.cooperation.forms import PURPOSES
from portal.cooperation.models import CallBack, Referral
from portal.core import clock
from portal.core.actor import Actor, Role
from portal.core.jobs import Job
from portal.core.outbox import MailState, OutboxMail
from portal.insight.queries import piles
from portal.organisations.models import Office, Organisation
from portal.organisations.rules import CompanyState
from portal.placements.models import Clearance, Placement
from portal.placements.rules import PlacementState
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies.models import OfferReport, Vacancy
from portal.vacancies.rules import VacancyState


@dataclass(frozen=True)
class Page:
    """A page of the portal: its endpoint, and what stands in its address."""

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


def at(endpoint: str, **values: Any) -> Page:
    """Name a page."""
    return Page(endpoint, values)


@dataclass(frozen=True)
class Line:
    """One thing to do: what it is called on this desk, where it is done, and its day: a deadline, or a first day."""

    label: str
    page: Page
    day: date | None = None
    is_deadline: bool = True


@dataclass(frozen=True)
class Source:
    """How a pile is found: the rows, how a row is named, and the page that lists them all."""

    title: Any
    query: Callable[[Actor, date], Select[Any]]
    line: Callable[[Any], Line]
    icon: str
    page: Page
    is_urgent: bool = False


def _proposal_line(proposal: Proposal) -> Line:
    label = f"{proposal.number}: {_title(proposal.vacancy)}"
    return Line(label, at("proposals.show", proposal_id=proposal.id), proposal.answer_due_on)


def _title(vacancy: Vacancy) -> str:
    titles: Iterable[str | None] = (version.title for version in reversed(vacancy.versions))
    return next((title for title in titles if title), vacancy.number)


def _placement_line(placement: Placement) -> Line:
    label = f"{placement.number}: {placement.title}"
    return Line(label, at("placements.show", placement_id=placement.id), placement.starts_on, is_deadline=False)


def _assess_line(placement: Placement) -> Line:
    label = f"{placement.number}: {placement.title}"
    return Line(label, at("placements.assess", placement_id=placement.id), placement.ends_on, is_deadline=False)


def _name(person: Candidate) -> str:
    return f"{person.last_name}, {person.first_name}"


def _own_data_line(person: Candidate) -> Line:
    """Give the day by which the law wants an answer (Art. 12 Abs. 3 DSGVO)."""
    asked_on = clock.local(person.data_asked_at).date() if person.data_asked_at else None
    due_on = asked_on + timedelta(days=30) if asked_on else None
    return Line(_name(person), at("insight.own_data", candidate_id=person.id), due_on)


def _closed_line(person: Candidate) -> Line:
    return Line(_name(person), at("candidates.show", candidate_id=person.id))


def _number_line(person: Candidate) -> Line:
    """Name the file by its number alone: this desk opens no file without a reason."""
    return Line(person.number, at("candidates.confirm_erasure", candidate_id=person.id))


def _deletion_line(deletion: DownloadDeletion) -> Line:
    return Line(deletion.candidate.number, at("candidates.downloads"), deletion.asked_on, is_deadline=False)


def _request_line(clearance: Clearance) -> Line:
    return Line(clearance.placement.number, at("clearances.show", clearance_id=clearance.id), clearance.due_on)


def _vacancy_line(endpoint: str) -> Callable[[Vacancy], Line]:
    return lambda vacancy: Line(f"{vacancy.number}: {_title(vacancy)}", at(endpoint, vacancy_id=vacancy.id))


def _company_line(company: Organisation) -> Line:
    return Line(company.name, at("organisations.show", organisation_id=company.id))


def _referral_line(referral: Referral) -> Line:
    return Line(PURPOSES[referral.purpose], at("referrals.show", referral_id=referral.id), referral.awaited_on)


def _call_line(asked_for: CallBack) -> Line:
    label = f"{asked_for.name}: {_title(asked_for.vacancy)}"
    return Line(label, at("call_backs.show", call_back_id=asked_for.id))


def _transfer_line(transfer: Transfer) -> Line:
    return Line(transfer.candidate.number, at("candidates.transfers"))


def _report_line(report: OfferReport) -> Line:
    label = f"{report.vacancy.number}: {_title(report.vacancy)}"
    return Line(label, at("reports.show", vacancy_id=report.vacancy_id))


def _complaint_line(said: PersonMessage) -> Line:
    return Line(said.candidate.number, at("candidates.complaint", person_message_id=said.id))


def _look_line(person: Candidate) -> Line:
    return Line(person.number, at("candidates.open_file", candidate_id=person.id, second=1))


def _unled_line(office: Office) -> Line:
    return Line(office.name, at("organisations.invite", office=office.id))


def _mail_line(mail: OutboxMail) -> Line:
    return Line(mail.kind, at("administration.mail", mail_id=mail.id))


def _job_line(job: Job) -> Line:
    return Line(job.name, at("administration.job", job_id=job.id))


Now = partial(Source, is_urgent=True)
"""A pile that cannot wait; it counts for the bell."""
ERASURES = at("candidates.erasures")
PROPOSALS, PLACEMENTS, CLEARANCES = at("proposals.index"), at("placements.index"), at("clearances.index")
TO_ANSWER = at("proposals.index", state=ProposalState.PROPOSED)
PREPARING = at("placements.index", state=PlacementState.PREPARING)
COMPANY = (
    Now(_l("Bitte antworten: Bewerbervorschläge"), piles.to_answer, _proposal_line, "person", TO_ANSWER),
    Now(_l("Bitte löschen und bestätigen"), piles.to_delete, _deletion_line, "lock", at("candidates.downloads")),
    Now(_l("Bitte bestätigen: Vereinbarungen"), piles.to_confirm, _placement_line, "document", PREPARING),
    Source(
        _l("Sie haben Interesse gezeigt: so geht es weiter"), piles.interested, _proposal_line, "handshake", PROPOSALS
    ),
    Source(_l("Vereinbarung noch zu schreiben"), piles.to_write, _placement_line, "edit", PREPARING),
    Source(_l("Beginnt bald"), piles.starting, _placement_line, "calendar", PLACEMENTS),
    Source(_l("Wie war es? Drei Minuten für eine Einschätzung"), piles.to_assess, _assess_line, "check", PLACEMENTS),
    Source(
        _l("Entwürfe Ihrer Angebote"),
        piles.drafts,
        _vacancy_line("vacancies.show"),
        "document",
        at("vacancies.index", state=VacancyState.DRAFT),
    ),
)
_REVIEW = (
    Now(
        _l("Betriebe prüfen"),
        piles.companies_to_verify,
        _company_line,
        "firm",
        at("organisations.index", state=CompanyState.REGISTERED),
    ),
    Now(_l("Angebote prüfen"), piles.offers_to_review, _vacancy_line("review.check"), "document", at("review.queue")),
    Now(_l("Gemeldete Angebote"), piles.reported_offers, _report_line, "flag", at("reports.index")),
)
_CALL_BACKS = Now(_l("Rückrufe"), piles.to_call, _call_line, "phone", at("call_backs.index"))
_TO_TAKE = Now(
    _l("Profile, die Sie übernehmen sollen"), piles.files_to_take, _transfer_line, "people", at("candidates.transfers")
)
_SECOND_LOOK = Now(
    _l("Zweiter Blick auf den Profil-Check"), piles.second_looks, _look_line, "check", at("candidates.second_looks")
)
_CASEWORKER = (
    _CALL_BACKS,
    _TO_TAKE,
    _SECOND_LOOK,
    Now(_l("Person möchte ihre Daten"), piles.wants_own_data, _own_data_line, "download", at("candidates.people")),
    Source(_l("Wird bald gelöscht: Papiere mitgeben"), piles.erased_soon, _closed_line, "clock", ERASURES),
)
"""Beside the own people, who lie on this desk one by one with all their reasons: `queries.own_people`."""
_COORDINATOR = (
    Now(_l("Meldungen aus Einsätzen"), piles.incidents, _placement_line, "warning", PLACEMENTS),
    *_REVIEW,
    Now(_l("Beschwerden"), piles.complaints, _complaint_line, "flag", at("candidates.complaints")),
    Now(_l("Beantragte Löschungen"), piles.erasures_asked, _number_line, "flag", ERASURES),
    _SECOND_LOOK,
    _CALL_BACKS,
    Now(
        _l("Einsätzen zustimmen"),
        piles.to_approve,
        _placement_line,
        "handshake",
        at("placements.index", approval="open"),
    ),
)
_AUTHORITY = (
    Now(_l("Anfragen an Ihre Stelle"), piles.to_decide, _request_line, "stamp", CLEARANCES),
    Now(_l("An Sie weitergeleitet"), piles.referrals_in, _referral_line, "people", at("referrals.index")),
)
_ADMINISTRATOR = (
    Now(
        _l("Dienststellen ohne Leitung, in denen etwas wartet"),
        piles.unled_offices,
        _unled_line,
        "people",
        at("administration.offices"),
    ),
    Now(
        _l("Nicht zugestellte E-Mails"),
        piles.dead_mails,
        _mail_line,
        "mail",
        at("administration.outbox", state=MailState.DEAD),
    ),
    Now(_l("Fehlgeschlagene Aufgaben"), piles.failed_jobs, _job_line, "warning", at("administration.jobs")),
)
SOURCES: dict[Role, tuple[Source, ...]] = {
    Role.RECRUITER: COMPANY,
    Role.COMPANY_ADMIN: COMPANY,
    Role.CASEWORKER: _CASEWORKER,
    Role.EMPLOYER_SERVICE: _REVIEW,
    Role.COORDINATOR: _COORDINATOR,
    Role.AUTHORITY: _AUTHORITY,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}


def put_on_desk(role: Role, source: Source) -> None:
    """Let an area above this one add a pile to the desk of a role; twice counts once."""
    if source not in SOURCES[role]:
        SOURCES[role] = (source, *SOURCES[role])
