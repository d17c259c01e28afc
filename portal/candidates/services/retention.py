"""What is kept of a person only for a while, and how it is made nobody's."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, inspect, select, update

from portal.candidates.models import (
    CallTask,
    Candidate,
    CandidateLanguage,
    Consent,
    ExcludedOrganisation,
    Experience,
    ListedPerson,
    Residence,
    ScreeningCheck,
    Transfer,
)
from portal.candidates.rules import CandidateState
from portal.candidates.services import messages
from portal.candidates.services.documents import forget_documents
from portal.candidates.services.grants import end_all_of_person
from portal.candidates.workflow import WORKFLOW
from portal.candidates.workflow.calls import CALLS
from portal.candidates.workflow.transfers import TRANSFERS
from portal.core import attachments, audit, clock, db, links, outbox, retention
from portal.core.actor import SYSTEM, Actor
from portal.core.retention import RetentionRule

KEPT = frozenset(
    {
        "id", "created_at", "version", "number", "state", "caseworker_id", "office_id", "first_name", "last_name",
        "search_name", "birth_date", "locale", "ags", "schooling_level", "is_address_protected", "wish_occupations",
        "skills", "tasks", "work_times", "holiday_times", "is_same_in_holidays", "closed_on",
        "erasure_asked_at", "erasure_asked_by_id", "anonymised_at", "merged_into_id",
    }
)  # fmt: skip
"""Columns that statistics or the schema need; everything else is emptied."""
_DESCRIBES: tuple[Any, ...] = (
    CandidateLanguage,
    Experience,
    Residence,
    ScreeningCheck,
    ExcludedOrganisation,
    ListedPerson,
    CallTask,
)


def confirm_erasure(candidate: Candidate, *, actor: Actor) -> None:
    """Erase a file at once because the person wants it; a colleague has asked, and this is the second word."""
    WORKFLOW.apply("confirm_erasure", candidate, actor=actor)
    if candidate.state is not CandidateState.CLOSED:
        WORKFLOW.apply("close", candidate, actor=SYSTEM)
    retention.erase(ON_REQUEST, candidate)


def erase_draft(candidate: Candidate) -> None:
    """Close an entry nobody went on with and make it nobody's."""
    WORKFLOW.apply("close", candidate, actor=SYSTEM)
    anonymise(candidate)


def is_anonymised(candidate: Candidate) -> bool:
    """Tell whether a file has been emptied already."""
    return candidate.anonymised_at is not None


def anonymise(candidate: Candidate) -> None:
    """Empty a file for good: counts survive, the person does not; upper areas do the same by reaction to the event.

    The year of birth stays as the first of January, consents stay as proof without the interpreter's name.
    """
    _forget_calls(candidate)
    empty(candidate)
    _forget_who_helped(candidate)
    messages.forget_person(candidate)
    end_all_of_person(candidate.id)
    links.forget_person(candidate.id)
    outbox.forget_person(candidate.id)
    audit.forget_reasons(candidate.id)
    WORKFLOW.apply("anonymise", candidate, actor=SYSTEM)
    audit.forget_words(WORKFLOW.name, candidate.id)
    _forget_transfers(candidate)


def empty(candidate: Candidate) -> None:
    """Empty the row of a person and delete what describes the person; the rest of the file is the caller's."""
    for attribute in inspect(Candidate).column_attrs:
        if attribute.key not in KEPT:
            setattr(candidate, attribute.key, None)
    candidate.first_name = candidate.last_name = candidate.search_name = "-"
    candidate.birth_date = date(candidate.birth_date.year, 1, 1)
    candidate.locale, candidate.wish_occupations, candidate.skills = "de", [], []
    candidate.tasks = {}
    candidate.work_times, candidate.holiday_times, candidate.is_same_in_holidays = [], [], True
    candidate.is_address_protected = False
    candidate.anonymised_at = clock.now()
    candidate.closed_on = candidate.closed_on or clock.today()
    forget_documents(candidate.id)
    for model in (
        CandidateLanguage,
        Experience,
        Residence,
        ScreeningCheck,
        ExcludedOrganisation,
        ListedPerson,
        CallTask,
    ):
        db.session.execute(delete(model).where(model.candidate_id == candidate.id))
    db.session.expire(candidate, ["languages", "experiences", "residence", "checks"])


def _forget_who_helped(candidate: Candidate) -> None:
    """Leave of the proofs of consent no name and no signed page."""
    scans = select(Consent.scan_key).where(Consent.candidate_id == candidate.id, Consent.scan_key.is_not(None))
    for key in filter(None, db.session.scalars(scans)):
        attachments.forget(key)
    nobody = dict.fromkeys(("interpreter", "guardian_name", "scan_key"))
    db.session.execute(update(Consent).where(Consent.candidate_id == candidate.id).values(nobody))


def _forget_calls(candidate: Candidate) -> None:
    lines = db.session.scalars(select(CallTask.id).where(CallTask.candidate_id == candidate.id)).all()
    audit.forget_words(CALLS.name, *lines)


def _forget_transfers(candidate: Candidate) -> None:
    for transfer in db.session.scalars(select(Transfer).where(Transfer.candidate_id == candidate.id)):
        audit.forget_words(TRANSFERS.name, transfer.id)
        db.session.delete(transfer)


ON_REQUEST = RetentionRule(
    "candidates/on_request",
    timedelta(),
    "the person wants it (Art. 17 DSGVO)",
    None,
    anonymise,
    is_anonymised,
)
