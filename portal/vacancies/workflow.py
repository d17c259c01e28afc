"""The life of an offer as a table, and of the versions of its text as effects of it."""

from typing import Any
from uuid import UUID

from portal.core import clock, db
from portal.core.actor import Actor, ActorKind
from portal.core.audit import Change
from portal.core.search import record_change
from portal.core.workflow import Reason, Transition, Workflow
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.reference import snapshot
from portal.vacancies import mails, queries
from portal.vacancies.models import OfferReport, Vacancy, VacancyVersion
from portal.vacancies.rules import ENDED, ON_BOARD, VacancyState, VersionState, shown_until
from portal.vacancies.rules.checks import (
    AlreadyOver,
    CompanyNotVerified,
    NothingToDo,
    OwnText,
    TooFewPlaces,
    check_extension,
    check_pause,
    check_publish_on,
    check_publishable,
    check_ready,
    check_still_holds,
)
from portal.vacancies.rules.reports import ReportState
from portal.vacancies.search import INDEX


def _company_is_verified(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    company = db.session.get_one(Organisation, vacancy.organisation_id)
    if company.state is not CompanyState.VERIFIED:
        raise CompanyNotVerified


def _draft_is_ready(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    check_ready(_version(vacancy, VersionState.DRAFT), on=clock.today(), tables=snapshot())


def _live_text_still_holds(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    if queries.version(vacancy, VersionState.DRAFT):
        raise NothingToDo
    check_still_holds(_version(vacancy, VersionState.LIVE), on=clock.today(), tables=snapshot())


def _has_no_draft(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    if queries.version(vacancy, VersionState.DRAFT) or queries.version(vacancy, VersionState.IN_REVIEW):
        raise NothingToDo


def _has_draft(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    _version(vacancy, VersionState.DRAFT)


def _reviewer_wrote_none_of_it(vacancy: Vacancy, actor: Actor, _params: dict[str, Any]) -> None:
    if actor.kind is ActorKind.USER and str(actor.id) in _version(vacancy, VersionState.IN_REVIEW).editor_ids:
        raise OwnText


def _is_publishable(vacancy: Vacancy, actor: Actor, params: dict[str, Any]) -> None:
    version = _version(vacancy, VersionState.IN_REVIEW)
    if actor.kind is not ActorKind.SYSTEM:
        is_overridden = bool(params.get("is_overridden"))
        check_publishable(version, on=clock.today(), tables=snapshot(), is_overridden=is_overridden)
    elif version.reviewer_id is None:
        raise NothingToDo  # the system publishes only what a reviewer has approved for a day


def _places_suffice(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    if _version(vacancy, VersionState.IN_REVIEW).positions < vacancy.taken:
        raise TooFewPlaces


def _a_place_is_left(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    if vacancy.places_left <= 0:
        raise TooFewPlaces


def _is_not_over(vacancy: Vacancy, _actor: Actor, _params: dict[str, Any]) -> None:
    if vacancy.expires_on and vacancy.expires_on < clock.today():
        raise AlreadyOver


def _pause_ends_in_time(_vacancy: Vacancy, _actor: Actor, params: dict[str, Any]) -> None:
    check_pause(params.get("paused_until"), on=clock.today())


def _end_is_later(vacancy: Vacancy, _actor: Actor, params: dict[str, Any]) -> None:
    check_extension(params.get("expires_on"), vacancy.expires_on, on=clock.today())


def _publishes_later(_vacancy: Vacancy, _actor: Actor, params: dict[str, Any]) -> None:
    check_publish_on(params.get("publish_on"), on=clock.today())


def _version(vacancy: Vacancy, state: VersionState) -> VacancyVersion:
    version = queries.version(vacancy, state)
    if version is None:
        raise NothingToDo
    return version


def _hand_in(vacancy: Vacancy, actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    version = _version(vacancy, VersionState.DRAFT)
    version.text_state, version.submitted_at = VersionState.IN_REVIEW, change.at
    note_editor(version, actor.id)


def _hand_back(vacancy: Vacancy, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    version = queries.version(vacancy, VersionState.IN_REVIEW)
    if version:
        version.text_state = VersionState.DRAFT
        version.reviewer_id = version.reviewed_at = None


def _approve(vacancy: Vacancy, actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    version = _version(vacancy, VersionState.IN_REVIEW)
    if actor.kind is ActorKind.USER:
        version.reviewer_id, version.reviewed_at = actor.id, change.at


def _go_live(vacancy: Vacancy, _actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    version = _version(vacancy, VersionState.IN_REVIEW)
    former = queries.version(vacancy, VersionState.LIVE)
    if former:
        former.text_state = VersionState.OLD
        db.session.flush()  # at most one live version at any moment: the index refuses two
    version.text_state = VersionState.LIVE
    vacancy.places = version.positions
    if change.event == "publish" or former is None:
        _show(vacancy, version, change)


def _show_again(vacancy: Vacancy, _actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    vacancy.expires_on = None
    _show(vacancy, _version(vacancy, VersionState.LIVE), change)


def _show(vacancy: Vacancy, version: VacancyVersion, change: Change) -> None:
    today = clock.local(change.at).date()
    vacancy.published_at, vacancy.confirmed_on = change.at, today
    vacancy.publish_on = vacancy.paused_until = None
    if vacancy.expires_on is None or vacancy.expires_on <= today:
        vacancy.expires_on = shown_until(version.starts_on, is_standing=version.is_standing, on=today)


def _forget_end(vacancy: Vacancy, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    vacancy.expires_on = vacancy.publish_on = None


def _end_pause(vacancy: Vacancy, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    vacancy.paused_until = None


def _confirm(vacancy: Vacancy, _actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    vacancy.confirmed_on = clock.local(change.at).date()


def _write_copy(vacancy: Vacancy, actor: Actor, _change: Change, params: dict[str, Any]) -> None:
    vacancy.versions.append(params["version"])
    note_editor(params["version"], actor.id)


def _drop_draft(vacancy: Vacancy, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    _version(vacancy, VersionState.DRAFT).text_state = VersionState.OLD


def _follow(vacancy: Vacancy, _actor: Actor, _change: Change, _params: dict[str, Any]) -> None:
    record_change(db.session(), INDEX, vacancy.id)


def note_editor(version: VacancyVersion, user_id: UUID | None) -> None:
    """Remember who had a hand in a text; the list is replaced, so that the database sees the change."""
    if user_id and str(user_id) not in version.editor_ids:
        version.editor_ids = [*version.editor_ids, str(user_id)]


S = VacancyState
_REVIEWABLE = (_reviewer_wrote_none_of_it, _company_is_verified, _places_suffice, _is_publishable)
WORKFLOW = Workflow(
    "vacancy",
    Vacancy,
    (
        Transition("draft", (), S.DRAFT),
        Transition(
            "submit",
            (S.DRAFT,),
            S.IN_REVIEW,
            guards=(_company_is_verified, _draft_is_ready),
            effects=(_hand_in,),
            mails=(mails.SUBMITTED,),
            columns=("publish_on", "expires_on"),
        ),
        Transition(
            "schedule",
            (S.IN_REVIEW,),
            None,
            guards=(*_REVIEWABLE, _publishes_later),
            effects=(_approve,),
            mails=(mails.SCHEDULED,),
            reason=Reason.OPTIONAL,
            columns=("publish_on",),
        ),
        Transition(
            "publish",
            (S.IN_REVIEW,),
            S.PUBLISHED,
            guards=_REVIEWABLE,
            effects=(_approve, _go_live, _follow),
            mails=(mails.PUBLISHED,),
            reason=Reason.OPTIONAL,
        ),
        Transition(
            "return",
            (S.IN_REVIEW,),
            S.DRAFT,
            guards=(_reviewer_wrote_none_of_it,),
            effects=(_hand_back,),
            mails=(mails.RETURNED,),
            reason=Reason.REQUIRED,
        ),
        Transition(
            "pause",
            (S.PUBLISHED,),
            S.PAUSED,
            guards=(_pause_ends_in_time,),
            effects=(_follow,),
            mails=(mails.PAUSED,),
            reason=Reason.OPTIONAL,
            columns=("paused_until",),
        ),
        Transition(
            "resume",
            (S.PAUSED,),
            S.PUBLISHED,
            guards=(_company_is_verified, _is_not_over),
            effects=(_end_pause, _confirm, _follow),
        ),
        Transition("fill", ON_BOARD, S.FILLED, effects=(_follow,)),
        Transition(
            "free",
            (S.FILLED,),
            S.PUBLISHED,
            guards=(_company_is_verified, _a_place_is_left, _is_not_over),
            effects=(_end_pause, _confirm, _follow),
        ),
        Transition("free_paused", (S.FILLED,), S.PAUSED, guards=(_a_place_is_left, _is_not_over), automatic=True),
        Transition(
            "extend",
            (S.PUBLISHED,),
            None,
            guards=(_end_is_later,),
            effects=(_confirm, _follow),
            reason=Reason.REQUIRED,
            columns=("expires_on",),
        ),
        Transition("confirm", (S.PUBLISHED,), None, effects=(_confirm,)),
        Transition("ask_whether_current", (S.PUBLISHED,), None, mails=(mails.STILL_CURRENT,), automatic=True),
        Transition(
            "withdraw",
            (S.DRAFT, S.IN_REVIEW, *ON_BOARD),
            S.WITHDRAWN,
            effects=(_hand_back, _forget_end, _follow),
            reason=Reason.REQUIRED,
        ),
        Transition(
            "expire", ON_BOARD, S.EXPIRED, effects=(_hand_back, _follow), mails=(mails.EXPIRED,), automatic=True
        ),
        Transition("tell_outcome", (S.EXPIRED,), None, reason=Reason.REQUIRED),
        Transition(
            "relist",
            ENDED,
            S.IN_REVIEW,
            guards=(_company_is_verified, _draft_is_ready),
            effects=(_hand_in, _forget_end),
            mails=(mails.SUBMITTED,),
        ),
        Transition(
            "relist_unchanged",
            ENDED,
            S.PUBLISHED,
            guards=(_company_is_verified, _live_text_still_holds, _a_place_is_left),
            effects=(_show_again, _follow),
        ),
        Transition("revise", (*ON_BOARD, *ENDED), None, guards=(_has_no_draft,), effects=(_write_copy,)),
        Transition(
            "submit_revision",
            (*ON_BOARD, S.FILLED),
            None,
            guards=(_company_is_verified, _draft_is_ready),
            effects=(_hand_in,),
            mails=(mails.SUBMITTED,),
        ),
        Transition(
            "publish_revision",
            (*ON_BOARD, S.FILLED),
            None,
            guards=_REVIEWABLE,
            effects=(_approve, _go_live, _follow),
            mails=(mails.PUBLISHED,),
            reason=Reason.OPTIONAL,
        ),
        Transition(
            "return_revision",
            (*ON_BOARD, S.FILLED),
            None,
            guards=(_reviewer_wrote_none_of_it,),
            effects=(_hand_back,),
            mails=(mails.RETURNED,),
            reason=Reason.REQUIRED,
        ),
        Transition("discard_revision", (*ON_BOARD, *ENDED), None, guards=(_has_draft,), effects=(_drop_draft,)),
    ),
)
"""`…_revision` moves a new text of an offer that is on the board: the offer stays there with the old one."""


def _note_day(report: OfferReport, _actor: Actor, change: Change, _params: dict[str, Any]) -> None:
    report.closed_on = clock.local(change.at).date()


REPORTS = Workflow(
    "report",
    OfferReport,
    (
        Transition("report", (), ReportState.OPEN, mails=(mails.REPORTED,)),
        Transition(
            "close",
            (ReportState.OPEN,),
            ReportState.CLOSED,
            columns=("outcome",),
            effects=(_note_day,),
            reason=Reason.OPTIONAL,
        ),
    ),
)
