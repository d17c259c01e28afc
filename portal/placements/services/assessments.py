"""Saying how a placement was: the company's part, and the person's; what falls due until the company has."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from portal.core.actor import Actor
from portal.core.permissions import require
from portal.core.reminders import Due
from portal.placements import queries
from portal.placements.mails import ASSESSMENT_MISSING
from portal.placements.models import Assessment, Placement
from portal.placements.rules import Agreed, GoOn, Hire, Rating
from portal.placements.services.agreements import AGAIN_AFTER
from portal.placements.services.progress import hold
from portal.placements.services.reminders import sends
from portal.placements.workflow import PLACEMENT

Check = Callable[[Assessment], None]
"""Raises StaleVersion where somebody else has written since the form was opened."""


@dataclass(frozen=True)
class FirmPart:
    """What the company says: how the work went, whether it would hire, what the person is good at."""

    reliability: Rating
    care: Rating
    teamwork: Rating
    learning: Rating
    understands: Rating
    talks: Rating
    hire: Hire
    strengths: str | None = None
    hire_needs: str | None = None
    in_certificate: bool = False


@dataclass(frozen=True)
class OwnPart:
    """What the person says, to the caseworker alone."""

    agrees: Agreed | None
    would_go_on: GoOn
    own_good: str | None = None
    own_hard: str | None = None


def assess(placement: Placement, part: FirmPart, *, actor: Actor, check: Check) -> None:
    """Take the company's word on how it was, once; it may be corrected until the person has answered."""
    _keep("assess", placement, part, actor, check)


def assess_own(placement: Placement, part: OwnPart, *, actor: Actor, check: Check) -> None:
    """Take the person's word on it."""
    _keep("assess_own", placement, part, actor, check)


def _keep(event: str, placement: Placement, part: Any, actor: Actor, check: Check) -> None:
    require(actor, f"placement:{event}", placement)
    hold(placement)
    known, said = queries.assessment_of(placement.id), asdict(part)
    if known is not None and all(getattr(known, name) == value for name, value in said.items()):
        return  # the second half of a double click
    if known is not None:
        check(known)
    PLACEMENT.apply(event, placement, actor=actor, part=part)


def send_link_again(placement: Placement, *, at: datetime) -> None:
    """Mail the questions to the company once more while it owes answers: somebody holds a dead link to them."""
    known = queries.assessment_of(placement.id)
    is_owed = PLACEMENT.find("assess", placement.state) is not None and (known is None or known.hire is None)
    if is_owed and not queries.was_linked(placement.id, at - AGAIN_AFTER):
        sends(ASSESSMENT_MISSING)(placement)


def due_for_assessment(first: int, before: int) -> Callable[[date], list[Due]]:
    """Make the search for what a company has not assessed, between two numbers of working days after the last day."""
    found = queries.unassessed(first, before)
    return lambda on: [Due(placement, day) for placement, day in found(on)]
