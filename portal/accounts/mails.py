"""Mails around accounts; all of them open or concern somebody's own account and go to nobody else."""

from typing import Any

from portal.accounts import queries
from portal.accounts.models import Invitation, SecondFactor, User
from portal.accounts.rules import CONFIRMATION_LASTS
from portal.core import clock, db, links, outbox
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.links import LinkFor
from portal.core.outbox import MailKind, Recipient


def link_to(token: str) -> str:
    """Give the full address of a personal link."""
    return outbox.external_url(f"/l/{token}")


def _invited(invitation: Invitation, _actor: Actor, _change: Change) -> list[Recipient]:
    return [Recipient(invitation.email, context={"name": invitation.name})]


def _invitation(invitation: Invitation, _recipient: Recipient) -> dict[str, Any]:
    token, _ = links.issue(LinkFor("invitation", invitation.id, "invited", invitation.expires_at))
    return {"link": link_to(token), "expires_at": invitation.expires_at}


def _nobody(_record: Any, _actor: Actor, _change: Change) -> list[Recipient]:
    return []


def _confirmation(user: User, _recipient: Recipient) -> dict[str, Any]:
    wanted = LinkFor("confirm", user.id, "user", clock.now() + CONFIRMATION_LASTS, user_id=user.id)
    return {"link": link_to(links.issue(wanted)[0])}


def _owner(factor: SecondFactor, _actor: Actor, _change: Change) -> list[Recipient]:
    user = db.session.get_one(User, factor.user_id)
    return [Recipient(user.email, user.locale, user.id, context={"name": user.name})]


def _left(factor: SecondFactor, _recipient: Recipient) -> dict[str, Any]:
    return {"left": queries.spare_codes_left(factor.id)}


INVITATION = MailKind("accounts/invitation", _invited, _invitation, secret=True, personal=True)
CONFIRMATION = MailKind("accounts/confirmation", _nobody, _confirmation, secret=True, personal=True)
RESET = MailKind("accounts/reset", _nobody, secret=True, personal=True)
PASSWORD_CHANGED = MailKind("accounts/password_changed", _nobody, personal=True)
SECOND_STEP_ON = MailKind("accounts/second_step_on", _owner, personal=True)
SECOND_STEP_OFF = MailKind("accounts/second_step_off", _owner, personal=True)
SPARE_CODE_USED = MailKind("accounts/spare_code_used", _owner, _left, personal=True)
SECOND_STEP_RESET = MailKind("accounts/second_step_reset", _owner, personal=True)
NEW_DEVICE = MailKind("accounts/new_device", _nobody, personal=True)
