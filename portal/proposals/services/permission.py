"""What follows for open proposals when something changes on which the work permission rests."""

from portal.candidates.models import Candidate
from portal.candidates.rules import LOOKS
from portal.core import db
from portal.core.actor import SYSTEM, Actor
from portal.core.audit import Change
from portal.proposals import queries
from portal.proposals.models import Proposal
from portal.proposals.queries.verdicts import says_the_same, verdict
from portal.proposals.workflow import WORKFLOW


def paper_changed(candidate: Candidate, _actor: Actor, change: Change) -> None:
    """Decide anew on a person's open proposals.

    What somebody read on the paper counts no longer where there is a new one, or another office that has not seen it.
    """
    db.session.flush()
    for proposal in queries.open_of_candidate(candidate.id):
        if change.event not in LOOKS:
            proposal.names_this_job = False
        recheck(proposal)


def recheck(proposal: Proposal) -> None:
    """Decide anew; where the answer is another one, it is kept, and the caseworker sees it on the desk."""
    word = proposal.names_this_job
    answer = verdict(proposal.candidate_id, proposal.legal_kind, proposal.starts_on, names_this_job=word)
    if not says_the_same(proposal, answer):
        details = {"from": proposal.verdict.value, "to": answer.verdict.value}
        WORKFLOW.apply("recheck", proposal, actor=SYSTEM, details=details)


def see_permission(proposal: Proposal, *, actor: Actor, names_this_job: bool | None = None) -> None:
    """Note that the caseworker has looked at a changed permission.

    Args: names_this_job: what stands on a paper for one job; None where that was not asked.
    """
    details = None if names_this_job is None else {"names_this_job": names_this_job}
    WORKFLOW.apply("see_permission", proposal, actor=actor, names_this_job=names_this_job, details=details)
