"""Alerts of visitors: asked for, confirmed, looked through every morning, kept or ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError

from portal.accounts.rules import email_key
from portal.core import clock, db, links, outbox
from portal.core.outbox import MailKind, OutboxMail
from portal.core.retention import Erasure
from portal.reference.places import find_places
from portal.vacancies import mails, search
from portal.vacancies import queries as offers
from portal.vacancies.models import Alert, AlertOffer
from portal.vacancies.queries import alerts as queries
from portal.vacancies.rules.alerts import MORNING_HOUR, MOST_ALERTS, TELL_AGAIN_AFTER, Criterion
from portal.vacancies.search import Order, Wanted

STOPPED = "vacancies/alerts_stopped"
"""The name under which an alert its owner has ended stands in the log of what was erased."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants to hear of, where to write and in which language; `label` says it in that language."""

    email: str
    locale: str
    label: str
    place: str
    radius_km: int
    criterion: Criterion
    wanted: str


def ask(record_id: UUID, wish: Wish) -> None:
    """Note a wish and send the link that confirms it; the same id again is a double click, or wants an old link back.

    An address that has this alert, or no room for one more, is told which it has: by mail and once a day at most, so
    that whoever asks learns nothing of it and cannot fill its mailbox.
    """
    if links.were_issued(purpose=mails.ALERT, record_id=record_id):
        return
    known = queries.of_address(wish.email)
    free = sorted(set(range(1, MOST_ALERTS + 1)) - {alert.slot for alert in known})
    if not free or any(_is_same(alert, wish) for alert in known):
        tell_what_there_is(known)
        return
    alert = Alert(id=record_id, email_key=email_key(wish.email), slot=free[0], **vars(wish))
    try:
        with db.session.begin_nested():
            db.session.add(alert)
    except IntegrityError:
        return  # another request took the place at the same moment
    _send(mails.ALERT_ASKED, [alert])


def _is_same(alert: Alert, wish: Wish) -> bool:
    mine = (alert.place, alert.radius_km, alert.criterion, alert.wanted)
    return mine == (wish.place, wish.radius_km, wish.criterion, wish.wanted)


def tell_what_there_is(known: Sequence[Alert]) -> None:
    """Send the owner of alerts a living link to each, once a day at most."""
    kind, address = mails.ALERT_KNOWN, known[0].email
    if not queries.was_written_to(kind.name, address, clock.now() - TELL_AGAIN_AFTER):
        _send(kind, known)


def confirm(alert: Alert) -> None:
    """Begin: the address is its owner's. Again, it changes nothing."""
    if alert.confirmed_at is None:
        alert.confirmed_at = alert.kept_at = clock.now()


def keep(alert: Alert) -> None:
    """Go on: its owner was asked and says yes."""
    if alert.asked_at is not None:
        alert.kept_at, alert.asked_at = clock.now(), None


def stop(alert: Alert) -> None:
    """End an alert at once; the log keeps its id, so that no backup begins it again."""
    db.session.add(Erasure(rule=STOPPED, record_type=Alert.__tablename__, record_id=alert.id))
    erase(alert)


def erase(alert: Alert) -> None:
    """Delete an alert and what it has told of, and with the last one of an address all mail to it, sent or waiting."""
    queries.locked(alert.id)  # whoever tells it something at this moment comes first
    db.session.execute(delete(AlertOffer).where(AlertOffer.alert_id == alert.id))
    db.session.execute(delete(Alert).where(Alert.id == alert.id))
    if not queries.of_address(alert.email):
        mine = (OutboxMail.address == alert.email) | (func.lower(OutboxMail.address) == alert.email_key)
        db.session.execute(delete(OutboxMail).where(OutboxMail.kind.in_(mails.OF_ALERTS), mine))


def address_is_dead(mail: OutboxMail) -> None:
    """End the alerts of an address that takes no mail."""
    if mail.kind in mails.OF_ALERTS:
        for alert in queries.of_address(mail.address):
            erase(alert)


def ask_to_keep(alert: Alert) -> None:
    """Ask whether somebody still looks."""
    alert.asked_at = clock.now()
    _send(mails.ALERT_KEEP, [alert])


def announce_end(alert: Alert) -> None:
    """Say that an alert ends, and that a new one may follow."""
    _send(mails.ALERT_ENDS, [alert])


def look_through() -> int:
    """Tell every alert what is new for it, once a day from the morning on; give the number of mails.

    Each is looked through in its own transaction, with the mail and what that tells of. An index that cannot be asked
    leaves its alerts for the next run.
    Raises: ExceptionGroup of what went wrong, after all the others have been looked through.
    """
    if clock.local(clock.now()).hour < MORNING_HOUR:
        return 0
    failed, told = list[Exception](), 0
    with db.transaction():
        waiting = queries.to_look_through(clock.today())
    for alert in waiting:
        with db.attempt(failed):
            told += _tell_news(alert.id, found_for(alert))
    if failed:
        raise ExceptionGroup("alerts", failed)
    return told


def found_for(alert: Alert) -> Sequence[UUID]:
    """Ask the board as the visitor would, the newest first; words are taken as they are spelled."""
    chosen = {} if alert.criterion is Criterion.WORDS else {alert.criterion.value: frozenset({alert.wanted})}
    wanted = Wanted(
        text="" if chosen else alert.wanted,
        place=next(iter(find_places(alert.place)), None),
        radius_km=alert.radius_km,
        ticked=chosen,
        order=Order.NEWEST,
    )
    return search.answer(wanted, is_exact=True, size=search.WHOLE).result.ids


def _tell_news(alert_id: UUID, found: Sequence[UUID]) -> bool:
    alert = queries.locked(alert_id)
    if alert is None or alert.looked_on == clock.today():
        return False  # it was ended, or another worker was quicker
    alert.looked_on = clock.today()
    new = queries.news(alert, found, clock.today())
    if not new:
        return False
    mail = _send(mails.ALERT_NEW, [alert], offers=new)
    db.session.add_all(AlertOffer(alert_id=alert.id, vacancy_id=one.vacancy_id, mail_id=mail.id) for one in new)
    return True


@outbox.renews(mails.ALERT_NEW)
def without_closed(mail: OutboxMail) -> bool:
    """Take offers that closed since out of a mail, right before it goes; they may be told of when they open again."""
    told = queries.told_in(mail.id)
    alert = queries.one(told[0].alert_id) if told else None
    if alert is None:
        return False
    still = offers.shown([one.vacancy_id for one in told], clock.today())
    if len(still) < len(told):
        kept = [version.vacancy_id for version in still]
        gone = (AlertOffer.mail_id == mail.id) & AlertOffer.vacancy_id.not_in(kept)
        db.session.execute(delete(AlertOffer).where(gone))
        recipient = mails.owner([alert])
        outbox.write(mail, mails.ALERT_NEW, recipient, mails.about([alert], offers=still))
    return bool(still)


def _send(kind: MailKind, alerts: Sequence[Alert], **context: object) -> OutboxMail:
    return outbox.put(kind, mails.owner(alerts), mails.about(alerts, **context))
