"""The way of a line of the call list: by short message, by telephone, by letter, until the person knows."""

from typing import Any

from portal.candidates import mails
from portal.candidates.models import CallTask
from portal.candidates.rules.calls import OPEN_CALLS, ToldBy
from portal.candidates.rules.calls import CallState as S
from portal.core import clock
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.workflow import Transition, Workflow

Params = dict[str, Any]


def _spoke(task: CallTask, _actor: Actor, change: Change, _params: Params) -> None:
    """Note that somebody spoke with the person; with the guardian alone nobody has."""
    if not task.by_guardian:
        task.candidate.last_contact_on = clock.local(change.at).date()


def _tried(task: CallTask, _actor: Actor, change: Change, _params: Params) -> None:
    task.misses += 1
    task.tried_on = clock.local(change.at).date()


def _by_letter(task: CallTask, _actor: Actor, _change: Change, _params: Params) -> None:
    task.way = ToldBy.LETTER


def _by_call(task: CallTask, _actor: Actor, _change: Change, _params: Params) -> None:
    task.way = ToldBy.CALL


WAITS = (S.WAITING,)
CALLS = Workflow(
    "call_task",
    CallTask,
    (
        Transition("list", (), S.WAITING, automatic=True),
        Transition("text", (), S.TEXTED, mails=(mails.SHORT,), automatic=True),
        Transition("fail", (S.TEXTED,), S.WAITING, effects=(_by_call,), automatic=True),
        Transition("reach", WAITS, S.REACHED, effects=(_spoke,)),
        Transition("miss", WAITS, None, effects=(_tried,)),
        Transition("wrong_number", WAITS, None, effects=(_tried, _by_letter)),
        Transition("write", WAITS, S.WRITTEN),
        Transition("end", OPEN_CALLS, S.OVER, automatic=True),
    ),
)
