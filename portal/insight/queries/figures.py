"""What became of the proposals of a year: how far each came, and by what it can be told apart; nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, case, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from portal.candidates.models import Candidate
from portal.core import clock, db
from portal.core.retention import Tally
from portal.organisations.models import Office
from portal.placements.models import Placement
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState

SIX_WEEKS = 42
"""Days from the first to the last day of a placement and those that followed it, after which somebody has stayed."""
HIRED = ("job_perm", "job_fixed", "midi", "mini", "ausb", "eq")
"""Outcomes by which somebody works or is trained there for pay."""
UNKNOWN = ""


class Step(IntEnum):
    """How far a proposal came; who came to a step has been at all before it."""

    ASKED = 0
    PROPOSED = 1
    ANSWERED = 2
    ACCEPTED = 3
    STARTED = 4
    STAYED = 5
    HIRED = 6


class days_between(GenericFunction[int]):  # noqa: N801  # a function of SQL is named as it is written there
    """Count the days from one date to a later one, on either database."""

    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(one, **options) for one in element.clauses)
    return f"(({last}) - ({first}))"


DIMENSIONS: Mapping[str, Any] = {
    "office": Proposal.office_id,
    "kind": Proposal.legal_kind,
    "town": func.coalesce(Candidate.ags, UNKNOWN),
    "german": func.coalesce(Proposal.german, UNKNOWN),
}
"""By what proposals are counted apart: office, legal kind, municipality, and the person's spoken German back then."""
NAME = "funnel/{dimension}"


@dataclass
class Funnel:
    """How many proposals came how far, by one dimension and by month; each list has a number per step."""

    by_value: dict[str, list[int]] = field(default_factory=dict)
    by_month: dict[int, list[int]] = field(default_factory=dict)

    def add(self, value: str, month: int, step: Step, times: int) -> None:
        """Count some proposals at their step and all before it."""
        rows = (self.by_value.setdefault(value, [0] * len(Step)), self.by_month.setdefault(month, [0] * len(Step)))
        for row in rows:
            for reached in range(step + 1):
                row[reached] += times


def funnels(year: int) -> dict[str, Funnel]:
    """Count the proposals that were made in a year, also those that are erased by now, by each dimension.

    It takes two statements, whatever the number of dimensions.
    """
    found = {dimension: Funnel() for dimension in DIMENSIONS}
    for *values, month, step, times in db.session.execute(_counted(year)):
        for dimension, value in zip(DIMENSIONS, values, strict=True):
            found[dimension].add(str(value), month, Step(step), times)
    dimensions = {NAME.format(dimension=dimension): dimension for dimension in DIMENSIONS}
    months = Tally.month.between(date(year, 1, 1), date(year, 12, 31))
    query = select(Tally.name, Tally.key, Tally.month, Tally.times).where(Tally.name.in_(dimensions), months)
    for name, key, month, times in db.session.execute(query):
        value, _bar, step = key.rpartition("|")
        found[dimensions[name]].add(value, month.month, Step(int(step)), times)
    return found


def years() -> list[int]:
    """List the years of which there are proposals, the newest first."""
    first = [
        db.session.scalar(select(func.min(_made))),
        db.session.scalar(select(func.min(Tally.month)).where(Tally.name == NAME.format(dimension="office"))),
    ]
    this = clock.today().year
    known = [clock.local(one).year if isinstance(one, datetime) else one.year for one in first if one]
    return list(range(this, min(known, default=this) - 1, -1))


def office_names() -> dict[str, str]:
    """Give the name of each office, also of those that are closed."""
    return {str(office.id): office.name for office in db.session.scalars(select(Office))}


_made = func.coalesce(Proposal.proposed_at, Proposal.created_at)
_COLUMNS = (Placement.started_on, Placement.ended_on, Placement.outcome_code)


def _chains() -> Any:
    """Give of each proposal its placement and all that followed it as one row: first day, last day, whether hired."""
    first = select(Placement.proposal_id, Placement.id, *_COLUMNS).where(Placement.proposal_id.is_not(None))
    chain = first.cte("chain", recursive=True)
    later = select(chain.c.proposal_id, Placement.id, *_COLUMNS).join(chain, Placement.previous_id == chain.c.id)
    chain = chain.union_all(later)
    last_day = func.coalesce(chain.c.ended_on, literal(clock.today(), Date))
    is_hired = case((chain.c.outcome_code.in_(HIRED), 1), else_=0)
    return (
        select(
            chain.c.proposal_id,
            func.min(chain.c.started_on).label("started_on"),
            func.max(last_day).label("last_day"),
            func.max(is_hired).label("is_hired"),
        )
        .group_by(chain.c.proposal_id)
        .subquery("reached")
    )


def _step(reached: Any) -> ColumnElement[int]:
    """Tell how far a proposal came."""
    answered = (ProposalState.DECLINED, ProposalState.INTERESTED, ProposalState.INTERVIEW)
    return case(
        (reached.c.is_hired == 1, Step.HIRED.value),
        (days_between(reached.c.started_on, reached.c.last_day) >= SIX_WEEKS, Step.STAYED.value),
        (reached.c.started_on.is_not(None), Step.STARTED.value),
        (Proposal.state == ProposalState.ACCEPTED, Step.ACCEPTED.value),
        (Proposal.interested_at.is_not(None) | Proposal.state.in_(answered), Step.ANSWERED.value),
        (Proposal.proposed_at.is_not(None), Step.PROPOSED.value),
        else_=Step.ASKED.value,
    )


def _counted(year: int) -> Select[Any]:
    """Count by all dimensions, month and step; the months begin at midnight here, not in Greenwich."""
    starts = [clock.start_of(date(year, month, 1)) for month in range(1, 13)]
    month = case(*((_made >= starts[number - 1], number) for number in range(12, 0, -1)), else_=0).label("month")
    inside = (_made >= starts[0]) & (_made < clock.start_of(date(year + 1, 1, 1)))
    reached = _chains()
    values, step = [one.label(name) for name, one in DIMENSIONS.items()], _step(reached).label("step")
    query = select(*values, month, step, func.count().label("times")).select_from(Proposal)
    return _joined(query, reached).where(inside).group_by(*values, month, step)


def _joined(query: Select[Any], reached: Any) -> Select[Any]:
    people = query.join(Candidate, Candidate.id == Proposal.candidate_id)
    return people.outerjoin(reached, reached.c.proposal_id == Proposal.id)


def of_one(proposal: Proposal) -> dict[str, str]:
    """Give what is counted of a proposal that is about to be erased: dimension -> value and step."""
    reached = _chains()
    query = _joined(select(*DIMENSIONS.values(), _step(reached)).select_from(Proposal), reached)
    row = db.session.execute(query.where(Proposal.id == proposal.id)).one()
    return {name: f"{value}|{row[-1]}" for name, value in zip(DIMENSIONS, row[:-1], strict=True)}
