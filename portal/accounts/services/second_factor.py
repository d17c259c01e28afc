"""Deeds around the second step of a sign-in: an app that shows codes, set up by its owner and asked at the door."""

import base64
import secrets
from uuid import UUID

from sqlalchemy import select, update

from portal.accounts import queries, rules
from portal.accounts.models import SecondFactor, User
from portal.accounts.rules import FactorState
from portal.accounts.workflow import SECOND_FACTOR
from portal.core import audit, clock, db, keys
from portal.core.actor import Actor

SECRET_BYTES = 20
"""As long as the hash it is used with (RFC 4226 section 4)."""


def begin(user_id: UUID, *, actor: Actor) -> None:
    """Draw a secret for the app; nothing is asked at the door until a code of it has come back."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update())  # two tabs make one
    secret = keys.sealed(base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode())
    known = queries.second_factor(user_id)
    if known is None:
        SECOND_FACTOR.create("begin", SecondFactor(user_id=user_id, secret=secret), actor=actor)
    else:
        SECOND_FACTOR.apply("begin_again", known, actor=actor, secret=secret)


def confirm(factor: SecondFactor, code: str, *, actor: Actor) -> bool:
    """Ask for codes from now on, if this is one of the app's."""
    step = rules.step_of(secret_of(factor), rules.plain_code(code), clock.now())
    if step is None:
        return False
    SECOND_FACTOR.apply("confirm", factor, actor=actor, last_step=step)
    return True


def take(factor: SecondFactor, code: str) -> bool:
    """Take a code at the door. One statement, so that of two who bring the same code one is let in."""
    step = rules.step_of(secret_of(factor), rules.plain_code(code), clock.now())
    if step is None:
        return False
    is_new = SecondFactor.last_step.is_(None) | (SecondFactor.last_step < step)
    same = (SecondFactor.id == factor.id) & (SecondFactor.state == FactorState.ACTIVE)
    taken = update(SecondFactor).where(same, is_new).values(last_step=step).returning(SecondFactor.id)
    return db.session.execute(taken).first() is not None


def remove(factor: SecondFactor, *, actor: Actor) -> None:
    """Ask for the password alone from now on."""
    SECOND_FACTOR.apply("remove", factor, actor=actor)


def secret_of(factor: SecondFactor) -> str:
    """Give the secret in clear (Base32): for the app of its owner, and to compare codes with."""
    return keys.opened(factor.secret) if factor.secret else ""


def forget(user_id: UUID) -> None:
    """Delete what belongs to an account that is erased."""
    factor = queries.second_factor(user_id)
    if factor is not None:
        audit.forget_words("second_factor", factor.id)
        db.session.delete(factor)
