"""What the texts of a card tell of who somebody is, before a company reads them."""

from uuid import UUID

from sqlalchemy import select

from portal.candidates.models import Candidate, Experience
from portal.candidates.rules import FREE_TEXTS, what_tells
from portal.core import db


def telltales(candidate: Candidate, *, but: str | None = None) -> tuple[str, ...]:
    """Give what in a text would tell who somebody is.

    Args: but: the town where the work is, which tells nothing.
    """
    town = candidate.town if candidate.town != but else None
    named = (candidate.first_name, candidate.last_name, candidate.street, town, candidate.guardian_name)
    return tuple(text for text in named if text)


def telling(candidate: Candidate) -> dict[str, str]:
    """Give the columns of the card that tell too much, each with the passage to take out."""
    tales = telltales(candidate)
    texts = {name: _text(getattr(candidate, name)) for name in FREE_TEXTS}
    texts["experience"] = "\n".join((texts["experience"], *_done(candidate.id)))
    found = {name: what_tells(text, tales) for name, text in texts.items()}
    return {name: passage for name, passage in found.items() if passage}


def _done(candidate_id: UUID) -> list[str]:
    """Give what a person has worked at and where, as a company reads it."""
    rows = select(Experience.what, Experience.place).where(Experience.candidate_id == candidate_id)
    return [" ".join(filter(None, row)) for row in db.session.execute(rows)]


def _text(value: str | list[str] | None) -> str:
    return ", ".join(value) if isinstance(value, list) else value or ""
