"""The piles of a desk as selects: what waits for whom, through the permissions of each area."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from portal.candidates.models import Candidate, DownloadDeletion, PersonMessage, Transfer
from portal.candidates.queries import ending, messages, screening
from portal.candidates.rules import DeletionState
from portal.candidates.rules.messages import MessageKind, MessageState
from portal.candidates.rules.transfers import TransferState
from portal.cooperation.models import CallBack, Referral
from portal.cooperation.queries import call_backs
from portal.cooperation.rules import ReferralState
from portal.cooperation.rules.call_backs import CallBackState
from portal.core.actor import Actor, Role
from portal.core.jobs import Job
from portal.core.outbox import MailState, OutboxMail
from portal.core.permissions import where
from portal.organisations.models import Office, Organisation
from portal.organisations.queries import works_there
from portal.organisations.rules import CompanyState
from portal.placements import queries as placements
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.placements.queries.follow_up import has_open_incident
from portal.placements.rules import AgreementState, ClearanceState, Party, PlacementState
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState, Side
from portal.vacancies import queries as vacancies
from portal.vacancies.models import OfferReport, Vacancy
from portal.vacancies.queries import reports
from portal.vacancies.rules import VacancyState
from portal.vacancies.rules.reports import ReportState

SOON = timedelta(days=7)
"""How long before its first day a placement comes to the desk."""


ASKED_FOR = timedelta(days=60)
"""How long after its last day a company is asked on its desk how a placement was."""


def _proposals(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
    query = select(Proposal).where(where(actor, "proposal:view"), *conditions)
    return query.order_by(Proposal.answer_due_on.is_(None), Proposal.answer_due_on, Proposal.created_at).options(
        selectinload(Proposal.vacancy).selectinload(Vacancy.versions)
    )


def _placements(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
    query = select(Placement).where(where(actor, "placement:view"), *conditions)
    return query.order_by(Placement.starts_on.is_(None), Placement.starts_on, Placement.created_at)


def to_answer(actor: Actor, _today: date) -> Select[Any]:
    """Pick the proposals a company has not answered."""
    return _proposals(
        actor, Proposal.state == ProposalState.PROPOSED, Proposal.waiting_for.is_distinct_from(Side.OFFICE)
    )


def interested(actor: Actor, _today: date) -> Select[Any]:
    """Pick the proposals in which a company knows somebody and has not decided."""
    return _proposals(actor, Proposal.state.in_((ProposalState.INTERESTED, ProposalState.INTERVIEW)))


def to_delete(actor: Actor, _today: date) -> Select[Any]:
    """Pick what a company saved of people it may know no longer."""
    open_ones = where(actor, "download_deletion:view"), DownloadDeletion.state == DeletionState.ASKED
    people = selectinload(DownloadDeletion.candidate).load_only(Candidate.number)
    return select(DownloadDeletion).where(*open_ones).options(people).order_by(DownloadDeletion.asked_on)


def to_confirm(actor: Actor, _today: date) -> Select[Any]:
    """Pick the placements whose agreement the company has not confirmed."""
    confirmed = exists().where(Confirmation.agreement_id == Agreement.id, Confirmation.party == Party.COMPANY)
    waiting_version = exists().where(
        Agreement.placement_id == Placement.id, Agreement.state == AgreementState.CONFIRMING, ~confirmed
    )
    return _placements(actor, waiting_version)


def to_write(actor: Actor, _today: date) -> Select[Any]:
    """Pick the placements in preparation without an agreement that is out or in force."""
    alive = (AgreementState.CONFIRMING, AgreementState.IN_FORCE)
    has_one = exists().where(Agreement.placement_id == Placement.id, Agreement.state.in_(alive))
    return _placements(actor, Placement.state == PlacementState.PREPARING, ~has_one)


def starting(actor: Actor, today: date) -> Select[Any]:
    """Pick the placements that begin in the next days, or should have begun."""
    not_begun = (PlacementState.PREPARING, PlacementState.READY)
    return _placements(actor, Placement.state.in_(not_begun), Placement.starts_on <= today + SOON)


def to_assess(actor: Actor, today: date) -> Select[Any]:
    """Pick the placements whose last day has come and of which the company has not said how it was."""
    return _placements(actor, placements.lacks_part_of_company(today), Placement.ends_on > today - ASKED_FOR)


def to_approve(actor: Actor, _today: date) -> Select[Any]:
    """Pick the placements that wait for the Integration Point."""
    return _placements(actor, placements.waits_for_approval())


def incidents(actor: Actor, _today: date) -> Select[Any]:
    """Pick the placements from which something was reported that nobody has settled."""
    return _placements(actor, has_open_incident())


def to_decide(actor: Actor, _today: date) -> Select[Any]:
    """Pick what the own office is asked."""
    return _clearances(actor, Clearance.state == ClearanceState.REQUESTED)


def _clearances(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
    query = (
        select(Clearance).where(where(actor, "clearance:view"), *conditions).options(selectinload(Clearance.placement))
    )
    return query.order_by(Clearance.due_on.is_(None), Clearance.due_on, Clearance.created_at)


def referrals_in(actor: Actor, _today: date) -> Select[Any]:
    """Pick the referrals sent to the own office."""
    query = select(Referral).where(where(actor, "referral:view"), Referral.state == ReferralState.SENT)
    return query.where(Referral.to_office_id == actor.office_id).order_by(Referral.created_at)


def to_call(actor: Actor, _today: date) -> Select[Any]:
    """Pick the people who asked the own office to call: nobody has taken it on, or the actor has."""
    mine = (CallBack.state == CallBackState.TAKEN) & (CallBack.taken_by_id == actor.id)
    query = select(CallBack).where(where(actor, "call_back:view"), (CallBack.state == CallBackState.OPEN) | mine)
    return query.options(*call_backs.WITH_OFFER).order_by(*call_backs.AS_THEY_CAME)


def files_to_take(actor: Actor, _today: date) -> Select[Any]:
    """Pick the files somebody asks the actor to take."""
    asked = (Transfer.state == TransferState.REQUESTED) & where(actor, "transfer:accept")
    return select(Transfer).where(asked).options(joinedload(Transfer.candidate)).order_by(Transfer.created_at)


def reported_offers(actor: Actor, _today: date) -> Select[Any]:
    """Pick the offers somebody reported, each once, the longest waiting first."""
    waiting = (OfferReport.state == ReportState.OPEN) & reports.is_first_of_offer()
    query = select(OfferReport).where(where(actor, "report:view"), waiting)
    return query.options(*reports.WITH_OFFER).order_by(*reports.AS_THEY_CAME)


def complaints(actor: Actor, _today: date) -> Select[Any]:
    """Pick the complaints of people nobody has dealt with."""
    waiting = (PersonMessage.state == MessageState.OPEN) & (PersonMessage.kind == MessageKind.COMPLAINT)
    query = select(PersonMessage).where(where(actor, "person_message:complaints"), waiting)
    return query.options(*messages.WITH_PERSON).order_by(PersonMessage.created_at, PersonMessage.id)


def unled_offices(_actor: Actor, _today: date) -> Select[Any]:
    """Pick the offices without a coordinator in which something waits for one; of what waits, nothing is said."""
    said = (PersonMessage.state == MessageState.OPEN) & (PersonMessage.kind == MessageKind.COMPLAINT)
    here = Candidate.office_id == Office.id
    complains = exists().where(PersonMessage.candidate_id == Candidate.id, here, said)
    to_erase = exists().where(here, ending.waits_for_erasure())
    query = select(Office).where(~works_there(Role.COORDINATOR), complains | to_erase)
    return query.order_by(Office.name, Office.id)


def second_looks(actor: Actor, _today: date) -> Select[Any]:
    """Pick the files of the office whose check waits for a second person."""
    return screening.to_look_at(actor)


def wants_own_data(actor: Actor, _today: date) -> Select[Any]:
    """Pick the people who wait for all that is kept about them."""
    return _files(actor, Candidate.data_asked_at.is_not(None))


def erased_soon(actor: Actor, today: date) -> Select[Any]:
    """Pick the closed files that are erased within a month, whose papers must be handed over before."""
    return _files(actor, ending.erased_by(today))


def erasures_asked(actor: Actor, _today: date) -> Select[Any]:
    """Pick the files whose erasure waits for a second word."""
    return ending.to_be_erased(actor)


def _files(actor: Actor, condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Candidate).where(where(actor, "candidate:list"), condition).order_by(Candidate.closed_on, Candidate.id)
    )


def companies_to_verify(actor: Actor, _today: date) -> Select[Any]:
    """Pick the companies that signed up and wait for a check."""
    query = select(Organisation).where(where(actor, "company:verify"), Organisation.state == CompanyState.REGISTERED)
    return query.order_by(Organisation.created_at)


def offers_to_review(actor: Actor, _today: date) -> Select[Any]:
    """Pick the offers with a text that waits for a reviewer, the oldest first."""
    query = select(Vacancy).where(where(actor, "vacancy:review"), vacancies.waits_for_review())
    return query.options(selectinload(Vacancy.versions)).order_by(Vacancy.created_at)


def drafts(actor: Actor, _today: date) -> Select[Any]:
    """Pick the company's offers that are not sent yet."""
    query = select(Vacancy).where(where(actor, "vacancy:edit"), Vacancy.state == VacancyState.DRAFT)
    return query.order_by(Vacancy.created_at.desc()).options(selectinload(Vacancy.versions))


def dead_mails(_actor: Actor, _today: date) -> Select[Any]:
    """Pick the mails that could not be delivered."""
    return select(OutboxMail).where(OutboxMail.state == MailState.DEAD).order_by(OutboxMail.created_at.desc())


def failed_jobs(_actor: Actor, _today: date) -> Select[Any]:
    """Pick the jobs whose last run failed."""
    return select(Job).where(Job.last_error.is_not(None)).order_by(Job.created_at.desc())
