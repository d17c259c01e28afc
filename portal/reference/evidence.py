"""What of a decision on the work permission may be said, given what of the paper somebody has really seen.

The decision itself takes facts as true. A file holds what was typed in: nothing that nobody has seen, that bears no
date or is over, and nothing that holds for another job, becomes a yes here. It becomes a question.
"""

from dataclasses import dataclass, replace
from datetime import date

from portal.reference.codes import Answer, Approver, CardDate, Need, Paper, StatusGroup, Verdict
from portal.reference.permission_texts import Reason, caseworker_sentence, firm_sentence
from portal.reference.snapshots import Snapshot
from portal.reference.tables import ResidenceRule
from portal.reference.work_permission import YES, ResidenceFacts, WorkPermission, card_date, decide_work_permission

WITHOUT_CARD = frozenset({StatusGroup.EU})
"""Groups whose right to work hangs on no paper with a date (FreizuegG/EU section 2)."""


@dataclass(frozen=True)
class Evidence:
    """What somebody has seen with their own eyes.

    Args:
        is_seen: the document and its entry on work were looked at, and that check has not lapsed.
        names_this_job: the paper is given for exactly this company and this work.
    """

    is_seen: bool = False
    names_this_job: bool = False


def decide_on_evidence(
    facts: ResidenceFacts, kind: str, on: date, evidence: Evidence, *, tables: Snapshot
) -> WorkPermission:
    """Decide as the law does, and ask wherever its yes would rest on something that nobody has seen.

    Source: AufenthG section 4a Abs. 5: an employer must know the paper itself, with its dates and side conditions.
    """
    answer = decide_work_permission(facts, kind, on, tables=tables)
    if answer.reason is Reason.NOT_EMPLOYMENT:
        return answer
    if answer.verdict not in YES:
        return answer if evidence.is_seen else replace(answer, earliest_start=None)
    doubt = _doubt_about_paper(answer, facts, on, evidence, tables)
    if doubt is None and not evidence.names_this_job and _is_for_one_job(answer, facts, kind, on, tables):
        doubt = Reason.JOB_UNCLEAR
    return _ask(answer, doubt) if doubt else answer


def _doubt_about_paper(
    answer: WorkPermission, facts: ResidenceFacts, on: date, evidence: Evidence, tables: Snapshot
) -> Reason | None:
    if not evidence.is_seen:
        return Reason.PAPER_UNSEEN
    if tables.rules_of_status(facts.status_key)[0].status_group in WITHOUT_CARD:
        return None
    printed = card_date(facts.card_valid_until, on)
    rule: ResidenceRule = tables.row("residence_rules", answer.rule_id)
    if printed is CardDate.OVER and not _goes_on(rule):
        return Reason.CARD_OVER
    return Reason.CARD_UNDATED if printed is CardDate.UNKNOWN else None


def _goes_on(rule: ResidenceRule) -> bool:
    """Tell whether a rule is made for cards whose date is over because the law lets the title go on by itself."""
    return CardDate.OVER in rule.cond_card_date and CardDate.VALID not in rule.cond_card_date


def _is_for_one_job(answer: WorkPermission, facts: ResidenceFacts, kind: str, on: date, tables: Snapshot) -> bool:
    """Tell whether what is allowed here is not allowed elsewhere (AufenthG section 4a Abs. 2; AsylG section 61)."""
    paper = Paper.OTHER_JOB if facts.permission_on_paper is Paper.THIS_JOB else facts.permission_on_paper
    other = replace(facts, permission_on_paper=paper, named_job=Answer.NO)
    elsewhere = decide_work_permission(other, kind, on, tables=tables)
    return answer.verdict is Verdict.ALLOWED and elsewhere.verdict is not Verdict.ALLOWED


def _ask(answer: WorkPermission, reason: Reason) -> WorkPermission:
    bodies = tuple(dict.fromkeys((Approver.ABH, *answer.who_must_allow)))
    return replace(
        answer,
        verdict=Verdict.ASK,
        abh_permission=Need.UNCLEAR,
        ba_consent=Need.UNCLEAR,
        who_must_allow=bodies,
        earliest_start=None,
        reason=reason,
        sentence_firm=firm_sentence(Verdict.ASK),
        sentence_caseworker=caseworker_sentence(reason),
    )
