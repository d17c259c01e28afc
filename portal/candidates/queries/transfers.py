"""Files on their way to another caseworker, and who could take one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.candidates.models import Candidate, Transfer
from portal.candidates.rules.transfers import TransferState
from portal.core import db
from portal.core.actor import Actor, Role
from portal.core.errors import NotFound
from portal.core.permissions import visible_or_404, where
from portal.organisations.models import Membership, Office
from portal.organisations.queries import keeper_of_file
from portal.organisations.rules import IP_OFFICE

WHOLE = (
    joinedload(Transfer.candidate),
    joinedload(Transfer.from_user),
    joinedload(Transfer.to_user),
    joinedload(Transfer.from_office),
    joinedload(Transfer.to_office),
)


def caseworkers_of(office_id: UUID | None) -> Sequence[User]:
    """List who keeps files at an office."""
    keeps = (Membership.office_id == office_id) & (Membership.role == Role.CASEWORKER) & Membership.ended_at.is_(None)
    query = select(User).join(Membership, Membership.user_id == User.id).where(keeps, User.active)
    return db.session.scalars(query.order_by(User.name, User.id).distinct()).all()


def other_offices(office_id: UUID | None) -> Sequence[Office]:
    """List the offices of the Integration Point that could take a file."""
    living = (Office.body_kind == IP_OFFICE) & Office.closed_on.is_(None) & (Office.id != office_id)
    return db.session.scalars(select(Office).where(living).order_by(Office.name, Office.id)).all()


def is_orphaned(candidate: Candidate) -> bool:
    """Tell whether whoever kept the file does not work there any more."""
    return keeper_of_file(candidate.caseworker_id, candidate.office_id) is None


def is_on_its_way(candidate_id: UUID) -> bool:
    """Tell whether somebody was asked to take the file and has not answered."""
    asked = (Transfer.candidate_id == candidate_id) & (Transfer.state == TransferState.REQUESTED)
    return db.session.scalar(select(Transfer.id).where(asked).limit(1)) is not None


def open_transfers(actor: Actor) -> Sequence[Transfer]:
    """List the transfers the actor asked for or is asked for, oldest first."""
    query = select(Transfer).where(where(actor, "transfer:view"), Transfer.state == TransferState.REQUESTED)
    return db.session.scalars(query.options(*WHOLE).order_by(Transfer.created_at, Transfer.id)).all()


def one_to_tell(actor: Actor, transfer_id: UUID) -> Transfer:
    """Give a move to another office whose person the actor may tell of it. Raises: NotFound: there is none to tell."""
    transfer = visible_or_404(Transfer, transfer_id, actor, "transfer:tell", *WHOLE)
    if transfer.state is not TransferState.ACCEPTED or not transfer.changes_office:
        raise NotFound
    return transfer


def one_transfer(actor: Actor, transfer_id: UUID) -> Transfer:
    """Give a transfer the actor may see. Raises: NotFound."""
    return visible_or_404(Transfer, transfer_id, actor, "transfer:view", *WHOLE)
