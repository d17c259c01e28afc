"""What a file that goes to another caseworker means for the placements of its person."""

from sqlalchemy import select

from portal.candidates.models import Transfer
from portal.core import db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.placements.models import Placement


def file_moved(transfer: Transfer, _actor: Actor, _change: Change) -> None:
    """Let the placements follow the file; what was agreed and allowed stays so, and companies see nothing."""
    candidate = transfer.candidate
    for placement in db.session.scalars(select(Placement).where(Placement.candidate_id == candidate.id)):
        placement.caseworker_id, placement.office_id = candidate.caseworker_id, candidate.office_id
