"""Companies that look like a company that is here already, and where a double went."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased, load_only

import portal.organisations.policy  # noqa: F401 - the permissions these queries ask for
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import where
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState, Look, look, looks_like, register_keys

LOOK = (
    Organisation.number,
    Organisation.name,
    Organisation.postal_code,
    Organisation.town,
    Organisation.contact_phone,
    Organisation.contact_email,
    Organisation.register_key,
)
"""Columns that give a double away, and its number."""


def doubles_of(actor: Actor, companies: Collection[Organisation]) -> dict[UUID, list[Organisation]]:
    """List the living companies that look like each of some, by the id of that one, in one statement."""
    if not companies:
        return {}
    alive = where(actor, "company:merge") & (Organisation.state != CompanyState.CLOSED)
    query = select(Organisation).where(alive, _may_look_like(companies)).options(load_only(*LOOK))
    ordered = db.session.scalars(query.order_by(Organisation.sort_name, Organisation.id))
    others = [(other, _look(other)) for other in ordered]
    looks = {company.id: _look(company) for company in companies}
    return {
        key: [other for other, seen in others if other.id != key and looks_like(mine, seen)]
        for key, mine in looks.items()
    }


def to_merge_with(actor: Actor, company: Organisation, number: str) -> Organisation | None:
    """Give the company of a number that another one may be merged with, or was."""
    is_number = Organisation.number == number.strip().upper()
    query = select(Organisation).where(where(actor, "company:merge"), is_number, Organisation.id != company.id)
    is_told = (Organisation.state != CompanyState.CLOSED) | Organisation.merged_into_id.is_not(None)
    return db.session.scalar(query.where(is_told))


def hold_both(one: Organisation, other: Organisation) -> Sequence[Organisation]:
    """Lock two companies, always in the same order, so that two merges of them cannot wait for each other."""
    query = select(Organisation).where(Organisation.id.in_((one.id, other.id))).order_by(Organisation.id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def kept_of(double: Organisation) -> Organisation:
    """Give the company a double was merged into."""
    return db.session.get_one(Organisation, double.merged_into_id)


def number_that_stays(number: str) -> str | None:
    """Give the number of the company a double was merged into."""
    double, kept = aliased(Organisation), aliased(Organisation)
    query = select(kept.number).join(double, double.merged_into_id == kept.id).where(double.number == number)
    return db.session.scalar(query)


def that_stays(organisation_id: UUID) -> ScalarSelect[UUID]:
    """Pick the id of a company itself, or of the one it was merged into."""
    asked = aliased(Organisation)
    return select(func.coalesce(asked.merged_into_id, asked.id)).where(asked.id == organisation_id).scalar_subquery()


def home_that_stays(organisation_id: UUID) -> UUID:
    """Give the id of a company itself, or of the one it was merged into."""
    return db.session.scalar(select(that_stays(organisation_id))) or organisation_id


def _may_look_like(companies: Collection[Organisation]) -> ColumnElement[bool]:
    keys = [key for one in companies for key in register_keys(one.register_key or "")]
    mails = [one.contact_email.lower() for one in companies if one.contact_email]
    return or_(
        Organisation.postal_code.in_({one.postal_code for one in companies}),
        Organisation.town.in_({one.town for one in companies}),
        Organisation.register_key.in_(keys),
        func.lower(Organisation.contact_email).in_(mails),
    )


def _look(one: Organisation) -> Look:
    return look(
        name=one.name,
        postal_code=one.postal_code,
        town=one.town,
        phone=one.contact_phone,
        email=one.contact_email,
        key=one.register_key,
    )
