"""Guards of what the office notes while a placement goes on."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core.actor import Actor
from portal.core.errors import GuardRefused
from portal.placements.models import Placement
from portal.placements.queries import follow_up

Params = dict[str, Any]


def check_is_due(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse an answer before it is asked for, or a second one."""
    if follow_up.check_due(placement) is None:
        raise GuardRefused(_l("Diese Nachfrage steht gerade nicht an."))


def incident_is_open(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse to settle what nobody has reported, or what is settled already."""
    if not follow_up.is_incident_open(placement):
        raise GuardRefused(_l("Es gibt keine offene Meldung."))
