"""Who must tell which authority that a placement is over, and by which day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from portal.candidates import queries as candidates
from portal.core import clock
from portal.placements.models import Placement
from portal.placements.rules import PlacementState
from portal.reference import snapshot
from portal.reference.codes import DecisionGroup, Duty
from portal.reference.duties import AT_EARLY_END, AT_END, caveat, duties_of, sentence
from portal.reference.tables import ReportDuty
from portal.reference.texts import Text

_NO_EMPLOYMENT = (DecisionGroup.NOT_EMPLOYMENT, DecisionGroup.MEASURE)
_COMES_WITH = {PlacementState.BROKEN_OFF: AT_EARLY_END, PlacementState.COMPLETED: AT_END}


@dataclass(frozen=True)
class Owed:
    """A duty in words, its statute, a note where its text was not fully read, and the last day where there is one."""

    text: Text
    basis: str
    note: Text | None
    due_on: date | None


def is_employment(placement: Placement) -> bool:
    """Tell whether somebody is employed at all: who watches or takes part in a measure is not."""
    return snapshot().placement_kind(placement.legal_kind).decision_group not in _NO_EMPLOYMENT


def asks_company(placement: Placement) -> bool:
    """Tell whether the company has to look whether it must report that somebody left."""
    return placement.state in _COMES_WITH and is_employment(placement)


def owed_at_end(placement: Placement) -> list[Owed]:
    """List what has to be reported now that a placement has ended; the days count from its last one at the latest."""
    if not asks_company(placement):
        return []
    what = _COMES_WITH[placement.state]
    ended_on = placement.ended_on or clock.today()
    return [
        Owed(sentence(one), one.legal_basis, caveat(one), _last_day(one, ended_on))
        for one in duties_while(placement, ended_on, what)
    ]


def duties_while(placement: Placement, on: date, what: Collection[Duty]) -> list[ReportDuty]:
    """List the duties of some kinds that come with the paper of the person."""
    residence = candidates.residence_of(placement.candidate_id)
    found = duties_of(residence.status_key if residence else None, on, tables=snapshot())
    return [one for one in found if one.what in what]


def _last_day(duty: ReportDuty, since: date) -> date | None:
    return since + timedelta(days=duty.within_days) if duty.within_days else None
