"""Everything that happened around a person, of all areas in one order: deeds, looks and mails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all

from portal.accounts.models import User
from portal.candidates.mails import PAST_THE_CASEWORKER
from portal.candidates.models import Transfer
from portal.candidates.queries.traces import OF_A_BODY, READING_BODY
from portal.cooperation.models import Course, Enrolment, Referral, WaitingPlace
from portal.core import db, paging
from portal.core.audit import Event, ReadLog
from portal.core.outbox import OutboxMail
from portal.organisations.models import Office, Organisation
from portal.placements.models import Agreement, Clearance, Placement
from portal.proposals.models import Proposal


class Part(StrEnum):
    """What a history can be narrowed to."""

    FILE = "file"
    CONTACT = "contact"
    CONSENT = "consent"
    PROPOSAL = "proposal"
    PLACEMENT = "placement"
    REFERRAL = "referral"
    READ = "read"
    MAIL = "mail"


CONTACT = ("note_contact", "call", "ask_for_call")
CONSENT = ("give_consent", "withdraw_consent", "exclude", "include")


@dataclass(frozen=True)
class Deed:
    """An event, who did it, and the number or title of what it is about where that is not the file."""

    event: Event
    by: str | None
    number: str | None


@dataclass(frozen=True)
class Look:
    """Somebody saw data of the person."""

    read: ReadLog
    by: str | None
    body: str | None


Entry = Deed | Look | OutboxMail


def history(candidate_id: UUID, part: Part | None, page: int) -> tuple[list[Entry], int]:
    """Give a page of what happened, newest first, and how much there is; at most four statements.

    A complaint goes past the caseworker, and so does the mail that tells of one.
    """
    wanted = [query for name, query in _parts(candidate_id).items() if part in (None, name)]
    order = union_all(*wanted).subquery()
    query = select(order.c.kind, order.c.id, order.c.created_at, func.count().over())
    query = query.order_by(order.c.created_at.desc(), order.c.id.desc()).limit(paging.PAGE_SIZE)
    rows = db.session.execute(query.offset((page - 1) * paging.PAGE_SIZE)).all()
    entries = _loaded([(kind, row_id) for kind, row_id, _at, _total in rows])
    return [entries[row_id] for _kind, row_id, _at, _total in rows], rows[0][-1] if rows else 0


def _parts(candidate_id: UUID) -> Mapping[Part, Select[Any]]:
    special = (*CONTACT, *CONSENT)
    own = and_(Event.record_type == "candidate", Event.record_id == candidate_id)
    placements = select(Placement.id).where(Placement.candidate_id == candidate_id)
    return {
        Part.FILE: _events(
            or_(
                and_(own, Event.name.not_in(special)),
                _of("transfer", select(Transfer.id).where(Transfer.candidate_id == candidate_id)),
            )
        ),
        Part.CONTACT: _events(own, Event.name.in_(CONTACT)),
        Part.CONSENT: _events(own, Event.name.in_(CONSENT)),
        Part.PROPOSAL: _events(_of("proposal", select(Proposal.id).where(Proposal.candidate_id == candidate_id))),
        Part.PLACEMENT: _events(
            or_(
                _of("placement", placements),
                _of("agreement", select(Agreement.id).where(Agreement.placement_id.in_(placements))),
                _of("clearance", select(Clearance.id).where(Clearance.placement_id.in_(placements))),
            )
        ),
        Part.REFERRAL: _events(
            or_(
                _of("referral", select(Referral.id).where(Referral.candidate_id == candidate_id)),
                _of("enrolment", select(Enrolment.id).where(Enrolment.candidate_id == candidate_id)),
                _of("waiting_place", select(WaitingPlace.id).where(WaitingPlace.candidate_id == candidate_id)),
            )
        ),
        Part.READ: _rows("read", ReadLog, ReadLog.candidate_id == candidate_id),
        Part.MAIL: _rows(
            "mail", OutboxMail, OutboxMail.candidate_id == candidate_id, OutboxMail.kind.not_in(PAST_THE_CASEWORKER)
        ),
    }


def _of(record_type: str, ids: Select[Any]) -> ColumnElement[bool]:
    return and_(Event.record_type == record_type, Event.record_id.in_(ids))


def _events(*conditions: ColumnElement[bool]) -> Select[Any]:
    return _rows("event", Event, *conditions)


def _rows(kind: str, model: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(literal(kind).label("kind"), model.id, model.created_at).where(*conditions)


def _loaded(rows: list[tuple[str, UUID]]) -> dict[UUID, Entry]:
    ids = {name: [row_id for kind, row_id in rows if kind == name] for name in ("event", "read", "mail")}
    found: dict[UUID, Entry] = {}
    if ids["event"]:
        found |= {deed.event.id: deed for deed in _deeds(ids["event"])}
    if ids["read"]:
        found |= {look.read.id: look for look in _looks(ids["read"])}
    if ids["mail"]:
        found |= {
            mail.id: mail for mail in db.session.scalars(select(OutboxMail).where(OutboxMail.id.in_(ids["mail"])))
        }
    return found


def _deeds(ids: list[UUID]) -> list[Deed]:
    query = (
        select(Event, User.name, func.coalesce(Proposal.number, Placement.number, Course.title))
        .outerjoin(User, User.id == Event.actor_id)
        .outerjoin(Proposal, Proposal.id == Event.record_id)
        .outerjoin(Placement, Placement.id == Event.record_id)
        .outerjoin(Enrolment, Enrolment.id == Event.record_id)
        .outerjoin(WaitingPlace, WaitingPlace.id == Event.record_id)
        .outerjoin(Course, or_(Course.id == Enrolment.course_id, Course.id == WaitingPlace.course_id))
        .where(Event.id.in_(ids))
    )
    return [Deed(*row) for row in db.session.execute(query)]


def _looks(ids: list[UUID]) -> list[Look]:
    query = (
        select(ReadLog, User.name, READING_BODY)
        .outerjoin(User, User.id == ReadLog.actor_id)
        .outerjoin(Organisation, Organisation.id == ReadLog.organisation_id)
        .outerjoin(Office, OF_A_BODY)
        .where(ReadLog.id.in_(ids))
    )
    return [Look(*row) for row in db.session.execute(query)]


def moment(entry: Entry) -> datetime:
    """Give when something happened."""
    if isinstance(entry, Deed):
        return entry.event.created_at
    return entry.read.created_at if isinstance(entry, Look) else entry.created_at
