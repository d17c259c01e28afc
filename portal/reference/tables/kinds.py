"""Rows about what is offered and done: offer kinds, legal kinds, their papers, steps, fields and outcomes."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from portal.reference.codes import (
    Approver,
    Confidence,
    DecisionGroup,
    Disclosure,
    OfferKindCode,
    PlacementKindCode,
)
from portal.reference.loading import Row, column

_APPROVERS: dict[str, tuple[Approver, ...]] = {
    "nobody": (),
    "ABH": (Approver.ABH,),
    "ABH + BA": (Approver.ABH, Approver.BA),
    "Agentur": (Approver.AGENCY,),
    "Jobcenter": (Approver.JOBCENTER,),
    "Agentur/Jobcenter": (Approver.AGENCY_OR_JOBCENTER,),
    "Agentur (SGB III) or Jobcenter (SGB II)": (Approver.AGENCY_OR_JOBCENTER,),
    "IHK/HWK": (Approver.CHAMBER,),
    "Sozialamt": (Approver.SOCIAL_OFFICE,),
    "Kursträger + BAMF": (Approver.COURSE_PROVIDER_AND_BAMF,),
}


@dataclass(frozen=True)
class OfferKind(Row):
    """What a firm can choose; the legal kinds that can follow, `kind?` where somebody must be asked."""

    FILE: ClassVar = "offer_kinds.csv"
    KEY: ClassVar = ("offer_kind",)

    offer_kind: OfferKindCode
    label_de: str
    label_en: str
    label_uk: str
    label_ar: str
    easy_german: str
    question_de: str
    fields_asked: tuple[str, ...]
    kinds_title: tuple[str, ...]
    kinds_permission_open: tuple[str, ...]
    kinds_waiting_gestattung: tuple[str, ...]
    kinds_waiting_duldung: tuple[str, ...]
    kinds_ban: tuple[str, ...]
    never_choosable_by_firm: tuple[PlacementKindCode, ...]
    note: str
    source: str
    confidence: Confidence

    @property
    def legal_kinds(self) -> tuple[PlacementKindCode, ...]:
        """List every legal kind this offer can become for anybody."""
        return tuple(PlacementKindCode(code.rstrip("?")) for code in self.kinds_title)


@dataclass(frozen=True)
class PlacementKind(Row):
    """A legal kind of placement: what the law asks of it."""

    FILE: ClassVar = "placement_kinds.csv"
    KEY: ClassVar = ("kind_key",)

    kind_key: PlacementKindCode
    label_de: str
    label_en: str
    legal_basis: str
    is_employment_sgb4_7: str
    minimum_wage: str
    pay_rule: str
    max_duration: str
    max_duration_days: int | None
    weekly_hours: str
    accident_insurance: str
    social_insurance: str
    contract_or_form: str
    signers: str
    who_approves_first: str
    abh_permission_no_title: str
    ba_consent_no_title: str
    decision_group: DecisionGroup
    target_group: str
    follow_up: str
    valid_from: date
    valid_to: date | None
    note: str
    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a body nobody knows: its approval would silently not be asked for."""
        if self.who_approves_first not in _APPROVERS:
            raise ValueError(f"who_approves_first {self.who_approves_first!r} is not known")

    @property
    def needs_minimum_wage(self) -> bool:
        """Tell whether the minimum wage of the MiLoG is owed."""
        return self.minimum_wage.startswith("yes")

    @property
    def approvers(self) -> tuple[Approver, ...]:
        """List who must approve this kind besides the work permission of the person."""
        bodies = _APPROVERS[self.who_approves_first]
        return tuple(body for body in bodies if body not in (Approver.ABH, Approver.BA))


@dataclass(frozen=True)
class DisclosureField(Row):
    """A field of a person and what a firm may see of it at each level of the ladder."""

    FILE: ClassVar = "disclosure_fields.csv"
    KEY: ClassVar = ("name",)

    name: str = field(metadata=column("field"))
    l0: Disclosure = field(metadata=column("L0"))
    l1: Disclosure = field(metadata=column("L1"))
    l2: Disclosure = field(metadata=column("L2"))
    l3_contract: Disclosure = field(metadata=column("L3_contract"))
    l3_start: Disclosure = field(metadata=column("L3_start"))
    never: str
    reason: str
    source: str
    confidence: Confidence

    def __post_init__(self) -> None:
        """Refuse a field that is called "never" and shown all the same."""
        shown = {self.l0, self.l1, self.l2, self.l3_contract, self.l3_start} != {Disclosure.NO}
        if self.never not in ("", "never") or (self.never == "never") == shown:
            raise ValueError(f"never {self.never!r} contradicts the levels")


@dataclass(frozen=True)
class Document(Row):
    """A paper, who issues it and what the employer may see and keep of it."""

    FILE: ClassVar = "documents.csv"
    KEY: ClassVar = ("doc_key",)

    doc_key: str
    label_de: str
    label_en: str
    issued_by: str
    who_provides: str
    used_for: str
    show_to_employer: str
    keep_by_employer: str
    note: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class ProcessStep(Row):
    """A step of the way from first contact to outcome, with the days it may take."""

    FILE: ClassVar = "process_steps.csv"
    KEY: ClassVar = ("step",)

    step: int
    actor: str
    label_de: str
    label_en: str
    input: str
    output: str
    status_code: str
    max_days: str
    legal_anchor: str
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class OutcomeCode(Row):
    """What became of a placement, and whether it counts as a success."""

    FILE: ClassVar = "outcome_codes.csv"
    KEY: ClassVar = ("code",)

    code: str
    label_de: str
    label_en: str
    positive: str
    source: str
    confidence: Confidence
