"""Who asks to belong to a company."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

import portal.organisations.policy  # noqa: F401 - the permissions these queries ask for
from portal.accounts.rules import email_key
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.organisations.models import JoinRequest, Organisation
from portal.organisations.rules import JoinState


def join_request(actor: Actor, request_id: UUID) -> JoinRequest:
    """Give one the actor may see. Raises: NotFound."""
    return visible_or_404(JoinRequest, request_id, actor, "join_request:view")


def join_requests(actor: Actor, organisation_id: UUID | None) -> Sequence[JoinRequest]:
    """List who waits for an answer of a company, oldest first."""
    query = select(JoinRequest).where(
        where(actor, "join_request:view"),
        JoinRequest.organisation_id == organisation_id,
        JoinRequest.state == JoinState.ASKED,
    )
    return db.session.scalars(query.order_by(JoinRequest.created_at, JoinRequest.id)).all()


def is_asked(organisation_id: UUID, email: str) -> bool:
    """Tell whether somebody of this address waits for an answer of a company."""
    same = (JoinRequest.organisation_id == organisation_id) & (JoinRequest.email_key == email_key(email))
    query = select(JoinRequest.id).where(same, JoinRequest.state == JoinState.ASKED)
    return db.session.scalar(query.limit(1)) is not None


def by_register_key(key: str | None) -> Organisation | None:
    """Find the company of a register number; the number of a double is that of the company that stays."""
    found = db.session.scalar(select(Organisation).where(Organisation.register_key == key)) if key else None
    return db.session.get_one(Organisation, found.merged_into_id) if found and found.merged_into_id else found


def asked_before(moment: datetime) -> Select[Any]:
    """Pick what was asked before a moment."""
    query = select(JoinRequest).where(JoinRequest.created_at < moment)
    return query.order_by(JoinRequest.created_at)
