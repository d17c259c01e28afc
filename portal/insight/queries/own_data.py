"""Everything that is kept about one person, in plain German words: what Art. 15 and 20 DSGVO entitle them to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import ColumnElement, Table, and_, or_, select, true

from portal.accounts.models import User
from portal.candidates.mails import PAST_THE_CASEWORKER
from portal.candidates.models import CallTask, Candidate, DownloadDeletion, PeopleList, PersonMessage, Transfer
from portal.candidates.rules.messages import MessageKind
from portal.cooperation.models import CallBack, Course, Enrolment, Referral, WaitingPlace
from portal.core import clock, db
from portal.core.audit import Event
from portal.core.db import Base
from portal.core.outbox import OutboxMail
from portal.insight.queries.code_words import EVENTS, RECORDS, STATES, word_of
from portal.insight.queries.own_words import SECTIONS
from portal.insight.queries.plain_words import PLAIN
from portal.organisations.models import Office, Organisation
from portal.placements.models import Agreement, Clearance, Placement
from portal.proposals.models import Proposal, SearchOrder
from portal.vacancies.models import Vacancy

Value = str | int | float | bool | None | list[Any] | dict[str, Any]
Entry = dict[str, Value]


@dataclass(frozen=True)
class OwnData:
    """What is kept about one person: the sections by their titles, each a list of entries."""

    number: str
    taken_at: datetime
    sections: Mapping[str, list[Entry]]


THROUGH: Mapping[str, tuple[str, Any]] = {
    "proposal_message": ("proposal_id", Proposal.id),
    "interview_slot": ("proposal_id", Proposal.id),
    "told_offer": ("search_order_id", SearchOrder.id),
    "agreement": ("placement_id", Placement.id),
    "clearance": ("placement_id", Placement.id),
    "assessment": ("placement_id", Placement.id),
}
"""Tables that belong to a person through another one."""
NAMED: Mapping[str, Any] = {
    "user_account": User.name,
    "organisation": Organisation.name,
    "office": Office.name,
    "vacancy": Vacancy.number,
    "people_list": PeopleList.name,
    "course": Course.title,
    "proposal": Proposal.number,
    "placement": Placement.number,
}
"""What stands for a record that an entry names."""
PLAIN_IDS = {"organisation_id": "organisation", "office_id": "office", "actor_id": "user_account"}
"""Ids of logs, which have no foreign key."""


def own_data(candidate: Candidate) -> OwnData:
    """Gather all of it, section by section, oldest entries first."""
    with force_locale("de"):
        return OwnData(candidate.number, clock.now(), _sections(candidate))


def _sections(candidate: Candidate) -> dict[str, list[Entry]]:
    sections = {}
    for title, table_name, words in SECTIONS:
        table = Base.metadata.tables[table_name]
        rows = db.session.execute(select(table).where(_of(table, candidate.id)).order_by(table.c.created_at))
        sections[title] = _entries(table, words, [_told(table, dict(row)) for row in rows.mappings()])
    return sections


def _told(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Say codes in words; those of a deed mean nothing without the kind of its record."""
    row |= {name: say(row[name]) for name, say in PLAIN.get(table.name, {}).items() if row[name]}
    if table.name == Event.__tablename__:
        kind = row["record_type"]
        states, names = STATES.get(kind, {}), EVENTS.get(kind, {})
        row |= {name: str(states.get(row[name], row[name] or "")) for name in ("from_state", "to_state")}
        row |= {"record_type": RECORDS.get(kind, kind), "name": str(names.get(row["name"], row["name"]))}
    return row


def _of(table: Table, candidate_id: UUID) -> ColumnElement[bool]:
    """Give the condition under which a row tells of the person."""
    if table.name == Candidate.__tablename__:
        return table.c.id == candidate_id
    if table.name == Event.__tablename__:
        return _events_of(table, candidate_id)
    if table.name in THROUGH:
        column, parent = THROUGH[table.name]
        return table.c[column].in_(select(parent).where(parent.class_.candidate_id == candidate_id))
    if table.name == "confirmation":
        own = select(Agreement.id).join(Placement).where(Placement.candidate_id == candidate_id)
        return table.c.agreement_id.in_(own)
    return and_(table.c.candidate_id == candidate_id, _is_for_caseworkers(table))


def _is_for_caseworkers(table: Table) -> ColumnElement[bool]:
    """Leave out complaints and the mails that tell of them: they go past the caseworker, who hands the data over."""
    if table.name == PersonMessage.__tablename__:
        return table.c.kind != MessageKind.COMPLAINT
    return table.c.kind.not_in(PAST_THE_CASEWORKER) if table.name == OutboxMail.__tablename__ else true()


def _events_of(table: Table, candidate_id: UUID) -> ColumnElement[bool]:
    mine = Placement.candidate_id == candidate_id
    records = {
        "candidate": select(Candidate.id).where(Candidate.id == candidate_id),
        "proposal": select(Proposal.id).where(Proposal.candidate_id == candidate_id),
        "placement": select(Placement.id).where(mine),
        "agreement": select(Agreement.id).join(Placement).where(mine),
        "clearance": select(Clearance.id).join(Placement).where(mine),
        "referral": select(Referral.id).where(Referral.candidate_id == candidate_id),
        "person_message": select(PersonMessage.id).where(
            PersonMessage.candidate_id == candidate_id, PersonMessage.kind != MessageKind.COMPLAINT
        ),
        "transfer": select(Transfer.id).where(Transfer.candidate_id == candidate_id),
        "call_task": select(CallTask.id).where(CallTask.candidate_id == candidate_id),
        "call_back": select(CallBack.id).where(CallBack.candidate_id == candidate_id),
        "download_deletion": select(DownloadDeletion.id).where(DownloadDeletion.candidate_id == candidate_id),
        "waiting_place": select(WaitingPlace.id).where(WaitingPlace.candidate_id == candidate_id),
        "enrolment": select(Enrolment.id).where(Enrolment.candidate_id == candidate_id),
    }
    return or_(*((table.c.record_type == kind) & table.c.record_id.in_(ids) for kind, ids in records.items()))


def _entries(table: Table, words: Mapping[str, str], rows: list[dict[str, Any]]) -> list[Entry]:
    names = {name: _names(target, {row[name] for row in rows}) for name, target in _references(table, words)}
    return [
        {words[name]: _plain(names[name].get(row[name]) if name in names else row[name]) for name in words}
        for row in rows
    ]


def _references(table: Table, words: Iterable[str]) -> list[tuple[str, str]]:
    found = []
    for name in words:
        keys = [key.column.table.name for key in table.c[name].foreign_keys] or [PLAIN_IDS.get(name, "")]
        found += [(name, key) for key in keys if key in NAMED]
    return found


def _names(target: str, ids: set[UUID | None]) -> dict[UUID, str]:
    label = NAMED[target]
    query = select(label.class_.id, label).where(label.class_.id.in_(ids - {None}))
    return {row[0]: row[1] for row in db.session.execute(query)}


def _plain(value: Any) -> Value:
    """Put a value into what JSON knows: days and moments as ISO 8601, amounts as text, codes in words."""
    plain: tuple[tuple[type[Any] | tuple[type[Any], ...], Callable[[Any], Value]], ...] = (
        (StrEnum, word_of),
        ((datetime, date), lambda one: str(one.isoformat())),
        ((Decimal, UUID), str),
    )
    return next((turn(value) for kinds, turn in plain if isinstance(value, kinds)), value)
