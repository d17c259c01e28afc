"""What the deeds of the demo work with: the day, everybody on stage, and the plan of what they do when."""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core import clock, db
from portal.core.actor import Actor, Channel
from portal.organisations.models import Office, Organisation
from portal.organisations.services import acting_for
from portal.reference.calendar import add_working_days
from portal.vacancies.models import Vacancy
from portal.vacancies.queries import WHOLE

DATA = Path(__file__).parent / "data"
OPENS = time(7, 30)
BETWEEN_DEEDS = timedelta(minutes=2)

Deed = Callable[[], object]


def read(name: str) -> dict[str, Any]:
    """Read one of the demo's own files."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Stage:
    """Everybody and everything there is so far, by the keys the files use."""

    today: date
    hashed_password: str
    offices: dict[str, Office] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    members: dict[UUID, Actor] = field(default_factory=dict)
    companies: dict[str, Organisation] = field(default_factory=dict)
    offers: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Candidate] = field(default_factory=dict)
    languages: dict[UUID, str] = field(default_factory=dict)
    """The first language of each person."""

    def workday(self, days: int) -> date:
        """Give the day so many days from today; one on which nobody works moves to the working day before."""
        return add_working_days(self.today + timedelta(days=days + 1), -1)

    def voice_of(self, company: Organisation) -> Actor:
        """Give who acts for a company: its own member, or the employer service told by telephone."""
        member = self.members.get(company.id)
        return member or acting_for(self.actors["sabine"], company, company.contact_name, Channel.PHONE)

    def offer(self, key: str) -> Vacancy:
        """Give an offer with its company and its texts."""
        query = select(Vacancy).where(Vacancy.id == self.offers[key]).options(*WHOLE)
        return db.session.scalars(query).one()

    def caseworker_of(self, person: Candidate) -> Actor:
        """Give who keeps a person's file."""
        return next(actor for actor in self.actors.values() if actor.id == person.caseworker_id)

    def member_of(self, office_id: object) -> Actor:
        """Give who answers for an authority."""
        return next(actor for actor in self.actors.values() if actor.office_id == office_id)


@dataclass
class Plan:
    """Deeds by the day they happen on, in the order in which they were planned."""

    stage: Stage
    deeds: list[tuple[int, Deed]] = field(default_factory=list)

    def add(self, days_ago: int, deed: Deed) -> None:
        """Plan a deed; the later planned of two on one day happens later."""
        self.deeds.append((days_ago, deed))

    def carry_out(self) -> None:
        """Do everything in the order of its days, each at its own moment of the past."""
        for moment, deed in self._timetable():
            with clock.pretend(moment):
                deed()
                db.session.flush()
                db.session.expire_all()  # as between two requests: the next deed reads what this one has left

    def _timetable(self) -> Iterator[tuple[datetime, Deed]]:
        moment = datetime.min.replace(tzinfo=clock.LOCAL_ZONE)
        for days_ago, deed in sorted(self.deeds, key=lambda planned: -planned[0]):
            opens = datetime.combine(self.stage.workday(-days_ago), OPENS, clock.LOCAL_ZONE)
            moment = max(moment + BETWEEN_DEEDS, opens)
            yield moment, deed
