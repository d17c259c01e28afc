"""Which authority could see what of whom, because it was asked to allow something."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.candidates.queries import Sight, among
from portal.candidates.rules import Field
from portal.core import clock, db
from portal.organisations.models import Office
from portal.placements.models import Clearance, Placement

SHOWN = frozenset({Field.NAME, Field.BIRTH_DATE})
"""What finds a person in the books of an authority."""


def deciders(on: date, numbers: Mapping[UUID, str]) -> Iterator[Sight]:
    """Give the authorities that had been asked by a day; what they decided stays theirs to read."""
    query = (
        select(Placement.candidate_id, Office.name, Clearance.requested_on)
        .join(Placement, Placement.id == Clearance.placement_id)
        .join(Office, Office.id == Clearance.office_id)
        .where(Clearance.requested_on <= on, among(Placement.candidate_id, numbers))
        .order_by(Clearance.requested_on, Clearance.id)
    )
    for candidate_id, office, requested_on in db.session.execute(query):
        if candidate_id in numbers:
            since = clock.start_of(requested_on or on)
            yield Sight(numbers[candidate_id], office, "authority", "clearance", "clearance", since)
