"""May this person do this kind of work from this day? A pure decision over dated rules; its default is to ask."""

from dataclasses import dataclass, field, replace
from datetime import date

from portal.reference.calendar import add_months
from portal.reference.codes import (
    Answer,
    Approver,
    CardDate,
    Confidence,
    DecisionGroup,
    Housing,
    Need,
    Paper,
    PlacementKindCode,
    PortalDecision,
    StatusGroup,
    Verdict,
)
from portal.reference.permission_texts import VERIFY_NOTE, Reason, caseworker_sentence, firm_sentence
from portal.reference.snapshots import Snapshot, UnknownCode
from portal.reference.tables import PlacementKind, ResidenceRule
from portal.reference.texts import Text

UNKNOWN = "unknown"
TITLES = frozenset({StatusGroup.TITLE, StatusGroup.TITLE_RESTRICTED})
CARRIES_PERMISSION = frozenset({Paper.GENERAL, Paper.THIS_JOB})
CARRIES_NONE = frozenset({Paper.NONE, Paper.OTHER_JOB})
YES = frozenset({Verdict.ALLOWED, Verdict.ALLOWED_WITH_PERMISSION})
NOT_INHERITED = frozenset({"fiktion_81_3", "chancen_104c"})
"""Old titles a Fiktionsbescheinigung does not carry on by itself (AufenthG sections 81 Abs. 4, 104c Abs. 2 S. 3)."""


@dataclass(frozen=True)
class ResidenceFacts:
    """What is known of a person's residence; every fact may be unknown.

    Args:
        months_stay: whole months of permitted, tolerated or gestattet stay, unbroken; with a Duldung in a
            reception centre: months of the Duldung.
        abh_ban_decision: has the authority decided that AufenthG section 60a Abs. 6 applies? An entry alone is unknown.
        old_title: status before a Fiktionsbescheinigung after section 81 Abs. 4.
        named_job: is this the very training or job the paper was given for?
    """

    status_key: str = UNKNOWN
    months_stay: int | None = None
    housing: Housing = Housing.UNKNOWN
    safe_origin_after_cutoff: Answer = Answer.UNKNOWN
    abh_ban_decision: Answer = Answer.UNKNOWN
    permission_on_paper: Paper = Paper.UNKNOWN
    card_valid_until: date | None = None
    old_title: str = UNKNOWN
    nationality_ukraine: Answer = Answer.UNKNOWN
    title_valid_2026_02_01: Answer = Answer.UNKNOWN
    named_job: Answer = Answer.UNKNOWN


@dataclass(frozen=True)
class WorkPermission:
    """The answer, who must allow it, why, and how to say it; a person decides, this only prepares.

    `earliest_start` is the day asked where a yes is possible then, the end of a waiting time where that is known
    to open the way, and nothing where it is not known. `verify` means the law behind it was not fully read.
    """

    verdict: Verdict
    abh_permission: Need
    ba_consent: Need
    who_must_allow: tuple[Approver, ...]
    earliest_start: date | None
    rule_id: str
    legal_basis: str
    reason: Reason
    sentence_firm: Text
    sentence_caseworker: Text
    verify: bool

    @property
    def caveat(self) -> Text | None:
        """Give the note that must stand beside an answer whose law was not fully read."""
        return VERIFY_NOTE if self.verify else None


@dataclass(frozen=True)
class Ruling:
    """The verdict with its reason and the rules that led to it; `lacking_months` of a waiting time still to run."""

    verdict: Verdict
    reason: Reason
    rules: tuple[ResidenceRule, ...] = ()
    ba_consent: bool = False
    lacking_months: int = field(default=0, compare=False)

    def after(self, rule: ResidenceRule) -> "Ruling":
        """Name a rule that was applied before."""
        return replace(self, rules=(rule, *self.rules))


def decide_work_permission(facts: ResidenceFacts, kind: str, on: date, *, tables: Snapshot) -> WorkPermission:
    """Decide whether a person may do a kind of work from a day, and whom to ask first.

    Args: kind: code of the legal kind; an unknown one is a question. on: proposal day, or planned start.
    Source: AufenthG, AsylG, BeschV as dated in residence_status_rules.csv; the order of steps is the table's own.
    """
    ruling = rule_on(facts, kind, on, tables=tables)
    found = _kind(kind, tables)
    return WorkPermission(
        verdict=ruling.verdict,
        abh_permission=_abh_permission(ruling),
        ba_consent=_ba_consent(ruling),
        who_must_allow=(*_residence_bodies(ruling), *(found.approvers if found else ())),
        earliest_start=_earliest_start(ruling, facts, kind, on, tables),
        rule_id=ruling.rules[-1].rule_id if ruling.rules else "",
        legal_basis="; ".join(rule.legal_basis for rule in ruling.rules) or (found.legal_basis if found else ""),
        reason=ruling.reason,
        sentence_firm=firm_sentence(ruling.verdict, approval=bool(found and found.approvers)),
        sentence_caseworker=caseworker_sentence(ruling.reason, ruling.lacking_months, ba_consent=ruling.ba_consent),
        verify=_is_unverified(ruling, found),
    )


def rule_on(facts: ResidenceFacts, kind: str, on: date, *, tables: Snapshot) -> Ruling:
    """Give the bare ruling: first the kind, then the status."""
    found = _kind(kind, tables)
    if found is None:
        return Ruling(Verdict.ASK, Reason.KIND_UNKNOWN)
    if found.decision_group is DecisionGroup.ASK or found.confidence is Confidence.VERIFY:
        return Ruling(Verdict.ASK, Reason.KIND_ASKS)
    if found.decision_group is DecisionGroup.NOT_EMPLOYMENT:
        return Ruling(Verdict.ALLOWED, Reason.NOT_EMPLOYMENT)
    if found.decision_group is DecisionGroup.MEASURE:
        return _rule_on_measure(facts, on, tables)
    return _rule_on_status(facts, found, on, tables)


def matching_rule(
    facts: ResidenceFacts, kind: PlacementKindCode, on: date, *, tables: Snapshot
) -> ResidenceRule | None:
    """Give the rule of the status that holds on the day and takes all the facts; the lowest priority goes first."""
    fitting = (rule for rule in tables.rules_of_status(facts.status_key) if rule.holds_on(on))
    return next((rule for rule in fitting if _takes(rule, facts, kind, on)), None)


def card_date(card_valid_until: date | None, on: date) -> CardDate:
    """See a printed date from a day; the last day printed still counts."""
    if card_valid_until is None:
        return CardDate.UNKNOWN
    return CardDate.VALID if on <= card_valid_until else CardDate.OVER


def _kind(kind: str, tables: Snapshot) -> PlacementKind | None:
    try:
        return tables.placement_kind(kind)
    except UnknownCode:
        return None


def _takes(rule: ResidenceRule, facts: ResidenceFacts, kind: PlacementKindCode, on: date) -> bool:
    return (
        facts.housing in rule.cond_housing
        and facts.safe_origin_after_cutoff in rule.cond_safe_origin_after_cutoff
        and facts.abh_ban_decision in rule.cond_abh_ban_decision
        and facts.nationality_ukraine in rule.cond_nationality_ukraine
        and facts.title_valid_2026_02_01 in rule.cond_title_valid_2026_02_01
        and facts.named_job in rule.cond_named_job
        and card_date(facts.card_valid_until, on) in rule.cond_card_date
        and kind in rule.cond_kind
    )


def _rule_on_measure(facts: ResidenceFacts, on: date, tables: Snapshot) -> Ruling:
    """Let a measure follow from what any job would be: it is no employment, but made for access to work."""
    job = rule_on(replace(facts, named_job=Answer.NO), PlacementKindCode.JOB_UNBEFRISTET, on, tables=tables)
    if job.verdict in YES:
        return Ruling(Verdict.ALLOWED, Reason.MEASURE_OPEN, job.rules)
    return Ruling(Verdict.ASK, Reason.MEASURE_ASKS, job.rules)


def _rule_on_status(facts: ResidenceFacts, kind: PlacementKind, on: date, tables: Snapshot) -> Ruling:
    rule = matching_rule(facts, kind.kind_key, on, tables=tables)
    if rule is None:
        return Ruling(Verdict.ASK, Reason.NO_RULE)
    if kind.decision_group is DecisionGroup.SGB2_ONLY:
        return _rule_on_benefit(rule, facts)
    if rule.firm_decision is PortalDecision.INHERIT:
        return _inherit(facts, kind, on, tables).after(rule)
    return _apply(rule, facts, kind)


def _rule_on_benefit(rule: ResidenceRule, facts: ResidenceFacts) -> Ruling:
    """Work opportunities of the SGB II are for people whose title opens all work."""
    if rule.firm_decision is PortalDecision.GREEN and facts.permission_on_paper not in CARRIES_NONE:
        return Ruling(Verdict.ALLOWED, Reason.FREE, (rule,))
    return Ruling(Verdict.ASK, Reason.BENEFIT_ASKS, (rule,))


def _inherit(facts: ResidenceFacts, kind: PlacementKind, on: date, tables: Snapshot) -> Ruling:
    """Decide by the old title: a fiction carries it on with all side conditions, its date taken as running."""
    old_rules = tables.rules_of_status(facts.old_title)
    if facts.old_title in NOT_INHERITED or not old_rules or old_rules[0].status_group not in TITLES:
        return Ruling(Verdict.ASK, Reason.OLD_TITLE_UNCLEAR)
    old = replace(facts, status_key=facts.old_title, old_title=UNKNOWN, card_valid_until=on)
    return _rule_on_status(old, kind, on, tables)


def _apply(rule: ResidenceRule, facts: ResidenceFacts, kind: PlacementKind) -> Ruling:
    paper, decision = facts.permission_on_paper, rule.firm_decision
    if decision is PortalDecision.RED:
        contradicted = paper in CARRIES_PERMISSION
        verdict = Verdict.ASK if contradicted else Verdict.FORBIDDEN
        return Ruling(verdict, Reason.BAN_CONTRADICTED if contradicted else Reason.BAN, (rule,))
    if paper in rule.paper_allows:
        return Ruling(Verdict.ALLOWED, Reason.ON_PAPER, (rule,))
    if decision is PortalDecision.RED_ASK:
        return Ruling(Verdict.ASK, Reason.RULE_ASKS, (rule,))
    if decision is PortalDecision.GREEN:
        contradicted = rule.status_group in TITLES and paper in CARRIES_NONE
        verdict = Verdict.ASK if contradicted else Verdict.ALLOWED
        return Ruling(verdict, Reason.PAPER_CONTRADICTS if contradicted else Reason.FREE, (rule,))
    return _needs_permission(rule, facts.months_stay, kind)


def _needs_permission(rule: ResidenceRule, months: int | None, kind: PlacementKind) -> Ruling:
    if kind.decision_group is not DecisionGroup.CONSENT_UNCLEAR:
        return _wait_or_ask_abh(rule, months, kind, consent_free=kind.decision_group is DecisionGroup.CONSENT_FREE)
    with_consent = _wait_or_ask_abh(rule, months, kind, consent_free=False)
    if with_consent == _wait_or_ask_abh(rule, months, kind, consent_free=True):
        return with_consent
    return Ruling(Verdict.ASK, Reason.CONSENT_UNCLEAR, (rule,))


def _wait_or_ask_abh(rule: ResidenceRule, months: int | None, kind: PlacementKind, *, consent_free: bool) -> Ruling:
    waiting = _waiting_months(rule, kind, consent_free=consent_free)
    if waiting and months is None:
        return Ruling(Verdict.ASK, Reason.MONTHS_UNKNOWN, (rule,))
    lacking = waiting - (months or 0)
    if lacking > 0:
        return Ruling(Verdict.FORBIDDEN, Reason.WAITING, (rule,), lacking_months=lacking)
    ends = rule.ba_consent_ends_after_months
    long_here = ends is not None and months is not None and months >= ends
    consent = not (consent_free or rule.ba_consent == "no" or long_here)
    return Ruling(Verdict.ALLOWED_WITH_PERMISSION, Reason.PERMISSION_NEEDED, (rule,), ba_consent=consent)


def _waiting_months(rule: ResidenceRule, kind: PlacementKind, *, consent_free: bool) -> int:
    waiting = rule.waiting_months_consent_free if consent_free else rule.waiting_months
    agency = rule.temp_agency_after_months if kind.kind_key is PlacementKindCode.LEIHARBEIT else 0
    return max(waiting or 0, agency or 0)


def _is_unverified(ruling: Ruling, kind: PlacementKind | None) -> bool:
    levels = [rule.confidence for rule in ruling.rules] + ([kind.confidence] if kind else [])
    return Confidence.VERIFY in levels


def _abh_permission(ruling: Ruling) -> Need:
    needs = {Verdict.ALLOWED_WITH_PERMISSION: Need.YES, Verdict.ASK: Need.UNCLEAR}
    return needs.get(ruling.verdict, Need.NO)


def _ba_consent(ruling: Ruling) -> Need:
    if ruling.verdict is Verdict.ASK:
        return Need.UNCLEAR
    return Need.YES if ruling.ba_consent else Need.NO


def _residence_bodies(ruling: Ruling) -> tuple[Approver, ...]:
    """Name the bodies of residence law to ask; a question about the kind alone is not theirs."""
    if ruling.verdict is Verdict.ALLOWED_WITH_PERMISSION:
        return (Approver.ABH, Approver.BA) if ruling.ba_consent else (Approver.ABH,)
    if ruling.verdict is Verdict.ASK and ruling.reason not in (Reason.KIND_UNKNOWN, Reason.KIND_ASKS):
        return (Approver.ABH,)
    return ()


def _earliest_start(ruling: Ruling, facts: ResidenceFacts, kind: str, on: date, tables: Snapshot) -> date | None:
    if ruling.verdict in YES:
        return on
    if ruling.lacking_months == 0:
        return None
    later = add_months(on, ruling.lacking_months)
    then = replace(facts, months_stay=(facts.months_stay or 0) + ruling.lacking_months)
    return later if rule_on(then, kind, later, tables=tables).verdict in YES else None
