"""Asking authorities, and what they answered."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.core.actor import Actor
from portal.placements.models import Clearance
from portal.placements.services.progress import advance, hold
from portal.placements.workflow import CLEARANCE


@dataclass(frozen=True)
class Decision:
    """What an authority decided: its day, reference, conditions, and until when it holds."""

    decided_on: date
    reference: str | None = None
    conditions: str | None = None
    valid_until: date | None = None


def request(clearance: Clearance, *, actor: Actor, office_id: UUID, due_on: date | None = None) -> None:
    """Send the request to the office that decides."""
    hold(clearance.placement)
    CLEARANCE.apply("request", clearance, actor=actor, office_id=office_id, due_on=due_on)


def grant(clearance: Clearance, decision: Decision, *, actor: Actor) -> None:
    """Note that it is allowed; the placement may become ready."""
    hold(clearance.placement)
    CLEARANCE.apply(
        "grant",
        clearance,
        actor=actor,
        decided_on=decision.decided_on,
        reference=decision.reference,
        conditions=decision.conditions,
        valid_until=decision.valid_until,
    )
    advance(clearance.placement)


def refuse(clearance: Clearance, decision: Decision, *, actor: Actor, reason: str) -> None:
    """Note that it is not allowed; the company learns "not granted" and nothing more."""
    hold(clearance.placement)
    CLEARANCE.apply(
        "refuse",
        clearance,
        actor=actor,
        decided_on=decision.decided_on,
        reference=decision.reference,
        reason=reason,
    )
    advance(clearance.placement)


def waive(clearance: Clearance, *, actor: Actor, reason: str) -> None:
    """Note that nobody has to allow this after all."""
    hold(clearance.placement)
    CLEARANCE.apply("waive", clearance, actor=actor, reason=reason)
    advance(clearance.placement)
