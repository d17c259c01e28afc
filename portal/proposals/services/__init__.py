"""The deeds with a proposal; each moves it through its workflow and commits nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates.mails import is_out_of_reach, reads_mail
from portal.candidates.models import Candidate
from portal.candidates.rules import ConsentProof, is_minor
from portal.candidates.rules.calls import CallReason
from portal.candidates.services import calls
from portal.core import attachments, clock, db, links, outbox
from portal.core.actor import SYSTEM, Actor
from portal.core.attachments import Attachment
from portal.core.audit import Change
from portal.core.db import new_id, short_number
from portal.core.errors import PortalError
from portal.core.outbox import MailKind
from portal.core.permissions import require
from portal.core.reminders import Due
from portal.organisations.models import Organisation
from portal.proposals import mails, queries
from portal.proposals.models import Message, Proposal, ProposalNote
from portal.proposals.queries import interviews
from portal.proposals.rules import LAPSES_BEFORE_PAUSE, DeclineReason, InterviewOutcome
from portal.proposals.workflow import WORKFLOW
from portal.reference.codes import Verdict
from portal.vacancies import services as vacancies
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import PauseReason, VacancyState

NAMES_THIS_JOB = "names_this_job"
"""Detail of an event: on whose word a paper for one job opened this one."""


@dataclass(frozen=True)
class Plan:
    """What the caseworker fixes when proposing: the legal kind for this person, the start, a note to the company.

    Args: names_this_job: the caseworker has read on a paper for one job that it names this company and this work.
    """

    legal_kind: str
    starts_on: date | None = None
    note: str | None = None
    record_id: UUID | None = None
    names_this_job: bool = False


def ask(candidate: Candidate, vacancy: Vacancy, plan: Plan, *, actor: Actor) -> Proposal:
    """Ask the person whether this company may see the card, and later the name."""
    return _create("ask", candidate, vacancy, plan, actor)


def ask_in_person(
    candidate: Candidate, vacancy: Vacancy, plan: Plan, *, actor: Actor, proofs: Sequence[ConsentProof]
) -> Proposal:
    """Ask at the desk or by telephone and keep each yes that was given there; no mail asks for it again."""
    answered = [mails.party_of(proof) for proof in proofs]
    proposal = _create("ask", candidate, vacancy, plan, actor, details={mails.IN_PERSON: answered})
    for proof in proofs:
        agree(proposal, actor=actor, proof=proof)
    return proposal


def propose(candidate: Candidate, vacancy: Vacancy, plan: Plan, *, actor: Actor) -> Proposal:
    """Send the card at once, on the strength of the person's standing consent to cards in this field."""
    return _create("propose", candidate, vacancy, plan, actor)


def _create(event: str, candidate: Candidate, vacancy: Vacancy, plan: Plan, actor: Actor, **params: Any) -> Proposal:
    existing = db.session.get(Proposal, plan.record_id) if plan.record_id else None
    if existing is not None and (existing.candidate_id, existing.vacancy_id) == (candidate.id, vacancy.id):
        return existing  # the second half of a double click
    proposal = _drafted(candidate, vacancy, plan)
    proposal.german = candidates.spoken_german(candidate.id)
    details = {**params.pop("details", {}), **({NAMES_THIS_JOB: True} if proposal.names_this_job else {})}
    created: Proposal = WORKFLOW.create(event, proposal, actor=actor, details=details or None, **params)
    return created


def obstacle(candidate: Candidate, vacancy: Vacancy, plan: Plan, *, actor: Actor) -> Any:
    """Say what stands against asking this person for this offer now; None where nothing does. Nothing is written."""
    try:
        WORKFLOW.check_new("ask", _drafted(candidate, vacancy, plan), actor=actor)
    except PortalError as refused:
        return refused.message
    return None


def _drafted(candidate: Candidate, vacancy: Vacancy, plan: Plan) -> Proposal:
    return Proposal(
        id=plan.record_id or new_id(),
        number=short_number("P"),
        candidate_id=candidate.id,
        vacancy_id=vacancy.id,
        organisation_id=vacancy.organisation_id,
        caseworker_id=candidate.caseworker_id,
        office_id=candidate.office_id,
        legal_kind=plan.legal_kind,
        starts_on=plan.starts_on,
        names_this_job=plan.names_this_job and candidates.is_for_one_job(candidate.id),
        note_to_company=plan.note,
        verdict=Verdict.ASK,
        verdict_seen=Verdict.ASK,
        candidate=candidate,
        vacancy=vacancy,
        organisation=db.session.get_one(Organisation, vacancy.organisation_id),
    )


def agree(proposal: Proposal, *, actor: Actor, proof: ConsentProof) -> None:
    """Take the person's yes to this company and this offer: the card goes out, the name follows on interest."""
    _say_yes("agree", proposal, actor, proof)


def refuse(proposal: Proposal, *, actor: Actor, reason: str | None = None) -> None:
    """Take the person's no; no reason is needed and nothing follows from it."""
    WORKFLOW.apply("refuse", proposal, actor=actor, reason=reason)


def give_name(proposal: Proposal, *, actor: Actor, proof: ConsentProof) -> None:
    """Let the company know the name, where the card went out on a standing consent."""
    _say_yes("give_name", proposal, actor, proof)


def _say_yes(event: str, proposal: Proposal, actor: Actor, proof: ConsentProof) -> None:
    """Take a yes. Somebody under 18 and the guardian each say it; what was asked for happens with the second one."""
    candidates.hold_file(proposal.candidate_id)
    if is_minor(proposal.candidate.birth_date, clock.today()):
        if (proposal.guardian_yes_at if proof.by_guardian else proposal.own_yes_at) is None:
            WORKFLOW.apply("say_yes", proposal, actor=_by(actor, proof), proof=proof)
        if not (proposal.guardian_yes_at and proposal.own_yes_at):
            return
    WORKFLOW.apply(event, proposal, actor=_by(actor, proof), proof=proof)


def _by(actor: Actor, proof: ConsentProof) -> Actor:
    """Note the way the person's yes came, not the page on which somebody typed it in."""
    return replace(actor, channel=proof.channel)


def show_interest(proposal: Proposal, *, actor: Actor, details: dict[str, Any] | None = None) -> None:
    """Note that the company wants to know more."""
    WORKFLOW.apply("show_interest", proposal, actor=actor, details=details)


def later(proposal: Proposal, *, actor: Actor, until: date, reason: str) -> None:
    """Put it off for up to thirty days."""
    WORKFLOW.apply("later", proposal, actor=actor, on_hold_until=until, reason=reason)


def write(
    proposal: Proposal,
    *,
    actor: Actor,
    text: str,
    message_id: UUID | None = None,
    attachment: Attachment | None = None,
) -> None:
    """Ask or answer in the thread; the clock stops while it is the caseworker's turn. Each id comes once."""
    if message_id is None or db.session.get(Message, message_id) is None:
        with attachments.kept(attachment) as key:
            WORKFLOW.apply("write", proposal, actor=actor, text=text, message_id=message_id, file_key=key)


def keep_note(proposal: Proposal, *, actor: Actor, text: str, note_id: UUID) -> None:
    """Keep a note that only the company reads; each id comes once."""
    require(actor, "proposal:keep_note", proposal)
    if db.session.get(ProposalNote, note_id) is None:
        db.session.add(ProposalNote(id=note_id, proposal_id=proposal.id, author_id=actor.id, text=text))


Slots = list[tuple[datetime, str]]
"""Times for an interview, each with its place."""


def invite(proposal: Proposal, *, actor: Actor, slots: Slots, note: str | None = None) -> None:
    """Offer up to three times for an interview, and what the person should know."""
    WORKFLOW.apply("invite", proposal, actor=actor, slots=slots, interview_note=note)


def offer_times(proposal: Proposal, *, actor: Actor, slots: Slots, note: str | None = None) -> None:
    """Offer other times in place of those that were offered, or even chosen."""
    WORKFLOW.apply("offer_times", proposal, actor=actor, slots=slots, interview_note=note)


def choose_slot(proposal: Proposal, *, actor: Actor, slot_id: UUID) -> None:
    """Pick one of the times: the person, or the caseworker for them; the same one again is no news."""
    standing = interviews.fixed(proposal)
    if standing is None or standing.id != slot_id:
        WORKFLOW.apply("choose_slot", proposal, actor=actor, slot_id=slot_id)


def cannot_come(proposal: Proposal, *, actor: Actor) -> None:
    """Take it that the person comes at none of the times; with nothing offered there is nothing to say."""
    if interviews.ahead(proposal):
        WORKFLOW.apply("cannot_come", proposal, actor=actor)


def ask_other_time(proposal: Proposal, *, actor: Actor, text: str, message_id: UUID | None = None) -> None:
    """Tell the company when the person would rather come; the times that are offered stand. Each id comes once."""
    if message_id is None or db.session.get(Message, message_id) is None:
        WORKFLOW.apply("ask_other_time", proposal, actor=actor, text=text, message_id=message_id)


def print_invitation(proposal: Proposal, *, actor: Actor) -> str:
    """Make a link for the person and give its short code for a letter; it can never be shown again."""
    require(actor, "proposal:choose_slot", proposal)
    _token, code = links.issue(mails.consent_link_for(proposal), short_code=True)
    return code or ""


def print_question(proposal: Proposal, *, to_guardian: bool, actor: Actor) -> str:
    """Make a link to the question, for the person or the guardian, and give its short code for a letter."""
    require(actor, "proposal:agree", proposal)
    party = "guardian" if to_guardian else "candidate"
    _token, code = links.issue(mails.consent_link_for(proposal, party), short_code=True)
    return code or ""


def cancel_interview(proposal: Proposal, *, actor: Actor, reason: str | None = None) -> None:
    """Take the times back; the interest stays."""
    WORKFLOW.apply("cancel_interview", proposal, actor=actor, reason=reason)


def report_interview(proposal: Proposal, outcome: InterviewOutcome, *, actor: Actor) -> None:
    """Take the company's word on how the interview went."""
    slot = interviews.fixed(proposal)
    if slot is None or slot.outcome is not outcome:
        details = {"outcome": outcome.value}
        WORKFLOW.apply("report_interview", proposal, actor=actor, outcome=outcome, details=details)


def nudge(proposal: Proposal, *, actor: Actor) -> None:
    """Remind whoever is asked, at the wish of the other side."""
    WORKFLOW.apply("nudge", proposal, actor=actor)


def accept(proposal: Proposal, *, actor: Actor, offer_kind: str | None = None) -> None:
    """Take the person on: a place is reserved, wiring opens the placement.

    The offer is locked before the proposal, as by every deed with an offer: the last place closes other proposals,
    and two that accept at once would otherwise each wait for what the other holds.
    """
    db.session.execute(select(Vacancy.id).where(Vacancy.id == proposal.vacancy_id).with_for_update())
    WORKFLOW.apply("accept", proposal, actor=actor, offer_kind=offer_kind)


@dataclass(frozen=True)
class Declined:
    """A company's no: the code, a private note to the caseworker, a text the person may read."""

    reason: DeclineReason
    note: str | None = None
    text_for_person: str | None = None


def decline(proposal: Proposal, answer: Declined, *, actor: Actor) -> None:
    """Say that it does not fit this time."""
    WORKFLOW.apply(
        "decline",
        proposal,
        actor=actor,
        reason_code=answer.reason.value,
        decline_reason=answer.reason,
        decline_note=answer.note,
        decline_text_for_person=answer.text_for_person,
    )


def withdraw(proposal: Proposal, *, actor: Actor, reason: str | None = None, reason_code: str | None = None) -> None:
    """Take it back; the company sees the card no more."""
    WORKFLOW.apply("withdraw", proposal, actor=actor, reason=reason, reason_code=reason_code)


def supersede(proposal: Proposal, *, actor: Actor) -> None:
    """Close it because something else came of it; the company gets one neutral line."""
    WORKFLOW.apply("supersede", proposal, actor=actor)


def reopen(proposal: Proposal, *, actor: Actor) -> None:
    """Take a closed proposal up again: the person is asked anew."""
    WORKFLOW.apply("reopen", proposal, actor=actor)


def lapse(proposal: Proposal) -> None:
    """Close what nobody answered in time; an offer whose company is silent three times in a row is paused."""
    whole = queries.loaded(proposal)
    WORKFLOW.apply("lapse", whole, actor=SYSTEM)
    is_silent = queries.lapsed_in_a_row(whole.vacancy_id) >= LAPSES_BEFORE_PAUSE
    if whole.proposed_at and is_silent and whole.vacancy.state is VacancyState.PUBLISHED:
        vacancies.pause_by_system(whole.vacancy, PauseReason.NOT_ANSWERING)


def remind_person(proposal: Proposal) -> None:
    """Ask the person once more for an answer."""
    _remind(mails.ASKED, proposal)


def ask_again(kind: MailKind, proposal: Proposal) -> None:
    """Put the question that stands once more, by a new link: the one before is dead."""
    _remind(kind, proposal)


def remind_company(proposal: Proposal) -> None:
    """Ask the company once more for an answer."""
    _remind(mails.REMINDER, proposal)


def recall_company(proposal: Proposal) -> None:
    """Tell the company that the day has come to which it put the proposal off."""
    _remind(mails.HOLD_OVER, proposal)


def remind_of_interview(proposal: Proposal) -> None:
    """Tell the person where to be the next working day, when, and with what."""
    _remind(mails.INTERVIEW_SOON, proposal)


def ask_to_tell_of_interview(proposal: Proposal) -> None:
    """Tell by short message who reads no mail, else ask the caseworker to call."""
    person = db.session.get_one(Candidate, proposal.candidate_id)
    if calls.tell(person, CallReason.INTERVIEW, proposal.id):
        _remind(mails.INTERVIEW_CALL, proposal)


def interviews_by_mail(on: date) -> Iterator[Due]:
    """Find the interviews near whose person is written to."""
    return (due for due in interviews.near(on) if reads_mail(due.record.candidate))


def interviews_by_call(on: date) -> Iterator[Due]:
    """Find the interviews near of which somebody has to be told by telephone."""
    return (due for due in interviews.near(on) if is_out_of_reach(due.record.candidate))


def ask_how_it_went(proposal: Proposal) -> None:
    """Ask the company how yesterday's interview went."""
    _remind(mails.INTERVIEW_OVER, proposal)


def ask_for_call(proposal: Proposal) -> None:
    """Ask the caseworker to telephone."""
    _remind(mails.CALL, proposal)


def _remind(kind: MailKind, proposal: Proposal) -> None:
    state = proposal.state.value
    outbox.enqueue(kind, queries.loaded(proposal), SYSTEM, Change("reminder", state, state, clock.now()))


def consent_ended(candidate: Candidate, _actor: Actor, change: Change) -> None:
    """Close at once what hangs on a consent that was taken back: some companies' proposals, or all of them."""
    companies = (change.details or {}).get("companies")
    for proposal in queries.open_of_candidate(candidate.id):
        if companies is None or str(proposal.organisation_id) in companies:
            supersede(proposal, actor=SYSTEM)


def offer_ended(vacancy: Vacancy, _actor: Actor, _change: Change) -> None:
    """Close the open proposals of an offer that is filled or withdrawn."""
    for proposal in queries.open_of_vacancy(vacancy.id):
        supersede(proposal, actor=SYSTEM)


def company_ended(company: Organisation, _actor: Actor, _change: Change) -> None:
    """Close the open proposals made to a company that is closed: nobody is left to answer them."""
    for proposal in queries.open_of_company(company.id):
        supersede(proposal, actor=SYSTEM)
