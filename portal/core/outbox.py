"""Mail and short messages as rows: written in the transaction of the deed, sent by a worker, never lost or doubled."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy import String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db, keys, sms
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.db import Base, Row


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    DEAD = "dead"


class MailChannel(StrEnum):
    """How a mail reaches its reader."""

    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True)
class Recipient:
    """Somebody a mail goes to, in their own language; `note` says why it reaches them instead of somebody else.

    `home_id` is the company or office whose mail it is: somebody of two homes is read for by a colleague of that one.
    """

    address: str
    locale: str = "de"
    user_id: UUID | None = None
    note: str | None = None
    home_id: UUID | None = None
    channel: MailChannel = MailChannel.MAIL
    context: dict[str, Any] = field(default_factory=dict)


Recipients = Callable[[Any, Actor, Change], Iterable[Recipient]]
Context = Callable[[Any, Recipient], dict[str, Any]]


@dataclass(frozen=True)
class MailKind:
    """One kind of mail: its text is `templates/mail/<name>.txt`, the first line being the subject.

    `context` runs once per recipient inside the transaction, so it may issue a personal link;
    `secret` bodies hold such a link: they are encrypted while queued and blanked once delivered;
    `personal` mails open somebody's own account and go to nobody else, however long they are away.
    """

    name: str
    recipients: Recipients
    context: Context = lambda record, _recipient: {"record": record}
    secret: bool = False
    personal: bool = False


class OutboxMail(Row, Base):
    """One mail to one address."""

    __tablename__ = "outbox_mail"

    kind: Mapped[str] = mapped_column(String(60), index=True)
    event_id: Mapped[UUID | None] = mapped_column(index=True)
    record_id: Mapped[UUID | None] = mapped_column(index=True)
    """What the mail tells of, to look at once more before it is sent."""
    user_id: Mapped[UUID | None] = mapped_column(index=True)
    home_id: Mapped[UUID | None] = mapped_column(index=True)
    """The company or office whose mail it is."""
    candidate_id: Mapped[UUID | None] = mapped_column(index=True)
    """The person it tells of, whoever it goes to."""
    channel: Mapped[MailChannel] = mapped_column(default=MailChannel.MAIL)
    address: Mapped[str] = mapped_column(String(254))
    """Of the mailbox, or the number of the telephone (E.164)."""
    locale: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    is_encrypted: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    stop_url: Mapped[str | None] = mapped_column(Text)
    calendar: Mapped[str | None] = mapped_column(Text)
    """An iCalendar file that goes along."""


def nobody(_record: Any, _actor: Actor, _change: Change) -> Iterable[Recipient]:
    """Leave the recipients to who puts the mail: it tells of several records at once, or of none that changed."""
    return ()


Redirect = Callable[[Recipient], Recipient]


def enqueue(kind: MailKind, record: Any, actor: Actor, change: Change) -> None:
    """Write one row per recipient of this event's mail."""
    for recipient in kind.recipients(record, actor, change):
        row = put(kind, recipient, kind.context(record, recipient), event_id=change.event_id)
        row.record_id, row.candidate_id = record.id, person_of(record)


def person_of(record: Any) -> UUID | None:
    """Give the person a record tells of, if it tells of one: its model says so as `person_id`."""
    found: UUID | None = getattr(record, "person_id", None)
    return found


def forget_person(candidate_id: UUID) -> None:
    """Delete all mails that tell of a person; what was not sent yet never will be."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.candidate_id == candidate_id))


def was_put(kind: MailKind, candidate_id: UUID, *, since: datetime) -> bool:
    """Tell whether a mail of a kind about a person was written since a moment, sent or not."""
    same = (OutboxMail.kind == kind.name) & (OutboxMail.candidate_id == candidate_id)
    return db.session.scalar(select(OutboxMail.id).where(same, OutboxMail.created_at > since).limit(1)) is not None


def hand_over_person(candidate_id: UUID, to_id: UUID) -> None:
    """Let the mails that tell of a person tell of the file that stays of the two."""
    db.session.execute(update(OutboxMail).where(OutboxMail.candidate_id == candidate_id).values(candidate_id=to_id))


def hand_over_home(home_id: UUID, to_id: UUID) -> None:
    """Let the mails of a company be those of the entry that stays of the two."""
    db.session.execute(update(OutboxMail).where(OutboxMail.home_id == home_id).values(home_id=to_id))


def put(kind: MailKind, recipient: Recipient, context: dict[str, Any], *, event_id: UUID | None = None) -> OutboxMail:
    """Render a mail in the recipient's language and queue it; that of absent and bounced people is redirected."""
    row = OutboxMail(id=db.new_id(), kind=kind.name, event_id=event_id)
    row.message_id = _message_id(row.id)
    write(row, kind, recipient, context)
    db.session.add(row)
    return row


def write(row: OutboxMail, kind: MailKind, recipient: Recipient, context: dict[str, Any]) -> None:
    """Address a mail to who reads it today and put the text of its kind into it.

    Args: context: may hold the address that ends such mails, and a `calendar`.
    """
    recipient = recipient if kind.personal else redirect(recipient)
    row.user_id, row.home_id = recipient.user_id, recipient.home_id
    row.address, row.locale, row.channel = recipient.address, recipient.locale, recipient.channel
    template = f"sms/{kind.name}.txt" if row.channel is MailChannel.SMS else f"mail/{kind.name}.txt"
    with force_locale(recipient.locale):
        text = rendered(template, recipient=recipient, external_url=external_url(), **context, **recipient.context)
    row.subject, body = _short(text) if row.channel is MailChannel.SMS else _letter(text, recipient)
    row.is_encrypted = kind.secret
    kept = keys.sealed if kind.secret else str
    row.body = kept(body.strip())
    row.calendar, row.stop_url = (text and kept(text) for text in (context.get("calendar"), context.get("stop_url")))


def _letter(text: str, recipient: Recipient) -> tuple[str, str]:
    """Tell the subject, which is the first line, from the body."""
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), f"{recipient.note}\n\n{body.strip()}" if recipient.note else body


def _short(text: str) -> tuple[str, str]:
    """Make one line of a short message. Raises: ValueError: it is too long; cut off it would lose its link."""
    line = " ".join(text.split())
    if sms.parts(line) > sms.MOST_PARTS:
        raise ValueError("a short message of too many parts")
    return "SMS", line


Renewal = Callable[[OutboxMail], bool]
_RENEWALS: dict[str, Renewal] = {}


def renews(kind: MailKind) -> Callable[[Renewal], Renewal]:
    """Register who looks at mails of a kind again right before each is sent, since it may have waited for days.

    They may write it anew, and answer whether there is still something to say.
    """

    def register(renewal: Renewal) -> Renewal:
        _RENEWALS[kind.name] = renewal
        return renewal

    return register


def is_still_wanted(row: OutboxMail) -> bool:
    """Bring a mail up to date and tell whether it is to be sent.

    Whether its reader may still be told of the person it is about is asked of every mail (registered in wiring).
    """
    may_go: Renewal | None = current_app.extensions.get("portal.mail_gate")
    if may_go is not None and not may_go(row):
        return False
    renewal = _RENEWALS.get(row.kind)
    return renewal is None or renewal(row)


def forwarded(row: OutboxMail, recipient: Recipient) -> OutboxMail:
    """Make a mail that came back one to somebody else, with the line that says why."""
    copy = OutboxMail(
        id=db.new_id(),
        kind=row.kind,
        event_id=row.event_id,
        record_id=row.record_id,
        user_id=recipient.user_id,
        home_id=row.home_id,
        candidate_id=row.candidate_id,
        address=recipient.address,
        locale=row.locale,
        subject=row.subject,
        body=f"{recipient.note}\n\n{row.body}",
    )
    copy.message_id = _message_id(copy.id)
    return copy


def _message_id(mail_id: UUID) -> str:
    """Name a mail for the mail servers of the world (RFC 5322, Message-ID)."""
    return f"<{mail_id}@{current_app.config['PORTAL_HOST']}>"


def rendered(template: str, **context: Any) -> str:
    """Render a mail; what pages have around them (navigation, who is signed in) is no business of mails."""
    return current_app.jinja_env.get_template(template).render(**context)


def redirect(recipient: Recipient) -> Recipient:
    """Ask the organisations (registered in wiring) who reads this person's mail today."""
    chosen: Redirect | None = current_app.extensions.get("portal.mail_redirect")
    return chosen(recipient) if chosen else recipient


def external_url(path: str = "") -> str:
    """Build an address for a mail or a paper; requests are not asked, since a Host header can be forged."""
    return str(current_app.config["PORTAL_EXTERNAL_URL"]).rstrip("/") + path


LINK = Markup('<a href="{0}">{0}</a>')


def own_links(line: str) -> Markup:
    """Make addresses of the portal links, and no others: a mail of ours may hold what a stranger wrote."""
    own = re.compile(rf"({re.escape(external_url())}(?![\w.:@-])(?:[/?#][^\s<>\"']*[^\s<>\"'.,:;!?)])?)")
    parts = own.split(line)  # every second one is an address
    return Markup().join(LINK.format(part) if place % 2 else part for place, part in enumerate(parts))


def opened(row: OutboxMail) -> str:
    """Give the body of a queued mail in clear."""
    return keys.opened(row.body) if row.is_encrypted else row.body


def stop_url(row: OutboxMail) -> str | None:
    """Give the address that ends mails like this one in clear, if there is one."""
    return keys.opened(row.stop_url) if row.stop_url and row.is_encrypted else row.stop_url


def calendar(row: OutboxMail) -> str | None:
    """Give the iCalendar file of a queued mail in clear, if there is one: it says where somebody will be."""
    return keys.opened(row.calendar) if row.calendar and row.is_encrypted else row.calendar
