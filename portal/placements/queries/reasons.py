"""Why a placement brings its person to the desk of the own caseworker."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_

from portal.candidates.queries.calls import is_texted
from portal.candidates.queries.reasons import Day, Found, Reason, about, is_out_of_reach, not_spoken_with_since
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.placements.queries.follow_up import has_open_incident
from portal.placements.rules import ENDED, OPEN, ClearanceItem, ClearanceState, Party, PlacementState
from portal.reference.calendar import add_working_days

SOON = timedelta(days=7)
_SHOW = ("placements.show", "placement_id")


def _incident(_today: date) -> Found:
    return about(Placement, Placement.started_on, has_open_incident())


def _starting(today: date) -> Found:
    not_begun = (PlacementState.PREPARING, PlacementState.READY)
    return about(Placement, Placement.starts_on, Placement.state.in_(not_begun), Placement.starts_on <= today + SOON)


def _changed(_today: date) -> Found:
    """Find who works, or soon will, on a permission that has changed since the caseworker looked."""
    is_changed = Placement.verdict != Placement.verdict_seen
    return about(Placement, Placement.starts_on, Placement.state.in_(OPEN), is_changed)


def _to_call(today: date) -> Found:
    """Find who reads no mail, begins by the next working day, and was not spoken with since it was time to."""
    tomorrow, begins = today + timedelta(days=1), add_working_days(today, 1)
    untold = or_(
        and_(Placement.starts_on == today, not_spoken_with_since(add_working_days(today, -1))),
        and_(Placement.starts_on.between(tomorrow, begins), not_spoken_with_since(add_working_days(tomorrow, -1))),
    )
    by_voice = ~is_texted(Placement.id)
    found = about(Placement, Placement.starts_on, Placement.state == PlacementState.READY, untold, by_voice)
    return Found(and_(found.holds, is_out_of_reach(today)), found.record, found.day)


_is_subsidy = Clearance.item == ClearanceItem.SUBSIDY


def _has_clearance(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Clearance.placement_id == Placement.id, *conditions)


def _to_request(_today: date) -> Found:
    confirmed = exists().where(
        Agreement.placement_id == Clearance.placement_id,
        Confirmation.agreement_id == Agreement.id,
        Confirmation.party == Party.COMPANY,
    )
    return about(
        Placement,
        Placement.starts_on,
        _has_clearance(Clearance.state == ClearanceState.TO_PREPARE, ~_is_subsidy, confirmed),
    )


def _to_fund(_today: date) -> Found:
    """Find whose subsidy would be lost: the contract is signed, or the work begins, before anybody has asked for it."""
    open_still = _has_clearance(Clearance.state == ClearanceState.TO_PREPARE, _is_subsidy)
    return about(Placement, Placement.starts_on, Placement.state.in_(OPEN), open_still)


def _overdue(today: date) -> Found:
    late = (Clearance.state == ClearanceState.REQUESTED, Clearance.due_on < today)
    return about(Placement, Placement.starts_on, _has_clearance(*late))


def _without_outcome(_today: date) -> Found:
    return about(Placement, Placement.ended_on, Placement.state.in_(ENDED), Placement.outcome_code.is_(None))


STARTS = Reason("starts", _l("Beginnt bald"), "calendar", _starting, _SHOW, Day.ON)
TO_CALL = Reason("first_day", _l("Anrufen: Erster Tag"), "phone", _to_call, _SHOW, Day.ON)
INCIDENT = Reason(
    "incident", _l("Etwas ist passiert: Meldung aus einem Einsatz"), "warning", _incident, _SHOW, Day.SINCE
)
CHANGED = Reason("permission", _l("Erlaubnis hat sich geändert: Einsatz ansehen"), "stamp", _changed, _SHOW, Day.ON)
TO_REQUEST = Reason("to_request", _l("Behörde fragen"), "stamp", _to_request, _SHOW, Day.ON)
TO_FUND = Reason("to_fund", _l("Zuschuss beantragen, vor der Unterschrift"), "euro", _to_fund, _SHOW, Day.ON)
OVERDUE = Reason("overdue", _l("Behörde hat noch nicht geantwortet"), "stamp", _overdue, _SHOW, Day.ON)
OUTCOME = Reason(
    "outcome",
    _l("Zu Ende: Was ist daraus geworden?"),
    "history",
    _without_outcome,
    _SHOW,
    Day.SINCE,
    is_urgent=False,
)
