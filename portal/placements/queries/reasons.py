"""Why a placement brings its person to the desk of the own caseworker."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists

from portal.candidates.queries.reasons import Day, Found, Reason, about
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.placements.rules import ENDED, OPEN, ClearanceState, Party, PlacementState

SOON = timedelta(days=7)
_SHOW = ("placements.show", "placement_id")


def _starting(today: date) -> Found:
    not_begun = (PlacementState.PREPARING, PlacementState.READY)
    return about(Placement, Placement.starts_on, Placement.state.in_(not_begun), Placement.starts_on <= today + SOON)


def _changed(_today: date) -> Found:
    """Find who works, or soon will, on a permission that has changed since the caseworker looked."""
    is_changed = Placement.verdict != Placement.verdict_seen
    return about(Placement, Placement.starts_on, Placement.state.in_(OPEN), is_changed)


def _has_clearance(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Clearance.placement_id == Placement.id, *conditions)


def _to_request(_today: date) -> Found:
    confirmed = exists().where(
        Agreement.placement_id == Clearance.placement_id,
        Confirmation.agreement_id == Agreement.id,
        Confirmation.party == Party.COMPANY,
    )
    return about(
        Placement, Placement.starts_on, _has_clearance(Clearance.state == ClearanceState.TO_PREPARE, confirmed)
    )


def _overdue(today: date) -> Found:
    late = (Clearance.state == ClearanceState.REQUESTED, Clearance.due_on < today)
    return about(Placement, Placement.starts_on, _has_clearance(*late))


def _without_outcome(_today: date) -> Found:
    return about(Placement, Placement.ended_on, Placement.state.in_(ENDED), Placement.outcome_code.is_(None))


STARTS = Reason("starts", _l("Beginnt bald"), "calendar", _starting, _SHOW, Day.ON)
CHANGED = Reason("permission", _l("Erlaubnis hat sich geändert: Einsatz ansehen"), "stamp", _changed, _SHOW, Day.ON)
TO_REQUEST = Reason("to_request", _l("Behörde fragen"), "stamp", _to_request, _SHOW, Day.ON)
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
