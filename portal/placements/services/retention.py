"""How a placement is erased: whole two years after its end, or its words with the person it was about."""

from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update

from portal.candidates.models import Candidate
from portal.core import audit, db, links, retention
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.storage import Storage
from portal.placements import mails, queries
from portal.placements.models import Agreement, Assessment, Clearance, Confirmation, Placement
from portal.placements.rules import Origin
from portal.placements.workflow import AGREEMENT, CLEARANCE, PLACEMENT
from portal.proposals.models import Proposal
from portal.proposals.services import retention as proposals

NOTHING = "-"


def erase(placement: Placement) -> None:
    """Delete a placement with its agreements, permissions, scans and its proposal; that it was there is counted."""
    _count(placement)
    agreements, clearances = _ids(Agreement, placement), _ids(Clearance, placement)
    _forget_words(placement, agreements, clearances)
    db.session.execute(delete(Confirmation).where(Confirmation.agreement_id.in_(agreements)))
    db.session.execute(delete(Assessment).where(Assessment.placement_id == placement.id))
    db.session.execute(delete(Agreement).where(Agreement.placement_id == placement.id))
    db.session.execute(delete(Clearance).where(Clearance.placement_id == placement.id))
    proposal = db.session.get(Proposal, placement.proposal_id) if placement.proposal_id else None
    after = update(Placement).where(Placement.previous_id == placement.id)
    db.session.execute(after.values(previous_id=None, origin=Origin.DIRECT))
    db.session.flush()
    db.session.execute(delete(Placement).where(Placement.id == placement.id))
    db.session.expunge(placement)
    if proposal is not None:
        proposals.erase(proposal)


def forget_person(candidate: Candidate, _actor: Actor, _change: Change) -> None:
    """Empty the placements of a person whose data are deleted; kind, days and outcome stay, and the hash of the text.

    Who kept the printed agreement can prove by the hash that it is the one that was confirmed.
    """
    for placement in db.session.scalars(select(Placement).where(Placement.candidate_id == candidate.id)):
        agreements, clearances = _ids(Agreement, placement), _ids(Clearance, placement)
        _forget_words(placement, agreements, clearances)
        placement.title, placement.verdict_firm = NOTHING, ""
        db.session.execute(delete(Assessment).where(Assessment.placement_id == placement.id))
        for model, which, values in (
            (Agreement, Agreement.id.in_(agreements), EMPTY_AGREEMENT),
            (Confirmation, Confirmation.agreement_id.in_(agreements), EMPTY_CONFIRMATION),
            (Clearance, Clearance.id.in_(clearances), EMPTY_CLEARANCE),
        ):
            db.session.execute(update(model).where(which).values(values))
    db.session.flush()
    db.session.expire_all()


EMPTY_AGREEMENT: dict[str, Any] = {
    **dict.fromkeys(("times", "place", "tutor_name", "tasks"), NOTHING),
    **dict.fromkeys(("tutor_phone", "conditions", "text"), None),
    "week": [],
}
EMPTY_CONFIRMATION = {"name_typed": NOTHING, "file_key": None}
EMPTY_CLEARANCE = dict.fromkeys(("reference", "conditions", "to_observe"), None)


def _ids(model: type[Agreement] | type[Clearance], placement: Placement) -> list[UUID]:
    return list(db.session.scalars(select(model.id).where(model.placement_id == placement.id)))


def _forget_words(placement: Placement, agreements: list[UUID], clearances: list[UUID]) -> None:
    files: Storage = current_app.extensions["portal.files"]
    for key in queries.scans_of(agreements):
        files.delete(key)
    for one in agreements:
        links.end(purpose=mails.CONFIRM, record_id=one)
    links.end(purpose=mails.ASSESS, record_id=placement.id)
    audit.forget_words(PLACEMENT.name, placement.id)
    audit.forget_words(AGREEMENT.name, *agreements)
    audit.forget_words(CLEARANCE.name, *clearances)


def _count(placement: Placement) -> None:
    day = placement.started_on or placement.created_at
    retention.count("placement", day, f"{placement.legal_kind}/{placement.outcome_code or placement.state.value}")
