"""Who is signed in, with everything a request needs to know of them, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import SecondFactor, SignIn, User
from portal.accounts.queries import is_away, is_signed_in
from portal.accounts.rules import FactorState
from portal.core import db
from portal.core.actor import Actor, ActorKind, Role
from portal.organisations.models import Membership, Office, Organisation


@dataclass(frozen=True, slots=True)
class Identity:
    """Whoever is signed in: the actor of all deeds, and what the page's header says of them."""

    actor: Actor
    name: str
    organisation: str | None
    user: User
    sign_in: SignIn
    has_second_step: bool = False


def identity(uniquifier: str, session_hash: str, at: datetime, on: date) -> Identity | None:
    """Load user, session, active membership and deputised users in one statement."""
    absent = aliased(User)
    query = (
        select(User, SignIn, Membership, Organisation.name, Office.name, SecondFactor.id, absent.id)
        .join(SignIn, SignIn.user_id == User.id)
        .outerjoin(
            Membership,
            (Membership.user_id == User.id) & Membership.is_active & Membership.ended_at.is_(None),
        )
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(Office, Office.id == Membership.office_id)
        .outerjoin(SecondFactor, (SecondFactor.user_id == User.id) & (SecondFactor.state == FactorState.ACTIVE))
        .outerjoin(absent, (absent.deputy_id == User.id) & is_away(absent, on))
        .where(is_signed_in(uniquifier, session_hash, at))
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None
    user, sign_in, membership, company, office, second_factor, _ = rows[0]
    actor = actor_of(user, membership, frozenset(row[6] for row in rows) - {None})
    return Identity(actor, user.name, company or office, user, sign_in, second_factor is not None)


def actor_of(user: User, membership: Membership | None, deputy_for: frozenset[UUID] = frozenset()) -> Actor:
    """Build the actor of a user in one of their memberships; without one they only see their own account."""
    return Actor(
        ActorKind.USER,
        membership.role if membership else Role.VISITOR,
        id=user.id,
        organisation_id=membership.organisation_id if membership else None,
        office_id=membership.office_id if membership else None,
        deputy_for=deputy_for,
        locale=user.locale,
    )
