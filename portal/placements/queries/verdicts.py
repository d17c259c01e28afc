"""What the law says to a placement now, and to which open ones it says something else than before."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates.queries import PaperFile
from portal.core import clock, db
from portal.core.reminders import Due
from portal.placements import rules
from portal.placements.models import Placement
from portal.placements.queries.records import WHOLE
from portal.reference import WorkPermission


def answer_now(placement: Placement) -> WorkPermission:
    """Decide for the first day that lies ahead, or for today once it has begun."""
    return _answer(placement, candidates.paper_files([placement.candidate_id])[placement.candidate_id])


def _answer(placement: Placement, paper: PaperFile) -> WorkPermission:
    day = max(placement.starts_on or clock.today(), clock.today())
    word = placement.names_this_job
    return candidates.permission_by(paper, placement.legal_kind, day, names_this_job=word)


def holds_already(placement: Placement, answer: WorkPermission) -> bool:
    """Tell whether an answer is the one the placement holds."""
    return (placement.verdict, placement.verdict_firm) == (answer.verdict, str(answer.sentence_firm))


def open_of_candidate(candidate_id: UUID) -> list[Placement]:
    """Give a person's placements that are not over, ready for a deed."""
    query = select(Placement).where(Placement.candidate_id == candidate_id, Placement.state.in_(rules.OPEN))
    return list(db.session.scalars(query.order_by(Placement.id).options(*WHOLE)))


def loaded(placement: Placement) -> Placement:
    """Give a placement with all that a deed needs, whatever it was found for."""
    query = select(Placement).where(Placement.id == placement.id).options(*WHOLE)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def changed_since(on: date) -> Iterator[Due]:
    """Find the open placements to which the law says something else by now, in three statements a batch."""
    for batch in db.batches(Placement, Placement.state.in_(rules.OPEN)):
        papers = candidates.paper_files({one.candidate_id for one in batch})
        yield from (Due(one, on) for one in batch if not holds_already(one, _answer(one, papers[one.candidate_id])))
