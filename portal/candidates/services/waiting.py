"""Mails that waited in the outbox: right before one is sent, whether its company may still be told of the person."""

from portal.candidates import queries
from portal.core import db
from portal.core.outbox import OutboxMail
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState

SEES_NOBODY = (CompanyState.SUSPENDED, CompanyState.CLOSED)


def may_be_told(mail: OutboxMail) -> bool:
    """Tell whether a mail may go as far as the person is concerned; what goes to no company is none of this."""
    company = db.session.get(Organisation, mail.home_id) if mail.candidate_id and mail.home_id else None
    if company is None or mail.candidate_id is None:
        return True
    return company.state not in SEES_NOBODY and not queries.is_closed_to(mail.candidate_id, company.id)
