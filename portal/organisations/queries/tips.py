"""Companies that somebody named, and those that want to be left alone."""

import hmac
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import portal.organisations.policy  # noqa: F401 - the permissions these queries ask for
from portal.accounts.rules import email_key
from portal.core import db, paging
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due
from portal.organisations.models import FirmOptOut, FirmTip, Organisation
from portal.organisations.rules import TIP_AGAIN, TIP_ALIVE, TipState, sort_name
from portal.reference.calendar import add_working_days


def tip(actor: Actor, tip_id: UUID) -> FirmTip:
    """Give one the actor may see, with who named it. Raises: NotFound."""
    return visible_or_404(FirmTip, tip_id, actor, "tip:view", joinedload(FirmTip.named_by))


def listed(actor: Actor, *, is_open: bool, page: int = 1) -> tuple[list[FirmTip], int]:
    """List the tips the actor may see, what waits or what is over, oldest first, and count them all."""
    which = FirmTip.state.in_(TIP_ALIVE) if is_open else FirmTip.state.not_in(TIP_ALIVE)
    query = select(FirmTip).where(where(actor, "tip:view"), which).options(joinedload(FirmTip.named_by))
    return paging.rows(query.order_by(FirmTip.state != TipState.NEW, FirmTip.created_at, FirmTip.id), page)


def is_known(tip: FirmTip) -> bool:
    """Tell whether a company of this name and town is in the portal, or was named and is still thought of."""
    company = (Organisation.sort_name == tip.sort_name) & (Organisation.town == tip.town)
    named = (FirmTip.sort_name == tip.sort_name) & (FirmTip.town == tip.town) & FirmTip.state.in_(TIP_ALIVE)
    with db.session.no_autoflush:
        queries = (select(Organisation.id).where(company), select(FirmTip.id).where(named, FirmTip.id != tip.id))
        return any(db.session.scalar(query.limit(1)) is not None for query in queries)


def keys(tip: FirmTip) -> Iterator[str]:
    """Give the hashes by which a company is known again without its data: of name and town, and of its address.

    They hold the installation's salt, so that whoever reads the database alone cannot try addresses.
    """
    yield _key(f"{sort_name(tip.name)}|{sort_name(tip.town)}")
    if tip.email:
        yield _key(email_key(tip.email))


def _key(known: str) -> str:
    return hmac.new(current_app.extensions["portal.keys"].salt.encode(), known.encode(), "sha256").hexdigest()


def refusals(tip: FirmTip) -> set[str]:
    """Give those of its hashes that are among the companies that want to be left alone."""
    with db.session.no_autoflush:
        return set(db.session.scalars(select(FirmOptOut.key_hash).where(FirmOptOut.key_hash.in_(list(keys(tip))))))


def is_left_alone(tip: FirmTip) -> bool:
    """Tell whether a company said that it wants no invitation."""
    return bool(refusals(tip))


def due_again(until: date) -> list[Due]:
    """List the companies whose invitation by mail is ten working days old and unanswered."""
    query = select(FirmTip).where(
        FirmTip.state == TipState.INVITED,
        FirmTip.email.is_not(None),
        FirmTip.reminded_on.is_(None),
        FirmTip.invited_on.is_not(None),
    )
    dues = [
        Due(one, add_working_days(one.invited_on, TIP_AGAIN)) for one in db.session.scalars(query) if one.invited_on
    ]
    return [due for due in dues if due.on <= until]


def of_company(company: Organisation) -> Sequence[FirmTip]:
    """List the living tips a company that has come is meant by: the same name and town, or the same address."""
    same = (FirmTip.sort_name == company.sort_name) & (FirmTip.town == company.town)
    if company.contact_email:
        same |= func.lower(FirmTip.email) == company.contact_email.lower()
    return db.session.scalars(select(FirmTip).where(FirmTip.state.in_(TIP_ALIVE), same)).all()


def named_before(moment: datetime) -> Select[Any]:
    """Pick what was named before a moment."""
    return select(FirmTip).where(FirmTip.created_at < moment).order_by(FirmTip.created_at)
