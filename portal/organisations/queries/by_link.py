"""Who answers from a mail to a company."""

from sqlalchemy import select

from portal.accounts.models import User
from portal.core import db
from portal.core.actor import COMPANY_ROLES, Actor, ActorKind, Channel, Role
from portal.core.errors import LinkOver
from portal.core.links import PersonalLink, digest
from portal.organisations.models import Membership
from portal.organisations.queries.recipients import recipients_of_company


def company_actor(link: PersonalLink) -> Actor:
    """Give the actor a link was sent to: a member of the company still, or its contact where nobody signs in.

    Raises: LinkOver for who has left, for the contact once somebody signs in for the company, and for who reads an
    address that is theirs no more.
    """
    home = link.organisation_id
    if home is None:
        raise LinkOver
    if link.user_id is None:
        readers = recipients_of_company(home)
        if any(reader.user_id for reader in readers) or not _was_sent_to(link, *(one.address for one in readers)):
            raise LinkOver
        return Actor(ActorKind.LINK, Role.RECRUITER, organisation_id=home, channel=Channel.LINK)
    living = (Membership.organisation_id == home) & Membership.ended_at.is_(None) & User.active
    query = (
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == link.user_id, living, Membership.role.in_(COMPANY_ROLES))
    )
    found = db.session.execute(query.order_by(Membership.created_at)).first()
    if found is None or not _was_sent_to(link, found[0].email):
        raise LinkOver
    user, membership = found
    return Actor(
        ActorKind.LINK,
        membership.role,
        id=user.id,
        organisation_id=home,
        channel=Channel.LINK,
        locale=user.locale,
    )


def _was_sent_to(link: PersonalLink, *addresses: str) -> bool:
    return link.address_hash is None or link.address_hash in map(digest, addresses)
