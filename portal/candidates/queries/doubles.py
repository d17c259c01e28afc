"""People who may be in a file already, and two files of one person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.candidates.models import Candidate
from portal.candidates.queries.files import MOST_HITS, Hit, as_hits, hits
from portal.candidates.rules import phone_key
from portal.core import db
from portal.core.actor import Actor
from portal.core.errors import TransitionNotAllowed
from portal.core.permissions import where
from portal.core.search.normalise import words


class Alike(StrEnum):
    """What two files have in common that one person has once."""

    NAME_AND_BIRTH_DATE = "name_and_birth_date"
    BIRTH_DATE = "birth_date"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True)
class Look:
    """What gives a person away who is there already; `name` is folded."""

    name: str
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None

    @classmethod
    def of(cls, person: Candidate) -> "Look":
        """Take the look of a file."""
        return cls(person.search_name, person.birth_date, person.phone, person.email)


@dataclass(frozen=True)
class Double:
    """A file that may be the same person's, and why."""

    hit: Hit
    alike: tuple[Alike, ...]


def doubles(actor: Actor, look: Look) -> list[Double]:
    """Find files of the own office that may be this person's."""
    return doubles_of_many(actor, {0: look}).get(0, [])


def doubles_of_many(actor: Actor, looks: Mapping[int, Look]) -> dict[int, list[Double]]:
    """Find files of the own office that may be somebody's, for many people in two statements.

    A birthday alone is none: where nobody knew it, offices write the first of January.
    """
    if not looks:
        return {}
    may_be = Candidate.anonymised_at.is_(None) & _may_be_one_of(looks.values())
    found = as_hits(hits(actor).where(may_be).limit(None if len(looks) > 1 else MOST_HITS * 10))
    people = {one.id: one for one in _loaded(found)}
    told = {}
    for key, look in looks.items():
        alike = [Double(hit, tuple(_alike(look, people[hit.id]))) for hit in found]
        told[key] = [one for one in alike if one.alike][:MOST_HITS]
    return told


def is_elsewhere(actor: Actor, look: Look) -> bool:
    """Tell whether another office knows somebody of this name and birthday: a hit, and no file, number or office."""
    if look.birth_date is None:
        return False
    same = (Candidate.search_name == look.name) & (Candidate.birth_date == look.birth_date)
    other = (Candidate.office_id != actor.office_id) & Candidate.anonymised_at.is_(None)
    return bool(db.session.scalar(select(exists().where(same, other))))


def to_merge_with(actor: Actor, person: Candidate, number: str) -> Candidate | None:
    """Give the other file of a number that may be merged with one, or was."""
    is_number = (Candidate.number == number.strip().upper()) & (Candidate.id != person.id)
    query = (
        select(Candidate).where(where(actor, "candidate:merge"), is_number).options(joinedload(Candidate.caseworker))
    )
    return db.session.scalar(query.where(Candidate.anonymised_at.is_(None) | Candidate.merged_into_id.is_not(None)))


def hold_file(candidate_id: UUID) -> None:
    """Lock a file before anything that hangs on it, as a merge does: neither then waits for what the other holds.

    Raises: TransitionNotAllowed: it was merged meanwhile, and what hung on it hangs on the file that stays.
    """
    merged = select(Candidate.merged_into_id).where(Candidate.id == candidate_id).with_for_update()
    if db.session.scalar(merged) is not None:
        raise TransitionNotAllowed


def hold_both(one: Candidate, other: Candidate) -> Sequence[Candidate]:
    """Lock two files, always in the same order, so that two merges of them cannot wait for each other."""
    query = select(Candidate).where(Candidate.id.in_((one.id, other.id))).order_by(Candidate.id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def _may_be_one_of(looks: Collection[Look]) -> ColumnElement[bool]:
    keys = {key for look in looks if (key := phone_key(look.phone))}
    emails = {look.email.lower() for look in looks if look.email}
    return or_(
        Candidate.search_name.in_({look.name for look in looks}),
        Candidate.birth_date.in_({look.birth_date for look in looks if look.birth_date}),
        Candidate.phone_key.in_(keys),
        func.lower(Candidate.email).in_(emails),
    )


def _loaded(found: list[Hit]) -> Sequence[Candidate]:
    return db.session.scalars(select(Candidate).where(Candidate.id.in_([hit.id for hit in found]))).all()


def _alike(look: Look, person: Candidate) -> list[Alike]:
    is_named = person.search_name == look.name
    shares_a_name = bool(set(words(person.search_name)) & set(words(look.name)))
    is_born = person.birth_date == look.birth_date
    told = {
        Alike.NAME_AND_BIRTH_DATE: is_named and is_born,
        Alike.BIRTH_DATE: is_born and shares_a_name and not is_named,
        Alike.NAME: is_named and not is_born,
        Alike.PHONE: bool(look.phone) and person.phone_key == phone_key(look.phone),
        Alike.EMAIL: bool(look.email) and (person.email or "").lower() == (look.email or "").lower(),
    }
    return [reason for reason, holds in told.items() if holds]
