"""Making tokens, giving them a new secret, taking them back, and noting the day they were used."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, or_, update

from portal.api.models import ApiAnswer, ApiToken
from portal.api.rules import TokenScope
from portal.api.workflow import TOKENS
from portal.core import audit, clock, db
from portal.core.actor import Actor
from portal.core.links import digest
from portal.core.once import DOUBLE_CLICK
from portal.core.permissions import require

PREFIX = "ipt_"
"""What every secret begins with, so that whoever finds one in a program knows what it is."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants a token for."""

    name: str
    scopes: tuple[TokenScope, ...]
    expires_on: date


def make(record_id: UUID, wanted: Wanted, *, actor: Actor) -> str | None:
    """Make a token and give its secret, which can never be shown again.

    The second half of a double click makes another secret, since the first was on a page nobody saw; later none.
    Raises: NotFound: the id is a token of others.
    """
    secret = _secret()
    known = db.session.get(ApiToken, record_id)
    if known is not None:
        require(actor, "api_token:rotate", known)
        if known.last_used_on or known.created_at < clock.now() - DOUBLE_CLICK:
            return None
        known.secret_hash = digest(secret)
        return secret
    token = ApiToken(
        id=record_id,
        name=wanted.name,
        scopes=sorted(scope.value for scope in wanted.scopes),
        secret_hash=digest(secret),
        role=actor.role,
        organisation_id=actor.organisation_id,
        office_id=None if actor.organisation_id else actor.office_id,
        made_by_id=actor.id,
        expires_on=wanted.expires_on,
    )
    TOKENS.create("make", token, actor=actor)
    return secret


def rotate(token: ApiToken, *, actor: Actor) -> str:
    """Give a token a new secret; the one before is taken for another day, once a day."""
    secret = _secret()
    TOKENS.apply("rotate", token, actor=actor, secret_hash=digest(secret))
    return secret


def revoke(token: ApiToken, *, actor: Actor) -> None:
    """Take a token back: from this moment neither of its secrets opens anything."""
    TOKENS.apply("revoke", token, actor=actor)


def note_use(token_id: UUID) -> None:
    """Note the day a token was used, once a day; the row's version stays, so that no open form grows stale by it."""
    unused = or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < clock.today())
    db.session.execute(update(ApiToken).where(ApiToken.id == token_id, unused).values(last_used_on=clock.today()))


def erase(token: ApiToken) -> None:
    """Delete a token whose time is over."""
    db.session.execute(delete(ApiAnswer).where(ApiAnswer.token_id == token.id))
    audit.forget_words("api_token", token.id)
    db.session.delete(token)
    db.session.flush()


def _secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)
