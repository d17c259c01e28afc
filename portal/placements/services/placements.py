"""Opening, starting, ending and counting placements."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from portal.candidates import queries as candidates
from portal.candidates.models import Candidate
from portal.core import clock, db
from portal.core.actor import SYSTEM, Actor
from portal.core.audit import Change
from portal.core.db import new_id, short_number
from portal.core.errors import TransitionNotAllowed
from portal.core.permissions import require
from portal.organisations.models import Organisation
from portal.placements import queries, rules
from portal.placements.models import Placement
from portal.placements.rules import AgreementState, BreakOffBy, Origin, PlacementState
from portal.placements.services.progress import advance, hold, prepare_clearances
from portal.placements.workflow import AGREEMENT, PLACEMENT
from portal.proposals.models import Proposal
from portal.proposals.services import NAMES_THIS_JOB
from portal.reference import snapshot

GOES_ON = (PlacementState.RUNNING, *rules.ENDED, PlacementState.CLOSED)
"""States after which there is a next step."""


@dataclass(frozen=True)
class Plan:
    """What a caseworker fixes for a placement without a proposal.

    Args: names_this_job: the caseworker has read on a paper for one job that it names this company and this work.
    """

    legal_kind: str
    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    record_id: UUID | None = None
    names_this_job: bool = False


def open_from_proposal(proposal: Proposal, _actor: Actor, _change: Change) -> None:
    """Open the placement of an accepted proposal; a reaction to `accept`, in the same transaction."""
    title = proposal.vacancy.text.title or proposal.number
    placement = _new(
        proposal.candidate,
        proposal.organisation,
        Plan(proposal.legal_kind, title, proposal.starts_on, names_this_job=proposal.names_this_job),
        origin=Origin.PROPOSAL,
        proposal_id=proposal.id,
        vacancy_id=proposal.vacancy_id,
    )
    _opened("open", placement, SYSTEM)


def open_direct(candidate: Candidate, company: Organisation, plan: Plan, *, actor: Actor, reason: str) -> Placement:
    """Open a placement at a company the person brings: the same guards, no proposal."""
    existing = _made_before(plan, actor)
    if existing is not None:
        return existing
    placement = _new(candidate, company, plan, origin=Origin.DIRECT)
    return _opened("open_direct", placement, actor, reason=reason)


def open_next(before: Placement, plan: Plan, *, actor: Actor) -> Placement:
    """Open the next step at the same company: internship after shadowing, training after internship."""
    existing = _made_before(plan, actor)
    if existing is not None:
        return existing
    if before.state not in GOES_ON:
        raise TransitionNotAllowed
    placement = _new(before.candidate, before.organisation, plan, origin=Origin.NEXT, previous_id=before.id)
    return _opened("open_next", placement, actor)


def _made_before(plan: Plan, actor: Actor) -> Placement | None:
    """Give what the first half of a double click made."""
    existing = db.session.get(Placement, plan.record_id) if plan.record_id else None
    if existing is not None:
        require(actor, "placement:view", existing)
    return existing


def _new(candidate: Candidate, company: Organisation, plan: Plan, **links: Any) -> Placement:
    kind = snapshot().placement_kind(plan.legal_kind)
    word = plan.names_this_job and candidates.is_for_one_job(candidate.id)
    start = plan.starts_on or clock.today()
    answer = candidates.work_permission(candidate.id, plan.legal_kind, start, names_this_job=word)
    return Placement(
        id=plan.record_id or new_id(),
        number=short_number("E"),
        candidate_id=candidate.id,
        organisation_id=company.id,
        caseworker_id=candidate.caseworker_id,
        office_id=candidate.office_id,
        legal_kind=plan.legal_kind,
        title=plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        verdict=answer.verdict,
        verdict_seen=answer.verdict,
        verdict_firm=str(answer.sentence_firm),
        names_this_job=word,
        needs_approval=rules.needs_approval(answer.verdict, kind),
        candidate=candidate,
        organisation=company,
        agreements=[],
        clearances=[],
        **links,
    )


def _opened(event: str, placement: Placement, actor: Actor, **params: Any) -> Placement:
    details = {NAMES_THIS_JOB: True} if placement.names_this_job else None
    PLACEMENT.create(event, placement, actor=actor, details=details, **params)
    prepare_clearances(placement)
    return placement


def approve(placement: Placement, *, actor: Actor) -> None:
    """Agree for the Integration Point; never as the one who arranged it."""
    hold(placement)
    if placement.approved_by_id == actor.id:
        require(actor, "placement:approve", placement)
        return  # the second half of a double click
    PLACEMENT.apply("approve", placement, actor=actor)
    advance(placement)


def sign(placement: Placement, *, actor: Actor, signed_on: date) -> None:
    """Note the day on which the written contract was signed."""
    hold(placement)
    PLACEMENT.apply("sign", placement, actor=actor, signed_on=signed_on)
    advance(placement)


def note_exam(placement: Placement, *, actor: Actor, examined_on: date) -> None:
    """Note the day of the first medical exam, as the certificate names it, and nothing else of it."""
    hold(placement)
    PLACEMENT.apply("note_exam", placement, actor=actor, examined_on=examined_on)
    advance(placement)


def start(placement: Placement, *, actor: Actor, started_on: date) -> None:
    """Note that the person has come."""
    hold(placement)
    PLACEMENT.apply("start", placement, actor=actor, started_on=started_on)


def starts_later(placement: Placement, *, actor: Actor, starts_on: date, reason: str) -> None:
    """Move the first day, within what is agreed and allowed."""
    PLACEMENT.apply("starts_later", placement, actor=actor, starts_on=starts_on, reason=reason)


def no_show(placement: Placement, *, actor: Actor, reason: str) -> None:
    """Note that the person did not come; what the company says of it is the company's statement."""
    PLACEMENT.apply("no_show", placement, actor=actor, reason=reason)
    _void_agreements(placement)


def check_in(placement: Placement, *, actor: Actor, reason: str | None = None, key: str | None = None) -> None:
    """Say how it is going, on the first day or half-way."""
    _note("check_in", placement, actor, reason, key)


def report_incident(placement: Placement, *, actor: Actor, reason: str, key: str | None = None) -> None:
    """Say that something happened; an accident is reported to the BG by the company."""
    _note("incident", placement, actor, reason, key)


def _note(event: str, placement: Placement, actor: Actor, reason: str | None, key: str | None) -> None:
    """Write an event that changes no state once, though its form be sent twice: `key` names the form."""
    require(actor, f"placement:{event}", placement)
    hold(placement)
    if key is None or not queries.has_note(placement, event, key):
        PLACEMENT.apply(event, placement, actor=actor, reason=reason, details={"key": key} if key else None)


def break_off(placement: Placement, *, actor: Actor, ended_on: date, by: BreakOffBy, reason: str | None) -> None:
    """End it before its day; who ended it is noted."""
    PLACEMENT.apply("break_off", placement, actor=actor, ended_on=ended_on, broken_off_by=by, reason=reason)


def complete(placement: Placement, *, actor: Actor, ended_on: date) -> None:
    """End it as agreed."""
    PLACEMENT.apply("complete", placement, actor=actor, ended_on=ended_on)


def record_outcome(placement: Placement, *, actor: Actor, outcome_code: str) -> None:
    """Note what came of it, also while it is still running."""
    PLACEMENT.apply("outcome", placement, actor=actor, outcome_code=outcome_code, outcome_on=clock.today())


def close(placement: Placement, *, actor: Actor) -> None:
    """Close it: nothing is left to do."""
    PLACEMENT.apply("close", placement, actor=actor)


def cancel(placement: Placement, *, actor: Actor, reason: str | None) -> None:
    """Call it off before the first day; the place is free again and all are told."""
    hold(placement)
    PLACEMENT.apply("cancel", placement, actor=actor, reason=reason)
    _void_agreements(placement)


def _void_agreements(placement: Placement) -> None:
    alive = (AgreementState.DRAFT, AgreementState.CONFIRMING, AgreementState.IN_FORCE)
    for version in placement.agreements:
        if version.state in alive and placement.state is PlacementState.CANCELLED:
            AGREEMENT.apply("void", version, actor=SYSTEM)
