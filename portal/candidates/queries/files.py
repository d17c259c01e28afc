"""Files: one file, and hits by name in the own office."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.accounts.models import User
from portal.candidates.models import Candidate, CandidateLanguage
from portal.candidates.policy import OWN_FILE
from portal.core import db
from portal.core.actor import Actor
from portal.core.permissions import visible_or_404, where
from portal.core.search.normalise import words

MOST_HITS = 20
RECORD_OPTIONS = (
    joinedload(Candidate.caseworker),
    joinedload(Candidate.office),
    selectinload(Candidate.languages),
    selectinload(Candidate.experiences),
    selectinload(Candidate.checks),
)
"""What the page of one person needs."""


@dataclass(frozen=True)
class Hit:
    """Somebody found by name: enough to know whose file it is, and no more."""

    id: UUID
    number: str
    name: str
    caseworker: str
    is_own: bool


def one(actor: Actor, candidate_id: UUID, action: str = "candidate:view") -> Candidate:
    """Give a file the actor may see. Raises: NotFound."""
    return visible_or_404(Candidate, candidate_id, actor, action, *RECORD_OPTIONS)


def one_in_office(actor: Actor, candidate_id: UUID) -> Candidate:
    """Give a file of the own office that may be opened with a reason. Raises: NotFound."""
    return visible_or_404(Candidate, candidate_id, actor, "candidate:open", joinedload(Candidate.caseworker))


def hits(actor: Actor) -> Select[UUID, str, str, str, str, bool]:
    """Select people of the own office as hits, for a condition to be added."""
    return (
        select(
            Candidate.id,
            Candidate.number,
            Candidate.first_name,
            Candidate.last_name,
            User.name,
            OWN_FILE.where(actor),
        )
        .join(User, User.id == Candidate.caseworker_id)
        .where(where(actor, "candidate:find"), Candidate.anonymised_at.is_(None))
        .order_by(Candidate.search_name, Candidate.id)
        .limit(MOST_HITS)
    )


def spoken_german(candidate_id: UUID) -> str | None:
    """Give the level of somebody's spoken German, if it is known."""
    german = (CandidateLanguage.candidate_id == candidate_id) & (CandidateLanguage.language == "de")
    return db.session.scalar(select(CandidateLanguage.speaking).where(german))


def as_hits(query: Select[UUID, str, str, str, str, bool]) -> list[Hit]:
    """Give the rows of a selection of hits."""
    return [
        Hit(candidate_id, number, f"{first_name} {last_name}", caseworker, bool(is_own))
        for candidate_id, number, first_name, last_name, caseworker, is_own in db.session.execute(query)
    ]


def found_by_name(actor: Actor, text: str) -> list[Hit]:
    """Find people of the own office whose name holds every word, however it is spelt."""
    wanted = words(text)
    if not wanted:
        return []
    named = (Candidate.search_name.contains(word, autoescape=True) for word in wanted)
    return as_hits(hits(actor).where(*named))


def by_number(actor: Actor, number: str) -> Hit | None:
    """Find a person of the own office by the short number on letters, with or without its prefix."""
    sign = number.strip().upper().replace(" ", "")
    found = as_hits(hits(actor).where(Candidate.id == id_of_number(sign if "-" in sign else f"K-{sign}")))
    return found[0] if found else None


def id_of_number(number: str) -> ScalarSelect[UUID]:
    """Pick the id behind a number, or that of the file it was merged into: old letters still lead somewhere."""
    asked = aliased(Candidate)
    kept = func.coalesce(asked.merged_into_id, asked.id)
    return select(kept).where(asked.number == number).scalar_subquery()
