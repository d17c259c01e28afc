"""The ways of an invitation and of the second step of a sign-in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from portal.accounts import mails
from portal.accounts.models import Invitation, SecondFactor, SpareCode
from portal.accounts.rules import INVITATION_LASTS, FactorState, InvitationState
from portal.core import db, links
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.workflow import Reason, Transition, Workflow

S = InvitationState


class InvitationOver(GuardRefused):
    """The invitation's time is up."""

    message = _l("Diese Einladung gilt nicht mehr. Bitte lassen Sie sich eine neue schicken.")


def _in_time(invitation: Invitation, _actor: Actor, params: dict[str, Any]) -> None:
    if invitation.expires_at <= params["at"]:
        raise InvitationOver


def _end_links(invitation: Invitation, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    links.end(purpose="invitation", record_id=invitation.id)


def _begin_anew(invitation: Invitation, _actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    invitation.expires_at = change.at + INVITATION_LASTS


WORKFLOW = Workflow(
    "invitation",
    Invitation,
    (
        Transition("invite", (), S.OPEN, effects=(_begin_anew,), mails=(mails.INVITATION,)),
        Transition("resend", (S.OPEN, S.EXPIRED), S.OPEN, effects=(_end_links, _begin_anew), mails=(mails.INVITATION,)),
        Transition("revoke", (S.OPEN,), S.REVOKED, effects=(_end_links,)),
        Transition(
            "accept",
            (S.OPEN,),
            S.ACCEPTED,
            guards=(_in_time,),
            effects=(_end_links,),
            columns=("accepted_by_id",),
            automatic=True,
        ),
        Transition("expire", (S.OPEN,), S.EXPIRED, effects=(_end_links,), automatic=True),
    ),
)


F = FactorState


def _not_yet(factor: SecondFactor, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    factor.last_step = factor.confirmed_at = None


def _from_now_on(factor: SecondFactor, _actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    factor.confirmed_at = change.at


def _forget_secret(factor: SecondFactor, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    factor.secret = factor.last_step = factor.confirmed_at = None


def _forget_codes(factor: SecondFactor, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    db.session.execute(delete(SpareCode).where(SpareCode.second_factor_id == factor.id))


SECOND_FACTOR = Workflow(
    "second_factor",
    SecondFactor,
    (
        Transition("begin", (), F.PENDING),
        Transition("begin_again", (F.PENDING, F.OFF), F.PENDING, effects=(_not_yet,), columns=("secret",)),
        Transition(
            "confirm",
            (F.PENDING,),
            F.ACTIVE,
            effects=(_from_now_on,),
            columns=("last_step",),
            mails=(mails.SECOND_STEP_ON,),
        ),
        Transition("renew_codes", (F.ACTIVE,), None),
        Transition("use_code", (F.ACTIVE,), None, mails=(mails.SPARE_CODE_USED,), automatic=True),
        Transition(
            "remove", (F.ACTIVE,), F.OFF, effects=(_forget_secret, _forget_codes), mails=(mails.SECOND_STEP_OFF,)
        ),
        Transition(
            "reset",
            (F.ACTIVE,),
            F.OFF,
            effects=(_forget_secret, _forget_codes),
            mails=(mails.SECOND_STEP_RESET,),
            reason=Reason.REQUIRED,
        ),
    ),
)
