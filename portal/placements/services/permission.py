"""What follows for open placements when something changes on which the work permission rests."""

from flask_babel import gettext as _

from portal.candidates.models import Candidate
from portal.candidates.rules import LOOKS
from portal.core import db
from portal.core.actor import SYSTEM, Actor
from portal.core.audit import Change
from portal.placements import queries, rules
from portal.placements.models import Placement
from portal.placements.rules import ClearanceItem, ClearanceState, PlacementState
from portal.placements.services.progress import advance, hold, prepare_clearances
from portal.placements.workflow import CLEARANCE, PLACEMENT
from portal.reference import Verdict, snapshot


def paper_changed(candidate: Candidate, _actor: Actor, change: Change) -> None:
    """Decide anew on a person's open placements.

    What somebody read on the paper counts no longer where there is a new one, or another office that has not seen it.
    """
    db.session.flush()
    for placement in queries.open_of_candidate(candidate.id):
        if change.event not in LOOKS:
            placement.names_this_job = False
        _recheck(placement)


def recheck(placement: Placement) -> None:
    """Decide anew; where the answer is another one, it is kept, and the caseworker sees it on the desk."""
    _recheck(queries.loaded(placement))


def _recheck(placement: Placement) -> None:
    hold(placement)
    answer = queries.answer_now(placement)
    if queries.holds_already(placement, answer):
        return
    before = placement.verdict
    details = {"from": before.value, "to": answer.verdict.value}
    PLACEMENT.apply("recheck", placement, actor=SYSTEM, answer=answer, details=details)
    if placement.state is not PlacementState.RUNNING:  # what runs is for a person to stop
        _follow(placement, before)


def see_permission(placement: Placement, *, actor: Actor, names_this_job: bool | None = None) -> None:
    """Note that the caseworker has looked at a changed permission; what must be allowed now is noted.

    Args: names_this_job: what stands on a paper for one job; None where that was not asked.
    """
    hold(placement)
    before = placement.verdict_seen
    details = None if names_this_job is None else {"names_this_job": names_this_job}
    PLACEMENT.apply("see_permission", placement, actor=actor, names_this_job=names_this_job, details=details)
    _follow(placement, before)


def _follow(placement: Placement, before: Verdict) -> None:
    """Note what has to be allowed now, and nothing that has not; nobody begins before it is."""
    placement.needs_approval = rules.needs_approval(placement.verdict, snapshot().placement_kind(placement.legal_kind))
    is_free = placement.verdict is Verdict.ALLOWED
    for one in placement.clearances:
        if one.item is not ClearanceItem.WORK_PERMISSION:
            continue
        if is_free and one.state is ClearanceState.TO_PREPARE:
            CLEARANCE.apply("waive", one, actor=SYSTEM, reason=_("Die Person darf nach dem Papier arbeiten."))
        elif before is Verdict.ALLOWED and not is_free and one.state is ClearanceState.NOT_NEEDED:
            CLEARANCE.apply("reset", one, actor=SYSTEM)
    prepare_clearances(placement)
    advance(placement)
