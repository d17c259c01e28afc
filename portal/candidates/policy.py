"""Who may do what with a person's file: the own one, one opened with a reason, and nobody else's."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from portal.candidates.models import (
    CallTask,
    Candidate,
    CandidateDocument,
    DisclosureGrant,
    DownloadDeletion,
    PeopleList,
    PersonMessage,
    Transfer,
)
from portal.candidates.rules.calls import OF_PAPERS
from portal.candidates.rules.messages import MessageKind
from portal.candidates.rules.transfers import TransferState
from portal.core import clock, db
from portal.core.actor import COMPANY_ROLES, Actor, ActorKind, Channel, Role
from portal.core.audit import ReadLog
from portal.core.permissions import ANYTHING, Scope, all_of, any_of, declare, same
from portal.organisations.policy import AS_STAFF, company_scope

OPENED_FOR = timedelta(hours=8)
"""How long a file of a colleague stays open once a reason was given: a working day, then it is asked again."""
FILE_LEVEL = "file"
"""What the read log calls the whole file, beside the levels of the ladder."""
LIST_LEVEL = "list"
"""What it calls the columns of a list that was taken out as a file."""
CALLS_LEVEL = "calls"
"""What it calls first name and telephone of who is to be called."""


def file_scope(name: str, model: type[Any]) -> Scope:
    """Cover what belongs to the own people and to those one stands in for, in the office one works for at the moment.

    Whoever acts for a company has no file beside it: what is done then is told to that company.

    Args: model: has `caseworker_id` and `office_id`; files stay behind when somebody changes office.
    """

    def holds(actor: Actor, record: Any) -> bool:
        return record.caseworker_id in actor.files and record.office_id == actor.office_id

    def where(actor: Actor) -> ColumnElement[bool]:
        if actor.office_id is None:
            return false()
        return and_(model.caseworker_id.in_(actor.files), model.office_id == actor.office_id)

    return all_of(name, AS_STAFF, Scope(name, holds, where))


OWN_FILE = file_scope("own_file", Candidate)
SAME_OFFICE = all_of("same_office", AS_STAFF, same("same_office", Candidate.office_id, "office_id"))
"""Files of the own office: a hit by name, and the file itself with a reason. Offices are separate controllers."""


def _reasons(actor: Actor) -> ColumnElement[bool]:
    return and_(
        ReadLog.actor_id == actor.id,
        ReadLog.office_id == actor.office_id,
        ReadLog.level == FILE_LEVEL,
        ReadLog.reason.is_not(None),
        ReadLog.created_at > clock.now() - OPENED_FOR,
    )


def _is_opened(actor: Actor, candidate: Candidate) -> bool:
    if actor.id is None or not SAME_OFFICE.holds(actor, candidate):
        return False
    given = exists().where(ReadLog.candidate_id == candidate.id, _reasons(actor))
    return bool(db.session.scalar(select(given)))


def _opened(actor: Actor) -> ColumnElement[bool]:
    given = exists().where(ReadLog.candidate_id == Candidate.id, _reasons(actor))
    return and_(SAME_OFFICE.where(actor), given) if actor.id else false()


OPENED = Scope("opened_with_reason", _is_opened, _opened, SAME_OFFICE.opens)
"""A file of the own office for which this person gave a reason within `OPENED_FOR`; the read log is the proof."""

ONESELF = Scope(
    "oneself",
    lambda actor, candidate: actor.kind is ActorKind.LINK and actor.id == candidate.id,
    lambda actor: Candidate.id == actor.id if actor.kind is ActorKind.LINK else false(),
)
"""The person, known by a personal link; a guardian acts through a link of the same person."""


def _handed_on(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Transfer.from_user_id.in_(actor.files),
        Transfer.from_office_id == actor.office_id,
        Transfer.state == TransferState.ACCEPTED,
        Transfer.readable_until >= clock.today(),
    )


def _is_handed_on(actor: Actor, candidate: Candidate) -> bool:
    if actor.office_id is None:
        return False
    given = exists().where(Transfer.candidate_id == candidate.id, _handed_on(actor))
    return bool(db.session.scalar(select(given)))


def _all_handed_on(actor: Actor) -> ColumnElement[bool]:
    return exists().where(Transfer.candidate_id == Candidate.id, _handed_on(actor)) if actor.office_id else false()


HANDED_ON = all_of("handed_on", AS_STAFF, Scope("handed_on", _is_handed_on, _all_handed_on))
"""A file that went to another office a few days ago: who gave it may read it, to hand over by telephone."""

STAFF = (Role.CASEWORKER, Role.COORDINATOR)

POLICY = declare(
    "candidate",
    {
        "list": {Role.CASEWORKER: OWN_FILE},
        "find": dict.fromkeys(STAFF, SAME_OFFICE),
        "open": dict.fromkeys(STAFF, SAME_OFFICE),
        "look_twice": dict.fromkeys(STAFF, SAME_OFFICE),
        "view": {
            Role.CASEWORKER: any_of("own_or_opened", OWN_FILE, OPENED, HANDED_ON),
            Role.COORDINATOR: OPENED,
            Role.CANDIDATE: ONESELF,
            Role.SYSTEM: ANYTHING,
        },
        "add_document": {Role.CASEWORKER: OWN_FILE},
        "send_documents": {Role.CANDIDATE: ONESELF},
        "take_back_document": {Role.CANDIDATE: ONESELF},
        "file_document": {Role.CASEWORKER: OWN_FILE},
        "refuse_document": {Role.CASEWORKER: OWN_FILE},
        "replace_document": {Role.CASEWORKER: OWN_FILE},
        "clean_document": {Role.CASEWORKER: OWN_FILE},
        "unclean_document": {Role.CASEWORKER: OWN_FILE},
        "remove_document": {Role.CASEWORKER: OWN_FILE},
        "audit": {Role.COORDINATOR: OPENED},
        "view_residence": {Role.CASEWORKER: OWN_FILE},
        "view_scan": {Role.CASEWORKER: OWN_FILE},
        "register": {Role.CASEWORKER: OWN_FILE},
        "edit": {Role.CASEWORKER: OWN_FILE},
        "check": {Role.CASEWORKER: OWN_FILE},
        "confirm": {Role.CASEWORKER: any_of("own_or_opened", OWN_FILE, OPENED), Role.COORDINATOR: OPENED},
        "send_link": {Role.CASEWORKER: OWN_FILE, Role.SYSTEM: ANYTHING},
        "merge": {Role.CASEWORKER: OWN_FILE, Role.COORDINATOR: OPENED},
        "take_over": {Role.CASEWORKER: OWN_FILE, Role.COORDINATOR: OPENED},
        "start_screening": {Role.CASEWORKER: OWN_FILE},
        "make_ready": {Role.CASEWORKER: OWN_FILE},
        "pause": {Role.CASEWORKER: OWN_FILE},
        "resume": {Role.CASEWORKER: OWN_FILE},
        "follow_up": {Role.CASEWORKER: OWN_FILE},
        "close": {Role.CASEWORKER: OWN_FILE, Role.SYSTEM: ANYTHING},
        "reopen": {Role.CASEWORKER: OWN_FILE},
        "give_consent": {Role.CASEWORKER: OWN_FILE, Role.CANDIDATE: ONESELF},
        "withdraw_consent": {Role.CASEWORKER: OWN_FILE, Role.CANDIDATE: ONESELF, Role.SYSTEM: ANYTHING},
        "exclude": {Role.CASEWORKER: OWN_FILE, Role.CANDIDATE: ONESELF, Role.SYSTEM: ANYTHING},
        "include": {Role.CASEWORKER: OWN_FILE, Role.CANDIDATE: ONESELF},
        "ask_for_call": {Role.CANDIDATE: ONESELF},
        "export": {Role.CASEWORKER: OWN_FILE},
        "ask_for_data": {Role.CANDIDATE: ONESELF},
        "give_data": {Role.CASEWORKER: OWN_FILE},
        "call": {Role.CASEWORKER: OWN_FILE},
        "note_contact": {Role.CASEWORKER: OWN_FILE},
        "put_on_list": {Role.CASEWORKER: OWN_FILE},
        "take_off_list": {Role.CASEWORKER: OWN_FILE},
        "ask_erasure": {Role.CASEWORKER: OWN_FILE},
        "refuse_erasure": {Role.COORDINATOR: SAME_OFFICE},
        "confirm_erasure": {Role.COORDINATOR: SAME_OFFICE},
        "anonymise": {Role.SYSTEM: ANYTHING},
    },
)

OWN_LIST = file_scope("own_list", PeopleList)
LISTS = declare("people_list", {verb: {Role.CASEWORKER: OWN_LIST} for verb in ("view", "make", "rename", "drop")})
"""A list belongs to one caseworker, and to who stands in."""


def _of_person(scope: Scope, column: Any = PersonMessage.candidate_id) -> Scope:
    """Turn a scope of files into one of what hangs on people; `column` names the person."""

    def holds(actor: Actor, record: Any) -> bool:
        return scope.holds(actor, record.candidate)

    def where(actor: Actor) -> ColumnElement[bool]:
        inside: ColumnElement[bool] = column.in_(select(Candidate.id).where(scope.where(actor)))
        return inside

    return Scope(scope.name, holds, where, scope.opens)


_COMPLAINT = Scope(
    "complaint",
    lambda _actor, message: message.kind is MessageKind.COMPLAINT,
    lambda _actor: PersonMessage.kind == MessageKind.COMPLAINT,
)
_NO_COMPLAINT = Scope(
    "no complaint",
    lambda _actor, message: message.kind is not MessageKind.COMPLAINT,
    lambda _actor: PersonMessage.kind != MessageKind.COMPLAINT,
)
_TO_CASEWORKER = all_of("said to me", _of_person(OWN_FILE), _NO_COMPLAINT)
_TO_COORDINATOR = all_of("complaint to my office", _of_person(SAME_OFFICE), _COMPLAINT)
"""A complaint goes past the caseworker: it may be about them."""
_DEALT_WITH: Mapping[Role | tuple[Role, ...], Scope] = {
    Role.CASEWORKER: _TO_CASEWORKER,
    Role.COORDINATOR: _TO_COORDINATOR,
}
MESSAGES = declare(
    "person_message",
    {
        "say": {Role.CANDIDATE: _of_person(ONESELF)},
        "view": _DEALT_WITH,
        "adopt": {Role.CASEWORKER: _TO_CASEWORKER},
        "close": _DEALT_WITH,
        "complaints": {Role.COORDINATOR: _TO_COORDINATOR},
    },
)


_NOT_OF_PAPERS = Scope(
    "not of papers",
    lambda _actor, task: task.reason not in OF_PAPERS,
    lambda _actor: CallTask.reason.not_in(OF_PAPERS),
)
_OWN_CALL = _of_person(OWN_FILE, CallTask.candidate_id)
_CALLED: Mapping[Role | tuple[Role, ...], Scope] = {
    STAFF: any_of(
        "own, or of the office and not of papers",
        _OWN_CALL,
        all_of("of the office and not of papers", _of_person(SAME_OFFICE, CallTask.candidate_id), _NOT_OF_PAPERS),
    )
}
CALLS = declare(
    "call_task",
    {
        "view": _CALLED,
        "reach": _CALLED,
        "miss": _CALLED,
        "wrong_number": _CALLED,
        "write": {Role.CASEWORKER: _OWN_CALL},
        **{event: {Role.SYSTEM: ANYTHING} for event in ("list", "text", "fail", "end")},
    },
)
"""Whoever of the office is at the telephone calls; what tells of documents, and letters, are for who keeps the file."""


def _to_me(actor: Actor, transfer: Transfer) -> bool:
    is_asked = transfer.to_user_id is None or transfer.to_user_id in actor.files
    return is_asked and transfer.to_office_id == actor.office_id


def _all_to_me(actor: Actor) -> ColumnElement[bool]:
    if actor.office_id is None:
        return false()
    is_asked = or_(Transfer.to_user_id.is_(None), Transfer.to_user_id.in_(actor.files))
    return and_(is_asked, Transfer.to_office_id == actor.office_id)


def _from_me(actor: Actor, transfer: Transfer) -> bool:
    return transfer.from_user_id in actor.files and transfer.from_office_id == actor.office_id


def _all_from_me(actor: Actor) -> ColumnElement[bool]:
    if actor.office_id is None:
        return false()
    return and_(Transfer.from_user_id.in_(actor.files), Transfer.from_office_id == actor.office_id)


TO_ME = all_of("to_me", AS_STAFF, Scope("to_me", _to_me, _all_to_me))
FROM_ME = all_of("from_me", AS_STAFF, Scope("from_me", _from_me, _all_from_me))
FROM_OFFICE = all_of("from_my_office", AS_STAFF, same("from_my_office", Transfer.from_office_id, "office_id"))
TRANSFERS = declare(
    "transfer",
    {
        "view": {Role.CASEWORKER: any_of("to_or_from_me", TO_ME, FROM_ME)},
        "request": {Role.CASEWORKER: FROM_ME},
        "take_over": dict.fromkeys(STAFF, FROM_OFFICE),
        "accept": {Role.CASEWORKER: TO_ME},
        "decline": {Role.CASEWORKER: TO_ME},
        "withdraw": {Role.CASEWORKER: FROM_ME},
        "tell": {Role.CASEWORKER: _of_person(OWN_FILE, Transfer.candidate_id)},
    },
)
"""Whoever keeps a file gives it, whoever is asked takes it; what nobody keeps is taken within the office."""


def _knows(actor: Actor) -> ColumnElement[bool]:
    if actor.company_id is None or actor.on_behalf_of is not None:
        return false()
    return exists().where(
        DisclosureGrant.candidate_id == CandidateDocument.candidate_id,
        DisclosureGrant.organisation_id == actor.company_id,
        DisclosureGrant.holds_at(clock.now()),
    )


KNOWN = Scope(
    "of a person the company knows",
    lambda actor, document: bool(
        db.session.scalar(select(CandidateDocument.id).where(CandidateDocument.id == document.id, _knows(actor)))
    ),
    _knows,
)
"""The door alone: which of them a company may have, and whether any, is the word of the ladder."""

DOCUMENTS = declare(
    "document",
    {
        "view": {
            COMPANY_ROLES: KNOWN,
            Role.CASEWORKER: _of_person(any_of("own_or_opened", OWN_FILE, OPENED), CandidateDocument.candidate_id),
            Role.COORDINATOR: _of_person(OPENED, CandidateDocument.candidate_id),
        },
        "edit": {Role.CASEWORKER: _of_person(OWN_FILE, CandidateDocument.candidate_id)},
        "take_back": {Role.CANDIDATE: _of_person(ONESELF, CandidateDocument.candidate_id)},
    },
)
_own_saved = company_scope(DownloadDeletion.organisation_id)
DOWNLOADS = declare(
    "download_deletion",
    {
        "view": {COMPANY_ROLES: _own_saved, Role.SYSTEM: ANYTHING},
        "ask": {Role.SYSTEM: ANYTHING},
        "remind": {Role.SYSTEM: ANYTHING},
        "confirm": {COMPANY_ROLES: _own_saved},
    },
)
"""Only the company itself can say that it has deleted something; nobody does so on its behalf."""


def as_person(candidate_id: UUID, locale: str) -> Actor:
    """Give the actor of somebody who holds a personal link of this person and knows the date of birth."""
    return Actor(ActorKind.LINK, Role.CANDIDATE, id=candidate_id, channel=Channel.LINK, locale=locale)
