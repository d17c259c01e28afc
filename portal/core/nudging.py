"""Asking once more: whoever waits may remind whoever is next, though not within a day of the last question."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.core import clock, db, i18n
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.outbox import MailKind, OutboxMail
from portal.core.workflow import Guard

EVENT = "nudge"
REST = timedelta(hours=24)


def reaches(mails: Sequence[MailKind], *, asked_by: Sequence[MailKind] = ()) -> Guard:
    """Make the guard of a reminder by hand: it reaches somebody, and nobody who was asked within a day.

    Args: mails: what the reminder sends. asked_by: the mails that put the same question by themselves.
    """
    names = [kind.name for kind in (*mails, *asked_by)]

    def guard(record: Any, actor: Actor, _params: dict[str, Any]) -> None:
        change = Change(EVENT, str(record.state), str(record.state), clock.now())
        if not any(True for kind in mails for _one in kind.recipients(record, actor, change)):
            raise GuardRefused(
                _l("Niemand ist zu erinnern, der E-Mails liest. Steht eine Antwort aus, rufen Sie bitte an.")
            )
        asked_at = db.session.scalar(
            select(func.max(OutboxMail.created_at)).where(
                OutboxMail.record_id == record.id, OutboxMail.kind.in_(names), OutboxMail.created_at > change.at - REST
            )
        )
        if asked_at is not None:
            raise GuardRefused(
                _("Gefragt haben wir zuletzt am %(when)s. Bitte warten Sie einen Tag.", when=i18n.moment(asked_at))
            )

    return guard
