"""Lists of people under a name, as far as the own files go."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from portal.candidates.models import Candidate, ListedPerson, PeopleList
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where


@dataclass(frozen=True)
class NamedList:
    """A list and how many of the own people are on it."""

    id: UUID
    name: str
    people: int


def lists_of(actor: Actor) -> list[NamedList]:
    """List the own lists and those of who is stood in for, by name."""
    own = exists().where(Candidate.id == ListedPerson.candidate_id, where(actor, "candidate:list"))
    counted = select(func.count(ListedPerson.id)).where(ListedPerson.list_id == PeopleList.id, own).scalar_subquery()
    query = select(PeopleList.id, PeopleList.name, counted).where(where(actor, "people_list:view"))
    return [NamedList(*row) for row in db.session.execute(query.order_by(PeopleList.name, PeopleList.id))]


def one_list(actor: Actor, list_id: UUID) -> PeopleList:
    """Give a list the actor may see. Raises: NotFound."""
    return visible_or_404(PeopleList, list_id, actor, "people_list:view")


def is_listed(list_id: UUID, candidate_id: UUID) -> bool:
    """Tell whether a person is on a list."""
    entry = (ListedPerson.list_id == list_id) & (ListedPerson.candidate_id == candidate_id)
    return db.session.scalar(select(ListedPerson.id).where(entry)) is not None


def is_on(list_id: UUID) -> ColumnElement[bool]:
    """Give the condition on `Candidate` of being on a list."""
    return exists().where(ListedPerson.list_id == list_id, ListedPerson.candidate_id == Candidate.id)


def on_list(actor: Actor, named: PeopleList) -> list[Candidate]:
    """Give those on a list who are the actor's own, by name."""
    query = select(Candidate).where(where(actor, "candidate:list"), is_on(named.id))
    return list(db.session.scalars(query.order_by(Candidate.search_name, Candidate.id)))


def chosen(actor: Actor, ids: Sequence[UUID]) -> list[Candidate]:
    """Give those of some people who are the actor's own, by name."""
    query = select(Candidate).where(where(actor, "candidate:list"), Candidate.id.in_(ids))
    return list(db.session.scalars(query.order_by(Candidate.search_name, Candidate.id)))
