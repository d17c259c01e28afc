"""What the law says to a proposal, and to which open ones it says something else by now."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from portal.candidates import queries as candidates
from portal.candidates.queries import PaperFile
from portal.core import clock, db
from portal.core.reminders import Due
from portal.proposals.models import Proposal
from portal.proposals.rules import OPEN
from portal.reference import Verdict, WorkPermission

STRICTEST_FIRST = (Verdict.FORBIDDEN, Verdict.ASK, Verdict.ALLOWED_WITH_PERMISSION, Verdict.ALLOWED)


def verdict(
    candidate_id: UUID, legal_kind: str, starts_on: date | None, *, names_this_job: bool = False
) -> WorkPermission:
    """Decide on the work permission for today and for the planned start; the stricter day counts."""
    paper = candidates.paper_files([candidate_id])[candidate_id]
    return _stricter(paper, legal_kind, starts_on, names_this_job)


def _stricter(paper: PaperFile, legal_kind: str, starts_on: date | None, word: bool) -> WorkPermission:
    days = sorted({clock.today(), starts_on or clock.today()})
    answers = [candidates.permission_by(paper, legal_kind, day, names_this_job=word) for day in days]
    return min(reversed(answers), key=lambda one: STRICTEST_FIRST.index(one.verdict))


def says_the_same(proposal: Proposal, answer: WorkPermission) -> bool:
    """Tell whether an answer is the one the proposal holds, but for the days it names."""
    kept = (proposal.verdict, proposal.verdict_rule, proposal.verdict_firm, proposal.verdict_caseworker)
    return kept == (answer.verdict, answer.rule_id, str(answer.sentence_firm), str(answer.sentence_caseworker))


def changed_since(on: date) -> Iterator[Due]:
    """Find the open proposals of which the law says something else by now: a paper, a check or a rule is over.

    All of them are asked about, since any of them may: deciding takes some 40 microseconds, and what is loaded for it
    three statements a batch.
    """
    for batch in db.batches(Proposal, Proposal.state.in_(OPEN)):
        papers = candidates.paper_files({one.candidate_id for one in batch})
        for one in batch:
            answer = _stricter(papers[one.candidate_id], one.legal_kind, one.starts_on, one.names_this_job)
            if not says_the_same(one, answer):
                yield Due(one, on)
