"""Deeds around somebody who asks to belong to a company: ask, invite, refuse, erase."""

from uuid import UUID

from portal.accounts.rules import email_key
from portal.accounts.services import invitations
from portal.accounts.services.invitations import Wanted
from portal.core import audit, db
from portal.core.actor import NOBODY, SYSTEM, Actor, Role
from portal.organisations import queries
from portal.organisations.models import JoinRequest, Organisation
from portal.organisations.rules import JoinState
from portal.organisations.workflow.joining import JOINING


def ask(request_id: UUID, company: Organisation, name: str, email: str, locale: str) -> None:
    """Pass on to a company that somebody asks to join; whoever asks again while nobody has answered asks once."""
    if db.session.get(JoinRequest, request_id) is None and not queries.is_asked(company.id, email):
        who = {"name": name, "email": email, "email_key": email_key(email), "locale": locale}
        asked = JoinRequest(id=request_id, organisation_id=company.id, **who)
        JOINING.create("ask", asked, actor=NOBODY)


def invite(request: JoinRequest, *, actor: Actor) -> None:
    """Invite whoever asked; the first one of a company looks after it."""
    is_news = request.state is JoinState.ASKED
    JOINING.apply("invite", request, actor=actor)
    if not is_news:
        return  # the same click again
    role = Role.RECRUITER if queries.members_of(request.organisation_id) else Role.COMPANY_ADMIN
    wanted = Wanted(request.email, request.name, role, organisation_id=request.organisation_id)
    invitations.invite(wanted, actor=SYSTEM, invitation_id=request.id, invited_by_id=actor.id)


def refuse(request: JoinRequest, *, actor: Actor) -> None:
    """Refuse; whoever asked hears nothing, so that nobody learns who belongs to a company."""
    JOINING.apply("refuse", request, actor=actor)


def erase(request: JoinRequest) -> None:
    """Delete a request whose time is over."""
    audit.forget_words("join_request", request.id)
    db.session.delete(request)
    db.session.flush()
