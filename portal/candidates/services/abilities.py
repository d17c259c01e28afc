"""What a person has worked at and can do."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from portal.candidates import queries
from portal.candidates.models import Candidate, Experience
from portal.candidates.rules import TellsTooMuch
from portal.candidates.services.files import note_edit
from portal.core import db
from portal.core.actor import Actor
from portal.core.errors import NotFound


def set_experience(candidate: Candidate, experience_id: UUID, values: Mapping[str, Any], *, actor: Actor) -> None:
    """Add an entry or correct one that is there; the second half of a double click corrects the first.

    Raises: NotFound: the entry is another person's; TellsTooMuch: a company reads the card now.
    """
    row = db.session.get(Experience, experience_id) or Experience(id=experience_id, candidate_id=candidate.id)
    if row.candidate_id != candidate.id:
        raise NotFound
    for column, value in values.items():
        setattr(row, column, value)
    db.session.add(row)
    db.session.flush()
    passage = queries.telling(candidate).get("experience")
    if passage and queries.shared_with(candidate.id):
        raise TellsTooMuch(passage)
    note_edit(candidate, "experience", actor)


def remove_experience(candidate: Candidate, experience_id: UUID, *, actor: Actor) -> None:
    """Take an entry out; one that is gone already stays gone."""
    same = (Experience.id == experience_id) & (Experience.candidate_id == candidate.id)
    gone = db.session.execute(delete(Experience).where(same).returning(Experience.id)).all()
    db.session.expire(candidate, ["experiences"])
    if gone:
        note_edit(candidate, "experience", actor)


def set_tasks(candidate: Candidate, tasks: Mapping[str, str], *, actor: Actor) -> None:
    """Keep which tasks a person can do and how often they did them."""
    candidate.tasks = dict(tasks)
    note_edit(candidate, "tasks", actor)
