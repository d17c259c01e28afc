"""Which proposals there is still something to tell the person about, and for when: for whom no mail reaches."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal.core import clock, db
from portal.proposals.models import InterviewSlot, Proposal
from portal.proposals.rules import KEEPS_INTERVIEW, ProposalState

Days = Mapping[UUID, date | datetime]


def answers(ids: Collection[UUID]) -> Days:
    """Tell until when answers are open."""
    is_open = (Proposal.state == ProposalState.ASKED, Proposal.answer_due_on >= clock.today())
    rows = db.session.execute(select(Proposal.id, Proposal.answer_due_on).where(Proposal.id.in_(ids), *is_open))
    return {proposal: day for proposal, day in rows if day is not None}


def interviews(ids: Collection[UUID]) -> Days:
    """Tell when interviews are that stand and lie ahead."""
    stands = (InterviewSlot.is_chosen, InterviewSlot.cancelled_at.is_(None), InterviewSlot.starts_at > clock.now())
    query = select(Proposal.id, InterviewSlot.starts_at).join(InterviewSlot, InterviewSlot.proposal_id == Proposal.id)
    rows = db.session.execute(query.where(Proposal.id.in_(ids), Proposal.state.in_(KEEPS_INTERVIEW), *stands))
    return {row.id: row.starts_at for row in rows}
