"""What runs out of a file: the checks of the pre-screening."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.candidates.models import Candidate, ScreeningCheck
from portal.candidates.rules import CandidateState
from portal.core import db
from portal.core.reminders import Due


def checks_lapsing(days: int, *, until: int) -> Callable[[date], Iterator[Due]]:
    """Make the search for ready people whose first check lapses in so many days, but not in `until` or fewer."""

    def due(on: date) -> Iterator[Due]:
        first = func.min(ScreeningCheck.valid_until)
        query = (
            select(Candidate, first)
            .join(ScreeningCheck, ScreeningCheck.candidate_id == Candidate.id)
            .where(Candidate.state == CandidateState.READY)
            .group_by(Candidate.id)
            .having(first <= on + timedelta(days=days), first > on + timedelta(days=until))
            .order_by(Candidate.id)
        )
        for person, lapses_on in db.session.execute(query):
            yield Due(person, lapses_on - timedelta(days=days))

    return due
