"""How what was written around a proposal is erased: on its own day, or with the person it was about."""

from sqlalchemy import delete, select

from portal.candidates.models import Candidate
from portal.core import attachments, audit, db, links, retention
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.proposals import mails, queries
from portal.proposals.models import InterviewSlot, Message, Proposal, ProposalNote
from portal.proposals.rules import ProposalState
from portal.proposals.workflow import WORKFLOW

WORDS = ("note_to_company", "decline_note", "decline_text_for_person", "interview_note", "verdict_rule")
"""Columns that people or the law wrote for this one person."""


def erase(proposal: Proposal) -> None:
    """Delete what came to nothing, with its thread; that it was there is counted, and its events stay without words."""
    _count(proposal)
    _forget_around(proposal)
    db.session.delete(proposal)


def forget_person(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Erase all proposals of a person whose data are deleted; what became a placement stays as a row without words."""
    for proposal in db.session.scalars(select(Proposal).where(Proposal.candidate_id == candidate.id)):
        if proposal.state is ProposalState.ACCEPTED:
            _forget_around(proposal)
            proposal.verdict_firm = proposal.verdict_caseworker = ""
            for column in WORDS:
                setattr(proposal, column, None)
        else:
            erase(proposal)
    db.session.flush()


def _forget_around(proposal: Proposal) -> None:
    for key in filter(None, (message.file_key for message in queries.thread(proposal))):
        attachments.forget(key)
    for model in (Message, ProposalNote, InterviewSlot):
        db.session.execute(delete(model).where(model.proposal_id == proposal.id))
    links.end(purpose=mails.ANSWER, record_id=proposal.id)
    audit.forget_words(WORKFLOW.name, proposal.id)


def _count(proposal: Proposal) -> None:
    """Let the numbers of the offer survive the proposal."""
    day = proposal.proposed_at or proposal.created_at
    reached = {
        "proposed": proposal.proposed_at is not None,
        "interested": proposal.interested_at is not None,
        "accepted": proposal.state is ProposalState.ACCEPTED,
    }
    for name in (name for name, is_reached in reached.items() if is_reached):
        retention.count(f"offer/{name}", day, str(proposal.vacancy_id))
    retention.count("proposal", day, proposal.state.value)
