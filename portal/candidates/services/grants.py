"""Grants: which company may know a person up to which level, from when until when, because of which deed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update

from portal.candidates.models import DisclosureGrant
from portal.candidates.rules import DisclosureLevel
from portal.core import clock, db

ON_CONSENT = (DisclosureLevel.L1, DisclosureLevel.L2, DisclosureLevel.L3_CONTRACT)
"""Levels that rest on a yes. Once an agreement is in force the employer's duties carry the last one."""


def grant(
    candidate_id: UUID,
    organisation_id: UUID,
    level: DisclosureLevel,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    cause: tuple[str, UUID],
) -> DisclosureGrant:
    """Let a company know a person up to a level for a span of time.

    Args: cause: kind and id of the record that opens it, such as ("proposal", id); `end_grants` takes the id.
    """
    cause_type, cause_id = cause
    row = DisclosureGrant(
        candidate_id=candidate_id,
        organisation_id=organisation_id,
        level=level,
        starts_at=starts_at,
        ends_at=ends_at,
        cause_type=cause_type,
        cause_id=cause_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def end_grants(cause_id: UUID, at: datetime) -> None:
    """End what one deed opened, now or at a moment ahead; what ends earlier is left alone."""
    _end(DisclosureGrant.cause_id == cause_id, at)


def drop_grants_of_organisation(organisation_id: UUID) -> None:
    """Take names and contracts from a company at once (suspension); its cards are hidden while it is suspended."""
    _end(
        (DisclosureGrant.organisation_id == organisation_id) & (DisclosureGrant.level != DisclosureLevel.L1),
        clock.now(),
    )


def end_what_consent_opened(candidate_id: UUID, organisation_ids: list[UUID] | None) -> None:
    """End a person's grants that rest on consent: those of some companies, or of all."""
    which = (DisclosureGrant.candidate_id == candidate_id) & DisclosureGrant.level.in_(ON_CONSENT)
    if organisation_ids is not None:
        which &= DisclosureGrant.organisation_id.in_(organisation_ids)
    _end(which, clock.now())


def end_all_of_person(candidate_id: UUID) -> None:
    """End every grant of a person whose data are deleted; that they were there stays."""
    _end(DisclosureGrant.candidate_id == candidate_id, clock.now())


def _end(which: ColumnElement[bool], at: datetime) -> None:
    still_open = or_(DisclosureGrant.ends_at.is_(None), DisclosureGrant.ends_at > at)
    db.session.execute(update(DisclosureGrant).where(which, still_open).values(ends_at=at))
