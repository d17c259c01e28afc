"""Rows that carry law: residence rules, amounts, branch wages, working time, safe countries of origin."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import ClassVar

from portal.reference.codes import (
    Answer,
    CardDate,
    Confidence,
    Duty,
    DutyOf,
    Housing,
    Paper,
    PlacementKindCode,
    PortalDecision,
    StatusGroup,
    Verdict,
)
from portal.reference.loading import Row


class Dated:
    """What holds from one day to another, both included."""

    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether the row is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class ResidenceRule(Row, Dated):
    """One dated rule: which facts it takes (`cond_*`) and what it says about work."""

    FILE: ClassVar = "residence_status_rules.csv"
    KEY: ClassVar = ("rule_id",)

    rule_id: str
    status_key: str
    priority: int
    label_de: str
    status_group: StatusGroup
    matrix_group: str
    legal_basis: str
    document_to_check: str
    entry_to_look_for: str
    cond_housing: frozenset[Housing]
    cond_safe_origin_after_cutoff: frozenset[Answer]
    cond_abh_ban_decision: frozenset[Answer]
    cond_nationality_ukraine: frozenset[Answer]
    cond_title_valid_2026_02_01: frozenset[Answer]
    cond_named_job: frozenset[Answer]
    cond_card_date: frozenset[CardDate]
    cond_kind: frozenset[PlacementKindCode]
    cond_other: str
    paper_allows: frozenset[Paper]
    waiting_months: int | None
    waiting_months_consent_free: int | None
    waiting_counts_from: str
    may_work: str
    discretion: str
    abh_permission: str
    ba_consent: str
    priority_check: str
    ba_consent_ends_after_months: int | None
    temp_agency_work: str
    temp_agency_after_months: int | None
    self_employment: str
    valid_from: date
    valid_to: date | None
    portal_decision: PortalDecision
    note: str
    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a yellow rule without waiting months: a blank would read as "no waiting"."""
        waits = (self.waiting_months, self.waiting_months_consent_free)
        if self.portal_decision is PortalDecision.YELLOW and None in waits:
            raise ValueError("a yellow rule needs its waiting months")

    @property
    def firm_decision(self) -> PortalDecision:
        """Give the decision, an unverified yes turned into a question."""
        doubtful = self.confidence is Confidence.VERIFY
        if doubtful and self.portal_decision in (PortalDecision.GREEN, PortalDecision.YELLOW):
            return PortalDecision.RED_ASK
        return self.portal_decision


@dataclass(frozen=True)
class MatrixCell(Row):
    """What a legal kind comes to for a group of statuses: the cross-check of the rules."""

    FILE: ClassVar = "status_placement_matrix.csv"
    KEY: ClassVar = ("status_group", "kind_key")

    status_group: str
    kind_key: PlacementKindCode
    verdict: Verdict
    abh_permission: str
    ba_consent: str
    note: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class DatedValue(Row, Dated):
    """An amount or limit of the law in its period."""

    FILE: ClassVar = "dated_values.csv"
    KEY: ClassVar = ("key", "valid_from")

    key: str
    label_de: str
    value: Decimal
    unit: str
    valid_from: date
    valid_to: date | None
    legal_basis: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class BranchWage(Row, Dated):
    """The minimum wage of a branch, euro per hour, with the occupations (KldB 2010) it hints at."""

    FILE: ClassVar = "branch_minimum_wages.csv"
    KEY: ClassVar = ("branch_key", "valid_from")

    branch_key: str
    label_de: str
    kldb5_hint: tuple[str, ...]
    value_eur_h: Decimal
    valid_from: date
    valid_to: date | None
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class WorkingTimeRule(Row):
    """A limit of the ArbZG, JArbSchG or BUrlG for an age group."""

    FILE: ClassVar = "working_time_rules.csv"
    KEY: ClassVar = ("rule_id",)

    rule_id: str
    group: str
    quantity: str
    operator: str
    value: str
    unit: str
    exception: str
    legal_basis: str
    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a limit that is no number, and a window that is no two clock times."""
        if self.operator in ("<=", ">="):
            Decimal(self.value)
        if self.operator == "between":
            opens, closes = (time.fromisoformat(clock) for clock in self.value.split("-"))
            if opens >= closes:
                raise ValueError(f"{self.value} is no window")

    @property
    def limit(self) -> Decimal:
        """Give the limit as a number, for the rules that have one."""
        return Decimal(self.value)


@dataclass(frozen=True)
class SafeOriginState(Row):
    """A state whose nationals fall under a work ban when they applied after a cut-off day."""

    FILE: ClassVar = "safe_origin_states.csv"
    KEY: ClassVar = ("iso2",)

    iso2: str
    name_de: str
    listed_since_29a: date
    listed_29b_since: date
    cutoff_asylum_application: date
    tolerated_on_spared: date | None
    note: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class ReportDuty(Row, Dated):
    """Who must tell which authority what of a job; days from the event, or from when it is known; none: at once.

    Without status keys it holds for all papers.
    """

    FILE: ClassVar = "report_duties.csv"
    KEY: ClassVar = ("duty_key", "valid_from")

    duty_key: str
    status_keys: tuple[str, ...]
    who: DutyOf
    what: Duty
    within_days: int | None
    valid_from: date
    valid_to: date | None
    legal_basis: str
    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a report without its deadline."""
        if self.what not in (Duty.CHECK_PAPER, Duty.REPORT_CHANGE) and not self.within_days:
            raise ValueError("a report has a deadline")

    @property
    def is_of_residence(self) -> bool:
        """Tell whether residence law asks for it, which does not know people of the EU."""
        return self.legal_basis.startswith("AufenthG")
