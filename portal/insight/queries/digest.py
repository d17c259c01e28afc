"""Who gets a digest: the people of companies who want one, with their homes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.accounts.models import User
from portal.core import db
from portal.organisations.models import Membership, Organisation
from portal.organisations.rules import Topic


def company_memberships(user_id: UUID | None = None) -> Sequence[Membership]:
    """List the living memberships in companies for which a digest is wanted, of one user or of all."""
    query = (
        select(Membership)
        .join(Membership.user)
        .join(Membership.organisation)
        .where(Membership.ended_at.is_(None), User.active, User.confirmed_at.is_not(None))
        .options(contains_eager(Membership.user), contains_eager(Membership.organisation))
        .order_by(Organisation.sort_name, Membership.id)
    )
    found = db.session.scalars(query if user_id is None else query.where(Membership.user_id == user_id))
    return [membership for membership in found if Topic.DIGEST not in membership.muted]
