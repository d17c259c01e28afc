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
from portal.cooperation.rules import OPEN as REFERRED
from portal.cooperation.rules import ReferralState
from portal.cooperation.rules.waiting import WAITS, WaitingState
from portal.core import clock, i18n
from portal.core.web import acting_user, requires
from portal.insight.queries.around import going_on
from portal.insight.views.blueprint import bp
from portal.placements import forms as placements
from portal.placements.models import Placement
from portal.placements.views.record import in_short
from portal.proposals import forms as proposals
from portal.proposals.models import Proposal
from portal.proposals.rules import OPEN
from portal.proposals.views.next_steps import next_step

WAITING_TONES = {WaitingState.WAITING: "info", WaitingState.OFFERED: "warning"}


@dataclass(frozen=True)
class Line:
    """A record: what it is, at whom, since which day, where it stands, its page, and who does what until when."""

    title: str
    at: str
    day: date | None
    state: Any
    tone: str
    url: str
    next: str = ""


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
    step = next_step(one, for_company=False) if one.state in OPEN else None
    todo = " · ".join(str(part) for part in (step.title, step.who, step.due) if part) if step else ""
    return Line(title, one.organisation.name, clock.local(one.created_at).date(), state, tone, where, todo)


def _placement(one: Placement) -> Line:
    where = url_for("placements.show", placement_id=one.id)
    state, tone = placements.STATES[one.state], placements.TONES[one.state]
    title, first_day = f"{one.title} {one.number}", one.started_on or one.starts_on
    return Line(title, one.organisation.name, first_day, state, tone, where, in_short(one))


def _referral(one: Referral) -> Line:
    where = url_for("referrals.show", referral_id=one.id)
    state, tone = cooperation.STATES[one.state], cooperation.TONES[one.state]
    title = str(cooperation.PURPOSES[one.purpose])
    todo = _awaited(one) if one.state in REFERRED else ""
    return Line(title, one.to_office.name, clock.local(one.created_at).date(), state, tone, where, todo)


def _awaited(one: Referral) -> str:
    if one.state is ReferralState.SENT:
        what = _("Die Stelle antwortet.")
    else:
        what = one.next_step or _("Die Stelle meldet sich bei der Person.")
    until = _("bis %(day)s", day=i18n.day(one.awaited_on)) if one.awaited_on else ""
    return " · ".join(part for part in (what, one.to_office.name, until) if part)


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
