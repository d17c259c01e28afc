"""Asking a company that has no offer any more, once, and not where it does not want that; nothing here commits."""

from uuid import UUID

from portal.core import db, outbox
from portal.organisations.models import Organisation
from portal.organisations.queries import recipients_of_company
from portal.organisations.rules import Topic
from portal.vacancies import mails
from portal.vacancies.models import QuietCompany
from portal.vacancies.queries import sleeping


def ask_for_offers(company: Organisation) -> None:
    """Ask whether there is something again, with the last offer at hand."""
    vacancy = sleeping.last_offer(company.id)
    if vacancy is None:
        return
    for recipient in recipients_of_company(company.id, topic=Topic.OFFERS):
        outbox.put(mails.NOTHING_OFFERED, recipient, mails.former_offer(vacancy, recipient))


def leave_alone(organisation_id: UUID) -> None:
    """Ask a company no more; saying so twice is saying it once."""
    if sleeping.quiet(organisation_id) is None:
        db.session.add(QuietCompany(organisation_id=organisation_id))


def ask_again(organisation_id: UUID) -> None:
    """Ask a company again after all."""
    if wish := sleeping.quiet(organisation_id):
        db.session.delete(wish)
