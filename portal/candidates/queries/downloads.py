"""What companies saved of people, and who must still confirm that it is deleted."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased, joinedload

import portal.candidates.policy  # noqa: F401 - declares the permissions asked for here
from portal.candidates.models import DisclosureGrant, DownloadDeletion
from portal.candidates.rules import ASK_AGAIN_WORKING_DAYS, SAVED_AS, DeletionState, DisclosureLevel
from portal.core import clock, db
from portal.core.actor import COMPANY_ROLES, Actor
from portal.core.audit import ReadLog
from portal.core.permissions import visible_or_404, where
from portal.core.reminders import Due
from portal.reference.calendar import add_working_days

WITH_NAMES = (joinedload(DownloadDeletion.candidate), joinedload(DownloadDeletion.organisation))


def fallen_back(until: date) -> list[Due]:
    """List the grants that ended and left something saved at a company that nobody has asked to delete it.

    A company that may still know the person, because of another deed, keeps what it saved.
    """
    now, other = clock.now(), aliased(DisclosureGrant)
    same_pair = (other.candidate_id == DisclosureGrant.candidate_id) & (
        other.organisation_id == DisclosureGrant.organisation_id
    )
    live = exists().where(same_pair, other.level != DisclosureLevel.L1, other.ends_at.is_(None) | (other.ends_at > now))
    query = (
        select(DisclosureGrant)
        .where(DisclosureGrant.level != DisclosureLevel.L1, DisclosureGrant.ends_at <= now, ~live, _has_saved())
        .order_by(DisclosureGrant.ends_at.desc(), DisclosureGrant.id)
    )
    latest: dict[tuple[UUID, UUID], DisclosureGrant] = {}
    for grant in db.session.scalars(query):
        latest.setdefault((grant.candidate_id, grant.organisation_id), grant)
    dues = [Due(grant, clock.local(grant.ends_at).date()) for grant in latest.values() if grant.ends_at]
    return [due for due in dues if due.on <= until]


def _has_saved() -> ColumnElement[bool]:
    asked = exists().where(
        DownloadDeletion.candidate_id == ReadLog.candidate_id,
        DownloadDeletion.organisation_id == ReadLog.organisation_id,
        DownloadDeletion.created_at >= ReadLog.created_at,
    )
    return exists().where(
        ReadLog.candidate_id == DisclosureGrant.candidate_id,
        ReadLog.organisation_id == DisclosureGrant.organisation_id,
        ReadLog.actor_role.in_(COMPANY_ROLES),
        ReadLog.channel.in_(SAVED_AS),
        ~asked,
    )


def unconfirmed(until: date) -> list[Due]:
    """List what a company was asked to delete and has not confirmed, on the days it is asked again."""
    open_ones = db.session.scalars(select(DownloadDeletion).where(DownloadDeletion.state == DeletionState.ASKED))
    days = [(one, add_working_days(one.asked_on, most)) for one in open_ones for most in ASK_AGAIN_WORKING_DAYS]
    return [Due(one, on) for one, on in days if on <= until]


def deletions_for(actor: Actor) -> list[DownloadDeletion]:
    """List what the own company is asked to delete, open ones first."""
    query = select(DownloadDeletion).where(where(actor, "download_deletion:view")).options(*WITH_NAMES)
    order = (DownloadDeletion.state, DownloadDeletion.asked_on.desc(), DownloadDeletion.id)
    return list(db.session.scalars(query.order_by(*order)))


def deletion(actor: Actor, deletion_id: UUID) -> DownloadDeletion:
    """Give one of them. Raises: NotFound."""
    return visible_or_404(DownloadDeletion, deletion_id, actor, "download_deletion:view", *WITH_NAMES)


def deletions_of(candidate_id: UUID) -> list[DownloadDeletion]:
    """List the companies that were asked to delete what they had saved of a person, newest first."""
    query = select(DownloadDeletion).where(DownloadDeletion.candidate_id == candidate_id).options(*WITH_NAMES)
    return list(db.session.scalars(query.order_by(DownloadDeletion.asked_on.desc(), DownloadDeletion.id)))
