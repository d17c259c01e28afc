"""When a closed file is over: its own period, and what upper areas still need it for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import joinedload

from portal.candidates.models import Candidate, Consent, DisclosureGrant
from portal.candidates.rules import CLOSED_FILE_KEPT, WARNED, CandidateState, ConsentPurpose
from portal.core import audit, clock, db
from portal.core.actor import Actor
from portal.core.audit import ReadLog
from portal.core.permissions import where
from portal.core.reminders import Due


@dataclass(frozen=True)
class Hold:
    """Why a file is still needed: at once, against closing it, and on a day, against erasing what is closed."""

    is_open: Callable[[UUID], bool]
    until: Callable[[date], ColumnElement[bool]]
    """Gives the condition on `Candidate` under which something is younger than a day: its check, its end."""
    last_days: Callable[[Sequence[UUID]], dict[UUID, date]]
    """Gives the last of these days by person; an open end has none."""


_holds: list[Hold] = []


def register_hold(hold: Hold) -> None:
    """Let upper areas say what they need a file for; called by `wiring`."""
    if hold not in _holds:
        _holds.append(hold)


def is_needed(candidate_id: UUID) -> bool:
    """Tell whether something goes on for which the file must stay open, such as a placement."""
    return any(hold.is_open(candidate_id) for hold in _holds)


def is_over(on: date) -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which a file was closed by a day, and the last check was done."""
    closed = (Candidate.state == CandidateState.CLOSED) & (Candidate.closed_on <= on)
    return and_(closed, Candidate.anonymised_at.is_(None), *(~hold.until(on) for hold in _holds))


def closed_before(cutoff: datetime) -> Select[Any]:
    """Pick the closed files whose time is over: the closing and the last check lie before a moment."""
    query = select(Candidate).where(is_over(clock.local(cutoff).date()))
    return query.order_by(Candidate.id)


def erased_by(today: date) -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which a file is erased within the days of the warning."""
    return is_over(today + WARNED - CLOSED_FILE_KEPT)


def days_of_erasure(candidates: Sequence[Candidate]) -> dict[UUID, date]:
    """Give the day on which each of some closed files is erased."""
    last = {one.id: one.closed_on for one in candidates if one.closed_on}
    for hold in _holds:
        for candidate_id, day in hold.last_days(list(last)).items():
            last[candidate_id] = max(last[candidate_id], day)
    return {candidate_id: day + CLOSED_FILE_KEPT for candidate_id, day in last.items()}


def to_warn(today: date) -> list[Due]:
    """Find the files that are erased soon; what their people want of it must be handed over before."""
    found = db.session.scalars(select(Candidate).where(erased_by(today)).order_by(Candidate.id)).all()
    days = days_of_erasure(found)
    return [Due(one, days[one.id] - WARNED) for one in found]


def erased_soon(actor: Actor, today: date) -> list[tuple[Candidate, date]]:
    """List the own files that are erased soon, with their days, the next first."""
    query = select(Candidate).where(where(actor, "candidate:list"), erased_by(today))
    found = db.session.scalars(query).all()
    days = days_of_erasure(found)
    return sorted(((one, days[one.id]) for one in found), key=lambda pair: (pair[1], pair[0].number))


def erasures_asked(actor: Actor) -> Sequence[Candidate]:
    """List the files whose erasure somebody asked for and the actor may confirm, the oldest request first."""
    query = to_be_erased(actor).options(joinedload(Candidate.caseworker))
    return db.session.scalars(query).all()


def to_be_erased(actor: Actor) -> Select[Candidate]:
    """Pick the files whose erasure waits for the actor's word."""
    mine = select(Candidate).where(where(actor, "candidate:confirm_erasure"), waits_for_erasure())
    return mine.order_by(Candidate.erasure_asked_at, Candidate.id)


def waits_for_erasure() -> ColumnElement[bool]:
    """Give the condition on `Candidate` under which somebody has asked for its erasure and nobody has decided."""
    return Candidate.erasure_asked_at.is_not(None) & Candidate.anonymised_at.is_(None)


def why_erased(candidate: Candidate) -> str | None:
    """Give the reason with which an erasure was asked for last."""
    events = audit.history("candidate", candidate.id)
    return next((one.reason for one in events if one.name == "ask_erasure"), None)


def drafts_before(cutoff: datetime) -> Select[Any]:
    """Pick entries nobody went on with: registered only, and no consent to be looked after."""
    agreed = exists().where(Consent.candidate_id == Candidate.id, Consent.purpose == ConsentPurpose.CARE)
    untouched = (Candidate.state == CandidateState.REGISTERED) & (Candidate.created_at <= cutoff)
    return select(Candidate).where(untouched, ~agreed).order_by(Candidate.id)


def reads_before(cutoff: datetime) -> Select[Any]:
    """Pick the lines of the read log whose time is over."""
    return select(ReadLog).where(ReadLog.created_at <= cutoff)


def consents_before(cutoff: datetime) -> Select[Any]:
    """Pick the consents of people who became nobody before a moment; a file that lives keeps its evidence."""
    query = select(Consent).join(Candidate, Candidate.id == Consent.candidate_id)
    return query.where(Candidate.anonymised_at <= cutoff).order_by(Consent.id)


def grants_before(cutoff: datetime) -> Select[Any]:
    """Pick what companies could see of people who became nobody before a moment; a file that lives keeps it all."""
    query = select(DisclosureGrant).join(Candidate, Candidate.id == DisclosureGrant.candidate_id)
    return query.where(Candidate.anonymised_at <= cutoff).order_by(DisclosureGrant.id)
