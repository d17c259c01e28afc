"""Passwords: hashed by Flask-Security, never while a transaction holds the database."""

from typing import Any

from flask import current_app
from flask_security import hash_password as _hash_password
from flask_security import verify_password

from portal.accounts.models import User
from portal.core import db

SLOW = ("hash", "verify", "verify_and_update")


class Unhurried:
    """Stand in for passlib's context: whoever hashes lets go of the database first."""

    def __init__(self, context: Any) -> None:
        """Wrap the context."""
        self._context = context

    def __getattr__(self, name: str) -> Any:
        """Hand on everything; end the transaction before the slow ones."""
        if name in SLOW:
            _let_go()
        return getattr(self._context, name)


def hash_password(plain: str) -> str:
    """Hash a password; before anything is written, since the running transaction ends here.

    The sign-in decomposes what is typed (NFKD) before it compares, so that ä typed on any keyboard is the same ä.
    """
    hashed: str = _hash_password(current_app.extensions["security"].password_util.normalize(plain))
    return hashed


def is_password_of(user: User, plain: str) -> bool:
    """Tell whether somebody who says that an account is theirs knows its password."""
    typed = current_app.extensions["security"].password_util.normalize(plain)
    return user.password is not None and bool(verify_password(typed, user.password))


def _let_go() -> None:
    # SQLite has one writer, and a hash takes as long as a hundred writes. Only reads may lie behind us.
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise AssertionError("hash passwords before anything is written")
    session.commit()
