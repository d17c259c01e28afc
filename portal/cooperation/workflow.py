"""The way of a referral, of a request to be called back and of a place on a waiting list, as tables."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.candidates.rules import is_minor
from portal.cooperation import mails, queries
from portal.cooperation.models import CallBack, Referral, WaitingPlace
from portal.cooperation.queries import waiting
from portal.cooperation.rules import OPEN, ReferralState
from portal.cooperation.rules.call_backs import NOT_SPOKEN, CallBackState
from portal.cooperation.rules.waiting import HELD_FOR, OVER, WAITS, WaitingState
from portal.core import clock
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import GuardRefused
from portal.core.workflow import Reason, Transition, Workflow
from portal.reference.calendar import add_working_days

S = ReferralState
Params = dict[str, Any]


def _office_can_receive(referral: Referral, _actor: Actor, _params: Params) -> None:
    if referral.to_office.closed_on is not None or not queries.receives(referral.to_office, referral.purpose):
        raise GuardRefused(_l("Diese Stelle nimmt dieses Anliegen nicht an. Bitte wählen Sie eine andere."))


def _person_agreed(referral: Referral, _actor: Actor, _params: Params) -> None:
    if referral.consented_on > clock.today():
        raise GuardRefused(_l("Die Einwilligung liegt in der Zukunft."))
    person = referral.candidate
    if person is not None and is_minor(person.birth_date, clock.today()) and not referral.by_guardian:
        raise GuardRefused(_l("Bei Minderjährigen muss auch die gesetzliche Vertretung zustimmen."))


def _end(referral: Referral, _actor: Actor, change: Change, _params: Params) -> None:
    referral.ended_on = clock.local(change.at).date()


_NEW = (_office_can_receive, _person_agreed)
WORKFLOW = Workflow(
    "referral",
    Referral,
    (
        Transition("send", (), S.SENT, guards=_NEW, mails=(mails.ASKED,)),
        Transition("hand_in", (), S.SENT, guards=_NEW, mails=(mails.ASKED,)),
        Transition("accept", (S.SENT,), S.ACCEPTED, mails=(mails.ANSWERED,)),
        Transition(
            "decline",
            (S.SENT,),
            S.DECLINED,
            columns=("answer",),
            effects=(_end,),
            mails=(mails.ANSWERED,),
            reason=Reason.REQUIRED,
        ),
        Transition("plan", (S.ACCEPTED,), S.ACCEPTED, columns=("next_step", "next_step_on"), mails=(mails.ANSWERED,)),
        Transition("complete", (S.ACCEPTED,), S.DONE, columns=("answer",), effects=(_end,), mails=(mails.ANSWERED,)),
        Transition("withdraw", OPEN, S.WITHDRAWN, effects=(_end,), mails=(mails.WITHDRAWN,), reason=Reason.OPTIONAL),
    ),
)


def _take(request: CallBack, actor: Actor, _change: Change, _params: Params) -> None:
    request.taken_by_id, request.outcome = actor.id, None


def _give_back(request: CallBack, _actor: Actor, _change: Change, _params: Params) -> None:
    request.taken_by_id = None


def _nobody_spoke(_request: CallBack, _actor: Actor, params: Params) -> None:
    if params["outcome"] not in NOT_SPOKEN:
        raise GuardRefused(_l("Bitte sagen Sie, warum Sie niemanden erreicht haben."))


def _somebody_spoke(_request: CallBack, _actor: Actor, params: Params) -> None:
    if params["outcome"] in NOT_SPOKEN:
        raise GuardRefused(_l("Bitte sagen Sie, was im Gespräch herausgekommen ist."))


C = CallBackState
CALL_BACKS = Workflow(
    "call_back",
    CallBack,
    (
        Transition("ask", (), C.OPEN, mails=(mails.CALL_BACK_ASKED,)),
        Transition("take", (C.OPEN, C.NOT_REACHED), C.TAKEN, effects=(_take,)),
        Transition("give_back", (C.TAKEN,), C.OPEN, effects=(_give_back,)),
        Transition("reach", (C.TAKEN,), C.REACHED, guards=(_somebody_spoke,), columns=("outcome", "candidate_id")),
        Transition("miss", (C.TAKEN,), C.NOT_REACHED, guards=(_nobody_spoke,), columns=("outcome",)),
    ),
)


def _course_goes_on(place: WaitingPlace, _actor: Actor, _params: Params) -> None:
    if place.course.ends_on < clock.today():
        raise GuardRefused(_l("Dieser Kurs ist vorbei."))


def _is_not_in_it(place: WaitingPlace, _actor: Actor, _params: Params) -> None:
    known = queries.find_enrolment(place.course_id, place.candidate_id)
    if known is not None and known.left_on is None:
        raise GuardRefused(_l("Die Person hat schon einen Platz in diesem Kurs."))


def _is_full(place: WaitingPlace, _actor: Actor, _params: Params) -> None:
    if waiting.unheld(place.course) > 0:
        raise GuardRefused(_l("In diesem Kurs ist noch ein Platz frei. Bitte melden Sie die Person an."))


def _begin_to_wait(place: WaitingPlace, _actor: Actor, change: Change, _params: Params) -> None:
    place.waits_since, place.held_until, place.ended_on = change.at, None, None


def _keep_seat(place: WaitingPlace, _actor: Actor, change: Change, _params: Params) -> None:
    place.held_until = add_working_days(clock.local(change.at).date(), HELD_FOR)


def _stop_waiting(place: WaitingPlace, _actor: Actor, change: Change, _params: Params) -> None:
    place.ended_on = clock.local(change.at).date()


W = WaitingState
_WANTED = (_course_goes_on, _is_not_in_it, _is_full)
WAITING = Workflow(
    "waiting_place",
    WaitingPlace,
    (
        Transition("wait", (), W.WAITING, guards=_WANTED),
        Transition("wait_again", OVER, W.WAITING, guards=_WANTED, effects=(_begin_to_wait,), automatic=True),
        Transition("offer", (W.WAITING,), W.OFFERED, effects=(_keep_seat,), mails=(mails.SEAT_FREE,), automatic=True),
        Transition("pass_on", (W.OFFERED,), W.WAITING, automatic=True),
        Transition("take", WAITS, W.TAKEN, effects=(_stop_waiting,), automatic=True),
        Transition("give_up", WAITS, W.GIVEN_UP, effects=(_stop_waiting,)),
    ),
)
