"""How ready people are, from their checklists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.candidates import rules
from portal.candidates.models import Candidate, CandidateLanguage, ScreeningCheck
from portal.candidates.rules import FOR_SHADOWING, FOR_WORK, CandidateState, Grade, ScreeningItem
from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.permissions import where


def checks_of(candidate_id: UUID) -> Sequence[ScreeningCheck]:
    """List the lines of the checklist that were ever checked."""
    return db.session.scalars(select(ScreeningCheck).where(ScreeningCheck.candidate_id == candidate_id)).all()


@dataclass(frozen=True)
class CheckLine:
    """A line of the checklist with the name of who checked it."""

    check: ScreeningCheck
    checked_by: str
    confirmed_by: str | None = None


def checklist(candidate_id: UUID) -> dict[ScreeningItem, CheckLine]:
    """Give the checked lines by item, with who checked them."""
    second = aliased(User)
    query = (
        select(ScreeningCheck, User.name, second.name)
        .join(User, User.id == ScreeningCheck.checked_by_id)
        .outerjoin(second, second.id == ScreeningCheck.confirmed_by_id)
        .where(ScreeningCheck.candidate_id == candidate_id)
    )
    return {check.item: CheckLine(check, *names) for check, *names in db.session.execute(query)}


def missing(candidate_id: UUID, on: date) -> list[ScreeningItem]:
    """List the lines that are still to be checked before somebody is ready for work, in their order."""
    done = rules.looked_at(checks_of(candidate_id), on)
    return [item for item in FOR_WORK if item not in done]


def skill(candidate_id: UUID, language: str) -> CandidateLanguage | None:
    """Give how well a person speaks a language, if that is known."""
    same = (CandidateLanguage.candidate_id == candidate_id) & (CandidateLanguage.language == language)
    return db.session.scalars(select(CandidateLanguage).where(same)).one_or_none()


def grade(candidate_id: UUID, on: date) -> Grade:
    """Give what a person is ready for on a day."""
    return rules.grade(checks_of(candidate_id), on)


def grade_is(wanted: Grade, on: date) -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which the grade is this one; the same as `rules.grade`."""
    is_for_work = _has_all(FOR_WORK, on) & ~_waits(on)
    is_for_shadowing = _has_all(FOR_SHADOWING, on)
    conditions: dict[Grade, ColumnElement[bool]] = {
        Grade.WORK: is_for_work,
        Grade.SHADOWING: is_for_shadowing & ~is_for_work,
        Grade.NONE: ~is_for_shadowing,
    }
    return conditions[wanted]


def to_look_at(actor: Actor) -> Select[Candidate]:
    """Pick the files of the office with a line that somebody else checked and a second person has to confirm.

    The own ones too, where a deputy has checked; what nobody else can confirm is nobody's to look at.
    """
    others = _waits(clock.today(), ScreeningCheck.checked_by_id != actor.id)
    open_ones = (where(actor, "candidate:look_twice"), Candidate.state != CandidateState.CLOSED)
    return select(Candidate).where(*open_ones, others).order_by(Candidate.created_at, Candidate.id)


def _waits(on: date, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    unconfirmed = (ScreeningCheck.needs_second, ScreeningCheck.confirmed_by_id.is_(None))
    return exists().where(_holds(on), *unconfirmed, *conditions)


def _has_all(items: tuple[ScreeningItem, ...], on: date) -> ColumnElement[bool]:
    # an item stands at most once in a checklist, so counting is enough
    good = select(func.count(ScreeningCheck.id)).where(_holds(on), ScreeningCheck.item.in_(items))
    return good.scalar_subquery() == len(items)


def _holds(on: date) -> ColumnElement[bool]:
    """Give the condition under which a check of a `Candidate` counts on a day; the same as `rules.is_checked`."""
    is_good = (ScreeningCheck.checked_on <= on) & (ScreeningCheck.valid_until >= on)
    return (ScreeningCheck.candidate_id == Candidate.id) & is_good
