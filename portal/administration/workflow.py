"""The way of an operator's row: one proposes it, another lets it hold or refuses it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.administration import queries
from portal.administration.models import ReferenceOverride
from portal.administration.rules import OverrideState as S
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.workflow import Reason, Transition, Workflow

Params = dict[str, Any]


def fits_the_table(override: ReferenceOverride, _actor: Actor, _params: Params) -> None:
    """Refuse what the table itself would refuse, on the day it begins to hold."""
    if override.ends_id is None and (error := queries.error_of(override)):
        raise GuardRefused(_l("Diese Zeile passt nicht in die Tabelle: %(error)s", error=error))


def by_another(override: ReferenceOverride, actor: Actor, _params: Params) -> None:
    """Refuse the word of whoever proposed the row."""
    if actor.id is None or actor.id == override.proposed_by_id:
        raise GuardRefused(_l("Das haben Sie selbst vorgeschlagen. Bitte lassen Sie es von jemand anderem freigeben."))


def decide(override: ReferenceOverride, actor: Actor, change: Change, _params: Params) -> None:
    """Note who decided and when."""
    override.decided_by_id, override.decided_at = actor.id, change.at


WORKFLOW = Workflow(
    "override",
    ReferenceOverride,
    (
        Transition("propose", (), S.PROPOSED, guards=(fits_the_table,)),
        Transition("propose_end", (), S.PROPOSED),
        Transition("approve", (S.PROPOSED,), S.APPROVED, guards=(by_another, fits_the_table), effects=(decide,)),
        Transition("refuse", (S.PROPOSED,), S.REFUSED, guards=(by_another,), effects=(decide,), reason=Reason.REQUIRED),
    ),
)
