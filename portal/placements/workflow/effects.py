"""What an event does to a placement besides its state: approval, what the company may know, the place."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.candidates import services as candidates
from portal.candidates.rules import DisclosureLevel
from portal.core import db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.placements import queries, rules
from portal.placements.models import Placement
from portal.reference import WorkPermission
from portal.vacancies import services as vacancies
from portal.vacancies.models import Vacancy

Params = dict[str, Any]


def approve(placement: Placement, actor: Actor, change: Change, _params: Params) -> None:
    """Note who approved and when."""
    placement.approved_by_id, placement.approved_at = actor.id, change.at


def keep_verdict(placement: Placement, _actor: Actor, _change: Change, params: Params) -> None:
    """Keep what the law says now; the caseworker has still to look at it."""
    answer: WorkPermission = params["answer"]
    placement.verdict, placement.verdict_firm = answer.verdict, str(answer.sentence_firm)


def see_verdict(placement: Placement, actor: Actor, change: Change, params: Params) -> None:
    """Take what was looked at as known, and the caseworker's word on a paper for one job where it was asked for."""
    if (word := params.get("names_this_job")) is not None:
        placement.names_this_job = word
    keep_verdict(placement, actor, change, {"answer": queries.answer_now(placement)})
    placement.verdict_seen = placement.verdict


def show_start(placement: Placement, _actor: Actor, change: Change, _params: Params) -> None:
    """Let the company see what it needs for the first day."""
    grant(placement, DisclosureLevel.L3_START, change, cause=("placement", placement.id))


def grant(placement: Placement, level: DisclosureLevel, change: Change, *, cause: tuple[str, UUID]) -> None:
    """Open a rung of the ladder to the company."""
    candidates.grant(
        placement.candidate_id,
        placement.organisation_id,
        level,
        starts_at=change.at,
        ends_at=None,
        cause=cause,
    )


def cancel(placement: Placement, _actor: Actor, change: Change, _params: Params) -> None:
    """Give the place back and let the company forget in fourteen days: nothing came of it."""
    _leave(placement, change, rules.CANCEL_FALLBACK)
    if placement.vacancy_id is not None and placement.proposal_id is not None:
        vacancies.free_place(db.session.get_one(Vacancy, placement.vacancy_id))


def end(placement: Placement, _actor: Actor, change: Change, _params: Params) -> None:
    """Leave the company what it needs for certificates for six months."""
    _leave(placement, change, rules.END_FALLBACK)


def _leave(placement: Placement, change: Change, fallback: timedelta) -> None:
    for cause in (placement.id, placement.proposal_id, *(version.id for version in placement.agreements)):
        if cause is not None:
            candidates.end_grants(cause, change.at + fallback)
