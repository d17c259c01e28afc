"""The page of what is going on around a person: each record with where it stands and the way to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.views.blueprint import file_for
from portal.candidates.views.record import file_page
from portal.cooperation import forms as cooperation
from portal.cooperation.models import Enrolment, Referral, WaitingPlace
from portal.cooperation.rules.waiting import WAITS, WaitingState
from portal.core import clock
from portal.core.web import acting_user, requires
from portal.insight.queries.around import going_on
from portal.insight.views.blueprint import bp
from portal.placements import forms as placements
from portal.placements.models import Placement
from portal.proposals import forms as proposals
from portal.proposals.models import Proposal

WAITING_TONES = {WaitingState.WAITING: "info", WaitingState.OFFERED: "warning"}


@dataclass(frozen=True)
class Line:
    """A record: what it is, at whom, since which day, where it stands, and its page."""

    title: str
    at: str
    day: date | None
    state: Any
    tone: str
    url: str


@bp.get("/candidates/<uuid:candidate_id>/around")
@requires("candidate:view")
def around(candidate_id: UUID) -> ResponseReturnValue:
    """Show it."""
    candidate = file_for("candidate:view", candidate_id)
    found = going_on(acting_user(), candidate.id)
    parts = (
        (_("Vorschläge"), list(map(_proposal, found.proposals))),
        (_("Einsätze"), list(map(_placement, found.placements))),
        (_("Weiterleitungen"), list(map(_referral, found.referrals))),
        (_("Kurse"), list(map(_course, found.enrolments))),
        (_("Wartelisten von Kursen"), list(map(_wait, found.waits))),
    )
    return file_page("insight/around.html", candidate, parts=[(title, lines) for title, lines in parts if lines])


def _proposal(one: Proposal) -> Line:
    title = f"{one.vacancy.text.title or ''} {one.number}".strip()
    where = url_for("proposals.show", proposal_id=one.id)
    state, tone = proposals.STATES[one.state], proposals.TONES.get(one.state, "neutral")
    return Line(title, one.organisation.name, clock.local(one.created_at).date(), state, tone, where)


def _placement(one: Placement) -> Line:
    where = url_for("placements.show", placement_id=one.id)
    state, tone = placements.STATES[one.state], placements.TONES[one.state]
    return Line(f"{one.title} {one.number}", one.organisation.name, one.started_on or one.starts_on, state, tone, where)


def _referral(one: Referral) -> Line:
    where = url_for("referrals.show", referral_id=one.id)
    state, tone = cooperation.STATES[one.state], cooperation.TONES[one.state]
    title = str(cooperation.PURPOSES[one.purpose])
    return Line(title, one.to_office.name, clock.local(one.created_at).date(), state, tone, where)


def _course(one: Enrolment) -> Line:
    state, tone = _stands(one)
    where = url_for("courses.show", course_id=one.course_id)
    return Line(one.course.title, one.course.provider.name, one.course.starts_on, state, tone, where)


def _wait(one: WaitingPlace) -> Line:
    state, tone = cooperation.WAITING_STATES[one.state], "neutral"
    if one.state in WAITS:
        is_over = one.course.ends_on < clock.today()
        state, tone = (_("Zu Ende"), tone) if is_over else (state, WAITING_TONES[one.state])
    where = url_for("courses.show", course_id=one.course_id)
    return Line(one.course.title, one.course.provider.name, clock.local(one.waits_since).date(), state, tone, where)


def _stands(one: Enrolment) -> tuple[Any, str]:
    if one.left_on is not None:
        return _("Verlassen"), "neutral"
    if one.result:
        return _("erreicht: %(level)s", level=one.result), "success"
    today = clock.today()
    if one.course.ends_on < today:
        return _("Zu Ende"), "neutral"
    return (_("Läuft"), "info") if one.course.starts_on <= today else (_("Beginnt noch"), "info")
