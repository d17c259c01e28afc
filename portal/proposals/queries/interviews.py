"""Interviews as they are read: the time that stands, what was called off, and which of them are over."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core import clock, db
from portal.core.reminders import Due
from portal.proposals.models import InterviewSlot, Proposal
from portal.proposals.queries import slots
from portal.proposals.rules import KEEPS_INTERVIEW, ProposalState
from portal.reference.calendar import add_working_days

_STANDS = InterviewSlot.is_chosen & InterviewSlot.cancelled_at.is_(None)


def fixed(proposal: Proposal) -> InterviewSlot | None:
    """Give the time the person has chosen, while it stands."""
    return db.session.scalars(select(InterviewSlot).where(InterviewSlot.proposal_id == proposal.id, _STANDS)).first()


def ahead(proposal: Proposal) -> list[InterviewSlot]:
    """Give the times that are offered and still to come, earliest first."""
    return [slot for slot in slots(proposal) if slot.starts_at > clock.now()]


def over(proposal: Proposal) -> InterviewSlot | None:
    """Give the interview that has been and of which nobody has told yet."""
    slot = fixed(proposal)
    return slot if slot and slot.outcome is None and slot.starts_at <= clock.now() else None


def called_off(proposal: Proposal, at: datetime) -> InterviewSlot | None:
    """Give the time that lay ahead and stood until a deed of this moment."""
    stood = (InterviewSlot.proposal_id == proposal.id) & InterviewSlot.is_chosen & (InterviewSlot.starts_at > at)
    return db.session.scalars(select(InterviewSlot).where(stood, InterviewSlot.cancelled_at == at)).first()


def near(on: date) -> Iterator[Due]:
    """Find interviews that are ahead and fall on the next working day, on a day before it, or on the day itself."""
    query = (
        select(Proposal, InterviewSlot.starts_at)
        .join(InterviewSlot, InterviewSlot.proposal_id == Proposal.id)
        .where(
            Proposal.state.in_(KEEPS_INTERVIEW),
            _STANDS,
            InterviewSlot.outcome.is_(None),
            InterviewSlot.starts_at > max(clock.start_of(on), clock.now()),
            InterviewSlot.starts_at <= clock.end_of(add_working_days(on + timedelta(days=1), 1)),
        )
        .order_by(Proposal.id)
        .options(joinedload(Proposal.candidate))
    )
    for proposal, starts_at in db.session.execute(query):
        day = add_working_days(clock.local(starts_at).date(), -1)
        if day <= on:
            yield Due(proposal, day)


def untold(on: date) -> Iterator[Due]:
    """Find interviews that were before a day and of which the company has not told how they went."""
    query = (
        select(Proposal, InterviewSlot.starts_at)
        .join(InterviewSlot, InterviewSlot.proposal_id == Proposal.id)
        .where(
            Proposal.state == ProposalState.INTERVIEW,
            _STANDS,
            InterviewSlot.outcome.is_(None),
            InterviewSlot.starts_at < clock.start_of(on),
        )
        .order_by(Proposal.id)
    )
    for proposal, starts_at in db.session.execute(query):
        yield Due(proposal, clock.local(starts_at).date())
