"""Builders of companies, offices and the people in them."""

from typing import Any

import factory

from portal.accounts.models import User
from portal.core import db
from portal.core.actor import Actor, Role
from portal.organisations.models import Membership, Office, Organisation
from portal.organisations.queries import actor_of as as_actor
from portal.organisations.rules import CompanyState, Proof
from tests.factories.accounts import UserFactory
from tests.factories.base import Factory


class OrganisationFactory(Factory):
    """A company that has just signed up; trait `verified`."""

    class Meta:
        model = Organisation

    number = factory.Sequence(lambda number: f"B-{number:06}")
    name = factory.Sequence(lambda number: f"Beispiel Metallbau {number} GmbH")
    sort_name = factory.LazyAttribute(lambda company: company.name.casefold())
    state = CompanyState.REGISTERED
    proof = Proof.EMPLOYER_NUMBER
    register_number = factory.Sequence(lambda number: f"{number:08}")
    register_key = factory.LazyAttribute(lambda company: f"{company.proof}:{company.register_number}")
    street = "Industriestraße 1"
    postal_code = "52525"
    town = "Heinsberg"
    ags = "05370016"
    contact_name = "Kim Beispiel"
    contact_phone = "+49 2452 1234"

    class Params:
        verified = factory.Trait(state=CompanyState.VERIFIED)
        suspended = factory.Trait(state=CompanyState.SUSPENDED)
        by_telephone = factory.Trait(proof=Proof.CALL, register_number=None, register_key=None)


class OfficeFactory(Factory):
    """An office of the Integration Point; trait `authority` for another body."""

    class Meta:
        model = Office

    key = factory.Sequence(lambda number: f"office-{number}")
    name = factory.Sequence(lambda number: f"Geschäftsstelle {number}")
    body_kind = "ip_office"
    can_receive = factory.LazyFunction(list)

    class Params:
        authority = factory.Trait(body_kind="immigration_authority", can_receive=["clearance:work_permission"])


class MembershipFactory(Factory):
    """The active membership of a user in a company (or in an office, given one)."""

    class Meta:
        model = Membership

    user_id = factory.LazyFunction(lambda: UserFactory().id)
    role = Role.RECRUITER
    organisation_id = None
    office_id = None


def company_member(organisation: Organisation | None = None, *, role: Role = Role.RECRUITER, **user: Any) -> User:
    """Make a user of a company: a verified one unless given."""
    organisation = organisation or OrganisationFactory(verified=True)
    member: User = UserFactory(**user)
    MembershipFactory(user_id=member.id, role=role, organisation_id=organisation.id)
    return member


def office_member(office: Office | None = None, *, role: Role = Role.CASEWORKER, **user: Any) -> User:
    """Make a user of an office: a new one unless given, of the Integration Point but for the role `authority`."""
    office = office or OfficeFactory(authority=role is Role.AUTHORITY)
    member: User = UserFactory(**user)
    MembershipFactory(user_id=member.id, role=role, office_id=office.id)
    return member


def actor_of(user: User) -> Actor:
    """Give the actor a user is when signed in."""
    active = (Membership.user_id == user.id) & Membership.is_active & Membership.ended_at.is_(None)
    return as_actor(user, db.session.query(Membership).filter(active).one_or_none())
