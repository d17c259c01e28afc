"""How a company has answered: its own numbers, for itself alone."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from portal.core import clock, db
from portal.core.audit import Event
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState

LOOKED_BACK = timedelta(days=365)
ANSWERS = ("show_interest", "later", "decline")


@dataclass(frozen=True)
class Answers:
    """How many proposals were to be answered, how many were, and after how many days on average."""

    proposed: int
    answered: int
    days: float | None


def answers_of(organisation_id: UUID) -> Answers:
    """Count the answers of a company in the last twelve months; what still has time, or was taken back, is left out."""
    first = (
        select(func.min(Event.created_at))
        .where(
            Event.record_type == "proposal",
            Event.record_id == Proposal.id,
            Event.name.in_(ANSWERS),
            Event.created_at >= Proposal.proposed_at,
        )
        .scalar_subquery()
    )
    recent = (Proposal.organisation_id == organisation_id) & (Proposal.proposed_at >= clock.now() - LOOKED_BACK)
    answered = db.session.execute(select(Proposal.proposed_at, first).where(recent, first.is_not(None)))
    waits = [(at - proposed_at) / timedelta(days=1) for proposed_at, at in answered if proposed_at]
    silent = recent & (Proposal.state == ProposalState.LAPSED) & first.is_(None)
    lapsed = db.session.scalar(select(func.count()).where(silent)) or 0
    return Answers(len(waits) + lapsed, len(waits), sum(waits) / len(waits) if waits else None)
