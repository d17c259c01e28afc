"""Twice a year the admins of a company are asked who still belongs to it."""

from portal.core import db, outbox
from portal.core.actor import Actor, ActorKind, Channel, Role
from portal.core.links import PersonalLink
from portal.organisations import mails, queries
from portal.organisations.models import Organisation
from portal.organisations.workflow import WORKFLOW


def ask(company: Organisation) -> None:
    """Send every admin the list of members with a link that confirms it."""
    for recipient in queries.recipients_of_company(company.id, Role.COMPANY_ADMIN):
        if recipient.user_id:
            outbox.put(mails.ACCESS_REVIEW, recipient, mails.review_of(company, recipient))


def confirm(company: Organisation, *, actor: Actor) -> None:
    """Note that the list of members is right today."""
    WORKFLOW.apply("review_access", company, actor=actor)


def confirm_by_link(link: PersonalLink) -> None:
    """Note the same, said from the mail."""
    company = db.session.get_one(Organisation, link.record_id)
    who = (ActorKind.LINK, Role.COMPANY_ADMIN, link.user_id)
    confirm(company, actor=Actor(*who, organisation_id=company.id, channel=Channel.LINK))
