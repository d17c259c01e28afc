"""First days that are near: whose they are, what was agreed on them, and whether the person has heard of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core import db
from portal.core.audit import Event
from portal.core.reminders import Due
from portal.placements.models import Agreement, Placement
from portal.placements.queries.due import LONGEST_BREAK
from portal.placements.rules import AgreementState, PlacementState
from portal.reference.calendar import add_working_days
from portal.vacancies.models import Vacancy


def near(on: date) -> Iterator[Due]:
    """Find what can begin and does so by the next working day; on the first day itself it is not too late to say."""
    query = (
        select(Placement)
        .where(
            Placement.state == PlacementState.READY,
            Placement.starts_on >= on,
            Placement.starts_on <= on + timedelta(days=LONGEST_BREAK),
        )
        .order_by(Placement.id)
        .options(joinedload(Placement.candidate))
    )
    for placement in db.session.scalars(query):
        day = add_working_days(cast(date, placement.starts_on), -1)
        if day <= on:
            yield Due(placement, day)


def agreed(placement: Placement) -> Agreement:
    """Give the version that counts, fresh from the database; a placement that is called off has one a moment longer."""
    in_force = (Agreement.placement_id == placement.id) & (Agreement.state == AgreementState.IN_FORCE)
    return db.session.scalars(select(Agreement).where(in_force)).one()


def way_there(placement: Placement, version: Agreement) -> str | None:
    """Give how the offer says one gets there, where the agreed place is that of the offer."""
    if placement.vacancy_id is None:
        return None
    query = select(Vacancy).where(Vacancy.id == placement.vacancy_id).options(selectinload(Vacancy.versions))
    offer = db.session.scalars(query).one().text
    is_there = offer.postal_code is not None and offer.postal_code in version.place
    return offer.reach if is_there else None


def was_told(placement: Placement) -> bool:
    """Tell whether the person heard of the first day: they do once everything is there."""
    is_ready = exists().where(
        Event.record_type == "placement", Event.record_id == placement.id, Event.name == "make_ready"
    )
    return bool(db.session.scalar(select(is_ready)))
