"""Sign-in rows: one per signed-in session, and the count of failures that locks an account."""

from uuid import UUID

from sqlalchemy import case, func, update

from portal.accounts import mails, queries
from portal.accounts.models import SignIn, User
from portal.accounts.rules import LOCK_AFTER, LOCK_FOR
from portal.core import clock, db, outbox
from portal.core.links import digest


def start(user: User, token: str, device: str) -> None:
    """Remember a session that begins now and forget the failures before it; tell of a device not seen before."""
    now, known = clock.now(), queries.devices_of(user.id)
    if known and device not in known:
        outbox.put(mails.NEW_DEVICE, queries.recipient_of(user), {"device": device, "at": now})
    db.session.add(SignIn(user_id=user.id, session_hash=digest(token), device=device[:120], last_seen_at=now))
    db.session.flush()
    first = func.coalesce(User.first_seen_at, now)
    _set(user.id, failed_sign_ins=0, locked_until=None, last_seen_at=now, first_seen_at=first)


def touch(sign_in_id: UUID) -> None:
    """Remember that a session was used."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=clock.now()))


def end(token: str) -> None:
    """End the session of a token: somebody signed out."""
    _end(SignIn.session_hash == digest(token))


def revoke(user_id: UUID, sign_in_id: UUID) -> None:
    """End one of the user's own sessions, wherever it runs."""
    _end((SignIn.user_id == user_id) & (SignIn.id == sign_in_id))


def revoke_all(user_id: UUID, *, but: str = "") -> None:
    """End every session of a user but the one of this token."""
    _end((SignIn.user_id == user_id) & (SignIn.session_hash != digest(but)))


def note_failure(user_id: UUID) -> None:
    """Count a wrong password; the fifth in a row locks the account for a while. One statement, so none is lost."""
    failures = User.failed_sign_ins + 1
    is_last = failures >= LOCK_AFTER
    _set(
        user_id,
        failed_sign_ins=case((is_last, 0), else_=failures),
        locked_until=case((is_last, clock.now() + LOCK_FOR), else_=User.locked_until),
    )


def _set(user_id: UUID, **values: object) -> None:
    # Not a change to what people edit: the row's version stays, so that nobody's open form grows stale by a sign-in.
    db.session.execute(update(User).where(User.id == user_id).values(**values))


def _end(which: object) -> None:
    query = update(SignIn).where(which, SignIn.ended_at.is_(None))  # type: ignore[arg-type]
    db.session.execute(query.values(ended_at=clock.now()))
