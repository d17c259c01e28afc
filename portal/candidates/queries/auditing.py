"""Who could see one field of whom on a day, and why: for whoever checks the portal, from the ladder itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.accounts.models import User
from portal.accounts.queries import is_away
from portal.candidates.models import Candidate, Consent, DisclosureGrant
from portal.candidates.policy import FILE_LEVEL
from portal.candidates.rules import Asked, ConsentPurpose, Field, disclosed
from portal.core import clock, db
from portal.core.audit import Event, ReadLog
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.reference import snapshot

OF_THE_PAPERS = frozenset({Field.RESIDENCE_STATUS, Field.PERMISSION_UNTIL})
"""What only the own file shows, whatever reason another one is opened with."""
_NONE, _EVERY = frozenset[Field](), frozenset(Field)
_CONDITIONS = (("", _NONE, _NONE), ("if_vacancy_asks", _EVERY, _NONE), ("if_paper_needs", _EVERY, _EVERY))
"""What else may be so, and the fields that open then by the offer and by the paper: nothing, one of them, both."""


@dataclass(frozen=True)
class Sight:
    """Somebody who could see the field of a person on a day.

    `condition` is empty, or the rule of the table that must be met besides: `if_vacancy_asks`, `if_paper_needs`.
    """

    number: str
    who: str
    role: str
    level: str
    cause: str
    since: datetime | None = None
    until: datetime | None = None
    condition: str = ""


def who_sees(field: Field, on: date, candidate_id: UUID | None = None) -> list[Sight]:
    """List everybody who could see a field on a day: companies by the ladder, staff by the file, bodies by their task.

    Of a past day grants, consents and the state of companies are those of that day; whether an address is protected is
    known of today alone. What a body was asked and has been taken back since is not there any more.
    """
    people = _people(candidate_id)
    numbers = {person.id: person.number for person in people.values()}
    asked = (sight for fields, search in _BODIES if field in fields for sight in search(on, numbers))
    return [*_companies(field, on, people), *_staff(people, on), *_openers(field, people, on), *asked]


Bodies = Callable[[date, Mapping[UUID, str]], Iterable[Sight]]
"""Who of other bodies could see somebody on a day; gets the short numbers of the people who are asked about."""
_BODIES: list[tuple[frozenset[Field], Bodies]] = []


def register_bodies(fields: frozenset[Field], search: Bodies) -> None:
    """Let upper areas say whom they show which fields of a person to; registering twice counts once."""
    if (fields, search) not in _BODIES:
        _BODIES.append((fields, search))


@dataclass(frozen=True)
class Informed:
    """Another body that sees something of a person now, what, why, and since when."""

    body: str
    cause: str
    fields: tuple[Field, ...]
    since: datetime | None


def bodies_informed(candidate: Candidate) -> list[Informed]:
    """List the bodies that see something of one person now, each once for each cause."""
    found: dict[tuple[str, str], Informed] = {}
    for fields, search in _BODIES:
        told = tuple(field for field in Field if field in fields)
        for sight in search(clock.today(), {candidate.id: candidate.number}):
            found.setdefault((sight.who, sight.cause), Informed(sight.who, sight.cause, told, sight.since))
    return list(found.values())


def among(column: InstrumentedAttribute[Any], numbers: Mapping[UUID, str]) -> ColumnElement[bool]:
    """Narrow a search to the one person who is asked about; a whole district is not named person by person."""
    return column.in_(numbers) if len(numbers) == 1 else true()


def _people(candidate_id: UUID | None) -> dict[UUID, Candidate]:
    query = select(Candidate).where(Candidate.anonymised_at.is_(None)).options(joinedload(Candidate.caseworker))
    if candidate_id is not None:
        query = query.where(Candidate.id == candidate_id)
    return {person.id: person for person in db.session.scalars(query.order_by(Candidate.number))}


def _span(on: date) -> tuple[datetime, datetime]:
    """Give the first and the last moment of a day; today is this moment, since what is over is seen no more."""
    return (clock.now(), clock.now()) if on == clock.today() else (clock.start_of(on), clock.end_of(on))


def _companies(field: Field, on: date, people: dict[UUID, Candidate]) -> Iterator[Sight]:
    states = _states(on)
    for grant, company in db.session.execute(_granted(on)):
        person = people.get(grant.candidate_id)
        if person is None or states.get(company.id, company.state) != CompanyState.VERIFIED:
            continue
        condition = _condition(field, grant, person, on)
        if condition is not None:
            yield Sight(
                person.number,
                company.name,
                "company",
                grant.level.value,
                grant.cause_type,
                grant.starts_at,
                grant.ends_at,
                condition,
            )


def _granted(on: date) -> Select[DisclosureGrant, Organisation]:
    first, after = _span(on)
    return (
        select(DisclosureGrant, Organisation)
        .join(Organisation, Organisation.id == DisclosureGrant.organisation_id)
        .where(
            DisclosureGrant.starts_at <= after,
            or_(DisclosureGrant.ends_at.is_(None), DisclosureGrant.ends_at > first),
        )
        .order_by(Organisation.sort_name, DisclosureGrant.starts_at, DisclosureGrant.id)
    )


def _states(on: date) -> dict[UUID, str]:
    """Give the states companies were in at the end of a past day, as far as an event says so."""
    if on == clock.today():
        return {}
    query = select(Event.record_id, Event.to_state).where(
        Event.record_type == "company", Event.created_at < _span(on)[1]
    )
    return dict(iter(db.session.execute(query.order_by(Event.created_at, Event.id))))


def _condition(field: Field, grant: DisclosureGrant, person: Candidate, on: date) -> str | None:
    """Give what else must be so for the field to be open; None: it is closed whatever is so."""
    consents = _consents(grant, on)
    for condition, by_vacancy, by_paper in _CONDITIONS:
        asked = Asked(
            consents=consents,
            by_vacancy=by_vacancy,
            by_paper=by_paper,
            is_protected=person.is_address_protected,
        )
        if field in disclosed(grant.level, snapshot().disclosure_fields, asked):
            return condition
    return None


def _consents(grant: DisclosureGrant, on: date) -> frozenset[ConsentPurpose]:
    first, after = _span(on)
    query = select(Consent.purpose).where(
        Consent.candidate_id == grant.candidate_id,
        Consent.organisation_id == grant.organisation_id,
        Consent.counts_from <= after,
        or_(Consent.withdrawn_at.is_(None), Consent.withdrawn_at > first),
        or_(Consent.valid_until.is_(None), Consent.valid_until >= on),
    )
    return frozenset(db.session.scalars(query))


def _staff(people: dict[UUID, Candidate], on: date) -> Iterator[Sight]:
    deputies: dict[UUID, str] = dict(iter(db.session.execute(_deputies(on))))
    for person in people.values():
        yield Sight(person.number, person.caseworker.name, "caseworker", FILE_LEVEL, "own_file", person.created_at)
        if deputy := deputies.get(person.caseworker_id):
            yield Sight(person.number, deputy, "deputy", FILE_LEVEL, "absence")


def _deputies(on: date) -> Select[UUID, str]:
    deputy = select(User.id, User.name).subquery()
    return select(User.id, deputy.c.name).join(deputy, deputy.c.id == User.deputy_id).where(is_away(User, on))


def _openers(field: Field, people: dict[UUID, Candidate], on: date) -> Iterable[Sight]:
    if field in OF_THE_PAPERS:
        return []
    first, after = clock.start_of(on), clock.end_of(on)
    query = (
        select(ReadLog, User.name)
        .join(User, User.id == ReadLog.actor_id)
        .where(
            ReadLog.level == FILE_LEVEL,
            ReadLog.reason.is_not(None),
            ReadLog.created_at >= first,
            ReadLog.created_at <= after,
        )
        .order_by(ReadLog.created_at, ReadLog.id)
    )
    return [
        Sight(people[read.candidate_id].number, name, read.actor_role.value, FILE_LEVEL, "reason", read.created_at)
        for read, name in db.session.execute(query)
        if read.candidate_id in people
    ]
