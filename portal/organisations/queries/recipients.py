"""Who reads the mail of a company, an office, a role, or of somebody whose address is dead."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.accounts.queries import recipient_of
from portal.core import db
from portal.core.actor import COMPANY_ROLES, Role
from portal.core.outbox import Recipient
from portal.organisations.models import Membership, Office, Organisation
from portal.organisations.rules import Topic

ADMINS = (Role.COMPANY_ADMIN, Role.ADMINISTRATOR, Role.COORDINATOR)


def recipients_of_company(organisation_id: UUID, *roles: Role, topic: Topic | None = None) -> list[Recipient]:
    """Address who reads a company's mail: its members, in these roles if any are named, or its contact.

    Args: topic: leaves out who wants no mails about it, unless nobody would be left to read them.
    """
    members = (
        select(User, Membership.muted)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles or COMPANY_ROLES),
            Membership.ended_at.is_(None),
            User.active,
        )
        .order_by(User.email_key)
    )
    found: dict[User, list[str]] = dict(iter(db.session.execute(members)))
    if found:
        return _of([one for one in found if topic not in found[one]] or found, organisation_id)
    company = db.session.get_one(Organisation, organisation_id)
    address = company.contact_email
    if not address:
        return []
    return [Recipient(address, home_id=organisation_id, context={"name": company.contact_name})]


def recipients_of_office(office_id: UUID, *roles: Role) -> list[Recipient]:
    """Address who reads an office's mail: its members, in these roles if any are named, else its own address."""
    members = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.office_id == office_id, Membership.ended_at.is_(None), User.active)
        .where(Membership.role.in_(roles or tuple(Role)))
        .order_by(User.email_key)
        .distinct()
    )
    found = _of(db.session.scalars(members), office_id)
    office = db.session.get_one(Office, office_id)
    return found or ([Recipient(office.email)] if office.email else [])


def recipients_of_file(caseworker_id: UUID, office_id: UUID) -> list[Recipient]:
    """Address who keeps a file at an office, or its coordinators once the caseworker has left it."""
    keeper = keeper_of_file(caseworker_id, office_id)
    return [keeper] if keeper else recipients_of_office(office_id, Role.COORDINATOR)


def keeper_of_file(caseworker_id: UUID, office_id: UUID) -> Recipient | None:
    """Address the caseworker of a file, while they work at its office."""
    here = (Membership.office_id == office_id) & (Membership.role == Role.CASEWORKER) & Membership.ended_at.is_(None)
    keeps = (
        select(User).join(Membership, Membership.user_id == User.id).where(User.id == caseworker_id, User.active, here)
    )
    keeper = db.session.scalars(keeps.limit(1)).one_or_none()
    return replace(recipient_of(keeper), home_id=office_id) if keeper else None


def works_there(role: Role) -> ColumnElement[bool]:
    """Give the condition on `Office` under which somebody works there in a role."""
    here = (Membership.office_id == Office.id, Membership.role == role, Membership.ended_at.is_(None))
    return exists().where(*here, Membership.user_id == User.id, User.active)


def is_led(office_id: UUID) -> bool:
    """Tell whether an office has a coordinator."""
    led = select(Office.id).where(Office.id == office_id, works_there(Role.COORDINATOR))
    return db.session.scalar(led) is not None


def recipients_with_role(*roles: Role) -> list[Recipient]:
    """Address everybody of the offices who holds one of these roles."""
    query = (
        select(User, Membership.office_id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.role.in_(roles), Membership.office_id.is_not(None), Membership.ended_at.is_(None), User.active
        )
        .order_by(User.email_key)
    )
    found: dict[User, UUID | None] = dict(iter(db.session.execute(query)))
    return [replace(recipient_of(user), home_id=office_id) for user, office_id in found.items()]


def _of(users: Iterable[User], home_id: UUID) -> list[Recipient]:
    return [replace(recipient_of(user), home_id=home_id) for user in users]


def deputy_of(user: User, home_id: UUID | None) -> User | None:
    """Give who stands in for somebody, as long as both belong to the home whose mail it is."""
    return db.session.scalars(_colleagues(user.id, home_id).where(User.id == user.deputy_id)).first()


def reader_instead(user_id: UUID, home_id: UUID | None = None) -> User | None:
    """Give a colleague of the same home whose mail arrives, for one whose does not; admins first."""
    query = _colleagues(user_id, home_id).where(User.bounced_at.is_(None))
    return db.session.scalars(query.order_by(Membership.role.not_in(ADMINS), User.email_key).limit(1)).first()


def _colleagues(user_id: UUID, home_id: UUID | None) -> Select[User]:
    """Pick who belongs to the home a user's mail is of; where that is not said, nobody for a user of several."""
    own, other = aliased(Membership), aliased(Membership)
    is_elsewhere_too = exists().where(other.user_id == user_id, other.ended_at.is_(None), other.id != own.id)
    is_meant = (own.organisation_id == home_id) | (own.office_id == home_id) if home_id else ~is_elsewhere_too
    return (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .join(own, _same_home(own, Membership))
        .where(own.user_id == user_id, own.ended_at.is_(None), is_meant)
        .where(User.id != user_id, User.active, Membership.ended_at.is_(None))
    )


def _same_home(one: type[Membership], other: type[Membership]) -> ColumnElement[bool]:
    return (one.organisation_id == other.organisation_id) | (one.office_id == other.office_id)
