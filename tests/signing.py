"""Signing in for tests: the session of a real sign-in without its password."""

from flask.testing import FlaskClient

from portal.accounts.models import SignIn, User
from portal.core import clock, db, links

INSIDE = "/account"
"""An address whose session is kept; public pages leave sessions alone."""


def sign_in(client: FlaskClient, user: User) -> None:
    """Let the client's browser hold a fresh session of this user."""
    token = f"test-session-{db.new_id()}"
    db.session.add(SignIn(user_id=user.id, session_hash=links.digest(token), device="Test", last_seen_at=clock.now()))
    db.session.commit()
    with client.session_transaction(INSIDE) as session:
        session.clear()
        session.update(_user_id=user.fs_uniquifier, _fresh=True, sign_in=token, fs_paa=clock.now().timestamp())
        session.permanent = True
