"""The way of a company somebody named: invited once, reminded once, and left alone for good when it says so."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.workflow import Reason, Transition, Workflow
from portal.organisations import mails
from portal.organisations.models import FirmOptOut, FirmTip
from portal.organisations.queries import tips
from portal.organisations.rules import TIP_ALIVE
from portal.organisations.rules import TipState as S


class LeftAlone(GuardRefused):
    """The company has said that it wants no invitation."""

    message = _l("Dieser Betrieb möchte nicht angeschrieben werden. Bitte laden Sie ihn nicht ein.")


class AlreadyHere(GuardRefused):
    """The company is in the portal, or was named already."""

    message = _l("Danke, diesen Betrieb kennen wir schon.")


def _is_news(tip: FirmTip, _actor: Actor, _params: dict[str, Any]) -> None:
    if tips.is_known(tip):
        raise AlreadyHere


def _may_be_written_to(tip: FirmTip, _actor: Actor, _params: dict[str, Any]) -> None:
    if tips.is_left_alone(tip):
        raise LeftAlone


def _note_invitation(tip: FirmTip, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    tip.invited_on = clock.today()


def _note_reminder(tip: FirmTip, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    tip.reminded_on = clock.today()


def _leave_alone(tip: FirmTip, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    known = tips.refusals(tip)
    db.session.add_all(FirmOptOut(key_hash=key) for key in tips.keys(tip) if key not in known)
    tip.contact_name = tip.phone = tip.email = tip.street = tip.how_known = None


TIPS = Workflow(
    "tip",
    FirmTip,
    (
        Transition("name", (), S.NEW, guards=(_may_be_written_to, _is_news)),
        Transition(
            "invite",
            (S.NEW,),
            S.INVITED,
            guards=(_may_be_written_to,),
            effects=(_note_invitation,),
            columns=("street", "postal_code"),
            mails=(mails.TIP_INVITED,),
        ),
        Transition("remind", (S.INVITED,), None, effects=(_note_reminder,), mails=(mails.TIP_AGAIN,), automatic=True),
        Transition("join", TIP_ALIVE, S.JOINED),
        Transition("decline", TIP_ALIVE, S.DECLINED, effects=(_leave_alone,), reason=Reason.OPTIONAL),
    ),
)
