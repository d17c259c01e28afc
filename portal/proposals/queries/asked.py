"""Whose answer a proposal waits for."""

from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.rules import ProposalState, Side


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
