"""What a file that goes to another caseworker means for the proposals of its person."""

from sqlalchemy import select

from portal.candidates.models import Transfer
from portal.core import db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.proposals.models import Proposal
from portal.proposals.services.permission import paper_changed


def file_moved(transfer: Transfer, actor: Actor, change: Change) -> None:
    """Let the proposals follow the file, of which companies see nothing; another office asks the law anew."""
    candidate = transfer.candidate
    for proposal in db.session.scalars(select(Proposal).where(Proposal.candidate_id == candidate.id)):
        proposal.caseworker_id, proposal.office_id = candidate.caseworker_id, candidate.office_id
    if transfer.changes_office:
        paper_changed(candidate, actor, change)
