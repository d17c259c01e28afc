"""Which companies are to be asked who still belongs to them."""

from datetime import date

from sqlalchemy import select

from portal.core import clock, db
from portal.core.actor import Role
from portal.core.reminders import Due
from portal.organisations.models import Membership, Organisation
from portal.organisations.rules import REVIEW_EVERY_MONTHS, CompanyState
from portal.reference.calendar import add_months


def due_for_review(until: date) -> list[Due]:
    """List the companies with admins whose list of members was last looked at six months ago."""
    living = (Membership.role == Role.COMPANY_ADMIN) & Membership.ended_at.is_(None)
    with_admin = select(Membership.organisation_id).where(living)
    open_ones = Organisation.state.in_((CompanyState.VERIFIED, CompanyState.SUSPENDED))
    found = db.session.scalars(select(Organisation).where(open_ones, Organisation.id.in_(with_admin)))
    dues = [Due(company, add_months(_looked_at(company), REVIEW_EVERY_MONTHS)) for company in found]
    return [due for due in dues if due.on <= until]


def _looked_at(company: Organisation) -> date:
    return company.access_reviewed_on or clock.local(company.created_at).date()
