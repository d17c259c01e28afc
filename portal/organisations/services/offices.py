"""The list of offices as the reference data has it, and what an office has settled for itself."""

from sqlalchemy import select

from portal.core import audit, clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.permissions import require
from portal.organisations.models import Office
from portal.reference import Snapshot


def load_offices(tables: Snapshot) -> int:
    """Bring the offices up to date by their key and give their number; one that is gone there stays here."""
    known = {office.key: office for office in db.session.scalars(select(Office))}
    for row in tables.offices:
        office = known.get(row.office_key) or Office(id=db.new_id(), key=row.office_key)
        office.name, office.body_kind, office.can_receive = row.name, row.body_kind, list(row.can_receive)
        office.street, office.postal_code = row.street or None, row.postal_code or None
        office.town, office.phone = row.town or None, row.phone or None
        db.session.add(office)
    db.session.flush()
    return len(tables.offices)


def set_checks_twice(office: Office, wanted: bool, *, actor: Actor) -> None:
    """Settle whether a second person must confirm what was checked before somebody is ready for work.

    It holds for what is checked from now on; nobody who is ready today stops being it.
    """
    require(actor, "office:set", office)
    if office.checks_twice is not wanted:
        office.checks_twice = wanted
        event = "check_twice" if wanted else "check_once"
        audit.record("office", office, Change(event, None, "", clock.now()), actor)
