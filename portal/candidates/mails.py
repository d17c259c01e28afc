"""Mails about a person's file: to the person, to who keeps it, to who decides on it, and to who saved something."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from portal.candidates import queries
from portal.candidates.models import CallTask, Candidate, DownloadDeletion, PersonMessage, Transfer
from portal.candidates.rules import WARNED, is_minor, own_words
from portal.candidates.rules.calls import WITH_DAY
from portal.candidates.rules.messages import MessageKind
from portal.candidates.rules.transfers import TransferState
from portal.core import clock, db, i18n, links, outbox, sms
from portal.core.actor import Actor, Role
from portal.core.audit import Change
from portal.core.links import LinkFor
from portal.core.outbox import MailChannel, MailKind, Recipient, nobody
from portal.organisations.models import Office
from portal.organisations.queries import (
    is_led,
    recipients_of_company,
    recipients_of_file,
    recipients_of_office,
    recipients_with_role,
)

SIMPLE = "de@simple"
"""What people are written to in whose language the portal does not speak."""
PERSON = "person"
"""Purpose of the link to the person's own page."""
LINK_DAYS = 92
TOLD_ONCE_IN = timedelta(hours=1)
"""How often a caseworker is told at most that a person sends papers: they come one photo after the other."""


def person_link(candidate: Candidate, party: str, address: str | None = None) -> LinkFor:
    """Describe the link to the own page, for the person or the guardian, by mail to an address or on a letter."""
    return LinkFor(PERSON, candidate.id, party, links.days(LINK_DAYS), candidate_id=candidate.id, address=address)


def locale_of(candidate: Candidate) -> str:
    """Give the language to write to a person in: the own one where the portal speaks it, else simple German."""
    return candidate.locale if candidate.locale in i18n.BY_CODE else SIMPLE


def people(candidate: Candidate, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    """Give the person, and the guardian of a minor, each in the person's language."""
    locale = locale_of(candidate)
    if candidate.email:
        yield Recipient(candidate.email, locale, context={"party": "candidate", "own": own_words(candidate.locale)})
    if candidate.guardian_email and is_minor(candidate.birth_date, clock.today()):
        own = own_words(candidate.locale)
        yield Recipient(candidate.guardian_email, locale, context={"party": "guardian", "own": own})


def reads_mail(candidate: Candidate) -> bool:
    """Tell whether the person, or the guardian of a minor, is written to at all."""
    return bool(candidate.email or (candidate.guardian_email and is_minor(candidate.birth_date, clock.today())))


def is_out_of_reach(candidate: Candidate) -> bool:
    """Tell whether the person, or the guardian of a minor, reads no mail: they are told by letter or telephone."""
    has_guardian = bool(candidate.guardian_name) and is_minor(candidate.birth_date, clock.today())
    return not candidate.email or (has_guardian and not candidate.guardian_email)


def _with_link(candidate: Candidate, recipient: Recipient) -> dict[str, Any]:
    token, _code = links.issue(person_link(candidate, recipient.context["party"], recipient.address))
    return {"path": f"/l/{token}", "days": LINK_DAYS}


def _who_keeps_it(candidate: Candidate, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_file(candidate.caseworker_id, candidate.office_id)


def _caseworker(candidate: Candidate, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Tell who keeps the file, unless it was their own deed."""
    return _who_keeps_it(candidate, actor, change) if actor.id != candidate.caseworker_id else ()


def _record(candidate: Candidate, _recipient: Recipient) -> dict[str, Any]:
    return {"number": candidate.number, "path": f"/candidates/{candidate.id}/consents"}


def _person(candidate: Candidate, _recipient: Recipient) -> dict[str, Any]:
    return {"number": candidate.number, "path": f"/candidates/{candidate.id}"}


def _who_decides(candidate: Candidate, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return _coordinators(candidate)


def _who_invites(candidate: Candidate, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return _where_nobody_leads(candidate)


def _coordinators(candidate: Candidate) -> Iterable[Recipient]:
    """Give those who may decide and nobody beside them: the mailbox of an office is read by its caseworkers too."""
    return recipients_of_office(candidate.office_id, Role.COORDINATOR) if is_led(candidate.office_id) else ()


def _where_nobody_leads(candidate: Candidate) -> Iterable[Recipient]:
    """Give who can invite a coordinator where there is none.

    Offices are separate controllers: a coordinator of another one may not read it either. An administrator sees no
    person, and learns only that something waits in this office.
    """
    return () if is_led(candidate.office_id) else recipients_with_role(Role.ADMINISTRATOR)


def _unled(record: PersonMessage | Candidate, _recipient: Recipient) -> dict[str, Any]:
    candidate = record if isinstance(record, Candidate) else record.candidate
    office = db.session.get_one(Office, candidate.office_id)
    return {"office": office.name, "path": f"/organisations/members/invite?office={office.id}"}


def _erasures(candidate: Candidate, _recipient: Recipient) -> dict[str, Any]:
    return {"number": candidate.number, "path": "/candidates/erasures", "days": WARNED.days}


def _who_saved(deletion: DownloadDeletion, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_company(deletion.organisation_id)


def _saved(deletion: DownloadDeletion, _recipient: Recipient) -> dict[str, Any]:
    return {"number": deletion.candidate.number, "path": "/candidates/downloads"}


def _papers(candidate: Candidate, _recipient: Recipient) -> dict[str, Any]:
    return {"number": candidate.number, "path": f"/candidates/{candidate.id}/documents"}


def _who_files(candidate: Candidate, actor: Actor, change: Change) -> Iterable[Recipient]:
    """Tell who keeps the file, and no more while the photos come one after the other: the desk shows the rest."""
    is_told = outbox.was_put(PAPERS_SENT, candidate.id, since=change.at - TOLD_ONCE_IN)
    return () if is_told else _who_keeps_it(candidate, actor, change)


def _paper(candidate: Candidate, _recipient: Recipient) -> dict[str, Any]:
    residence = queries.residence_of(candidate.id)
    return {
        "number": candidate.number,
        "day": residence.card_valid_until if residence else None,
        "path": f"/candidates/{candidate.id}/permission",
    }


def _lapse(candidate: Candidate, _recipient: Recipient) -> dict[str, Any]:
    day = min(check.valid_until for check in queries.checks_of(candidate.id))
    return {"number": candidate.number, "day": day, "path": f"/candidates/{candidate.id}/checklist"}


LINK = MailKind("candidates/link", people, _with_link, secret=True, personal=True)
CONSENT_WITHDRAWN = MailKind("candidates/consent_withdrawn", _caseworker, _record)
CALL_ASKED = MailKind("candidates/call_asked", _caseworker, _person)
DATA_ASKED = MailKind("candidates/data_asked", _caseworker, _person)
ERASURE_ASKED = MailKind("candidates/erasure_asked", _who_decides, _erasures)
ERASURE_UNREAD = MailKind("candidates/unled", _who_invites, _unled)
ERASURE_REFUSED = MailKind("candidates/erasure_refused", _who_keeps_it, _person)
ERASED_SOON = MailKind("candidates/erased_soon", _who_keeps_it, _erasures)
PAPERS_SENT = MailKind("candidates/papers_sent", _who_files, _papers)
PAPER_REFUSED = MailKind("candidates/paper_refused", people, _person, personal=True)
EXCLUDED = MailKind("candidates/excluded", _caseworker, _record)
DELETE_SAVED = MailKind("candidates/delete_saved", _who_saved, _saved)
DELETE_SAVED_AGAIN = MailKind("candidates/delete_saved_again", _who_saved, _saved)


def _of_file(message: PersonMessage, actor: Actor, change: Change) -> Iterable[Recipient]:
    is_complaint = message.kind is MessageKind.COMPLAINT
    return () if is_complaint else _who_keeps_it(message.candidate, actor, change)


def _of_complaints(message: PersonMessage, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    """Tell the coordinators of the office alone: a complaint may be about the caseworker."""
    return _coordinators(message.candidate) if message.kind is MessageKind.COMPLAINT else ()


def _who_invites_one(message: PersonMessage, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return _where_nobody_leads(message.candidate) if message.kind is MessageKind.COMPLAINT else ()


def _said(message: PersonMessage, _recipient: Recipient) -> dict[str, Any]:
    return {"number": message.candidate.number, "path": f"/candidates/{message.candidate_id}/messages"}


def _complaint(message: PersonMessage, _recipient: Recipient) -> dict[str, Any]:
    return {"path": f"/candidates/complaints/{message.id}"}


def _texted(task: CallTask, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    number = sms.number(task.candidate.phone)
    return [Recipient(number, locale_of(task.candidate), channel=MailChannel.SMS)] if number else ()


def _short(task: CallTask, recipient: Recipient) -> dict[str, Any]:
    """Say no more than that something is new, and the time of an appointment: anybody may read along on a screen."""
    token, _code = links.issue(person_link(task.candidate, "candidate", recipient.address))
    day = (task.moment or task.until) if task.reason in WITH_DAY else None
    return {"path": f"/l/{token}", "moment": day if isinstance(day, datetime) else None, "day": day}


SHORT = MailKind("candidates/short", _texted, _short, secret=True, personal=True)
SAID = MailKind("candidates/said", _of_file, _said)
COMPLAINED = MailKind("candidates/complained", _of_complaints, _complaint)
COMPLAINT_UNREAD = MailKind("candidates/unled", _who_invites_one, _unled)
PAST_THE_CASEWORKER = (COMPLAINED.name, COMPLAINT_UNREAD.name)
"""Mails about a person that the caseworker learns nothing of."""


def _receivers(transfer: Transfer, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    """Address the colleague who is asked, or the caseworkers of the other office."""
    if transfer.to_user_id is not None:
        return recipients_of_file(transfer.to_user_id, transfer.to_office_id)
    return recipients_of_office(transfer.to_office_id, Role.CASEWORKER)


def _giver(transfer: Transfer, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    return recipients_of_file(transfer.from_user_id, transfer.from_office_id)


def _new_keeper(transfer: Transfer, actor: Actor, change: Change) -> Iterable[Recipient]:
    return _caseworker(transfer.candidate, actor, change)


def _moved_person(transfer: Transfer, actor: Actor, change: Change) -> Iterable[Recipient]:
    return people(transfer.candidate, actor, change) if transfer.changes_office else ()


def _transfer(transfer: Transfer, _recipient: Recipient) -> dict[str, Any]:
    has_moved = transfer.state is TransferState.ACCEPTED
    path = "/desk" if has_moved else "/candidates/transfers"
    return {"number": transfer.candidate.number, "path": path, "has_moved": has_moved}


def _office(transfer: Transfer, _recipient: Recipient) -> dict[str, Any]:
    office = db.session.get_one(Office, transfer.to_office_id)
    return {"office": office.name, "phone": office.phone}


TRANSFER_ASKED = MailKind("candidates/transfer_asked", _receivers, _transfer)
TRANSFER_ANSWERED = MailKind("candidates/transfer_answered", _giver, _transfer)
TRANSFER_TAKEN = MailKind("candidates/transfer_taken", _new_keeper, _transfer)
MOVED = MailKind("candidates/moved", _moved_person, _office, personal=True)
OVERDUE = MailKind("candidates/overdue", nobody)
PAPER_ENDS = MailKind("candidates/paper_ends", _caseworker, _paper)
PAPER_ENDS_PERSON = MailKind("candidates/paper_ends_person", people, _paper)
CHECK_LAPSES = MailKind("candidates/check_lapses", _caseworker, _lapse)
