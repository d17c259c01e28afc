"""What stands against an interview, and what its events do: times offered, chosen, called off, and told of."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, update

from portal.candidates.rules import TellsTooMuch, check_free_text
from portal.core import clock, db
from portal.core.actor import Actor, Role
from portal.core.audit import Change
from portal.core.db import new_id
from portal.core.errors import GuardRefused
from portal.proposals import queries, rules
from portal.proposals.models import InterviewSlot, Message, Proposal
from portal.proposals.queries import interviews
from portal.proposals.rules import InterviewOutcome, Side

Params = dict[str, Any]


def slots_are_offered(_proposal: Proposal, _actor: Actor, params: Params) -> None:
    """Ask for one to three times that lie ahead."""
    slots = params["slots"]
    if not 1 <= len(slots) <= rules.MOST_SLOTS or any(starts_at <= clock.now() for starts_at, _place in slots):
        raise GuardRefused(_l("Bitte bieten Sie ein bis drei Termine an, die in der Zukunft liegen."))


def slot_is_offered(proposal: Proposal, _actor: Actor, params: Params) -> None:
    """Refuse a time that was not offered for this proposal, or is over."""
    if params["slot_id"] not in {slot.id for slot in interviews.ahead(proposal)}:
        raise GuardRefused(_l("Diesen Termin gibt es nicht. Bitte wählen Sie einen der angebotenen."))


def only_times(proposal: Proposal, _actor: Actor, params: Params) -> None:
    """Refuse a wish for another time that tells the company more than a time."""
    try:
        check_free_text(params["text"], queries.telltales(proposal))
    except TellsTooMuch as refused:
        raise GuardRefused(
            _l("Bitte schreiben Sie nur, wann Sie Zeit haben: ohne Namen, Telefonnummer und Herkunft.")
        ) from refused


def is_over(proposal: Proposal, _actor: Actor, params: Params) -> None:
    """Find the interview that is told of; refuse where none has been, or it was told of already."""
    params["slot"] = interviews.over(proposal)
    if params["slot"] is None:
        raise GuardRefused(_l("Zu diesem Vorschlag gibt es kein Gespräch, von dem Sie noch berichten müssen."))


def offer(proposal: Proposal, _actor: Actor, change: Change, params: Params) -> None:
    """Offer times; what was offered before is off."""
    _drop(proposal, change)
    for starts_at, place in params["slots"]:
        db.session.add(InterviewSlot(id=new_id(), proposal_id=proposal.id, starts_at=starts_at, place=place))


def choose(proposal: Proposal, _actor: Actor, _change: Change, params: Params) -> None:
    """Fix one of the times; choosing another one later moves the interview."""
    for slot in queries.slots(proposal):
        slot.is_chosen = slot.id == params["slot_id"]
    proposal.interview_sequence += 1


def call_off(proposal: Proposal, _actor: Actor, change: Change, _params: Params) -> None:
    """Drop the times that lie ahead."""
    _drop(proposal, change, InterviewSlot.starts_at > change.at)


def _drop(proposal: Proposal, change: Change, *which: ColumnElement[bool]) -> None:
    """Drop times that are offered; calendars hear of it by the next number."""
    offered = (InterviewSlot.proposal_id == proposal.id) & InterviewSlot.cancelled_at.is_(None)
    db.session.execute(update(InterviewSlot).where(offered, *which).values(cancelled_at=change.at))
    proposal.interview_sequence += 1


def wish(proposal: Proposal, actor: Actor, _change: Change, params: Params) -> None:
    """Keep the times the person would rather come, where the company reads them."""
    message = Message(proposal_id=proposal.id, side=Side.PERSON, text=params["text"])
    message.id = params.get("message_id") or new_id()
    message.author_id = None if actor.role is Role.CANDIDATE else actor.id
    db.session.add(message)


def tell(_proposal: Proposal, _actor: Actor, change: Change, params: Params) -> None:
    """Keep how the interview went; one that was moved is waiting for new times."""
    slot: InterviewSlot = params["slot"]
    slot.outcome = params["outcome"]
    if slot.outcome is InterviewOutcome.MOVED:
        slot.cancelled_at = change.at
