"""What must be there before the first day, and who says yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.placements.rules.states import ClearanceItem, ClearanceState, Missing, Party
from portal.reference.codes import Approver, DecisionGroup, PlacementKindCode, Verdict
from portal.reference.tables import PlacementKind

PAPER_WORDS = ("written", "in writing", "text form")
"""How the table of kinds says that the law wants paper."""

_SUBSIDISED = frozenset(
    {
        PlacementKindCode.MIDIJOB,
        PlacementKindCode.JOB_BEFRISTET,
        PlacementKindCode.JOB_UNBEFRISTET,
        PlacementKindCode.LEIHARBEIT,
    }
)


@dataclass(frozen=True)
class Readiness:
    """What is known about the way to the first day; `is_wanted` is false once the person has taken the yes back."""

    is_wanted: bool
    has_agreement: bool
    clearances: tuple[ClearanceState, ...]
    needs_approval: bool
    is_approved: bool
    needs_signature: bool
    is_signed: bool
    lacks_exam: bool = False
    lacks_funding: bool = False


def missing(known: Readiness) -> tuple[Missing, ...]:
    """List what is still missing, in the order it is to be done; nobody starts before this is empty."""
    settled = (ClearanceState.GRANTED, ClearanceState.NOT_NEEDED)
    lacks = {
        Missing.CONSENT: not known.is_wanted,
        Missing.AGREEMENT: not known.has_agreement,
        Missing.CLEARANCE: any(state not in settled for state in known.clearances),
        Missing.APPROVAL: known.needs_approval and not known.is_approved,
        Missing.FUNDING: known.lacks_funding,
        Missing.SIGNATURE: known.needs_signature and not known.is_signed,
        Missing.EXAM: known.lacks_exam,
    }
    return tuple(what for what, is_lacking in lacks.items() if is_lacking)


def clearances_needed(verdict: Verdict, kind: PlacementKind) -> dict[ClearanceItem, Approver]:
    """Give what must be allowed and by which body: the person's work permission, and what the kind itself asks.

    Unknown means ask: a verdict `ask` makes the same clearance as a permission that is surely needed, and so does a ban
    that came up since the placement was opened: nobody begins before the authority has said so.
    Source: AufenthG section 4a; SGB III section 45; BBiG sections 34 to 36; tables `residence_status_rules` and
    `placement_kinds`.
    """
    needed: dict[ClearanceItem, Approver] = {}
    if verdict is not Verdict.ALLOWED:
        needed[ClearanceItem.WORK_PERMISSION] = Approver.ABH
    for body in kind.approvers:
        item = ClearanceItem.REGISTRATION if body is Approver.CHAMBER else ClearanceItem.MEASURE_APPROVAL
        needed[item] = body
    return needed


def can_be_subsidised(kind: PlacementKindCode) -> bool:
    """Tell whether the employer can get a wage subsidy: for work under social insurance (SGB III section 88)."""
    return kind in _SUBSIDISED


def is_asked_before_signing(item: ClearanceItem) -> bool:
    """Tell whether it is lost when the contract is signed first (SGB III section 324 Abs. 1)."""
    return item in (ClearanceItem.SUBSIDY, ClearanceItem.MEASURE_APPROVAL)


def decides(item: ClearanceItem) -> str:
    """Name what an office must be able to receive to decide something; who pays measures pays subsidies too."""
    return f"clearance:{ClearanceItem.MEASURE_APPROVAL if item is ClearanceItem.SUBSIDY else item}"


def needs_dossier(item: ClearanceItem) -> bool:
    """Tell whether the person asks the authority, with a signed request and a power of attorney (AufenthG section 81).

    The agency is asked by the company, a measure and a subsidy by their own forms, the chamber by the company.
    """
    return item is ClearanceItem.WORK_PERMISSION


def needs_approval(verdict: Verdict, kind: PlacementKind) -> bool:
    """Tell whether the Integration Point approves: where a public body decides; a free title in a job is only noted."""
    decides = kind.decision_group is DecisionGroup.MEASURE or kind.kind_key is PlacementKindCode.EQ
    return decides or verdict is not Verdict.ALLOWED


def needs_signature(kind: PlacementKind) -> bool:
    """Tell whether the law wants a written contract besides this agreement, whose day of signing is noted."""
    return any(word in kind.contract_or_form for word in PAPER_WORDS)


def parties(*, is_minor: bool) -> tuple[Party, ...]:
    """Give who must confirm."""
    return (Party.COMPANY, Party.PERSON, Party.GUARDIAN) if is_minor else (Party.COMPANY, Party.PERSON)


def is_complete(confirmed: Iterable[Party], *, is_minor: bool) -> bool:
    """Tell whether everybody has confirmed."""
    return set(parties(is_minor=is_minor)) <= set(confirmed)
