"""Which events have explained decisions about people long enough."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.candidates.models import CallTask, Candidate, DownloadDeletion, PersonMessage, Transfer
from portal.cooperation.models import CallBack, Enrolment, Referral, WaitingPlace
from portal.core.audit import Event
from portal.placements.models import Agreement, Clearance, Placement
from portal.proposals.models import Proposal

OF_PEOPLE: Mapping[str, Select[Any]] = {
    "candidate": select(Candidate.id),
    "transfer": select(Transfer.id).join(Candidate, Candidate.id == Transfer.candidate_id),
    "download_deletion": select(DownloadDeletion.id).join(Candidate, Candidate.id == DownloadDeletion.candidate_id),
    "call_task": select(CallTask.id).join(Candidate, Candidate.id == CallTask.candidate_id),
    "person_message": select(PersonMessage.id).join(Candidate, Candidate.id == PersonMessage.candidate_id),
    "proposal": select(Proposal.id).join(Candidate, Candidate.id == Proposal.candidate_id),
    "placement": select(Placement.id).join(Candidate, Candidate.id == Placement.candidate_id),
    "agreement": select(Agreement.id).join(Placement).join(Candidate, Candidate.id == Placement.candidate_id),
    "clearance": select(Clearance.id).join(Placement).join(Candidate, Candidate.id == Placement.candidate_id),
    "referral": select(Referral.id).join(Candidate, Candidate.id == Referral.candidate_id),
    "call_back": select(CallBack.id).join(Candidate, Candidate.id == CallBack.candidate_id),
    "waiting_place": select(WaitingPlace.id).join(Candidate, Candidate.id == WaitingPlace.candidate_id),
    "enrolment": select(Enrolment.id).join(Candidate, Candidate.id == Enrolment.candidate_id),
}
"""Kinds of records whose events tell of a person, and how the person is found from them."""


def explained_before(cutoff: datetime) -> Select[Any]:
    """Pick the events that are older than a moment, and whose person is nobody since before it.

    A file that lives may be asked about its first day. Where the record was erased on its own day, its events lead to
    nobody any more and go by their age alone.
    """
    old = and_(Event.record_type.in_(OF_PEOPLE), Event.created_at <= cutoff)
    lives = or_(Candidate.anonymised_at.is_(None), Candidate.anonymised_at > cutoff)
    return select(Event).where(old, ~_is_about(lives)).order_by(Event.created_at, Event.id)


def _is_about(people: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(Event.record_type == name, records.where(people, _id_of(records) == Event.record_id).exists())
            for name, records in OF_PEOPLE.items()
        )
    )


def _id_of(records: Select[Any]) -> ColumnElement[Any]:
    """Give the column that the select gives: the id of the record."""
    (column,) = records.selected_columns
    return column
