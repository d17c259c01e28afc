"""Deeds around an invitation."""

from dataclasses import dataclass
from uuid import UUID

from portal.accounts import queries
from portal.accounts.models import Invitation, User
from portal.accounts.rules import email_key
from portal.accounts.services import users
from portal.accounts.workflow import WORKFLOW
from portal.core import clock, db
from portal.core.actor import SYSTEM, Actor, Channel, Role
from portal.core.actor import ActorKind as Kind
from portal.core.errors import NotFound
from portal.core.links import PersonalLink

INVITED = Actor(Kind.LINK, Role.VISITOR, channel=Channel.LINK)


@dataclass(frozen=True)
class Wanted:
    """Who is invited, as what, and where to."""

    email: str
    name: str
    role: Role
    organisation_id: UUID | None = None
    office_id: UUID | None = None


def invite(wanted: Wanted, *, actor: Actor, invitation_id: UUID, invited_by_id: UUID | None = None) -> Invitation:
    """Send an invitation; the same form sent twice sends one."""
    known = db.session.get(Invitation, invitation_id)
    if known is not None:
        if known.invited_by_id != actor.id:
            raise NotFound
        return known
    invitation = Invitation(
        id=invitation_id,
        email=wanted.email,
        email_key=email_key(wanted.email),
        name=wanted.name,
        role=wanted.role,
        organisation_id=wanted.organisation_id,
        office_id=wanted.office_id,
        invited_by_id=invited_by_id or actor.id,
        expires_at=clock.now(),
    )
    WORKFLOW.create("invite", invitation, actor=actor)
    return invitation


def resend(invitation: Invitation, *, actor: Actor) -> None:
    """Send a new link with a new time; the old one ends."""
    WORKFLOW.apply("resend", invitation, actor=actor)


def revoke(invitation: Invitation, *, actor: Actor) -> None:
    """Take an invitation back."""
    WORKFLOW.apply("revoke", invitation, actor=actor)


def for_link(link: PersonalLink) -> Invitation:
    """Give the invitation a personal link opens."""
    return db.session.get_one(Invitation, link.record_id)


def accept(invitation: Invitation, *, name: str | None, hashed_password: str | None) -> User:
    """Let the invited one in: a new account, or the one the address has already. The link proves the address.

    An account that was never confirmed may be somebody else's attempt: it gets the new name and password.
    """
    user = queries.by_email(invitation.email)
    if user is None:
        user = users.create(name=name or invitation.name, email=invitation.email, hashed_password=hashed_password)
    elif user.confirmed_at is None:
        users.take_over(user, name=name or invitation.name, hashed_password=hashed_password)
    users.prove_address(user)
    WORKFLOW.apply("accept", invitation, actor=INVITED, accepted_by_id=user.id, at=clock.now())
    return user


def expire_due() -> int:
    """End the invitations past their time; the page refuses them before that already."""
    with db.transaction():
        due = queries.overdue_invitations(clock.now())
        for invitation in due:
            WORKFLOW.apply("expire", invitation, actor=SYSTEM)
        return len(due)
