"""What readers of the demo's board ask and report, and what staff do about it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from portal.content.queries import office_for
from portal.cooperation.models import CallBack
from portal.cooperation.queries import call_backs as queries
from portal.cooperation.rules.call_backs import CallOutcome, CallTime
from portal.cooperation.services import call_backs
from portal.cooperation.services.call_backs import Caller
from portal.core import db
from portal.core.actor import NOBODY, Actor, Role
from portal.demo.stage import Plan, Stage, read
from portal.vacancies.queries.reports import to_close
from portal.vacancies.rules.reports import ReportOutcome, ReportReason
from portal.vacancies.services import reports


def speak(plan: Plan) -> None:
    """Plan who asks to be called, what is reported, and how it goes on."""
    told = read("readers")
    for row in (*told["call_backs"], *told["reports"]):
        record_id = db.new_id()
        for days_ago, deed, *words in row["steps"]:
            plan.add(days_ago, partial(DEEDS[deed], plan.stage, row, record_id, *words))


Told = Mapping[str, Any]


def _ask(stage: Stage, told: Told, record_id: UUID) -> None:
    vacancy = stage.offer(told["offer"])
    office = office_for(vacancy.text.ags)
    if office is None:
        raise LookupError("the demo has no office of the Integration Point")
    caller = Caller(told["name"], told["phone"], told["language"], CallTime(told["call_at"]))
    call_backs.ask(vacancy, office, caller, actor=NOBODY, record_id=record_id)


def _caller(stage: Stage, record_id: UUID) -> tuple[CallBack, Actor]:
    """Give the request and somebody of its office."""
    office_id = db.session.get_one(CallBack, record_id).office_id
    staff = (actor for actor in stage.actors.values() if actor.office_id == office_id)
    actor = next(actor for actor in staff if actor.role is Role.CASEWORKER)
    return queries.one(actor, record_id), actor


def _take(stage: Stage, _told: Told, record_id: UUID) -> None:
    request, actor = _caller(stage, record_id)
    call_backs.take(request, actor=actor)


def _miss(stage: Stage, _told: Told, record_id: UUID, outcome: str) -> None:
    request, actor = _caller(stage, record_id)
    call_backs.miss(request, actor=actor, outcome=CallOutcome(outcome))


def _reach(stage: Stage, _told: Told, record_id: UUID, outcome: str) -> None:
    request, actor = _caller(stage, record_id)
    call_backs.reach(request, actor=actor, outcome=CallOutcome(outcome))


def _report(stage: Stage, told: Told, record_id: UUID) -> None:
    vacancy, reason = stage.offer(told["offer"]), ReportReason(told["reason"])
    reports.report(vacancy, record_id, actor=NOBODY, reason=reason, text=told["text"])


def _close(stage: Stage, told: Told, _record_id: UUID, outcome: str) -> None:
    actor = stage.actors["sabine"]
    waiting = to_close(actor, stage.offers[told["offer"]])
    reports.close(waiting, actor=actor, outcome=ReportOutcome(outcome))


DEEDS: Mapping[str, Callable[..., None]] = {
    "ask": _ask,
    "take": _take,
    "miss": _miss,
    "reach": _reach,
    "report": _report,
    "close": _close,
}
