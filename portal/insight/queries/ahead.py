"""What goes out in the days to come, asked of the very table the runner works through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.cooperation.models import Referral
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.permissions import where
from portal.core.reminders import Due, Reminder, ReminderChannel, ReminderKind
from portal.insight.queries.sources import Page, at
from portal.placements.models import Placement
from portal.proposals.models import Proposal

DAYS = 7
SAID_BY = (ReminderChannel.MAIL, ReminderChannel.CALL_LIST)
"""What happens by itself is no word to anybody."""
ABOUT_PEOPLE = ("candidates/", "cooperation/", "placements/", "proposals/")
_KINDS: list[ReminderKind] = []


@dataclass(frozen=True)
class Coming:
    """One reminder to come: which row, on which day it goes out, the number of the record, and its page."""

    kind: ReminderKind
    day: date
    number: str
    page: Page


def declare(kinds: tuple[ReminderKind, ...]) -> None:
    """Take over the rows of the table that say something about people."""
    _KINDS[:] = [kind for kind in kinds if kind.channel in SAID_BY and kind.name.startswith(ABOUT_PEOPLE)]


def coming(actor: Actor) -> list[Coming]:
    """List what goes out in seven days about records the actor may see, as things stand, the next first."""
    found = list(_not_done(_due()))
    seen = {model: _visible(actor, model, found) for model in _PERMISSIONS}
    lines = [
        Coming(kind, day, *_named(due.record))
        for kind, day, due in found
        if due.record.id in seen.get(type(due.record), {actor.id})
    ]
    return sorted(lines, key=lambda line: (line.day, line.kind.name, line.number))


Found = tuple[ReminderKind, date, Due]


def _due() -> Iterator[Found]:
    """Ask every row for every day, as the runner will; each thing goes out on the first day that names it."""
    for kind in _KINDS:
        known: set[tuple[UUID, date]] = set()
        for day in (clock.today() + timedelta(days=days) for days in range(DAYS)):
            for due in kind.due(day):
                if (due.record.id, due.on) not in known:
                    known.add((due.record.id, due.on))
                    yield kind, day, due


def _not_done(found: Iterator[Found]) -> Iterator[Found]:
    """Leave out what went out already: the same row keeps the runner from saying it twice."""
    waiting = list(found)
    query = select(Reminder.name, Reminder.record_id, Reminder.due_on).where(
        Reminder.record_id.in_({due.record.id for _kind, _day, due in waiting})
    )
    done = {(row.name, row.record_id, row.due_on) for row in db.session.execute(query)}
    yield from (one for one in waiting if (one[0].name, one[2].record.id, one[2].on) not in done)


_PERMISSIONS: dict[type[Any], str] = {
    Placement: "placement:view",
    Proposal: "proposal:view",
    Candidate: "candidate:view",
    Referral: "referral:view",
}


def _visible(actor: Actor, model: type[Any], found: list[Found]) -> set[UUID]:
    ids = {due.record.id for _kind, _day, due in found if type(due.record) is model}
    query = select(model.id).where(model.id.in_(ids), where(actor, _PERMISSIONS[model]))
    return set(db.session.scalars(query)) if ids else set()


def _named(record: Any) -> tuple[str, Page]:
    """Name a record by its number, or by the person's or the office it went to; several people lead to the desk."""
    if isinstance(record, User):
        return "", at("insight.desk")
    if isinstance(record, Referral):
        name = record.candidate.number if record.candidate else record.to_office.name
        return name, at("referrals.show", referral_id=record.id)
    pages = {
        Placement: at("placements.show", placement_id=record.id),
        Proposal: at("proposals.show", proposal_id=record.id),
        Candidate: at("candidates.show", candidate_id=record.id),
    }
    return record.number, pages[type(record)]
