"""What the office notes while a placement goes on: the person is still there, an incident is settled."""

from portal.core.actor import Actor
from portal.placements.models import Placement
from portal.placements.queries import follow_up
from portal.placements.rules import check_code
from portal.placements.services.progress import hold
from portal.placements.workflow import PLACEMENT


def still_there(placement: Placement, *, actor: Actor) -> None:
    """Note that the job or training goes on, three or six months after its start."""
    hold(placement)
    months = follow_up.check_due(placement)
    code = check_code(months) if months else None
    PLACEMENT.apply("still_there", placement, actor=actor, reason_code=code)


def settle_incident(placement: Placement, *, actor: Actor, reason: str) -> None:
    """Note what was done about what was reported."""
    hold(placement)
    PLACEMENT.apply("settle_incident", placement, actor=actor, reason=reason)
