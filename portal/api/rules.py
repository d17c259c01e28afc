"""What a token may open, how long it lasts, and how long an answer is remembered."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.actor import Role
from portal.core.errors import PortalError

LASTS_DAYS = 365
"""A token lasts a year at most; a program that is still wanted then gets another."""
OVERLAP = timedelta(hours=24)
"""How long the former secret is still taken after a new one was made."""
TOKEN_KEPT = timedelta(days=180)
"""How long one can still read which program had a key, after it has ended."""
ANSWER_KEPT = timedelta(hours=24)
"""How long a deed sent again with the same key is answered as the first time."""
MOST_TOKENS = 20
"""Living tokens of one company or office at a time."""


class TokenState(StrEnum):
    """Whether a token was taken back; that it is over its day tells `expires_on`."""

    ACTIVE = "active"
    REVOKED = "revoked"


class TokenScope(StrEnum):
    """What a token opens, each within what the person who made it may do."""

    OFFERS_READ = "offers:read"
    OFFERS_WRITE = "offers:write"
    PROPOSALS_READ = "proposals:read"
    PROPOSALS_ANSWER = "proposals:answer"
    CLEARANCES_READ = "clearances:read"
    CLEARANCES_DECIDE = "clearances:decide"


S = TokenScope
SCOPES: Mapping[Role, tuple[TokenScope, ...]] = {
    Role.COMPANY_ADMIN: (S.OFFERS_READ, S.OFFERS_WRITE, S.PROPOSALS_READ, S.PROPOSALS_ANSWER),
    Role.AUTHORITY: (S.CLEARANCES_READ, S.CLEARANCES_DECIDE),
    Role.COORDINATOR: (S.CLEARANCES_READ,),
}
"""What the tokens of a role can open at most: what that role has pages for."""


def last_day(on: date) -> date:
    """Give the last day a token made on a day can have."""
    return on + timedelta(days=LASTS_DAYS)


class Unfit(PortalError):
    """What was sent does not fit; `errors` point at the places (RFC 6901)."""

    message = _l("Einige Angaben passen nicht. Bitte prüfen Sie die genannten Stellen.")

    def __init__(self, errors: list[dict[str, str]]) -> None:
        """Take the places and what is wrong with each."""
        super().__init__()
        self.more = {"errors": errors}


def at(name: str, detail: Any) -> dict[str, str]:
    """Point at a field of what was sent."""
    return {"pointer": f"/{name}", "detail": str(detail)}
