"""Whose mail goes to whom: of absent people to their deputy, of dead addresses to a colleague."""

from dataclasses import replace

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import recipient_of
from portal.accounts.rules import is_absent
from portal.accounts.services import users
from portal.core import clock, db, i18n, outbox
from portal.core.outbox import OutboxMail, Recipient
from portal.organisations import queries


def redirect(recipient: Recipient) -> Recipient:
    """Give who reads this mail today, with a line that says why; one step only, so that no two send it in circles.

    A company's mail stays in the company: whoever stands in has to belong to it, and still does.
    """
    user = db.session.get(User, recipient.user_id) if recipient.user_id else None
    if user is None:
        return recipient
    is_away = user.deputy_id is not None and is_absent(user.absent_from, user.absent_until, clock.today())
    deputy = queries.deputy_of(user, recipient.home_id) if is_away else None
    if deputy is not None:
        with force_locale(deputy.locale):
            away_until = i18n.day(user.absent_until)
            why = _(
                "Sie bekommen diese E-Mail in Vertretung für %(name)s (abwesend bis %(day)s).",
                name=user.name,
                day=away_until,
            )
        return _to(deputy, recipient, why)
    colleague = queries.reader_instead(user.id, recipient.home_id) if user.bounced_at else None
    return _to(colleague, recipient, _returned(user, colleague)) if colleague else recipient


def bounced(row: OutboxMail) -> None:
    """Remember that an address is dead, and send what it was sent to a colleague; secrets go to nobody else."""
    if row.user_id is None:
        return
    users.mark_bounced(row.user_id)
    user = db.session.get_one(User, row.user_id)
    colleague = queries.reader_instead(user.id)
    if colleague is None or row.is_encrypted:
        return
    db.session.add(outbox.forwarded(row, _to(colleague, recipient_of(user), _returned(user, colleague))))


def _to(reader: User, recipient: Recipient, why: str) -> Recipient:
    return replace(recipient, address=reader.email, locale=reader.locale, user_id=reader.id, note=why)


def _returned(user: User, reader: User) -> str:
    with force_locale(reader.locale):
        return str(_("Sie bekommen diese E-Mail, weil die Adresse von %(name)s keine E-Mails annimmt.", name=user.name))
