"""The life of a token: made, given a new secret, taken back."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.api import queries
from portal.api.models import ApiToken
from portal.api.rules import MOST_TOKENS, OVERLAP, SCOPES, last_day
from portal.api.rules import TokenState as S
from portal.core import clock
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused, NotAllowed, TransitionNotAllowed
from portal.core.workflow import Transition, Workflow

Params = dict[str, Any]


def _is_within_role(token: ApiToken, actor: Actor, _params: Params) -> None:
    """Refuse a token that opens more than its maker's role has pages for, or that outlives its year."""
    today = clock.today()
    if not token.scopes or not set(token.scopes) <= set(SCOPES.get(actor.role, ())):
        raise NotAllowed
    if not today < token.expires_on <= last_day(today):
        raise GuardRefused(_l("Bitte wählen Sie einen Tag in den nächsten zwölf Monaten."))


def _is_not_one_too_many(token: ApiToken, _actor: Actor, _params: Params) -> None:
    if queries.living_beside(token) >= MOST_TOKENS:
        raise GuardRefused(
            _l("Sie haben schon sehr viele Schlüssel. Bitte sperren Sie zuerst einen, den niemand braucht.")
        )


def _is_not_over(token: ApiToken, _actor: Actor, _params: Params) -> None:
    if token.expires_on < clock.today():
        raise TransitionNotAllowed


def _take_secret(token: ApiToken, _actor: Actor, change: Change, params: Params) -> None:
    if token.former_until is None or token.former_until <= change.at:  # a double click ends no secret that is in use
        token.former_hash, token.former_until = token.secret_hash, change.at + OVERLAP
    token.secret_hash = params["secret_hash"]


def _end(token: ApiToken, _actor: Actor, change: Change, _params: Params) -> None:
    token.revoked_on = clock.local(change.at).date()
    token.former_hash = token.former_until = None


TOKENS = Workflow(
    "api_token",
    ApiToken,
    (
        Transition("make", (), S.ACTIVE, guards=(_is_within_role, _is_not_one_too_many)),
        Transition("rotate", (S.ACTIVE,), None, guards=(_is_not_over,), effects=(_take_secret,)),
        Transition("revoke", (S.ACTIVE,), S.REVOKED, effects=(_end,)),
    ),
)
