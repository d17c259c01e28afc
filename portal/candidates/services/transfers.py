"""Handing a file to a colleague or another office, and taking over one that nobody keeps."""

from uuid import UUID

from portal.candidates.models import Candidate, Transfer
from portal.candidates.rules.transfers import Told
from portal.candidates.workflow.transfers import TRANSFERS
from portal.core import db
from portal.core.actor import Actor


def hand_over(
    candidate: Candidate, *, to_user_id: UUID | None, to_office_id: UUID, reason: str, actor: Actor
) -> Transfer:
    """Ask a colleague, or another office, to take a file; until then it stays where it is."""
    return _begin("request", candidate, to_user_id, to_office_id, reason, actor)


def take_over(candidate: Candidate, *, to_user_id: UUID | None, reason: str, actor: Actor) -> Transfer:
    """Take a file that nobody keeps any more, or whose caseworker one stands in for."""
    return _begin("take_over", candidate, to_user_id, candidate.office_id, reason, actor)


def accept(transfer: Transfer, *, actor: Actor) -> None:
    """Take the file; for another office the residence document and the consent to be looked after count as unseen."""
    TRANSFERS.apply("accept", transfer, actor=actor)


def decline(transfer: Transfer, *, actor: Actor, reason: str) -> None:
    """Leave the file where it is."""
    TRANSFERS.apply("decline", transfer, actor=actor, reason=reason)


def withdraw(transfer: Transfer, *, actor: Actor) -> None:
    """Take the request back."""
    TRANSFERS.apply("withdraw", transfer, actor=actor)


def tell(transfer: Transfer, by: Told, *, actor: Actor) -> None:
    """Note that a person who reads no mail was told which office looks after them now."""
    TRANSFERS.apply("tell", transfer, actor=actor, details={"contact": by.value})


def _begin(
    event: str, candidate: Candidate, to_user_id: UUID | None, to_office_id: UUID, reason: str, actor: Actor
) -> Transfer:
    transfer = Transfer(
        id=db.new_id(),
        candidate_id=candidate.id,
        candidate=candidate,
        from_user_id=candidate.caseworker_id,
        from_office_id=candidate.office_id,
        to_user_id=to_user_id,
        to_office_id=to_office_id,
        reason=reason,
    )
    made: Transfer = TRANSFERS.create(event, transfer, actor=actor, reason=reason)
    return made
