"""What is going on around one person in all areas: proposals, placements, referrals and courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.cooperation.models import Course, Enrolment, Referral, WaitingPlace
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import where
from portal.placements.models import Placement
from portal.proposals import queries as proposals
from portal.proposals.models import Proposal

MOST = 50
"""So much of each kind is shown; older ones stand in the history."""


@dataclass(frozen=True)
class GoingOn:
    """What the reader may see of it, the newest first."""

    proposals: Sequence[Proposal]
    placements: Sequence[Placement]
    referrals: Sequence[Referral]
    enrolments: Sequence[Enrolment]
    waits: Sequence[WaitingPlace]


def going_on(actor: Actor, candidate_id: UUID) -> GoingOn:
    """Give all of it of one person, whatever its state, in six statements."""
    return GoingOn(
        _rows(actor, "proposal:view", Proposal, candidate_id, *proposals.LISTED),
        _rows(actor, "placement:view", Placement, candidate_id, joinedload(Placement.organisation)),
        _rows(actor, "referral:view", Referral, candidate_id, joinedload(Referral.to_office)),
        _rows(actor, "enrolment:view", Enrolment, candidate_id, _WITH_PROVIDER),
        _rows(actor, "waiting_place:view", WaitingPlace, candidate_id, _OF_WAITING),
    )


_WITH_PROVIDER = joinedload(Enrolment.course).joinedload(Course.provider)
_OF_WAITING = joinedload(WaitingPlace.course).joinedload(Course.provider)


def _rows(actor: Actor, action: str, model: Any, candidate_id: UUID, *options: Any) -> Sequence[Any]:
    query = select(model).where(model.candidate_id == candidate_id, where(actor, action)).options(*options)
    return db.session.scalars(query.order_by(model.created_at.desc(), model.id).limit(MOST)).all()
