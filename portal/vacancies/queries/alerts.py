"""Alerts as they are read: those of an address, what is new for one, and which fall due."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, or_, select

from portal.accounts.rules import email_key
from portal.core import clock, db
from portal.core.outbox import OutboxMail
from portal.core.reminders import Due
from portal.vacancies.models import Alert, AlertOffer, Vacancy, VacancyVersion
from portal.vacancies.queries import on_board
from portal.vacancies.rules.alerts import ASK_AFTER, ENDS_AFTER, MOST_OFFERS


def one(alert_id: UUID) -> Alert | None:
    """Give an alert that is still there."""
    return db.session.get(Alert, alert_id)


def locked(alert_id: UUID) -> Alert | None:
    """Give an alert as it is now, kept from others until the transaction ends."""
    mine = select(Alert).where(Alert.id == alert_id).with_for_update()
    return db.session.scalars(mine.execution_options(populate_existing=True)).one_or_none()


def of_address(address: str) -> list[Alert]:
    """Give the alerts of an address, however it is spelled."""
    return list(db.session.scalars(select(Alert).where(Alert.email_key == email_key(address)).order_by(Alert.slot)))


def to_look_through(on: date) -> list[Alert]:
    """Give the confirmed alerts nobody has looked through on that day."""
    due = or_(Alert.looked_on.is_(None), Alert.looked_on < on)
    waiting = select(Alert).where(Alert.confirmed_at.is_not(None), due)
    return list(db.session.scalars(waiting.order_by(Alert.created_at, Alert.id)))


def news(alert: Alert, vacancy_ids: Sequence[UUID], on: date) -> list[VacancyVersion]:
    """Give those of the offers the index found that are on the board, newer than the alert, and new to its owner.

    An offer the index takes in late is news a day later; one that comes back to the board is none, nor one that
    another alert of the same address has told of.
    """
    same_owner = select(Alert.id).where(Alert.email_key == alert.email_key)
    told = exists().where(AlertOffer.alert_id.in_(same_owner), AlertOffer.vacancy_id == Vacancy.id)
    new = on_board(on).where(Vacancy.id.in_(vacancy_ids), Vacancy.published_at > alert.created_at, ~told)
    return list(db.session.scalars(new.order_by(Vacancy.published_at, Vacancy.id).limit(MOST_OFFERS)))


def told_in(mail_id: UUID) -> list[AlertOffer]:
    """Give what a mail tells of."""
    return list(db.session.scalars(select(AlertOffer).where(AlertOffer.mail_id == mail_id).order_by(AlertOffer.id)))


def was_written_to(kind: str, address: str, since: datetime) -> bool:
    """Tell whether a mail of a kind was put into the outbox for an address since then."""
    same = (OutboxMail.kind == kind) & (OutboxMail.address == address) & (OutboxMail.created_at > since)
    return db.session.scalar(select(OutboxMail.id).where(same).limit(1)) is not None


def to_ask(on: date) -> Iterator[Due]:
    """Find alerts whose owner has said nothing for half a year."""
    is_silent = (Alert.kept_at <= clock.end_of(on) - ASK_AFTER) & Alert.asked_at.is_(None)
    for alert in db.session.scalars(select(Alert).where(is_silent, ~_is_in_last_month(on))):
        if alert.kept_at:
            yield Due(alert, clock.local(alert.kept_at + ASK_AFTER).date())


def to_announce_end(on: date) -> Iterator[Due]:
    """Find alerts in their last month."""
    for alert in db.session.scalars(select(Alert).where(_is_in_last_month(on))):
        if alert.confirmed_at:
            yield Due(alert, clock.local(alert.confirmed_at + ENDS_AFTER).date())


def _is_in_last_month(on: date) -> ColumnElement[bool]:
    return Alert.confirmed_at <= clock.end_of(on) - ENDS_AFTER


def unconfirmed(before: datetime) -> Select[Any]:
    """Pick alerts whose address nobody has confirmed."""
    return select(Alert).where(Alert.confirmed_at.is_(None), Alert.created_at <= before)


def unanswered(before: datetime) -> Select[Any]:
    """Pick alerts whose owner was asked whether to keep them and has said nothing."""
    return select(Alert).where(Alert.asked_at <= before)


def over(before: datetime) -> Select[Any]:
    """Pick alerts that have lived as long as they may."""
    return select(Alert).where(Alert.confirmed_at <= before)
