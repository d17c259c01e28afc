"""Deeds of and around a user: begin, confirm, look after the own data, be away."""

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy import update

from portal.accounts import mails, queries
from portal.accounts.models import User
from portal.accounts.rules import email_key
from portal.accounts.services import second_factor
from portal.core import clock, db, links, outbox
from portal.core.links import PersonalLink


def create(*, name: str, email: str, hashed_password: str | None, locale: str = "de") -> User:
    """Make an account; the password comes hashed, since hashing takes too long for a transaction."""
    user = User(
        id=db.new_id(),
        name=name,
        email=email,
        email_key=email_key(email),
        password=hashed_password,
        locale=locale,
        fs_uniquifier=secrets.token_hex(16),
    )
    db.session.add(user)
    db.session.flush()
    return user


def ask_to_confirm(user: User) -> None:
    """Send the link that proves the address; older ones end."""
    links.end(purpose="confirm", record_id=user.id)
    recipient = queries.recipient_of(user)
    outbox.put(mails.CONFIRMATION, recipient, mails.CONFIRMATION.context(user, recipient))


def ask_again(address: str) -> None:
    """Send the link again where an account waits for it; whoever asks learns nothing either way."""
    user = queries.by_email(address)
    if user and user.active and (user.confirmed_at is None or user.bounced_at):
        ask_to_confirm(user)


def confirm(user: User, link: PersonalLink) -> None:
    """Take the click on the link as proof that the address is read."""
    user.confirmed_at = user.confirmed_at or clock.now()
    user.bounced_at = None
    links.end(purpose=link.purpose, record_id=user.id)


def take_over(user: User, *, name: str, hashed_password: str | None) -> None:
    """Give an account that was never confirmed to whoever proves the address now."""
    user.name, user.password, user.fs_uniquifier = name, hashed_password, secrets.token_hex(16)


def prove_address(user: User) -> None:
    """Take a password set by a mailed link as proof too, and forget the failures before."""
    user.confirmed_at = user.confirmed_at or clock.now()
    user.bounced_at = user.locked_until = None
    user.failed_sign_ins = 0


def edit(user: User, *, name: str, phone: str | None, locale: str) -> None:
    """Change the own data."""
    user.name, user.phone, user.locale = name, phone or None, locale


def be_away(user: User, *, since: date | None, until: date | None, deputy_id: UUID | None) -> None:
    """Name from when and until when somebody is away, and who reads their files and mail meanwhile."""
    user.absent_from, user.absent_until, user.deputy_id = (since, until, deputy_id) if until else (None, None, None)


def mark_bounced(user_id: UUID) -> None:
    """Remember that a user's address refuses mail."""
    db.session.execute(update(User).where(User.id == user_id).values(bounced_at=clock.now()))


def erase(user: User) -> None:
    """Take everything personal off an account whose time is over; its deeds keep their number."""
    user.name, user.phone, user.password, user.active = "", None, None, False
    user.email = user.email_key = f"{user.id}@erased.invalid"
    user.absent_from = user.absent_until = user.deputy_id = None
    user.fs_uniquifier = secrets.token_hex(16)
    second_factor.forget(user.id)
