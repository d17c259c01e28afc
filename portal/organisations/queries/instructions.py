"""Deeds done for companies, and which of them wait for the company's word."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

import portal.organisations.policy  # noqa: F401 - the permissions these queries ask for
from portal.core import clock, db, paging
from portal.core.actor import Actor
from portal.core.audit import Event
from portal.core.permissions import visible_or_404, where
from portal.organisations.models import Instruction
from portal.organisations.rules import InstructionState

WAITING = (InstructionState.OPEN, InstructionState.OBJECTED)


def instruction(actor: Actor, instruction_id: UUID) -> Instruction:
    """Give one the actor may see, with its company and event. Raises: NotFound."""
    loaded = joinedload(Instruction.organisation), joinedload(Instruction.event)
    return visible_or_404(Instruction, instruction_id, actor, "instruction:view", *loaded)


def waiting(actor: Actor, *, page: int = 1) -> tuple[list[Instruction], int]:
    """List what waits for a word, objections first, then the oldest, and count it all."""
    query = _with_event().where(where(actor, "instruction:view"), Instruction.state.in_(WAITING))
    order = (Instruction.state != InstructionState.OBJECTED, Instruction.created_at, Instruction.id)
    return paging.rows(query.options(joinedload(Instruction.organisation)).order_by(*order), page)


def unanswered(organisation_id: UUID, *, until: datetime | None = None) -> Sequence[Instruction]:
    """List what a company has said nothing of yet, as it stood at a moment, oldest first."""
    query = _with_event().where(
        Instruction.organisation_id == organisation_id,
        Instruction.state == InstructionState.OPEN,
        Instruction.created_at <= (until or clock.now()),
    )
    return db.session.scalars(query.order_by(Instruction.created_at, Instruction.id)).all()


def of_event(event_id: UUID) -> Instruction:
    """Give the one of an event, with the event."""
    return db.session.scalars(_with_event().where(Instruction.event_id == event_id)).one()


def _with_event() -> Select[Instruction]:
    return select(Instruction).join(Event, Event.id == Instruction.event_id).options(contains_eager(Instruction.event))
