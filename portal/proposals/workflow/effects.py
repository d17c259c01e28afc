"""What an event does to a proposal besides its state: deadlines, grants, places, thread."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from portal.candidates import services as candidates
from portal.candidates.queries import was_read
from portal.candidates.rules import ConsentPurpose, DisclosureLevel
from portal.core import clock, db, links
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.db import new_id
from portal.proposals import mails, queries, rules
from portal.proposals.models import InterviewSlot, Message, Proposal
from portal.proposals.rules import KNOWS_NAME, Side, WithdrawReason
from portal.reference.calendar import add_working_days
from portal.vacancies import services as vacancies

Params = dict[str, Any]


def ask(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Give the person five working days."""
    proposal.asked_at = change.at
    proposal.answer_due_on = add_working_days(clock.local(change.at).date(), rules.ASK_WORKING_DAYS)


def say_yes(proposal: Proposal, actor: Actor, change: Change, params: Params) -> None:
    """Keep the yes of one of the two who must say it, with its proof; it counts when the other one is there."""
    if params["proof"].by_guardian:
        proposal.guardian_yes_at = change.at
    else:
        proposal.own_yes_at = change.at
    _keep_yes(proposal, actor, params)


def agree(proposal: Proposal, actor: Actor, change: Change, params: Params) -> None:
    """Keep the yes with its proof: this company and this offer, the name on interest."""
    proposal.name_agreed_at = change.at
    if not (proposal.own_yes_at and proposal.guardian_yes_at):  # else both are kept
        _keep_yes(proposal, actor, params)


def _keep_yes(proposal: Proposal, actor: Actor, params: Params) -> None:
    candidates.record_consent(
        proposal.candidate,
        purpose=ConsentPurpose.NAME,
        organisation_id=proposal.organisation_id,
        proof=params["proof"],
        actor=actor,
    )


def show_card(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Let the company see the card from now on and start its clock."""
    proposal.proposed_at = change.at
    closed = queries.holidays_of(proposal.organisation)
    proposal.answer_due_on = rules.answer_due(clock.local(change.at).date(), holidays=closed)
    _grant(proposal, DisclosureLevel.L1, change.at)


def show_interest(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Stop the deadline: the company has answered."""
    proposal.interested_at = change.at
    proposal.answer_due_on = proposal.on_hold_until = None
    _stop_clock(proposal)


def show_name(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Open the second rung once both are there: the company's interest and the person's yes."""
    if proposal.name_agreed_at is not None and proposal.state in KNOWS_NAME:
        _grant(proposal, DisclosureLevel.L2, change.at)


def hold(proposal: Proposal, _actor: Actor, _change: Change, _params: Params) -> None:
    """No deadline runs while it is put off; the day to come back to it is the new one."""
    proposal.answer_due_on = proposal.on_hold_until
    _stop_clock(proposal)


def write(proposal: Proposal, actor: Actor, change: Change, params: Params) -> None:
    """Add a message and let the clock run only while it is the company's turn."""
    side = rules.side_of(actor)
    message_id = params.get("message_id") or new_id()
    message = Message(id=message_id, proposal_id=proposal.id, side=side, author_id=actor.id, text=params["text"])
    message.file_key = params.get("file_key")
    db.session.add(message)
    today = clock.local(change.at).date()
    if side is Side.COMPANY:
        proposal.waiting_for = Side.OFFICE
        proposal.clock_stopped_on = proposal.clock_stopped_on or today
    else:
        if proposal.clock_stopped_on and proposal.answer_due_on:
            proposal.answer_due_on = rules.after_pause(
                proposal.answer_due_on, stopped_on=proposal.clock_stopped_on, today=today
            )
        _stop_clock(proposal)
        proposal.waiting_for = Side.COMPANY


def accept(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Reserve a place, or fail because somebody else got the last one."""
    vacancies.reserve_place(proposal.vacancy)
    proposal.has_place = True
    proposal.ended_at = change.at
    proposal.answer_due_on = None
    _end_links(proposal, mails.ANSWER)


def refuse(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Close it; the person's link stays, so that a second click finds the answer and no dead end."""
    _close(proposal, change, change.at)


def decline(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Close the card in fourteen days, so that a mistake can be mended; the link shows that it is answered."""
    _close(proposal, change, change.at + rules.DECLINE_FALLBACK)


def end(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Close the card at once, with every link to it."""
    _close(proposal, change, change.at)
    _end_links(proposal, mails.ANSWER, mails.CONSENT)


def lapse(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Close the links now and the card in fourteen days: the company may still take it up again."""
    _close(proposal, change, change.at + rules.DECLINE_FALLBACK)
    _end_links(proposal, mails.ANSWER, mails.CONSENT)


def withdraw(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Close at once; what nobody at the company has opened, the company never had."""
    _close(proposal, change, change.at)
    _end_links(proposal, mails.ANSWER)
    if change.reason_code == WithdrawReason.MISTAKE and not was_read(proposal.candidate_id, proposal.organisation_id):
        proposal.proposed_at = None


def reopen(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Forget the former answer and what it opened; the person is asked again."""
    proposal.decline_reason = proposal.decline_note = proposal.decline_text_for_person = None
    proposal.ended_at = proposal.proposed_at = proposal.name_agreed_at = proposal.interested_at = None
    proposal.interview_note = proposal.own_yes_at = proposal.guardian_yes_at = None
    candidates.end_grants(proposal.id, change.at)
    _end_links(proposal, mails.ANSWER, mails.CONSENT)
    db.session.execute(delete(InterviewSlot).where(InterviewSlot.proposal_id == proposal.id))


def _close(proposal: Proposal, change: Change, card_ends_at: datetime) -> None:
    proposal.ended_at = change.at
    proposal.answer_due_on = None
    _stop_clock(proposal)
    candidates.end_grants(proposal.id, card_ends_at)
    candidates.forget_half_yes(proposal.candidate_id, proposal.organisation_id)


def _end_links(proposal: Proposal, *purposes: str) -> None:
    for purpose in purposes:
        links.end(purpose=purpose, record_id=proposal.id)


def _stop_clock(proposal: Proposal) -> None:
    proposal.waiting_for = None
    proposal.clock_stopped_on = None


def _grant(proposal: Proposal, level: DisclosureLevel, starts_at: datetime) -> None:
    candidates.grant(
        proposal.candidate_id,
        proposal.organisation_id,
        level,
        starts_at=starts_at,
        ends_at=None,
        cause=("proposal", proposal.id),
    )
