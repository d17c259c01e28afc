"""The answer of the law as a proposal keeps it: decided when somebody proposes or accepts, and whenever it changes."""

from typing import Any

from portal.core.actor import Actor
from portal.core.audit import Change
from portal.proposals.models import Proposal
from portal.proposals.queries.verdicts import verdict
from portal.reference import WorkPermission

Params = dict[str, Any]


def decide(proposal: Proposal) -> WorkPermission:
    """Decide for today and for the planned start, and keep the answer."""
    word = proposal.names_this_job
    answer = verdict(proposal.candidate_id, proposal.legal_kind, proposal.starts_on, names_this_job=word)
    proposal.verdict, proposal.verdict_rule = answer.verdict, answer.rule_id
    proposal.verdict_firm, proposal.verdict_caseworker = str(answer.sentence_firm), str(answer.sentence_caseworker)
    proposal.earliest_start_on = answer.earliest_start
    return answer


def recheck(proposal: Proposal, _actor: Actor, _change: Change, _params: Params) -> None:
    """Keep what the law says now; the caseworker has still to look at it."""
    decide(proposal)


def see(proposal: Proposal, _actor: Actor, _change: Change, params: Params) -> None:
    """Take the caseworker's word on a paper for one job, where it was asked for, and what was looked at as known."""
    if (word := params.get("names_this_job")) is not None:
        proposal.names_this_job = word
    decide(proposal)
    proposal.verdict_seen = proposal.verdict
