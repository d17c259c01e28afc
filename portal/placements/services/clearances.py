"""Asking authorities, and what they answered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from portal.core import db
from portal.core.actor import SYSTEM, Actor
from portal.placements import queries
from portal.placements.models import Clearance, Placement
from portal.placements.rules import BaConsent, ClearanceItem
from portal.placements.services.progress import advance, hold
from portal.placements.workflow import CLEARANCE, PLACEMENT
from portal.reference.codes import Approver


@dataclass(frozen=True)
class Decision:
    """What an authority decided: its day, reference, conditions, what to keep to at work, and until when it holds.

    Args: travel_eur, childcare_eur: what a measure pays the person per month.
    """

    decided_on: date
    reference: str | None = None
    conditions: str | None = None
    to_observe: str | None = None
    valid_until: date | None = None
    travel_eur: Decimal | None = None
    childcare_eur: Decimal | None = None


def sign_dossier(
    clearance: Clearance, *, actor: Actor, request_signed_on: date | None = None, proxy_signed_on: date | None = None
) -> None:
    """Note when the person signed the request and the power of attorney; a day that is not told stays as it was."""
    days = (request_signed_on or clearance.request_signed_on, proxy_signed_on or clearance.proxy_signed_on)
    if days != (clearance.request_signed_on, clearance.proxy_signed_on):
        hold(clearance.placement)
        CLEARANCE.apply("sign_dossier", clearance, actor=actor, request_signed_on=days[0], proxy_signed_on=days[1])


def want_subsidy(placement: Placement, *, actor: Actor) -> None:
    """Note that the employer shall get a wage subsidy: it has to be asked for before the contract is signed."""
    hold(placement)
    PLACEMENT.apply("want_subsidy", placement, actor=actor)
    office = queries.office_for(Approver.AGENCY_OR_JOBCENTER)
    subsidy = Clearance(
        placement=placement,
        placement_id=placement.id,
        item=ClearanceItem.SUBSIDY,
        office_id=office.id if office else None,
        office=office,
    )
    CLEARANCE.create("prepare", subsidy, actor=SYSTEM)
    advance(placement)


def request(
    clearance: Clearance,
    *,
    actor: Actor,
    office_id: UUID,
    due_on: date | None = None,
    asked_on: date | None = None,
) -> None:
    """Send the request to the office that decides.

    Args: asked_on: when the employer asked for a subsidy itself; today where nothing is said.
    """
    hold(clearance.placement)
    CLEARANCE.apply("request", clearance, actor=actor, office_id=office_id, due_on=due_on, asked_on=asked_on)
    advance(clearance.placement)


def grant(clearance: Clearance, decision: Decision, *, actor: Actor) -> None:
    """Note that it is allowed; the placement may become ready."""
    hold(clearance.placement)
    CLEARANCE.apply(
        "grant",
        clearance,
        actor=actor,
        decided_on=decision.decided_on,
        reference=decision.reference,
        conditions=decision.conditions,
        to_observe=decision.to_observe,
        valid_until=decision.valid_until,
        travel_eur=decision.travel_eur,
        childcare_eur=decision.childcare_eur,
    )
    advance(clearance.placement)


def refuse(clearance: Clearance, decision: Decision, *, actor: Actor, reason: str) -> None:
    """Note that it is not allowed; the company learns "not granted" and nothing more."""
    hold(clearance.placement)
    CLEARANCE.apply(
        "refuse",
        clearance,
        actor=actor,
        decided_on=decision.decided_on,
        reference=decision.reference,
        reason=reason,
    )
    advance(clearance.placement)


def waive(clearance: Clearance, *, actor: Actor, reason: str) -> None:
    """Note that nobody has to allow this after all."""
    hold(clearance.placement)
    CLEARANCE.apply("waive", clearance, actor=actor, reason=reason)
    advance(clearance.placement)


def note_consent(clearance: Clearance, consent: BaConsent, on: date, *, actor: Actor) -> None:
    """Note how far the authority is with the agency, whose consent it obtains itself."""
    if (clearance.consent, clearance.consent_on) != (consent, on):
        hold(clearance.placement)
        CLEARANCE.apply("note_consent", clearance, actor=actor, consent=consent, consent_on=on)


def prepare_prior(clearance: Clearance, *, actor: Actor) -> Clearance:
    """Note beside a work permission that the company asks the agency beforehand (BeschV section 36 Abs. 3)."""
    hold(clearance.placement)
    office = queries.office_for(Approver.BA)
    prior = Clearance(
        placement=clearance.placement,
        placement_id=clearance.placement_id,
        item=ClearanceItem.PRIOR_APPROVAL,
        office_id=office.id if office else None,
        office=office,
    )
    with db.session.no_autoflush:  # its placement knows it already, the session only when the guards agree
        made: Clearance = CLEARANCE.create("prepare_prior", prior, actor=actor)
    advance(clearance.placement)
    return made
