"""Where the pages of a file are, and how it stands now."""

from typing import Any

from portal.candidates.models import Candidate
from portal.core import db
from portal.organisations.models import Office
from tests.factories.organisations import OfficeFactory


def url(person: Candidate, rest: str = "") -> str:
    """Give the address of a page of a file."""
    return f"/candidates/{person.id}{rest}"


def again(person: Candidate) -> Candidate:
    """Read a file anew."""
    db.session.expire_all()
    return db.session.get(Candidate, person.id)


def office_of(office_id: Any) -> Office:
    """Give an office by its id, or another one."""
    return db.session.get(Office, office_id) if office_id else OfficeFactory()
