"""Deeds around a company: sign up, look after its data, verify, suspend, accept the purpose limitation."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from portal.accounts import queries as accounts
from portal.accounts.services import invitations, users
from portal.accounts.services.invitations import Wanted
from portal.core import db
from portal.core.actor import SYSTEM, Actor, ActorKind, Channel, Role
from portal.core.errors import GuardRefused, NotFound
from portal.core.permissions import require
from portal.organisations import queries
from portal.organisations.models import ContactEntry, Organisation, PurposeAcceptance
from portal.organisations.rules import PURPOSE_VERSION
from portal.organisations.services import joining, members, tips
from portal.organisations.workflow import WORKFLOW


class AlreadyThere(GuardRefused):
    """The register number is taken; staff find who has it in the list, a sign-up is passed on without a word."""

    message = _l("Zu dieser Nummer ist schon ein Betrieb eingetragen. Bitte suchen Sie ihn in der Liste der Betriebe.")


@dataclass(frozen=True)
class Person:
    """Who signs a company up; the password comes hashed."""

    name: str
    email: str
    hashed_password: str
    locale: str


@dataclass(frozen=True)
class Contact:
    """A line of the contact log."""

    channel: Channel
    contact: str
    text: str
    next_step_on: date | None


def register(company_id: UUID, data: dict[str, Any], *, actor: Actor) -> Organisation:
    """Enter a company; the same form sent twice enters one."""
    known = db.session.get(Organisation, company_id)
    if known is not None:
        if queries.registered_by(company_id) != actor.id:
            raise NotFound
        return known
    if queries.by_register_key(data.get("register_key")) is not None:
        raise AlreadyThere
    company = Organisation(id=company_id, number=db.short_number("B"), **data)
    WORKFLOW.create("register", company, actor=actor)
    tips.has_come(company)
    return company


def sign_up(company_id: UUID, data: dict[str, Any], person: Person) -> None:
    """Let a company sign itself up. Whether the address is known shows in its own mailbox only.

    A known address gets an invitation into the new company instead of an account, so nobody takes anybody's over.
    With the number of a company that is here, it is asked whether it knows who signs up; the answer looks the same.
    """
    if db.session.get(Organisation, company_id) is not None:
        return
    here = queries.by_register_key(data["register_key"])
    if here is not None:
        joining.ask(company_id, here, person.name, person.email, person.locale)
        return
    known = accounts.by_email(person.email)
    user = known or users.create(
        name=person.name, email=person.email, hashed_password=person.hashed_password, locale=person.locale
    )
    company = register(company_id, data, actor=Actor(ActorKind.USER, Role.VISITOR, id=user.id))
    if known is None:
        members.join(user.id, Role.COMPANY_ADMIN, organisation_id=company.id)
        users.ask_to_confirm(user)
    else:
        wanted = Wanted(user.email, user.name, Role.COMPANY_ADMIN, organisation_id=company.id)
        invitations.invite(wanted, actor=SYSTEM, invitation_id=db.new_id(), invited_by_id=user.id)


def edit(company: Organisation, data: dict[str, Any], *, actor: Actor) -> None:
    """Change what a company says of itself."""
    changed = [name for name, value in data.items() if getattr(company, name) != value]
    WORKFLOW.apply("edit", company, actor=actor, details={"changed": changed}, **data)


def step(event: str, company: Organisation, *, actor: Actor, reason: str | None = None) -> None:
    """Verify, suspend, resume or close a company; what that means for other areas is theirs to react to."""
    WORKFLOW.apply(event, company, actor=actor, reason=reason)


def accept_purpose(*, actor: Actor) -> None:
    """Promise to use people's data for the placement only (section 78 SGB X), for the own company."""
    require(actor, "company:accept_purpose")
    if not queries.has_accepted_purpose(actor):
        db.session.add(
            PurposeAcceptance(user_id=actor.id, organisation_id=actor.organisation_id, text_version=PURPOSE_VERSION)
        )


def log_contact(entry_id: UUID, company: Organisation, contact: Contact, *, actor: Actor) -> None:
    """Write a line into the contact log; the same form sent twice writes one."""
    require(actor, "company:log_contact", company)
    if db.session.get(ContactEntry, entry_id) is None:
        entry = ContactEntry(id=entry_id, organisation_id=company.id, author_id=actor.id, **vars(contact))
        db.session.add(entry)
