"""What a file that goes to another caseworker means for the placements of its person."""

from sqlalchemy import select

from portal.candidates.models import Transfer
from portal.core import db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.placements.models import Placement
from portal.placements.services.permission import paper_changed


def file_moved(transfer: Transfer, actor: Actor, change: Change) -> None:
    """Let the placements follow the file, of which companies see nothing; another office asks the law anew.

    What was agreed and what an authority granted stays so.
    """
    candidate = transfer.candidate
    for placement in db.session.scalars(select(Placement).where(Placement.candidate_id == candidate.id)):
        placement.caseworker_id, placement.office_id = candidate.caseworker_id, candidate.office_id
    if transfer.changes_office:
        paper_changed(candidate, actor, change)
