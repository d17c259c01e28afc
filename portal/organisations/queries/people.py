"""Members of companies and offices, and the roles they may be given."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

import portal.organisations.policy  # noqa: F401 - the permissions these queries ask for
from portal.accounts import rules as accounts
from portal.accounts.models import User
from portal.core import db
from portal.core.actor import Actor, Role
from portal.core.errors import NotFound
from portal.core.permissions import visible_or_404, where
from portal.organisations.models import Membership, Office
from portal.organisations.rules import IP_OFFICE


def colleagues(actor: Actor) -> Sequence[User]:
    """List who else belongs to the actor's company or office; whoever belongs nowhere has nobody."""
    if not actor.organisation_id and not actor.office_id:
        return []
    home = (
        Membership.organisation_id == actor.organisation_id
        if actor.organisation_id
        else Membership.office_id == actor.office_id
    )
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(home, Membership.ended_at.is_(None), User.active, User.id != actor.id)
        .order_by(User.name, User.id)
        .distinct()
    )
    return db.session.scalars(query).all()


def memberships_of(user_id: UUID) -> Sequence[Membership]:
    """List a user's living memberships with their homes, oldest first."""
    query = select(Membership).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    homes = query.options(joinedload(Membership.organisation), joinedload(Membership.office))
    return db.session.scalars(homes.order_by(Membership.created_at, Membership.id)).all()


def membership_of(user_id: UUID, membership_id: UUID) -> Membership:
    """Give one of a user's living memberships in companies. Raises: NotFound."""
    own = (one for one in memberships_of(user_id) if one.id == membership_id and one.organisation_id)
    found = next(own, None)
    if found is None:
        raise NotFound
    return found


def other_admins(membership: Membership) -> Sequence[Membership]:
    """List the others who could look after the same home, and hold all of them, the given one too.

    Held in one order: of two admins who go at once, the later one waits here and learns that nobody would be left.
    """
    alike = (Membership.role == membership.role) & Membership.ended_at.is_(None)
    query = select(Membership).join(User, User.id == Membership.user_id).where(alike, User.active)
    if membership.organisation_id:
        query = query.where(Membership.organisation_id == membership.organisation_id)
    held = db.session.scalars(query.order_by(Membership.id).with_for_update(of=Membership)).all()
    return [one for one in held if one.id != membership.id]


def members(actor: Actor) -> Sequence[Membership]:
    """List the members the actor looks after or works with, by home and name."""
    query = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(where(actor, "membership:view"), Membership.ended_at.is_(None))
        .options(joinedload(Membership.user), joinedload(Membership.office))
        .order_by(Membership.office_id, User.name, Membership.id)
    )
    return db.session.scalars(query).all()


def membership(actor: Actor, membership_id: UUID, action: str = "membership:view") -> Membership:
    """Give one membership the actor may see (or do something else with), with its user. Raises: NotFound."""
    return visible_or_404(Membership, membership_id, actor, action, joinedload(Membership.user))


def members_of(organisation_id: UUID) -> Sequence[Membership]:
    """List the living memberships of a company with their users."""
    query = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .options(contains_eager(Membership.user))
        .order_by(User.name, Membership.id)
    )
    return db.session.scalars(query).all()


def roles_offered(actor: Actor, office_id: UUID | None) -> tuple[Role, ...]:
    """List the roles the actor may give in a home: the own company, or this office."""
    kind = db.session.scalar(select(Office.body_kind).where(Office.id == office_id)) if office_id else None
    return accounts.roles_offered(actor.role, is_ip_office=kind == IP_OFFICE)
