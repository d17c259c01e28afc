"""The rows that the administrators of the demo lay over the shipped tables of law: one holds next year, one waits."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from portal.administration import queries, services
from portal.core import db
from portal.demo.stage import Plan, Stage, read


def change(plan: Plan) -> None:
    """Plan what is proposed and what becomes of it."""
    for row in read("law")["rows"]:
        record_id = db.new_id()
        for days_ago, deed, who in row["steps"]:
            plan.add(days_ago, partial(DEEDS[deed], plan.stage, row, record_id, who))


def _propose(stage: Stage, told: Mapping[str, Any], record_id: UUID, who: str) -> None:
    """Propose an amount for the year that comes: whatever the day, nothing of today is decided by it."""
    first, last = date(stage.today.year + 1, 1, 1), date(stage.today.year + 1, 12, 31)
    values = {**told["values"], "valid_from": first.isoformat(), "valid_to": last.isoformat()}
    row = services.Row(told["table"], values, first, last, told["source"], told["reason"])
    services.propose(row, actor=stage.actors[who], record_id=record_id)


def _approve(stage: Stage, _told: Mapping[str, Any], record_id: UUID, who: str) -> None:
    services.approve(queries.override(record_id), actor=stage.actors[who])


DEEDS: Mapping[str, Callable[..., None]] = {"propose": _propose, "approve": _approve}
