"""For whom each text about a person is: every text column of every table that hangs on one, written down once."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, String, Table

from portal.core.db import Base


class Audience(StrEnum):
    """Who may read what stands in a column."""

    CODE = "code"
    """A key, a code or a sentence of ours: it says nothing by itself, and no sign can be planted in it."""
    LADDER = "ladder"
    """The file; a company as far as the ladder goes."""
    FILE = "file"
    """Who keeps the file, or opened it with a reason."""
    OWN_FILE = "own_file"
    """Who keeps the file alone."""
    COMPANY = "company"
    """The company alone."""
    BOTH = "both"
    """What the file and the company say to each other."""
    BODY = "body"
    """The file and the body that was asked."""


A = Audience
AUDIENCES: dict[str, dict[Audience, str]] = {
    "candidate": {
        A.CODE: "number locale search_name work_times holiday_times tasks phone_key",
        A.LADDER: "first_name last_name gender phone email street postal_code town emergency_contact guardian_name "
        "best_time schooling_level qualification recognition wish_occupations experience skills licence hours_note "
        "work_limits",
        A.FILE: "interpreter_language guardian_phone guardian_email schooling experience_own_words wishes "
        "notes next_step",
        A.OWN_FILE: "ags",
    },
    "candidate_language": {A.CODE: "language speaking reading listening writing", A.FILE: "evidence"},
    "residence": {
        A.OWN_FILE: "status_key housing safe_origin_after_cutoff abh_ban_decision permission_on_paper old_title "
        "nationality_ukraine title_valid_2026_02_01 named_job"
    },
    "screening_check": {A.FILE: "evidence"},
    "candidate_document": {A.CODE: "file_key", A.FILE: "title"},
    "consent": {
        A.CODE: "language scan_key",
        A.FILE: "work_field interpreter legal_basis guardian_name",
        A.OWN_FILE: "text_version",
    },
    "call_task": {},
    "download_deletion": {},
    "disclosure_grant": {A.CODE: "cause_type"},
    "excluded_organisation": {},
    "experience": {A.LADDER: "what place", A.FILE: "own_words"},
    "file_transfer": {A.OWN_FILE: "reason"},
    "listed_person": {},
    "person_message": {A.OWN_FILE: "text values"},
    "proposal": {
        A.CODE: "number legal_kind offer_kind german verdict_rule",
        A.BOTH: "verdict_firm note_to_company decline_note decline_text_for_person interview_note",
        A.OWN_FILE: "verdict_caseworker",
    },
    "proposal_message": {A.CODE: "file_key", A.BOTH: "text"},
    "proposal_note": {A.COMPANY: "text"},
    "interview_slot": {A.BOTH: "place"},
    "offer_mark": {A.OWN_FILE: "note"},
    "search_order": {A.CODE: "question"},
    "told_offer": {},
    "placement": {A.CODE: "number legal_kind verdict_firm outcome_code", A.BOTH: "title"},
    "agreement": {A.CODE: "week text text_hash", A.BOTH: "times place tutor_name tutor_phone tasks conditions"},
    "confirmation": {A.CODE: "statement text_hash file_key", A.BOTH: "name_typed"},
    "assessment": {A.BOTH: "strengths hire_needs", A.OWN_FILE: "own_good own_hard"},
    "clearance": {A.CODE: "terms_hash", A.BODY: "reference conditions", A.BOTH: "to_observe"},
    "enrolment": {A.CODE: "missed", A.BODY: "result competences"},
    "waiting_place": {},
    "referral": {A.CODE: "person_language", A.BODY: "person_name person_contact note answer next_step"},
    "call_back": {A.CODE: "language", A.OWN_FILE: "name phone"},
}
"""Table, audience, columns. What is missing here fails a test: whoever adds a column says for whom it is."""


def of_people() -> Iterator[Table]:
    """Give every table that hangs on a person, however far away."""
    tables, found = Base.metadata.tables, {"candidate"}
    while more := {
        name
        for name, table in tables.items()
        if name not in found and any(key.column.table.name in found for key in table.foreign_keys)
    }:
        found |= more
    return (tables[name] for name in sorted(found))


def texts_of(table: Table) -> frozenset[str]:
    """Name the columns of a table in which anything can be written."""
    return frozenset(
        column.name for column in table.columns if type(column.type) in (String, JSON) and not column.foreign_keys
    )


def columns(table: str, *audiences: Audience) -> frozenset[str]:
    """Name the columns of a table that are for one of these."""
    given: dict[Audience, Any] = AUDIENCES[table]
    return frozenset(name for audience in audiences for name in given.get(audience, "").split())
