"""What waits for somebody today, by role."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.candidates.queries import listing
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.permissions import may
from portal.insight.queries.sources import COMPANY, SOURCES, Line, Page, Source

SHOWN = 5
"""As many of a pile as the desk names; the others stand on its page."""


@dataclass(frozen=True)
class Pile:
    """Things of one kind: how many there are, the most urgent of them, and where all of them are."""

    title: Any
    total: int
    lines: tuple[Line, ...]
    icon: str
    page: Page
    is_urgent: bool = False


def desk(actor: Actor) -> list[Pile]:
    """Give the piles on the actor's desk that are not empty, the most urgent first; one statement a pile."""
    today = clock.today()
    if may(actor, "candidate:list"):
        return _counted(actor, today)
    piles = [_pile(source, actor, today) for source in _sources(actor)]
    return sorted((pile for pile in piles if pile.total), key=lambda pile: not pile.is_urgent)


@dataclass(frozen=True)
class OwnPeople:
    """The own people whom something is to be done for: the first of them, how many, and how many in each pile."""

    lines: list[listing.Line]
    total: int
    counts: dict[str, int]


def own_people(actor: Actor) -> OwnPeople | None:
    """Give who needs the actor today, one line a person, in two statements."""
    if not may(actor, "candidate:list"):
        return None
    lines, total = listing.people(actor, listing.Filters(pile=listing.ANY, sort=listing.URGENCY), options=())
    return OwnPeople(lines, total, listing.counts(actor) if total else {})


def waiting(actor: Actor) -> int:
    """Count what is urgent; the number on the bell, in one statement."""
    counts: list[Any] = [_count(source, actor, clock.today()) for source in _sources(actor) if source.is_urgent]
    if may(actor, "candidate:list"):
        counts.append(listing.urgent_people(actor))
    return sum(db.session.execute(select(*counts)).one()) if counts else 0


def _sources(actor: Actor) -> tuple[Source, ...]:
    """Whoever acts for a company has its desk before them."""
    return COMPANY if actor.on_behalf_of else SOURCES.get(actor.role, ())


def _counted(actor: Actor, today: date) -> list[Pile]:
    """Give only how many lie in each pile, in one statement: beside the own people there is no room for more."""
    sources = _sources(actor)
    row = db.session.execute(select(*(_count(source, actor, today) for source in sources))).one()
    piles = [
        Pile(one.title, total, (), one.icon, one.page, one.is_urgent) for one, total in zip(sources, row, strict=True)
    ]
    return [pile for pile in piles if pile.total]


def _count(source: Source, actor: Actor, today: date) -> Any:
    return select(func.count()).select_from(source.query(actor, today).order_by(None).subquery()).scalar_subquery()


def _pile(source: Source, actor: Actor, today: date) -> Pile:
    rows = db.session.execute(source.query(actor, today).add_columns(func.count().over()).limit(SHOWN)).all()
    lines = tuple(source.line(row[0]) for row in rows)
    return Pile(source.title, rows[0][-1] if rows else 0, lines, source.icon, source.page, source.is_urgent)
