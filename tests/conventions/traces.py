"""A person of whom every table tells something, with a sign of its own in every text that names or may name them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import JSON, Column, MetaData, String, Table, Text, select, update

from portal.candidates.mails import person_link
from portal.candidates.models import (
    CallTask,
    Candidate,
    Consent,
    DownloadDeletion,
    ExcludedOrganisation,
    ListedPerson,
    PeopleList,
    PersonMessage,
)
from portal.candidates.policy import as_person
from portal.candidates.rules import DeletionState
from portal.candidates.rules.calls import CallReason, CallState, ToldBy
from portal.candidates.rules.messages import MessageKind
from portal.cooperation.models import Enrolment, WaitingPlace
from portal.cooperation.rules.call_backs import CallBackState, CallOutcome
from portal.cooperation.rules.waiting import WaitingState
from portal.core import audit, clock, db, links, outbox
from portal.core.actor import SYSTEM, Channel
from portal.core.audit import Change
from portal.core.db import Base
from portal.core.merging import references
from portal.core.outbox import MailKind, Recipient
from portal.placements.models import Agreement, Assessment, Clearance, Confirmation
from portal.placements.rules import (
    RATED,
    Agreed,
    ClearanceItem,
    ConfirmationMethod,
    GoOn,
    Hire,
    Origin,
    Party,
    PlacementState,
    Rating,
)
from portal.proposals.models import Message, OfferMark, ProposalNote, SearchOrder, ToldOffer
from portal.proposals.rules import Side
from portal.proposals.rules.searching import MarkKind, UnsuitableReason
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory, TransferFactory, canary
from tests.factories.cooperation import CallBackFactory, CourseFactory, ReferralFactory
from tests.factories.documents import DocumentFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import InterviewSlotFactory, ProposalFactory

BY_ID = ("event", "read_log", "outbox_mail", "personal_link")
"""Tables that name a record by its id alone, without a foreign key."""
_SAME = (
    "candidate",
    "proposal",
    "placement",
    "agreement",
    "clearance",
    "referral",
    "call_back",
    "call_task",
    "person_message",
)
OF_EVENTS = dict(zip(_SAME, _SAME, strict=True)) | {
    "file_transfer": "transfer",
    "waiting_place": "waiting_place",
    "call_task": "call_task",
}
"""The name under which the events of a table stand."""
CODES: dict[str, set[str]] = {
    "candidate": {
        "number",
        "locale",
        "interpreter_language",
        "recognition",
        "licence",
        "gender",
        "work_times",
        "holiday_times",
    },
    "candidate_language": {"language", "speaking", "reading", "listening", "writing"},
    "consent": {"language", "text_version", "legal_basis", "work_field", "scan_key"},
    "disclosure_grant": {"cause_type"},
    "proposal": {"number", "legal_kind", "offer_kind", "german"},
    "proposal_message": {"file_key"},
    "placement": {"number", "legal_kind", "outcome_code"},
    "agreement": {"text_hash", "week"},
    "confirmation": {"text_hash", "statement", "file_key"},
    "clearance": {"terms_hash"},
    "referral": {"person_name", "person_language"},
    "call_back": {"language"},
    "enrolment": {"result", "missed"},
    "event": {"record_type", "name", "from_state", "to_state", "reason_code"},
    "read_log": {"level", "channel"},
    "outbox_mail": {"kind", "locale", "message_id"},
    "candidate_document": {"file_key", "kind"},
    "personal_link": {"token_hash", "code_hash", "purpose", "party"},
}
"""Texts that hold a code, a key, a number or a fixed sentence: they name nobody. Files are looked for by their key."""


@dataclass
class Traces:
    """A person, the signs by table and column, and the keys of the files."""

    person: Candidate
    signs: dict[str, set[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def all(self) -> frozenset[str]:
        """Every sign there is."""
        return frozenset().union(*self.signs.values())


def reachable(table: Table | None = None) -> Iterator[Column[Any]]:
    """Yield the columns by which a table belongs to a person, straight or through what belongs to one."""
    for column in references(Candidate.__table__ if table is None else table):  # type: ignore[arg-type]
        if column.table is not column.foreign_keys.copy().pop().column.table:
            yield column
            yield from reachable(column.table)


def tables() -> list[Table]:
    """List the tables in which a person may be named."""
    named = {column.table.name for column in reachable()} | {"candidate", *BY_ID}
    return [table for table in Base.metadata.sorted_tables if table.name in named]


def texts(table: Table) -> list[Column[Any]]:
    """List the columns of a table that hold words."""
    codes = CODES.get(table.name, set())
    return [
        column
        for column in table.columns
        if type(column.type) in (String, Text, JSON) and not column.foreign_keys and column.name not in codes
    ]


def leave() -> Traces:
    """Make the person and a row in every table, and put a sign into every text of them."""
    person = CandidateFactory(ready_for_work=True, email="a@b.example", with_guardian=True, with_canaries=True)
    traces = Traces(person)
    offer = ProposalFactory(candidate=person, interview=True)
    _thread(offer, traces)
    ProposalFactory(candidate=person, declined=True)
    accepted = ProposalFactory(candidate=person, accepted=True)
    _thread(accepted, traces)
    _placement(accepted, traces)
    _searches(person, accepted.vacancy_id)
    _bodies(person, accepted.vacancy_id)
    _file_keeping(person, traces)
    _logs(person)
    db.session.commit()
    for table in tables():
        _sign(table, traces)
    db.session.commit()
    db.session.expire_all()
    return traces


def _file(traces: Traces) -> str:
    key: str = current_app.extensions["portal.files"].put(io.BytesIO(b"%PDF-1.7"), suffix=".pdf").key
    traces.files.append(key)
    return key


def _thread(proposal: Any, traces: Traces) -> None:
    own = {"proposal_id": proposal.id}
    db.session.add(Message(**own, side=Side.COMPANY, text="?", file_key=_file(traces)))
    db.session.add(ProposalNote(**own, text="?"))
    InterviewSlotFactory(**own)


def _placement(proposal: Any, traces: Traces) -> None:
    long_ago = clock.today() - timedelta(days=400)
    placement = PlacementFactory(
        candidate=proposal.candidate,
        proposal_id=proposal.id,
        origin=Origin.PROPOSAL,
        state=PlacementState.COMPLETED,
        ended_on=long_ago,
    )
    version = Agreement(
        placement_id=placement.id, number=1, starts_on=long_ago, weekly_hours=30, times="", place="", tutor_name="",
        tasks="", text_hash="0" * 64,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    paper = {"method": ConfirmationMethod.PAPER, "channel": Channel.PAPER, "text_hash": "0" * 64, "statement": "Ja."}
    for party in Party:
        key = _file(traces) if party is Party.PERSON else None
        db.session.add(Confirmation(agreement_id=version.id, party=party, name_typed="", file_key=key, **paper))
    db.session.add(Clearance(placement_id=placement.id, item=ClearanceItem.WORK_PERMISSION))
    said = {**dict.fromkeys(RATED, Rating.WELL), "hire": Hire.YES, "agrees": Agreed.YES, "would_go_on": GoOn.YES}
    db.session.add(Assessment(placement_id=placement.id, **said))


def _searches(person: Candidate, vacancy_id: UUID) -> None:
    mark = {"kind": MarkKind.UNSUITABLE, "reason": UnsuitableReason.OTHER, "note": "?"}
    order = SearchOrder(candidate_id=person.id, question={"text": "?"}, confirmed_on=clock.today())
    db.session.add_all([OfferMark(candidate_id=person.id, vacancy_id=vacancy_id, **mark), order])
    db.session.flush()
    db.session.add(ToldOffer(search_order_id=order.id, vacancy_id=vacancy_id))


def _bodies(person: Candidate, vacancy_id: UUID) -> None:
    ReferralFactory(candidate=person)
    CallBackFactory(
        candidate_id=person.id, state=CallBackState.REACHED, outcome=CallOutcome.FILE, taken_by_id=person.caseworker_id
    )
    db.session.add(Enrolment(course_id=CourseFactory().id, candidate_id=person.id, result="B1"))
    db.session.add(WaitingPlace(course_id=CourseFactory().id, candidate_id=person.id, state=WaitingState.WAITING))
    grant = DisclosureGrantFactory(candidate_id=person.id)
    db.session.add(ExcludedOrganisation(candidate_id=person.id, organisation_id=grant.organisation_id))


def _file_keeping(person: Candidate, traces: Traces) -> None:
    kept = PeopleList(caseworker_id=person.caseworker_id, office_id=person.office_id, name="Jobmesse")
    db.session.add(kept)
    db.session.flush()
    db.session.add(ListedPerson(list_id=kept.id, candidate_id=person.id))
    db.session.add(PersonMessage(candidate_id=person.id, kind=MessageKind.CHANGE, values={"phone": "?"}, text="?"))
    for consent in db.session.scalars(select(Consent).where(Consent.candidate_id == person.id)):
        consent.scan_key = _file(traces)
    DocumentFactory(candidate=person, file_key=_file(traces))
    DocumentFactory(candidate=person, file_key=_file(traces), is_sent=True)
    TransferFactory(person=person)
    call = CallTask(candidate_id=person.id, reason=CallReason.PAPER, record_id=person.id, until=clock.today())
    call.way, call.state = ToldBy.CALL, CallState.WAITING
    db.session.add(call)
    saved = DownloadDeletion(candidate_id=person.id, state=DeletionState.ASKED, asked_on=clock.today())
    saved.organisation_id = OrganisationFactory().id
    db.session.add(saved)


def _logs(person: Candidate) -> None:
    change = Change("edit", "a", "b", clock.now(), reason="?", details={"a": "?"})
    for table in tables():
        for row in db.session.execute(select(table)) if table.name in OF_EVENTS else ():
            audit.record(OF_EVENTS[table.name], row, change, SYSTEM)
    db.session.commit()  # keeping the reads rolls back what is not
    audit.read(person.id, actor=as_person(person.id, "de"), level="file", reason="?")
    audit.keep_reads(db.session())
    links.issue(person_link(person, "candidate", person.email))
    kind = MailKind("candidates/call_asked", lambda *_all: [Recipient("a@b.example")], lambda *_all: {"number": "1"})
    outbox.enqueue(kind, person, SYSTEM, Change("edit", "a", "b", clock.now()))


def _sign(table: Table, traces: Traces) -> None:
    for row_id in db.session.scalars(select(table.c.id)):
        for column in texts(table):
            sign = canary(column.name, getattr(column.type, "length", None))
            value: Any = sign
            if isinstance(column.type, JSON):
                value = [sign] if column.name in ("skills", "wish_occupations") else {"text": sign}
            db.session.execute(update(table).where(table.c.id == row_id).values({column.name: value}))
            traces.signs.setdefault(f"{table.name}.{column.name}", set()).add(sign)


def everything() -> str:
    """Read every row of every table as text."""
    metadata = MetaData()
    metadata.reflect(db.session.connection())
    return "\n".join(str(row) for table in metadata.sorted_tables for row in db.session.execute(select(table)))
