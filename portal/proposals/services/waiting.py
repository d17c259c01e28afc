"""Mails that waited in the outbox: right before one is sent, whether what it says of a proposal is still so."""

from collections.abc import Collection, Mapping
from functools import partial

from portal.candidates.queries import shared_with
from portal.core import clock, db, outbox
from portal.core.outbox import MailKind, OutboxMail
from portal.proposals import mails
from portal.proposals.models import Proposal
from portal.proposals.queries import interviews
from portal.proposals.rules import KEEPS_INTERVIEW, WITH_COMPANY, ProposalState

TRUE_WHILE: Mapping[MailKind, Collection[ProposalState]] = {
    mails.ASKED: (ProposalState.ASKED,),
    mails.PROPOSED: WITH_COMPANY,
    mails.REMINDER: (ProposalState.PROPOSED,),
    mails.HOLD_OVER: (ProposalState.ON_HOLD,),
    mails.REPLY: WITH_COMPANY,
    mails.NAME_WANTED: WITH_COMPANY,
    mails.NAME_GIVEN: WITH_COMPANY,
    mails.INVITED_PERSON: (ProposalState.INTERVIEW,),
    mails.SLOT_CHOSEN: KEEPS_INTERVIEW,
    mails.INTERVIEW_OVER: (ProposalState.INTERVIEW,),
}
"""The states in which a mail to the company or the person still asks or tells something; else nobody gets it.

A yes that was taken back closes the proposal, so what waits for a mail server dies with it.
"""


def _is_so(states: Collection[ProposalState], mail: OutboxMail) -> bool:
    proposal = db.session.get(Proposal, mail.record_id) if mail.record_id else None
    return proposal is not None and proposal.state in states and not _is_shut(proposal)


def _is_shut(proposal: Proposal) -> bool:
    """Tell whether a company that took somebody on sees nothing any more: that state outlives a yes taken back."""
    seen_by = {shared.organisation_id for shared in shared_with(proposal.candidate_id)}
    return proposal.state is ProposalState.ACCEPTED and proposal.organisation_id not in seen_by


for _kind, _states in TRUE_WHILE.items():
    outbox.renews(_kind)(partial(_is_so, _states))


@outbox.renews(mails.APPOINTMENT)
@outbox.renews(mails.INTERVIEW_SOON)
def _is_ahead(mail: OutboxMail) -> bool:
    """Tell whether the interview a mail announces still stands and is not over."""
    proposal = db.session.get(Proposal, mail.record_id) if mail.record_id else None
    slot = interviews.fixed(proposal) if proposal and _is_so(KEEPS_INTERVIEW, mail) else None
    return slot is not None and slot.starts_at > clock.now()
