"""Tokens as their owners see them, and who a secret belongs to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

import portal.api.policy  # noqa: F401 - declares the permissions asked for here
from portal.accounts.models import User
from portal.api.models import ApiAnswer, ApiToken
from portal.api.rules import TokenState
from portal.core import clock, db, paging
from portal.core.actor import Actor, ActorKind, Channel
from portal.core.links import digest
from portal.core.permissions import visible_or_404, where
from portal.organisations.models import Membership


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose deeds a program does, and what its token opens."""

    actor: Actor
    token_id: UUID
    scopes: frozenset[str]
    last_used_on: date | None


def bearer(secret: str) -> Bearer | None:
    """Find the token of a secret in one statement.

    It ends with its day, when it is taken back, and when its maker has left, is locked out or has another role.
    """
    query = (
        select(ApiToken, User.locale)
        .join(User, User.id == ApiToken.made_by_id)
        .where(_is_secret(digest(secret)), _is_living(), User.active, _still_there())
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    token, locale = found
    actor = Actor(
        ActorKind.USER,
        token.role,
        id=token.made_by_id,
        organisation_id=token.organisation_id,
        office_id=token.office_id,
        channel=Channel.API,
        locale=locale,
    )
    return Bearer(actor, token.id, frozenset(token.scopes), token.last_used_on)


def _is_secret(hashed: str) -> ColumnElement[bool]:
    is_former = (ApiToken.former_hash == hashed) & (ApiToken.former_until > clock.now())
    return or_(ApiToken.secret_hash == hashed, is_former)


def _is_living() -> ColumnElement[bool]:
    return (ApiToken.state == TokenState.ACTIVE) & (ApiToken.expires_on >= clock.today())


def _still_there() -> ColumnElement[bool]:
    home = or_(Membership.organisation_id == ApiToken.organisation_id, Membership.office_id == ApiToken.office_id)
    same = (Membership.user_id == ApiToken.made_by_id) & (Membership.role == ApiToken.role)
    return select(Membership.id).where(same, home, Membership.ended_at.is_(None)).correlate(ApiToken).exists()


def tokens(actor: Actor, *, page: int = 1) -> tuple[list[ApiToken], int]:
    """Give a page of the tokens of the own company or office, the living ones first, and how many there are."""
    query = select(ApiToken).where(where(actor, "api_token:view")).options(selectinload(ApiToken.made_by))
    return paging.rows(query.order_by(ApiToken.state, ApiToken.expires_on.desc(), ApiToken.id), page)


def token(actor: Actor, token_id: UUID) -> ApiToken:
    """Give a token the actor may see. Raises: NotFound."""
    return visible_or_404(ApiToken, token_id, actor, "api_token:view")


def living_beside(token: ApiToken) -> int:
    """Count the other living tokens of a token's company or office."""
    home = (
        ApiToken.organisation_id == token.organisation_id
        if token.organisation_id
        else ApiToken.office_id == token.office_id
    )
    return db.session.scalar(select(func.count()).where(home, _is_living(), ApiToken.id != token.id)) or 0


def over_before(moment: datetime) -> Select[Any]:
    """Pick the tokens that were taken back or ran out before a moment."""
    day = clock.local(moment).date()
    return select(ApiToken).where((ApiToken.expires_on < day) | (ApiToken.revoked_on < day)).order_by(ApiToken.id)


def answer(token_id: UUID, key: str) -> ApiAnswer | None:
    """Give what a deed with this key was answered."""
    same = (ApiAnswer.token_id == token_id) & (ApiAnswer.key == key)
    return db.session.scalars(select(ApiAnswer).where(same)).one_or_none()


def answers_before(moment: datetime) -> Select[Any]:
    """Pick the answers given before a moment."""
    return select(ApiAnswer).where(ApiAnswer.created_at < moment).order_by(ApiAnswer.id)
