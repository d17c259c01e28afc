"""Who saw what of a person, and with whom something is shared now; for the person and the own caseworker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import DisclosureGrant
from portal.candidates.rules import DisclosureLevel, rank
from portal.core import clock, db
from portal.core.audit import ReadLog
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState


@dataclass(frozen=True)
class Read:
    """One look at a person's data."""

    at: datetime
    level: str
    reader: str | None
    company: str | None
    reason: str | None


@dataclass(frozen=True)
class Shared:
    """A company that may see something now."""

    organisation_id: UUID
    company: str
    level: DisclosureLevel
    since: datetime


def reads_of(candidate_id: UUID, limit: int = 100) -> Sequence[Read]:
    """List who looked, newest first."""
    query = (
        select(ReadLog.created_at, ReadLog.level, User.name, Organisation.name, ReadLog.reason)
        .outerjoin(User, User.id == ReadLog.actor_id)
        .outerjoin(Organisation, Organisation.id == ReadLog.organisation_id)
        .where(ReadLog.candidate_id == candidate_id)
        .order_by(ReadLog.created_at.desc(), ReadLog.id.desc())
    )
    return [Read(*row) for row in db.session.execute(query.limit(limit))]


def shared_with(candidate_id: UUID) -> list[Shared]:
    """List the companies that may see something now, each once at its highest level."""
    query = (
        select(Organisation.id, Organisation.name, DisclosureGrant.level, DisclosureGrant.starts_at)
        .join(Organisation, Organisation.id == DisclosureGrant.organisation_id)
        .where(
            DisclosureGrant.candidate_id == candidate_id,
            DisclosureGrant.holds_at(clock.now()),
            Organisation.state == CompanyState.VERIFIED,
        )
        .order_by(Organisation.sort_name, Organisation.id)
    )
    highest: dict[UUID, Shared] = {}
    for row in db.session.execute(query):
        found = Shared(*row)
        known = highest.get(found.organisation_id)
        if known is None or rank(found.level) > rank(known.level):
            highest[found.organisation_id] = found
    return list(highest.values())
