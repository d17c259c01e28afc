"""Personal links: an unguessable token that lets its holder do one thing with one record, until it ends."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Index, Select, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db, i18n
from portal.core.db import Base, Row
from portal.core.errors import LinkOver, NotFound

KEPT = timedelta(days=365)
"""How long a dead link is known, so that whoever holds it can ask for a new one."""
MAX_TRIES = 5
"""How often a date of birth or a password may be wrong before the link dies."""


class PersonalLink(Row, Base):
    """What a token stands for; the token itself is never stored."""

    __tablename__ = "personal_link"
    __table_args__ = (Index("ix_personal_link_record", "purpose", "record_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID]
    party: Mapped[str] = mapped_column(String(20))
    candidate_id: Mapped[UUID | None] = mapped_column(index=True)
    organisation_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]
    address_hash: Mapped[str | None] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    wrong_tries: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True)
class LinkFor:
    """Who gets a link and for what; it ends when `address`, where it is sent, is no longer the person's."""

    purpose: str
    record_id: UUID
    party: str
    expires_at: datetime
    candidate_id: UUID | None = None
    organisation_id: UUID | None = None
    user_id: UUID | None = None
    address: str | None = None


def issue(wanted: LinkFor, *, short_code: bool = False) -> tuple[str, str | None]:
    """Make a new token (and a code of eight signs for a letter); older links for the same thing live on."""
    token = secrets.token_urlsafe(32)
    code = "".join(secrets.choice(db.SHORT_ALPHABET) for _ in range(8)) if short_code else None
    db.session.add(
        PersonalLink(
            token_hash=digest(token),
            code_hash=digest(code) if code else None,
            purpose=wanted.purpose,
            record_id=wanted.record_id,
            party=wanted.party,
            candidate_id=wanted.candidate_id,
            organisation_id=wanted.organisation_id,
            user_id=wanted.user_id,
            address_hash=digest(wanted.address) if wanted.address else None,
            expires_at=wanted.expires_at,
        )
    )
    db.session.flush()
    return token, code


def find(token: str) -> PersonalLink:
    """Give the living link of a token or short code. Raises: LinkOver for any other, without saying why."""
    link = _known(token)
    if link is None or not is_alive(link):
        raise LinkOver
    return link


def _known(token: str) -> PersonalLink | None:
    hashed = digest(token if len(token) > 12 else token.upper().replace(" ", "").replace("-", ""))
    query = select(PersonalLink).where((PersonalLink.token_hash == hashed) | (PersonalLink.code_hash == hashed))
    return db.session.scalars(query).one_or_none()


def is_alive(link: PersonalLink) -> bool:
    """Tell whether a link still opens anything."""
    return link.ended_at is None and link.expires_at > clock.now() and link.wrong_tries < MAX_TRIES


def were_issued(*, purpose: str, record_id: UUID) -> bool:
    """Tell whether a record of this id ever had a link of a purpose, alive or not; an erased one keeps its links."""
    same = (PersonalLink.purpose == purpose) & (PersonalLink.record_id == record_id)
    return db.session.scalar(select(PersonalLink.id).where(same).limit(1)) is not None


def end(*, purpose: str, record_id: UUID) -> None:
    """End every link of a purpose to a record: its version changed, or consent was withdrawn."""
    _end(PersonalLink.purpose == purpose, PersonalLink.record_id == record_id)


def over_before(moment: datetime) -> Select[Any]:
    """Pick the links that opened nothing any more before a moment."""
    over = (PersonalLink.expires_at <= moment) | (PersonalLink.ended_at <= moment)
    return select(PersonalLink).where(over)


def forget_person(candidate_id: UUID) -> None:
    """Delete every link a person holds: even the hash of an address tells of somebody who knows the address."""
    db.session.execute(delete(PersonalLink).where(PersonalLink.candidate_id == candidate_id))


def hand_over(organisation_id: UUID, to_id: UUID) -> None:
    """Let the links of a company be those of the company that stays of the two."""
    for column in (PersonalLink.organisation_id, PersonalLink.record_id):
        db.session.execute(update(PersonalLink).where(column == organisation_id).values({column.key: to_id}))


def hand_over_person(candidate_id: UUID, to_id: UUID) -> None:
    """Let the links of a person be those of the file that stays of the two."""
    for column in (PersonalLink.candidate_id, PersonalLink.record_id):
        db.session.execute(update(PersonalLink).where(column == candidate_id).values({column.key: to_id}))


def end_for_company(organisation_id: UUID) -> None:
    """End every link a company holds, at once."""
    _end(PersonalLink.organisation_id == organisation_id)


def end_for_address(candidate_id: UUID, address: str) -> None:
    """End what was sent to an address that is a person's no more: somebody else may read it now."""
    _end(PersonalLink.candidate_id == candidate_id, PersonalLink.address_hash == digest(address))


def _end(*which: ColumnElement[bool]) -> None:
    living = PersonalLink.ended_at.is_(None)
    db.session.execute(update(PersonalLink).where(living, *which).values(ended_at=clock.now()))


def check_birth_date(link: PersonalLink, given: date | None, known: date | None) -> bool:
    """Compare the date of birth in constant time; the fifth wrong one ends the link.

    The row is locked first, so that many guesses at once count as many. The caller commits, right or wrong.
    """
    db.session.flush()
    db.session.refresh(link, with_for_update=True)
    right = is_alive(link) and bool(given and known) and compare_digest(str(given), str(known))
    if not right:
        link.wrong_tries += 1
    return right


def count_wrong_try(link: PersonalLink) -> None:
    """Count a wrong password behind a link; the fifth ends it: it is no place to guess one. The caller commits."""
    db.session.refresh(link, with_for_update=True)
    link.wrong_tries += 1


def days(count: int) -> datetime:
    """Give the moment `count` days from now, for `expires_at`."""
    return clock.now() + timedelta(days=count)


def digest(text: str) -> str:
    """Hash a token or an address; tokens hold 256 bits, so a plain hash is enough."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def is_one_click() -> bool:
    """Tell whether a mail program asks, in its owner's name, to end such mails; it follows no redirect (RFC 8058)."""
    return request.form.get("List-Unsubscribe") == "One-Click"


Page = Callable[[PersonalLink, str], ResponseReturnValue]
_PAGES: dict[str, Page] = {}
_FOR_VISITORS: set[str] = set()


def page(purpose: str, *, for_visitors: bool = False) -> Callable[[Page], Page]:
    """Register the page a purpose opens at `/l/<token>`; it gets the link and its token, for GET and POST alike.

    What is for visitors is there in every language, as all public pages are.
    """

    def register(view: Page) -> Page:
        _PAGES[purpose] = view
        if for_visitors:
            _FOR_VISITORS.add(purpose)
        return view

    return register


def open_page(token: str) -> ResponseReturnValue:
    """Show the page of a token; GET must change nothing, since mail scanners follow every link."""
    link = find(token)
    view = _PAGES.get(link.purpose)
    if view is None:
        raise NotFound
    if link.purpose not in _FOR_VISITORS:
        i18n.keep_to_full()
    return view(link, token)


Again = Callable[[PersonalLink], None]
_AGAIN: dict[str, Again] = {}


def again(purpose: str) -> Callable[[Again], Again]:
    """Register how a purpose sends a new link to the address on file when somebody holds a dead one."""

    def register(send: Again) -> Again:
        _AGAIN[purpose] = send
        return send

    return register


def send_again(token: str) -> None:
    """Send a new link in place of a dead one, where there is a way; whoever asks is told the same in any case."""
    link = _known(token)
    send = _AGAIN.get(link.purpose) if link else None
    if link is not None and send is not None:
        send(link)


def purposes() -> dict[str, Any]:
    """Give the registered purposes, for the tests."""
    return dict(_PAGES)
