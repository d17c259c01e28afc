"""Asking once more by hand: the office how far it is, the parties for their yes, an authority for its decision."""

from portal.core.actor import Actor
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.workflow import AGREEMENT, CLEARANCE, PLACEMENT


def ask_office(placement: Placement, *, actor: Actor) -> None:
    """Ask the office on behalf of the company how far the preparation is."""
    PLACEMENT.apply("nudge", placement, actor=actor)


def remind_parties(version: Agreement, *, actor: Actor) -> None:
    """Remind those who have not confirmed a version; person and guardian get a new link."""
    AGREEMENT.apply("nudge", version, actor=actor)


def remind_authority(clearance: Clearance, *, actor: Actor) -> None:
    """Remind the office that was asked to decide."""
    CLEARANCE.apply("nudge", clearance, actor=actor)
