"""Law and code lists as dated data, and the pure rules that read them."""

from portal.reference.codes import (
    Answer,
    Audience,
    Housing,
    Level,
    OfferKindCode,
    Paper,
    PlacementKindCode,
    Severity,
    Verdict,
)
from portal.reference.evidence import Evidence, decide_on_evidence
from portal.reference.snapshots import NoValueForDate, Override, Snapshot, UnknownCode, snapshot, with_overrides
from portal.reference.work_permission import ResidenceFacts, WorkPermission, decide_work_permission

__all__ = [
    "Answer",
    "Audience",
    "Evidence",
    "Housing",
    "Level",
    "NoValueForDate",
    "OfferKindCode",
    "Override",
    "Paper",
    "PlacementKindCode",
    "ResidenceFacts",
    "Severity",
    "Snapshot",
    "UnknownCode",
    "Verdict",
    "WorkPermission",
    "decide_on_evidence",
    "decide_work_permission",
    "snapshot",
    "with_overrides",
]
