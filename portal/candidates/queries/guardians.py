"""Who answers for somebody under 18 where that is an office: the body, and the person there who is in charge."""

from uuid import UUID

from portal.candidates.models import Candidate
from portal.core import db
from portal.organisations import queries as organisations
from portal.organisations.models import Office

YOUTH_OFFICE = "youth_office"


def youth_offices() -> list[tuple[UUID, str]]:
    """List the open youth offices, which can be the official guardian of many (SGB VIII section 55), for a choice."""
    return [(office.id, office.name) for office in organisations.offices() if office.body_kind == YOUTH_OFFICE]


def guardian_body(candidate: Candidate) -> Office | None:
    """Give the office that is the guardian, where one is."""
    return db.session.get(Office, candidate.guardian_office_id) if candidate.guardian_office_id else None


def guardian_said(candidate: Candidate) -> str | None:
    """Name the guardian as papers do: of an office the body first, then who is in charge there."""
    body = guardian_body(candidate)
    return ", ".join(filter(None, (body.name if body else None, candidate.guardian_name))) or None


def is_person_in_charge(candidate: Candidate, name: str) -> bool:
    """Tell whether a name is that of the person in charge at the office that is guardian; of others nobody checks it.

    The last name counts, whatever stands before it and however it is written.
    """
    if candidate.guardian_office_id is None:
        return True
    in_charge = (candidate.guardian_name or "").casefold().split()
    return bool(in_charge) and in_charge[-1] in name.casefold().split()
