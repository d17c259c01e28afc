"""What follows by itself: what must be allowed, ready when nothing is missing, no longer ready when something is."""

from sqlalchemy import inspect

from portal.candidates import queries as candidates
from portal.candidates.models import Candidate
from portal.core import db
from portal.core.actor import SYSTEM, Actor
from portal.core.audit import Change
from portal.core.db import new_id
from portal.core.errors import GuardRefused
from portal.placements import queries, rules
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import ClearanceItem, ClearanceState, PlacementState
from portal.placements.workflow import CLEARANCE, PLACEMENT
from portal.reference import snapshot
from portal.reference.codes import Verdict


def hold(placement: Placement) -> None:
    """Let nobody else move a placement, or what hangs on it, until this transaction ends.

    Two last steps at once would each find that the other's is missing, and nobody would make it ready.
    """
    db.session.flush()
    columns = [column.key for column in inspect(Placement).column_attrs]
    db.session.refresh(placement, attribute_names=columns, with_for_update=True)


def advance(placement: Placement) -> None:
    """Move the placement to or from `ready`, as what is known now says."""
    lacking = rules.missing(queries.readiness(placement))
    if placement.state is PlacementState.PREPARING and not lacking:
        PLACEMENT.apply("make_ready", placement, actor=SYSTEM)
    if placement.state is PlacementState.READY and lacking:
        PLACEMENT.apply("unready", placement, actor=SYSTEM)


def yes_given(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Let go on what waited for nothing but a yes that had been taken back."""
    for placement in queries.open_of_candidate(candidate.id):
        hold(placement)
        advance(placement)


def decide_anew(placement: Placement, version: Agreement) -> None:
    """Ask the law again for the day that is agreed now, and prepare what has to be allowed then."""
    before = queries.agreement_in_force(placement)
    if before is not None and rules.terms(before) != rules.terms(version):
        placement.names_this_job = False  # the paper was read for other terms
    word = placement.names_this_job
    answer = candidates.work_permission(
        placement.candidate_id, placement.legal_kind, version.starts_on, names_this_job=word
    )
    if answer.verdict is Verdict.FORBIDDEN:
        raise GuardRefused(answer.sentence_firm)
    placement.verdict, placement.verdict_firm = answer.verdict, str(answer.sentence_firm)
    placement.needs_approval = rules.needs_approval(answer.verdict, snapshot().placement_kind(placement.legal_kind))
    prepare_clearances(placement)


def prepare_clearances(placement: Placement) -> None:
    """Note everything that must be allowed and is not noted yet."""
    known = {clearance.item for clearance in placement.clearances}
    kind = snapshot().placement_kind(placement.legal_kind)
    for item, body in rules.clearances_needed(placement.verdict, kind).items():
        if item in known:
            continue
        office = queries.office_for(body)
        clearance = Clearance(
            id=new_id(),
            placement=placement,
            placement_id=placement.id,
            item=item,
            state=ClearanceState.TO_PREPARE,
            office_id=office.id if office else None,
            office=office,
        )
        CLEARANCE.create("prepare", clearance, actor=SYSTEM)


def void_permissions(placement: Placement, version: Agreement) -> None:
    """Take back what was allowed, approved or signed for other terms than those that are out now."""
    settled = (ClearanceState.NOT_NEEDED,)
    for clearance in placement.clearances:
        is_bound = clearance.terms_hash is not None and clearance.state not in settled
        is_bound = is_bound and clearance.item is not ClearanceItem.SUBSIDY  # the day it was asked for stays
        if is_bound and clearance.terms_hash != rules.terms(version):
            CLEARANCE.apply("reset", clearance, actor=SYSTEM)
    before = queries.agreement_in_force(placement)
    if before is not None and rules.terms(before) != rules.terms(version):
        placement.approved_by_id = placement.approved_at = placement.signed_on = None
        db.session.flush()
