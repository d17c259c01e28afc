"""Papers that run out: while somebody works on them, and where nobody does yet."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from portal.candidates import queries as candidates
from portal.candidates.models import Candidate, Residence
from portal.candidates.queries import PaperFile
from portal.candidates.rules import CandidateState
from portal.core import db
from portal.core.reminders import Due
from portal.placements import rules
from portal.placements.models import Placement
from portal.placements.rules import ClearanceItem, ClearanceState

Search = Callable[[date], Iterator[Due]]


def permission_ends_on(placement: Placement, paper: PaperFile) -> date | None:
    """Give the last day on which the person may work there: of the paper, or of what the authority granted."""
    granted = (
        one.valid_until
        for one in placement.clearances
        if one.item is ClearanceItem.WORK_PERMISSION and one.state is ClearanceState.GRANTED
    )
    card = paper.residence.card_valid_until if paper.residence else None
    return min((day for day in (card, *granted) if day is not None), default=None)


def permission_ends(weeks: int, *, until: int) -> Search:
    """Make the search for placements that go on when their permission ends in so many weeks, but more than `until`."""

    def due(on: date) -> Iterator[Due]:
        query = select(Placement).where(Placement.state.in_(rules.OPEN)).order_by(Placement.id)
        found = db.session.scalars(query.options(selectinload(Placement.clearances))).all()
        papers = candidates.paper_files({one.candidate_id for one in found})
        for one in found:
            day = permission_ends_on(one, papers[one.candidate_id])
            if day is None or (one.ends_on is not None and one.ends_on <= day):
                continue
            if on + timedelta(weeks=until) < day <= on + timedelta(weeks=weeks):
                yield Due(one, day - timedelta(weeks=weeks))

    return due


def papers_end(weeks: int, *, until: int) -> Search:
    """Make the search for people without a placement whose paper ends in so many weeks, but more than `until`."""

    def due(on: date) -> Iterator[Due]:
        works = exists().where(Placement.candidate_id == Candidate.id, Placement.state.in_(rules.OPEN))
        query = (
            select(Candidate, Residence.card_valid_until)
            .join(Residence, Residence.candidate_id == Candidate.id)
            .where(
                Candidate.state != CandidateState.CLOSED,
                Residence.card_valid_until > on + timedelta(weeks=until),
                Residence.card_valid_until <= on + timedelta(weeks=weeks),
                ~works,
            )
            .order_by(Candidate.id)
        )
        for person, day in db.session.execute(query):
            if day is not None:
                yield Due(person, day - timedelta(weeks=weeks))

    return due
