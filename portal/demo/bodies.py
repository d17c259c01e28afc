"""The courses of the demo, and what the bodies of the district ask of each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from portal.candidates import queries as candidates
from portal.candidates.rules import is_minor
from portal.cooperation import queries, services
from portal.cooperation.models import Course, Enrolment, Referral
from portal.cooperation.rules import Purpose
from portal.cooperation.services import waiting
from portal.core import clock, db
from portal.core.actor import Actor, Channel
from portal.demo.stage import Plan, Stage, read

COURSES_SINCE, ENROLLED_SINCE, WAITS_SINCE, RESULTS_SINCE, LEFT_SINCE = 52, 51, 15, 10, 1
ANSWER_DAYS = 21


def meet(plan: Plan) -> None:
    """Plan courses with those who attend them, and referrals in both directions."""
    told = read("bodies")
    for content in told["courses"].values():
        _plan_course(plan, content)
    for referral in told["referrals"]:
        case = Asked(plan.stage, referral)
        for days_ago, deed, *words in referral["steps"]:
            plan.add(days_ago, partial(DEEDS[deed], case, *words))


def _plan_course(plan: Plan, told: dict[str, Any]) -> None:
    course_id = db.new_id()
    plan.add(COURSES_SINCE, partial(_offer, plan.stage, course_id, told))
    for key in told["people"]:
        plan.add(ENROLLED_SINCE, partial(_enrol, plan.stage, course_id, key))
    for key, (level, learnt) in told.get("results", {}).items():
        plan.add(RESULTS_SINCE, partial(_note_result, plan.stage, course_id, key, level, learnt))
    for days_ago, *keys in told.get("missed", ()):
        plan.add(days_ago, partial(_miss, plan.stage, course_id, keys))
    for key in told.get("waits", ()):
        plan.add(WAITS_SINCE, partial(_wait, plan.stage, course_id, key))
    for key in told.get("leaves", ()):
        plan.add(LEFT_SINCE, partial(_leave, plan.stage, course_id, key))


def _offer(stage: Stage, course_id: UUID, told: dict[str, Any]) -> None:
    office = stage.offices[told["office"]]
    content = {name: told[name] for name in ("title", "level", "town", "weekly_hours", "seats")}
    content |= {"starts_on": stage.workday(told["starts"]), "ends_on": stage.workday(told["ends"])}
    content |= {"office_id": office.id}
    services.save_course(Course(id=course_id, taken=0), content, actor=stage.member_of(office.id))


def _enrol(stage: Stage, course_id: UUID, key: str) -> None:
    actor = stage.caseworker_of(stage.people[key])
    person = candidates.one(actor, stage.people[key].id)
    services.enrol(queries.course(actor, course_id), person, actor=actor)


def _note_result(stage: Stage, course_id: UUID, key: str, level: str, learnt: str) -> None:
    provider = stage.actors["courses"]
    seat = _seat(stage, course_id, key, provider)
    services.record_result(seat, actor=provider, result=level, competences=learnt)


def _miss(stage: Stage, course_id: UUID, keys: list[str]) -> None:
    provider = stage.actors["courses"]
    missed = [_seat(stage, course_id, key, provider).id for key in keys]
    services.note_attendance(queries.course(provider, course_id), clock.today(), missed, actor=provider)


def _leave(stage: Stage, course_id: UUID, key: str) -> None:
    actor = stage.caseworker_of(stage.people[key])
    services.leave(_seat(stage, course_id, key, actor), actor=actor)


def _seat(stage: Stage, course_id: UUID, key: str, actor: Actor) -> Enrolment:
    enrolment = queries.find_enrolment(course_id, stage.people[key].id)
    if enrolment is None:
        raise LookupError(f"{key} is in no such course")
    return queries.enrolment(actor, enrolment.id)


def _wait(stage: Stage, course_id: UUID, key: str) -> None:
    actor = stage.caseworker_of(stage.people[key])
    waiting.wait(queries.course(actor, course_id), candidates.one(actor, stage.people[key].id), actor=actor)


@dataclass
class Asked:
    """What one office asks another, and the record of it once it is sent."""

    stage: Stage
    told: Mapping[str, Any]
    record_id: UUID | None = None

    @property
    def sender(self) -> Actor:
        """Who asks: the caseworker of the person, or the body that hands somebody in."""
        by = self.told.get("by")
        return self.stage.actors[by] if by else self.stage.caseworker_of(self.stage.people[self.told["person"]])

    @property
    def receiver(self) -> Actor:
        """Who is asked."""
        return self.stage.member_of(self.stage.offices[self.told["to"]].id)

    def seen_by(self, actor: Actor) -> Referral:
        """Give the record as this actor finds it."""
        if self.record_id is None:
            raise LookupError("it was not sent yet")
        return queries.referral(actor, self.record_id)

    def request(self, *, by_guardian: bool = False) -> services.Request:
        """Give what is asked."""
        return services.Request(
            to_office=self.stage.offices[self.told["to"]],
            purpose=Purpose(self.told["purpose"]),
            consented_on=clock.today(),
            consent_channel=Channel.DESK,
            by_guardian=by_guardian,
            note=self.told["note"],
            due_on=clock.today() + timedelta(days=ANSWER_DAYS),
        )


def _send(case: Asked) -> None:
    person = candidates.one(case.sender, case.stage.people[case.told["person"]].id)
    request = case.request(by_guardian=is_minor(person.birth_date, clock.today()))
    case.record_id = services.send(person, request, actor=case.sender).id


def _hand_in(case: Asked) -> None:
    person = services.Person(case.told["name"], case.told["contact"], case.told["language"])
    case.record_id = services.hand_in(person, case.request(), actor=case.sender).id


def _accept(case: Asked) -> None:
    services.accept(case.seen_by(case.receiver), actor=case.receiver)


def _decline(case: Asked, reason: str) -> None:
    services.decline(case.seen_by(case.receiver), actor=case.receiver, reason=reason)


def _plan(case: Asked, words: str, days: int) -> None:
    day = case.stage.workday(days)
    services.plan(case.seen_by(case.receiver), actor=case.receiver, next_step=words, next_step_on=day)


def _complete(case: Asked, answer: str) -> None:
    services.complete(case.seen_by(case.receiver), actor=case.receiver, answer=answer)


def _withdraw(case: Asked, reason: str) -> None:
    services.withdraw(case.seen_by(case.sender), actor=case.sender, reason=reason)


DEEDS: Mapping[str, Callable[..., None]] = {
    "send": _send,
    "hand_in": _hand_in,
    "accept": _accept,
    "decline": _decline,
    "plan": _plan,
    "complete": _complete,
    "withdraw": _withdraw,
}
