"""Whose answer a proposal waits for."""

from datetime import date

from portal.core import audit, clock
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.rules import ProposalState, Side, is_closed
from portal.reference.calendar import add_working_days

OVERDUE_AFTER = 3
"""Working days of silence after which the person may remind whoever is asked, as the portal does by itself."""
TURNS = ("cannot_come", "ask_other_time", "cancel_interview", "reopen")
"""Events after which it is somebody else's turn anew."""


def asked(proposal: Proposal) -> Side | None:
    """Give the side that was asked something and has not answered; nobody is asked while an interview is ahead."""
    if proposal.waiting_for is Side.OFFICE:
        return Side.OFFICE
    match proposal.state:
        case ProposalState.ASKED:
            return Side.PERSON
        case ProposalState.PROPOSED:
            return Side.COMPANY
        case ProposalState.INTERESTED:
            return Side.COMPANY if proposal.name_agreed_at else Side.PERSON
        case ProposalState.INTERVIEW:
            return _of_interview(proposal)
        case _:
            return None


def _of_interview(proposal: Proposal) -> Side | None:
    if interviews.over(proposal):
        return Side.COMPANY
    if interviews.fixed(proposal):
        return None
    return Side.PERSON if interviews.ahead(proposal) else Side.COMPANY


def is_overdue(proposal: Proposal, on: date) -> bool:
    """Tell whether somebody else than the person was asked `OVERDUE_AFTER` working days ago and has not answered."""
    side = asked(proposal)
    if side not in (Side.COMPANY, Side.OFFICE) or is_closed(on, _holidays(proposal)):
        return False
    return add_working_days(_asked_on(proposal, side), OVERDUE_AFTER) <= on


def _holidays(proposal: Proposal) -> tuple[date, date] | None:
    first, last = proposal.organisation.holidays_from, proposal.organisation.holidays_until
    return (first, last) if first and last else None


def _asked_on(proposal: Proposal, side: Side) -> date:
    """Give the day since which it is that side's turn; of a talk that was, the day of the talk."""
    if side is Side.OFFICE and proposal.clock_stopped_on:
        return proposal.clock_stopped_on
    talk = interviews.over(proposal) if proposal.state is ProposalState.INTERVIEW else None
    moved = audit.last_time("proposal", proposal.id, TURNS)
    talked = talk.starts_at if talk else None
    known = (moved, talked, proposal.name_agreed_at, proposal.interested_at, proposal.proposed_at)
    return clock.local(max(filter(None, known), default=proposal.created_at)).date()
