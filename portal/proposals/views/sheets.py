"""What a page of a company may say of a proposal: the person stands in it as the card alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.candidates.queries import DisclosedView
from portal.candidates.rules import DisclosureLevel, rank
from portal.core import audit, clock, history, nudging
from portal.core.actor import Actor
from portal.core.audit import Event
from portal.proposals import queries, rules
from portal.proposals.forms import EVENTS, EVENTS_FOR_COMPANY, STATES, STATES_FOR_COMPANY, TONES
from portal.proposals.models import InterviewSlot, Message, Proposal, ProposalNote
from portal.proposals.rules import ProposalState, Side
from portal.proposals.workflow import WORKFLOW


@dataclass(frozen=True)
class Line:
    """A proposal in a list; person and company only where the reader is staff."""

    id: UUID
    number: str
    title: str
    state: Any
    tone: str
    due_on: date | None
    days_left: int | None
    person: str | None = None
    company: str | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Sheet:
    """A proposal as its company sees it."""

    line: Line
    state: ProposalState
    note: str | None
    card: DisclosedView
    needs_purpose: bool
    is_shown: bool
    notes: list[ProposalNote]
    thread: list[Message]
    slots: list[InterviewSlot]
    note_to_person: str | None
    keeps_interview: bool
    history: list[dict[str, Any]]


def line(actor: Actor, proposal: Proposal) -> Line:
    """Put a proposal into one line for this reader."""
    is_company = actor.company_id is not None
    due, running = proposal.answer_due_on, proposal.clock_stopped_on is None
    closed = queries.holidays_of(proposal.organisation)
    return Line(
        id=proposal.id,
        number=proposal.number,
        title=proposal.vacancy.title,
        state=(STATES_FOR_COMPANY if is_company else STATES)[proposal.state],
        tone=TONES.get(proposal.state, "neutral"),
        due_on=due if running else None,
        days_left=rules.days_left(clock.today(), due, holidays=closed) if due and running else None,
        person=None if is_company else f"{proposal.candidate.first_name} {proposal.candidate.last_name}",
        company=None if is_company else proposal.organisation.name,
        is_open=proposal.state in rules.WITH_COMPANY,
    )


def sheet(actor: Actor, proposal: Proposal) -> Sheet:
    """Put a proposal into the page of its company; above the card only after the purpose was accepted."""
    highest = queries.highest_level(actor)
    card = queries.card(actor, proposal, at_most=highest)
    is_shown = rank(card.level) > rank(DisclosureLevel.L0)
    return Sheet(
        line=line(actor, proposal),
        state=proposal.state,
        note=proposal.note_to_company if is_shown else None,
        card=card,
        needs_purpose=highest is DisclosureLevel.L1
        and proposal.state in rules.KNOWS_NAME
        and proposal.name_agreed_at is not None,
        is_shown=is_shown,
        notes=queries.notes(proposal) if is_shown else [],
        thread=_thread(proposal, card.level),
        slots=queries.slots(proposal) if is_shown else [],
        note_to_person=proposal.interview_note if is_shown else None,
        keeps_interview=proposal.state in rules.KEEPS_INTERVIEW,
        history=_timeline_for_company(_seen_by_company(proposal)),
    )


def _thread(proposal: Proposal, level: DisclosureLevel) -> list[Message]:
    """Give what was written as far as the reader's level goes: a message may name the person once a name was open."""
    if rank(level) > rank(DisclosureLevel.L1):
        return queries.thread(proposal)
    return queries.thread_with_card(proposal) if level is DisclosureLevel.L1 else []


def may_open(actor: Actor, proposal: Proposal, message: Message) -> bool:
    """Tell whether a file may be opened: a company's own with its message, one of the office beside the name alone."""
    if actor.company_id is None:
        return True
    channel = "file" if message.side is Side.OFFICE else "page"
    level = queries.card(actor, proposal, at_most=queries.highest_level(actor), channel=channel).level
    is_shown = any(one.id == message.id for one in _thread(proposal, level))
    return is_shown and (message.side is Side.COMPANY or rank(level) > rank(DisclosureLevel.L1))


def _seen_by_company(proposal: Proposal) -> list[Event]:
    """Give what happened since the company was shown the card; what was before is the person's own affair."""
    since = proposal.proposed_at
    events = audit.history(WORKFLOW.name, proposal.id)
    return [one for one in events if _is_for_company(one) and since and one.created_at >= since]


def _is_for_company(event: Event) -> bool:
    """Keep what the office asks the person between the two; a company reads of its own reminders."""
    return event.name in EVENTS_FOR_COMPANY and (event.name != nudging.EVENT or history.is_of_company(event))


def timeline(events: list[Event]) -> list[dict[str, Any]]:
    """Put events into words for staff."""
    return history.timeline(events, EVENTS, said=lambda event: event.reason)


def _timeline_for_company(events: list[Event]) -> list[dict[str, Any]]:
    """Put events into words for a company, which reads its own reasons and nobody else's."""
    return history.timeline(
        events,
        EVENTS_FOR_COMPANY,
        said=lambda event: event.reason if history.is_of_company(event) else "",
        hides_person=True,
    )
