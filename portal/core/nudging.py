"""Asking once more: whoever waits may remind whoever is next, though not within a day of the last question."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.core import audit, clock, db, i18n
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.outbox import MailKind, OutboxMail, Recipient, Recipients
from portal.core.workflow import Guard

EVENT = "nudge"
REST = timedelta(hours=24)


def reaches(mails: Sequence[MailKind], *, asked_by: Sequence[MailKind] = (), asking: Collection[str] = ()) -> Guard:
    """Make the guard of a reminder by hand: it reaches somebody, and nobody who was asked within a day.

    Args: mails: what the reminder sends. asked_by: the mails that put the same question by themselves. asking: the
    events that put it, which count for who reads no mail as well: else a company could tell the two apart.
    """
    names = [kind.name for kind in (*mails, *asked_by)]

    def guard(record: Any, actor: Actor, _params: dict[str, Any]) -> None:
        change = Change(EVENT, str(record.state), str(record.state), clock.now())
        if not any(True for kind in mails for _one in kind.recipients(record, actor, change)):
            raise GuardRefused(
                _l("Niemand ist zu erinnern, der E-Mails liest. Steht eine Antwort aus, rufen Sie bitte an.")
            )
        asked_at = max(filter(None, (_mailed(record, names), _happened(record, asking))), default=None)
        if asked_at is not None and asked_at > change.at - REST:
            raise GuardRefused(
                _("Gefragt haben wir zuletzt am %(when)s. Bitte warten Sie einen Tag.", when=i18n.moment(asked_at))
            )

    return guard


def to_office_instead(mails: Sequence[MailKind], chosen: Recipients, *, of_person: Callable[..., bool]) -> Recipients:
    """Let the office hear a company that waits for somebody without mail: that there is none is not the company's.

    Args: mails: what would reach the person. chosen: who hears of it then. of_person: whether the person is asked.
    """

    def recipients(record: Any, actor: Actor, change: Change) -> Iterable[Recipient]:
        if actor.company_id is None or not of_person(record):
            return ()
        is_reached = any(True for kind in mails for _one in kind.recipients(record, actor, change))
        return () if is_reached else chosen(record, actor, change)

    return recipients


def _mailed(record: Any, names: Collection[str]) -> datetime | None:
    mails = (OutboxMail.record_id == record.id) & OutboxMail.kind.in_(names)
    return db.session.scalar(select(func.max(OutboxMail.created_at)).where(mails))


def _happened(record: Any, names: Collection[str]) -> datetime | None:
    return audit.last_time(record.__tablename__, record.id, names) if names else None  # workflows are named like tables
