"""The worker's half of mail: lease due rows, send them, retry with patience, give up in the open."""

import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from flask import current_app
from flask_babel import force_locale
from flask_mail import Message
from sqlalchemy import Select, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from portal.core import calendar_file, clock, db, i18n, outbox, sms
from portal.core.outbox import MailChannel, MailState, OutboxMail
from portal.core.sms import Sms, SmsRefused

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=62)
"""How long a mail that is sent or given up can be read."""
RETRY_MINUTES = (1, 5, 15, 60, 120, 240, 360, 480, 720, 1440, 1440)
"""A mail server may be dead for more than three days before a mail is given up."""
RETRY = {MailChannel.MAIL: RETRY_MINUTES, MailChannel.SMS: (1, 5, 15, 60)}
"""Who waits for a short message is called instead before the day is over."""

log = structlog.get_logger()


def deliver_due(*, limit: int = 50) -> int:
    """Send what is due and give the number sent; a crash in between sends again under the same Message-ID."""
    sent = 0
    for _ in range(limit):
        mail_id = _lease()
        if mail_id is None:
            break
        sent += _deliver(mail_id)
    return sent


def _lease() -> UUID | None:
    """Take the mail that waits longest; only one, so that a slow server lets no lease run out before its turn."""
    now = clock.now()
    free = or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until < now)
    due = (OutboxMail.state == MailState.QUEUED) & (OutboxMail.next_attempt_at <= now) & free
    first = select(OutboxMail.id).where(due).order_by(OutboxMail.next_attempt_at, OutboxMail.id).limit(1)
    with db.transaction() as session:
        return session.scalar(
            update(OutboxMail)
            .where(OutboxMail.id == first.with_for_update(skip_locked=True).scalar_subquery())
            .values(leased_until=now + LEASE)
            .returning(OutboxMail.id)
        )


def _deliver(mail_id: UUID) -> bool:
    try:
        with db.transaction() as session:
            row = session.get(OutboxMail, mail_id)
            if row is None:  # deleted since it was leased
                return False
            if not outbox.is_still_wanted(row):
                log.info("mail_no_longer_wanted", mail_id=str(mail_id), kind=row.kind)
                session.delete(row)
                return False
            send = _ready(row)
        send()
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one mail, the next ones must go out
        _failed(mail_id, error)
        return False
    _sent(mail_id)
    return True


def _ready(row: OutboxMail) -> Callable[[], None]:
    """Make what sends a row; it is called when no transaction is open."""
    if row.channel is MailChannel.SMS:
        short = Sms(str(row.id), row.address, outbox.opened(row))
        return lambda: sms.send(short)
    message, mailer = _message(row), current_app.extensions["mail"]
    return lambda: mailer.send(message)


def _sent(mail_id: UUID) -> None:
    with db.transaction() as session:
        row = session.get(OutboxMail, mail_id)
        if row is None:  # while it was on its way, its owner has had the address deleted
            return
        row.state, row.sent_at, row.leased_until, row.last_error = MailState.SENT, clock.now(), None, None
        if row.is_encrypted and not current_app.config["PORTAL_DEMO"]:  # its page of mails shows what nobody was sent
            row.body, row.stop_url, row.calendar = "", None, None


def _failed(mail_id: UUID, error: Exception) -> None:
    final = _is_final(error)
    log.warning("mail_not_sent", mail_id=str(mail_id), error=type(error).__name__, final=final)
    with db.transaction() as session:
        row = session.get(OutboxMail, mail_id)
        if row is None or row.state is not MailState.QUEUED:  # deleted, or sent by another worker: our lease ran out
            return
        row.attempts += 1
        row.leased_until, row.last_error = None, type(error).__name__
        if final or row.attempts > len(RETRY[row.channel]):
            row.state = MailState.DEAD
            _tell_of_dead(row, final=final)
        else:
            row.next_attempt_at = clock.now() + timedelta(minutes=RETRY[row.channel][row.attempts - 1])


def _is_final(error: Exception) -> bool:
    """Tell whether trying again is useless: the address, or the number, is none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, SmsRefused)


def _tell_of_dead(row: OutboxMail, *, final: bool) -> None:
    """Tell the areas (registered in wiring): an address that does not exist, or whom no short message reached."""
    is_short = row.channel is MailChannel.SMS
    told = current_app.extensions.get("portal.sms_failed" if is_short else "portal.mail_bounced")
    if told and (final or is_short):
        told(row)


def _message(row: OutboxMail) -> Message:
    body = outbox.opened(row)
    with force_locale(row.locale):
        frame = {"body": body, "subject": row.subject, "language": i18n.current(), "linked": outbox.own_links}
        html = outbox.rendered("mail/_frame.html", **frame)
    message = Message(
        subject=row.subject,
        recipients=[row.address],
        body=body,
        html=html,
        sender=current_app.config["MAIL_DEFAULT_SENDER"],
        reply_to=current_app.config["PORTAL_REPLY_TO"],
        extra_headers=_how_to_stop(row),
    )
    message.msgId = row.message_id
    if calendar := outbox.calendar(row):
        message.attach(calendar_file.NAME, calendar_file.media_type(calendar), calendar.encode())
    return message


def _how_to_stop(row: OutboxMail) -> dict[str, str]:
    """Tell mail programs the address that ends such mails by one click. Source: RFC 2369, RFC 8058."""
    url = outbox.stop_url(row)
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {}


def settled_before(moment: datetime) -> Select[Any]:
    """Pick the mails that were written before a moment and are sent or given up."""
    settled = (OutboxMail.state != MailState.QUEUED) & (OutboxMail.created_at <= moment)
    return select(OutboxMail).where(settled)


def erase(row: OutboxMail) -> None:
    """Delete a mail with its address; the event it told of stays."""
    db.session.delete(row)


def requeue(row: OutboxMail) -> None:
    """Send a mail again that was given up, under the same Message-ID and with all its attempts."""
    row.state, row.attempts = MailState.QUEUED, 0
    row.next_attempt_at, row.leased_until = clock.now(), None


def hold(row: OutboxMail, reason: str) -> None:
    """Keep a mail back that waits, until somebody sends it again by `requeue`."""
    row.state, row.last_error, row.leased_until = MailState.DEAD, reason, None
