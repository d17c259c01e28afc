"""What falls due by itself around a placement: who is asked what, and what lapses."""

from collections.abc import Callable
from datetime import date
from typing import Any

from portal.core import clock, db, outbox
from portal.core.actor import SYSTEM, Actor
from portal.core.audit import Change
from portal.core.outbox import MailKind
from portal.core.reminders import Due
from portal.organisations.models import Organisation
from portal.placements import mails, queries
from portal.placements.models import Placement
from portal.placements.services.progress import hold
from portal.placements.workflow import AGREEMENT


def sends(kind: MailKind) -> Callable[[Placement], None]:
    """Make the deed of a reminder that is one mail."""
    return lambda placement: outbox.enqueue(kind, placement, SYSTEM, _change("reminder", placement))


def warn_of_permission(placement: Placement) -> None:
    """Tell caseworker and person that the permission ends while the placement goes on."""
    whole = queries.loaded(placement)
    for kind in (mails.PERMISSION_ENDS, mails.PERMISSION_ENDS_PERSON):
        outbox.enqueue(kind, whole, SYSTEM, _change("reminder", whole))


def due_before_start(working_days: int) -> Callable[[date], list[Due]]:
    """Find what is still being prepared some working days before its start."""
    return lambda on: [Due(placement, day) for placement, day in queries.unready_before_start(on, working_days)]


def due_after_start(on: date) -> list[Due]:
    """Find what should have started the working day before, and nobody has said so."""
    return [Due(placement, day) for placement, day in queries.not_said_to_have_started(on)]


def due_at_end(working_days: int) -> Callable[[date], list[Due]]:
    """Find running placements some working days before their last day, or on it."""
    return lambda on: [Due(placement, day) for placement, day in queries.about_to_end(on, working_days)]


def due_for_outcome(on: date) -> list[Due]:
    """Find what ended ten days ago, and nobody knows what came of it."""
    return [Due(placement, day) for placement, day in queries.without_outcome(on)]


def lapse_agreements(on: date | None = None) -> None:
    """Void what is still out for confirmation although its first day has passed; its own transaction."""
    with db.transaction():
        for version in queries.unconfirmed_after_start(on or clock.today()):
            hold(version.placement)
            AGREEMENT.apply("void", version, actor=SYSTEM)


def company_stopped(company: Organisation, actor: Actor, change: Change) -> None:
    """Give each caseworker word of the placements a company still has that was suspended or closed; a reaction."""
    for placement in queries.open_of_company(company.id):
        outbox.enqueue(mails.COMPANY_STOPPED, placement, actor, change)


def _change(event: str, placement: Any) -> Change:
    return Change(event, placement.state.value, placement.state.value, clock.now())
