"""Guards of what is noted while a placement goes on."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.actor import Actor
from portal.core.errors import GuardRefused
from portal.placements.models import Placement
from portal.placements.queries import agreement_in_force, attendance, follow_up
from portal.reference.schedule import work_days

Params = dict[str, Any]


def check_is_due(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse an answer before it is asked for, or a second one."""
    if follow_up.check_due(placement) is None:
        raise GuardRefused(_l("Diese Nachfrage steht gerade nicht an."))


def incident_is_open(placement: Placement, _actor: Actor, _params: Params) -> None:
    """Refuse to settle what nobody has reported, or what is settled already."""
    if not follow_up.is_incident_open(placement):
        raise GuardRefused(_l("Es gibt keine offene Meldung."))


def was_day_of_work(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse a day that is not over or before the first one, and one on which there is no work."""
    day: date = params["day"]
    if placement.started_on is None or not placement.started_on <= day <= clock.today():
        raise GuardRefused(_l("Dieser Tag passt nicht zum Einsatz."))
    version = agreement_in_force(placement)
    shifts = version.shifts if version else ()
    if shifts and not any(one.hours for one in work_days(shifts, day, day)):
        raise GuardRefused(_l("An diesem Tag ist nach der Vereinbarung keine Arbeit."))


def was_missed(placement: Placement, _actor: Actor, params: Params) -> None:
    """Refuse to take back what nobody has said."""
    if params["day"] not in attendance.absences(placement):
        raise GuardRefused(_l("Für diesen Tag ist nichts eingetragen."))
