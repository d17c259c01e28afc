"""Deeds around the second step of a sign-in: an app that shows codes, set up by its owner and asked at the door."""

import base64
import secrets
from uuid import UUID

from cryptography.fernet import InvalidToken
from flask import current_app
from sqlalchemy import delete, select, update

from portal.accounts import queries, rules
from portal.accounts.models import SecondFactor, SpareCode, User
from portal.accounts.rules import SPARE_CODES, SPARE_SIGNS, FactorState
from portal.accounts.services import sessions
from portal.accounts.workflow import SECOND_FACTOR
from portal.core import audit, clock, db, keys
from portal.core.actor import Actor, ActorKind, Role
from portal.core.errors import NotFound

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


def confirm(factor: SecondFactor, typed: str, *, actor: Actor) -> list[str]:
    """Ask for codes from now on, if this is one of the app's; gives the spare codes, which are shown this once.

    Confirming twice, as with a double click, gives codes that count in place of the first ones.
    """
    step = rules.step_of(secret_of(factor), rules.plain_code(typed), clock.now())
    if step is None:
        return []
    SECOND_FACTOR.apply("confirm", factor, actor=actor, last_step=step)
    return _draw_codes(factor)


def renew_codes(factor: SecondFactor, *, actor: Actor) -> list[str]:
    """Give new spare codes; the old ones count no more."""
    SECOND_FACTOR.apply("renew_codes", factor, actor=actor)
    return _draw_codes(factor)


def take(factor: SecondFactor, typed: str) -> bool:
    """Take a code at the door, one of the app's or a spare one, each once."""
    code = rules.plain_code(typed)
    return _take_shown(factor, code) or _take_spare(factor, code)


def _take_shown(factor: SecondFactor, code: str) -> bool:
    # One statement, so that of two who bring the same code one is let in.
    step = rules.step_of(secret_of(factor), code, clock.now())
    if step is None:
        return False
    is_new = SecondFactor.last_step.is_(None) | (SecondFactor.last_step < step)
    same = (SecondFactor.id == factor.id) & (SecondFactor.state == FactorState.ACTIVE)
    taken = update(SecondFactor).where(same, is_new).values(last_step=step).returning(SecondFactor.id)
    return db.session.execute(taken).first() is not None


def _take_spare(factor: SecondFactor, code: str) -> bool:
    same = (SpareCode.second_factor_id == factor.id) & (SpareCode.code_hash == _hashed(code))
    used = update(SpareCode).where(same, SpareCode.used_at.is_(None)).values(used_at=clock.now())
    if db.session.execute(used.returning(SpareCode.id)).first() is None:
        return False
    owner = Actor(ActorKind.USER, Role.VISITOR, id=factor.user_id)  # who stands at the door has no role yet
    SECOND_FACTOR.apply("use_code", factor, actor=owner)
    return True


def _draw_codes(factor: SecondFactor) -> list[str]:
    _delete_codes(factor)
    codes = ["".join(secrets.choice(db.SHORT_ALPHABET) for _ in range(SPARE_SIGNS)) for _ in range(SPARE_CODES)]
    db.session.add_all(SpareCode(second_factor_id=factor.id, code_hash=_hashed(code)) for code in codes)
    db.session.flush()
    return codes


def _delete_codes(factor: SecondFactor) -> None:
    db.session.execute(delete(SpareCode).where(SpareCode.second_factor_id == factor.id))


def _hashed(code: str) -> str:
    return rules.spare_hash(code, current_app.config["SECURITY_PASSWORD_SALT"])


def remove(factor: SecondFactor, *, actor: Actor) -> None:
    """Ask for the password alone from now on."""
    SECOND_FACTOR.apply("remove", factor, actor=actor)


def reset(user_id: UUID, *, reason: str, actor: Actor) -> None:
    """Switch off the second step of somebody who lost telephone and codes, and end all their sessions.

    Raises: NotFound: they have none.
    """
    factor = queries.second_factor(user_id)
    if factor is None:
        raise NotFound
    SECOND_FACTOR.apply("reset", factor, actor=actor, reason=reason)
    sessions.revoke_all(user_id)


def secret_of(factor: SecondFactor) -> str:
    """Give the secret in clear (Base32): for the app of its owner, and to compare codes with; empty if no key fits."""
    try:
        return keys.opened(factor.secret) if factor.secret else ""
    except InvalidToken:  # the keys are not those it was written with
        return ""


def forget(user_id: UUID) -> None:
    """Delete what belongs to an account that is erased."""
    factor = queries.second_factor(user_id)
    if factor is not None:
        audit.forget_words("second_factor", factor.id)
        _delete_codes(factor)
        db.session.delete(factor)
