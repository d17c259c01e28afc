"""The row classes of all tables; field names are the column names of the files."""

from portal.reference.tables.kinds import DisclosureField, Document, OfferKind, OutcomeCode, PlacementKind, ProcessStep
from portal.reference.tables.law import (
    BranchWage,
    DatedValue,
    MatrixCell,
    ReportDuty,
    ResidenceRule,
    SafeOriginState,
    WorkingTimeRule,
)
from portal.reference.tables.places import Municipality, Office, PostalCode, RailStation
from portal.reference.tables.words import (
    CefrLevel,
    Language,
    OccupationGroup,
    OfferTemplate,
    SampleVacancy,
    SearchWords,
    SkillTask,
    Term,
    WordingRule,
)

__all__ = [
    "BranchWage",
    "CefrLevel",
    "DatedValue",
    "DisclosureField",
    "Document",
    "Language",
    "MatrixCell",
    "Municipality",
    "OccupationGroup",
    "OfferKind",
    "OfferTemplate",
    "Office",
    "OutcomeCode",
    "PlacementKind",
    "PostalCode",
    "ProcessStep",
    "RailStation",
    "ReportDuty",
    "ResidenceRule",
    "SafeOriginState",
    "SampleVacancy",
    "SearchWords",
    "SkillTask",
    "Term",
    "WordingRule",
    "WorkingTimeRule",
]
