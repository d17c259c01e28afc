"""The own people as a list: narrowed, sorted, each with why somebody is needed; and how many lie in each pile."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, String, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.candidates.models import Candidate, CandidateLanguage
from portal.candidates.queries.lists import is_on
from portal.candidates.queries.reasons import Found, Reason, reasons
from portal.candidates.queries.screening import grade_is
from portal.candidates.rules import CandidateState, Grade
from portal.core import clock, db, paging
from portal.core.actor import Actor
from portal.core.permissions import where
from portal.reference import Level, snapshot

ANY = "any"
"""The filter for everybody whom something is to be done for."""
SORTS: Mapping[str, Any] = MappingProxyType(
    {"name": Candidate.search_name, "next_step": Candidate.next_step_on, "contact": Candidate.last_contact_on}
)
URGENCY = "urgency"
WHOLE = (
    joinedload(Candidate.caseworker),
    selectinload(Candidate.languages),
    selectinload(Candidate.checks),
)
"""What a line of the list shows of a person; two statements."""


@dataclass(frozen=True)
class Filters:
    """What the list of people can be narrowed by; a name is never among them, since filters stand in the address."""

    state: CandidateState | None = None
    grade: Grade | None = None
    ags: str | None = None
    german: Level | None = None
    wish: str | None = None
    pile: str | None = None
    on_list: UUID | None = None
    is_deputised: bool | None = None
    is_overdue: bool = False
    sort: str = "name"


@dataclass(frozen=True)
class Need:
    """One reason why a person needs somebody, with the record it is about and its day."""

    reason: Reason
    record_id: UUID
    day: date | None

    @property
    def values(self) -> dict[str, UUID]:
        """Give what the address of its page needs."""
        return {self.reason.page[1]: self.record_id}


@dataclass(frozen=True)
class Line:
    """A person of the list with all that waits, the most urgent first."""

    person: Candidate
    needs: tuple[Need, ...]


def people(actor: Actor, filters: Filters, page: int = 1, *, options: Any = WHOLE) -> tuple[list[Line], int]:
    """Give a page of the own people and how many there are, in one statement and those of `options`."""
    rows, total = paging.whole_rows(_listed(actor, filters, options), page)
    return [Line(row[0], _needs(row[1:])) for row in rows], total


def everybody(actor: Actor, filters: Filters) -> list[Line]:
    """Give all of the own people that a list would page through."""
    rows = db.session.execute(_listed(actor, filters, WHOLE)).all()
    return [Line(row[0], _needs(row[1:])) for row in rows]


def _listed(actor: Actor, filters: Filters, options: Any) -> Any:
    found = {reason.code: reason.find(clock.today()) for reason in reasons().values()}
    return (
        select(Candidate)
        .where(where(actor, "candidate:list"), *_narrowed(actor, filters, found))
        .options(*options)
        .order_by(*_order(filters, found), Candidate.id)
        .add_columns(*(column for one in found.values() for column in (_record(one), one.day)))
    )


def counts(actor: Actor) -> dict[str, int]:
    """Count the own people of each pile, and those of any urgent one under `ANY`; in one statement."""
    urgent, columns = [], []
    for reason in reasons().values():
        holds = reason.find(clock.today()).holds
        columns.append(func.count(case((holds, 1))))
        if reason.is_urgent:
            urgent.append(holds)
    columns.append(func.count(case((or_(*urgent), 1))))
    row = db.session.execute(select(*columns).select_from(Candidate).where(where(actor, "candidate:list"))).one()
    return dict(zip((*reasons(), ANY), row, strict=True))


def urgent_people(actor: Actor) -> ColumnElement[int]:
    """Give the number of own people in an urgent pile, as a part of another statement."""
    urgent = [reason.find(clock.today()).holds for reason in reasons().values() if reason.is_urgent]
    counted = select(func.count(Candidate.id)).where(where(actor, "candidate:list"), or_(*urgent))
    return counted.scalar_subquery()


def _record(one: Found) -> ColumnElement[Any]:
    return case((one.holds, one.record), else_=null())


def _needs(columns: Any) -> tuple[Need, ...]:
    pairs = zip(reasons().values(), columns[::2], columns[1::2], strict=True)
    return tuple(Need(reason, record_id, day) for reason, record_id, day in pairs if record_id is not None)


def _order(filters: Filters, found: Mapping[str, Found]) -> tuple[ColumnElement[Any], ...]:
    """Sort by a column, or by the most urgent of the reasons and its day."""
    if filters.sort != URGENCY:
        column = SORTS.get(filters.sort, Candidate.search_name)
        return column.is_(None), column
    only = found.get(filters.pile or "")
    asked = [only] if only else list(found.values())
    rank = case(*((one.holds, index) for index, one in enumerate(asked)), else_=len(asked))
    day = case(*((one.holds, one.day) for one in asked), else_=null())
    day.type = Date()
    return rank, day.is_(None), day


def _narrowed(actor: Actor, filters: Filters, found: Mapping[str, Found]) -> list[ColumnElement[bool]]:
    wanted: list[tuple[Any, Any]] = [
        (filters.state, lambda: Candidate.state == filters.state),
        (filters.grade, lambda: grade_is(filters.grade or Grade.NONE, clock.today())),
        (filters.ags, lambda: Candidate.ags == filters.ags),
        (filters.german, lambda: _speaks_german(filters.german)),
        (filters.wish, lambda: _wishes(filters.wish)),
        (filters.on_list, lambda: is_on(filters.on_list or db.new_id())),
        (filters.is_deputised is True, lambda: Candidate.caseworker_id != actor.id),
        (filters.is_deputised is False, lambda: Candidate.caseworker_id == actor.id),
        (filters.is_overdue, lambda: Candidate.next_step_on < clock.today()),
        (filters.pile == ANY, lambda: or_(*(one.holds for one in found.values()))),
        (filters.pile in found, lambda: found[filters.pile or ""].holds),
        (not filters.state and not filters.pile, lambda: Candidate.state != CandidateState.CLOSED),
    ]
    return [Candidate.merged_into_id.is_(None), *(condition() for is_asked, condition in wanted if is_asked)]


def _speaks_german(level: Level | None) -> ColumnElement[bool]:
    at_least = [one.value for one in Level if level is not None and one.rank >= level.rank]
    return Candidate.languages.any(and_(CandidateLanguage.language == "de", CandidateLanguage.speaking.in_(at_least)))


def _wishes(work_field: str | None) -> ColumnElement[bool]:
    """Give the condition of wishing for an occupation of a field, by any of its names."""
    groups = (group for group in snapshot().occupation_groups if group.area == work_field)
    names = {name for group in groups for name in (*group.canonical_de.split(", "), *group.synonyms_de) if name}
    wishes = cast(Candidate.wish_occupations, String)
    # both databases keep the list as JSON, in which an umlaut is written by its number
    return or_(*(wishes.icontains(json.dumps(name)[1:-1], autoescape=True) for name in sorted(names)))
