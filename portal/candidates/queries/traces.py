"""Who saw what of a person, and with whom something is shared now; for the person and the own caseworker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from portal.accounts.models import User
from portal.candidates.models import DisclosureGrant
from portal.candidates.rules import DisclosureLevel, rank
from portal.core import clock, db
from portal.core.actor import Role
from portal.core.audit import ReadLog
from portal.organisations.models import Office, Organisation
from portal.organisations.rules import CompanyState

OF_A_BODY = and_(Office.id == ReadLog.office_id, ReadLog.actor_role == Role.AUTHORITY)
"""How the office of a look is joined, where it is another body's."""
READING_BODY = func.coalesce(Organisation.name, Office.name)


@dataclass(frozen=True)
class Read:
    """One look at a person's data; `body` is the company, authority or partner, nothing of the Integration Point."""

    at: datetime
    level: str
    reader: str | None
    body: str | None
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
        select(ReadLog.created_at, ReadLog.level, User.name, READING_BODY, ReadLog.reason)
        .outerjoin(User, User.id == ReadLog.actor_id)
        .outerjoin(Organisation, Organisation.id == ReadLog.organisation_id)
        .outerjoin(Office, OF_A_BODY)
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
