"""What is asked about an installation."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.core import db
from portal.core.actor import Role
from portal.organisations.models import Membership, Office
from portal.organisations.rules import IP_OFFICE

__all__ = ["administrators", "ip_offices"]


def administrators() -> int:
    """Count who administers the portal today."""
    present = (Membership.role == Role.ADMINISTRATOR) & Membership.ended_at.is_(None)
    return db.session.scalar(select(func.count()).where(present)) or 0


def ip_offices() -> Sequence[Office]:
    """Give the open offices of the Integration Point by key: an administrator belongs to one."""
    query = select(Office).where(Office.body_kind == IP_OFFICE, Office.closed_on.is_(None))
    return db.session.scalars(query.order_by(Office.key)).all()
