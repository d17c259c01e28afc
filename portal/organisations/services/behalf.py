"""Acting for a company that asked by telephone: one rule for all its deeds, and a copy of each to the company."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import db, links, outbox
from portal.core.actor import SYSTEM, Actor, ActorKind, Channel, Role
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.links import PersonalLink
from portal.core.permissions import require
from portal.organisations import mails, queries
from portal.organisations.models import ContactEntry, Instruction, Organisation
from portal.organisations.rules import CompanyState, InstructionState
from portal.organisations.workflow import WORKFLOW
from portal.organisations.workflow.instructions import INSTRUCTIONS


class CompanyClosed(GuardRefused):
    """There is nobody to act for any more."""

    message = _l("Dieser Betrieb ist geschlossen.")


def acting_for(actor: Actor, organisation: Organisation, contact: str, channel: Channel) -> Actor:
    """Give the actor who does the company's deeds for it: the same person, naming who asked and by which way."""
    require(actor, "company:act_for", organisation)
    if organisation.state is CompanyState.CLOSED:
        raise CompanyClosed
    return actor.acting_for(organisation.id, contact, channel)


def start(actor: Actor, organisation: Organisation, contact: str, channel: Channel) -> None:
    """Begin to act for a company: the contact log says who asked."""
    acting_for(actor, organisation, contact, channel)
    text = _("Im Auftrag des Betriebs gehandelt.")
    entry = ContactEntry(
        organisation_id=organisation.id, author_id=actor.id, channel=channel, contact=contact, text=text
    )
    db.session.add(entry)


def copy_to_company(workflow: str, record: Any, actor: Actor, change: Change) -> None:
    """Note a deed done for a company as open, and send each of its readers a copy to answer (sees every event).

    A company that reads no mail is asked by letter (`letters`). What is not the company's is never told to it.
    """
    if actor.on_behalf_of is None or workflow not in mails.SUBJECTS:
        return
    noted = Instruction(
        organisation_id=actor.on_behalf_of.organisation_id,
        event_id=change.event_id,
        number=getattr(record, "number", ""),
    )
    INSTRUCTIONS.create("note", noted, actor=SYSTEM)
    for recipient in queries.recipients_of_company(actor.on_behalf_of.organisation_id):
        context = mails.copy_of(workflow, record, actor.on_behalf_of, change)
        row = outbox.put(mails.ON_BEHALF, recipient, context, event_id=change.event_id)
        row.candidate_id = outbox.person_of(record)


def confirm(link: PersonalLink) -> None:
    """Note that the company wanted what was done for it; a colleague may have cleared it up before."""
    one = queries.of_event(link.record_id)
    if one.state is not InstructionState.SETTLED:
        INSTRUCTIONS.apply("confirm", one, actor=_voice(link))


def object_to(link: PersonalLink, *, text: str | None) -> None:
    """Note that the company did not ask for what was done for it, and tell the staff."""
    _object(queries.of_event(link.record_id), link, text)
    links.end(purpose=link.purpose, record_id=link.record_id)


def answer_letter(link: PersonalLink, wrong: Collection[UUID], *, text: str | None) -> None:
    """Take a company's word on all that its letter lists: objections to what is wrong, the rest is confirmed."""
    for one in queries.unanswered(link.record_id, until=link.created_at):
        if one.id in wrong:
            _object(one, link, text)
        else:
            INSTRUCTIONS.apply("confirm", one, actor=_voice(link))


def settle(instruction: Instruction, *, actor: Actor, reason: str | None) -> None:
    """Close what was cleared up with the company, or what it left without a word; `reason` says how."""
    INSTRUCTIONS.apply("settle", instruction, actor=actor, reason=reason)


def _object(instruction: Instruction, link: PersonalLink, text: str | None) -> None:
    company = db.session.get_one(Organisation, instruction.organisation_id)
    details = {"event_id": str(instruction.event_id)}
    INSTRUCTIONS.apply("object", instruction, actor=_voice(link), reason=text)
    WORKFLOW.apply("object", company, actor=_voice(link), reason=text, details=details)


def _voice(link: PersonalLink) -> Actor:
    return Actor(ActorKind.LINK, Role.COMPANY_ADMIN, organisation_id=link.organisation_id, channel=Channel.LINK)
