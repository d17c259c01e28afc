"""The way of a deed done for a company: open until the company, or a colleague who reached it, says a word."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import db
from portal.core.actor import Actor
from portal.core.audit import Event
from portal.core.errors import GuardRefused
from portal.core.workflow import Reason, Transition, Workflow
from portal.organisations.models import Instruction
from portal.organisations.rules import InstructionState as S


class OwnDeed(GuardRefused):
    """Nobody settles what they entered themselves."""

    message = _l("Sie haben das selbst eingetragen. Bitte lassen Sie es von jemand anderem klären.")


def _by_somebody_else(instruction: Instruction, actor: Actor, _params: dict[str, Any]) -> None:
    if db.session.get_one(Event, instruction.event_id).actor_id == actor.id:
        raise OwnDeed


INSTRUCTIONS = Workflow(
    "instruction",
    Instruction,
    (
        Transition("note", (), S.OPEN, automatic=True),
        Transition("confirm", (S.OPEN,), S.CONFIRMED),
        Transition("object", (S.OPEN, S.CONFIRMED, S.SETTLED), S.OBJECTED, reason=Reason.OPTIONAL),
        Transition("settle", (S.OPEN, S.OBJECTED), S.SETTLED, guards=(_by_somebody_else,), reason=Reason.REQUIRED),
    ),
)
