"""Who signs in, from where, and who reads whose mail: what others ask of accounts."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

import portal.accounts.policy  # noqa: F401 - the permissions these queries ask for
from portal.accounts.models import Invitation, SecondFactor, SignIn, SpareCode, User
from portal.accounts.rules import SESSION_LASTS, FactorState, email_key
from portal.core import db
from portal.core.actor import Actor
from portal.core.outbox import Recipient
from portal.core.permissions import visible_or_404, where


def by_email(address: str) -> User | None:
    """Find the account of an address, however it is spelt."""
    return db.session.scalars(select(User).where(User.email_key == email_key(address))).one_or_none()


def by_uniquifier(uniquifier: str) -> User | None:
    """Find the living account that a cookie names."""
    return db.session.scalars(select(User).where(User.fs_uniquifier == uniquifier, User.active)).one_or_none()


def second_factor(user_id: UUID) -> SecondFactor | None:
    """Give the second step of somebody's sign-in, in whatever state."""
    query = select(SecondFactor).where(SecondFactor.user_id == user_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def has_second_factor(user_id: UUID) -> bool:
    """Tell whether somebody is asked for a code after the password."""
    factor = second_factor(user_id)
    return factor is not None and factor.state is FactorState.ACTIVE


def with_second_factor(user_ids: Collection[UUID]) -> frozenset[UUID]:
    """Pick the users who are asked for a code after the password."""
    active = SecondFactor.state == FactorState.ACTIVE
    query = select(SecondFactor.user_id).where(SecondFactor.user_id.in_(user_ids), active)
    return frozenset(db.session.scalars(query))


def spare_codes_left(second_factor_id: UUID) -> int:
    """Count the printed codes that are still good."""
    unused = (SpareCode.second_factor_id == second_factor_id) & SpareCode.used_at.is_(None)
    return db.session.scalar(select(func.count()).where(unused)) or 0


def is_signed_in(uniquifier: str, session_hash: str, at: datetime) -> ColumnElement[bool]:
    """Give the condition on user and sign_in under which a session is alive."""
    return (
        (User.fs_uniquifier == uniquifier)
        & User.active
        & (SignIn.session_hash == session_hash)
        & SignIn.ended_at.is_(None)
        & (SignIn.created_at > at - SESSION_LASTS)
    )


def devices_of(user_id: UUID) -> frozenset[str]:
    """Name the kinds of devices somebody was signed in with, as far back as it is kept."""
    return frozenset(db.session.scalars(select(SignIn.device).where(SignIn.user_id == user_id).distinct()))


def sessions_of(user_id: UUID, at: datetime) -> Sequence[SignIn]:
    """List the living sessions of a user, newest first."""
    query = select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    alive = query.where(SignIn.created_at > at - SESSION_LASTS)
    return db.session.scalars(alive.order_by(SignIn.created_at.desc(), SignIn.id)).all()


def recipient_of(user: User) -> Recipient:
    """Address a user."""
    return Recipient(user.email, user.locale, user.id, context={"name": user.name})


def recipient_of_user(user_id: UUID) -> Recipient:
    """Address a user by id."""
    return recipient_of(db.session.get_one(User, user_id))


def invitation(actor: Actor, invitation_id: UUID) -> Invitation:
    """Give an invitation the actor may see. Raises: NotFound."""
    return visible_or_404(Invitation, invitation_id, actor, "invitation:view")


def invitations(actor: Actor) -> Sequence[Invitation]:
    """List the invitations of the actor's home, newest first."""
    return db.session.scalars(_visible(actor).order_by(Invitation.created_at.desc(), Invitation.id).limit(50)).all()


def _visible(actor: Actor) -> Select[Invitation]:
    return select(Invitation).where(where(actor, "invitation:view"))


def open_invitations(organisation_id: UUID) -> Sequence[Invitation]:
    """List the open invitations into a company."""
    query = select(Invitation).where(Invitation.state == "open", Invitation.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Invitation.id)).all()


def overdue_invitations(at: datetime) -> Sequence[Invitation]:
    """List the open invitations past their time."""
    query = select(Invitation).where(Invitation.state == "open", Invitation.expires_at <= at)
    return db.session.scalars(query.order_by(Invitation.expires_at)).all()


def invitations_over(before: datetime) -> Select[Any]:
    """Pick the invitations whose last day lies before a moment, whatever became of them."""
    query = select(Invitation).where(Invitation.state != "open", Invitation.expires_at <= before)
    return query.order_by(Invitation.id)


def sign_ins_over(before: datetime) -> Select[Any]:
    """Pick the sessions nobody has used since a moment; they ended long before."""
    return select(SignIn).where(SignIn.last_seen_at <= before).order_by(SignIn.id)


def is_away(user: type[User], on: date) -> ColumnElement[bool]:
    """Give the condition under which somebody is away on a day; the same as `rules.is_absent`."""
    return and_(user.absent_until >= on, or_(user.absent_from.is_(None), user.absent_from <= on))


def unconfirmed(before: datetime) -> Select[Any]:
    """Pick the accounts that were opened before a moment and never confirmed."""
    query = select(User).where(User.active, User.confirmed_at.is_(None), User.created_at < before)
    return query.order_by(User.created_at)


def idle(before: datetime) -> Select[Any]:
    """Pick the accounts nobody has used since a moment."""
    last = func.coalesce(User.last_seen_at, User.created_at)
    query = select(User).where(User.active, User.confirmed_at.is_not(None), last < before)
    return query.order_by(User.created_at)
