"""What happens by itself: the reminders, and the jobs that look after them and after what is kept."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from flask import current_app

from portal.accounts.services import invitations
from portal.administration.services import lawfully
from portal.candidates import mails as candidate_mails
from portal.candidates.queries import calls, downloads, ending, lapses, overdue
from portal.candidates.rules.calls import CallReason
from portal.candidates.services import ask_to_delete, ask_to_delete_again
from portal.candidates.services import calls as call_services
from portal.candidates.services import lapses as lapse_services
from portal.candidates.services import overdue as overdue_services
from portal.cooperation import queries as cooperation_queries
from portal.cooperation import services as cooperation_services
from portal.cooperation.queries import waiting as waiting_lists
from portal.cooperation.services import waiting as waiting_services
from portal.core import attachments, delivery, erasure_log, once, orphans, reminders, retention
from portal.core.jobs import JobKind
from portal.core.reminders import Due, ReminderKind
from portal.insight import services as insight_services
from portal.organisations.queries import reviews as review_queries
from portal.organisations.queries import tips as tip_queries
from portal.organisations.services import reviews
from portal.organisations.services import tips as tip_services
from portal.placements import mails as placement_mails
from portal.placements import queries as placement_queries
from portal.placements import services as placement_services
from portal.placements.queries import follow_up, papers
from portal.placements.rules import ASK_FIRST as ASSESS_FIRST
from portal.placements.rules import ASK_LAST as ASSESS_LAST
from portal.placements.rules import ASK_UNTIL as ASSESS_UNTIL
from portal.placements.rules import CHECK_MONTHS, OPEN_FIRST, OPEN_LAST
from portal.placements.services import first_day
from portal.proposals import queries as proposal_queries
from portal.proposals import services as proposal_services
from portal.proposals.queries import interviews, unanswered, verdicts
from portal.proposals.queries import orders as search_orders
from portal.proposals.rules import ASK_AGAIN, ASK_LAST, CALL, REMIND_AGAIN, REMIND_FIRST, ProposalState
from portal.proposals.services import permission as proposal_permission
from portal.proposals.services import searching as search_services
from portal.vacancies import queries as vacancy_queries
from portal.vacancies import search as vacancy_search
from portal.vacancies import services as vacancy_services
from portal.vacancies.queries import alerts, sleeping
from portal.vacancies.services import alerts as alert_services
from portal.vacancies.services import sleeping as sleeping_services
from portal.wiring.retention import RETENTION

Search = Callable[[date], Iterable[Due]]
_BY_ITSELF, _BY_MAIL = reminders.ReminderChannel.SYSTEM, reminders.ReminderChannel.MAIL
_BY_CALL = reminders.ReminderChannel.CALL_LIST
ASKED, PROPOSED = ProposalState.ASKED, ProposalState.PROPOSED
PERSON_AGAIN, COMPANY_AGAIN = proposal_services.remind_person, proposal_services.remind_company
WARN = placement_services.warn_of_permission
PAPER = lapse_services.sends(candidate_mails.PAPER_ENDS, candidate_mails.PAPER_ENDS_PERSON)
CHECK = lapse_services.sends(candidate_mails.CHECK_LAPSES)
ERASED = lapse_services.sends(candidate_mails.ERASED_SOON)
AFTER_THREE, AFTER_SIX = CHECK_MONTHS
UNASSESSED = placement_services.due_for_assessment
REMINDERS: tuple[ReminderKind, ...] = (
    ReminderKind(
        "vacancies/publish", "board", _BY_ITSELF, vacancy_queries.due_to_publish, vacancy_services.publish_due
    ),
    ReminderKind("vacancies/resume", "board", _BY_ITSELF, vacancy_queries.due_to_resume, vacancy_services.resume_due),
    ReminderKind("vacancies/expire", "company", _BY_MAIL, vacancy_queries.due_to_expire, vacancy_services.expire),
    ReminderKind(
        "vacancies/still_current", "company", _BY_MAIL, vacancy_queries.due_to_ask, vacancy_services.ask_whether_current
    ),
    ReminderKind(
        "vacancies/unconfirmed", "company", _BY_MAIL, vacancy_queries.due_to_pause, vacancy_services.pause_unconfirmed
    ),
    ReminderKind("vacancies/sleeping", "company", _BY_MAIL, sleeping.companies, sleeping_services.ask_for_offers),
    ReminderKind("alerts/keep", "visitor", _BY_MAIL, alerts.to_ask, alert_services.ask_to_keep),
    ReminderKind("alerts/ends", "visitor", _BY_MAIL, alerts.to_announce_end, alert_services.announce_end),
)
REMINDERS += tuple(
    ReminderKind(f"placements/{name}", audience, _BY_MAIL, due, placement_services.sends(kind))
    for name, audience, due, kind in (
        ("open_3", "both", placement_services.due_before_start(OPEN_FIRST), placement_mails.STILL_OPEN),
        ("open_1", "both", placement_services.due_before_start(OPEN_LAST), placement_mails.STILL_OPEN),
        ("started", "both", placement_services.due_after_start, placement_mails.DID_IT_START),
        ("half_way", "both", follow_up.half_way, placement_mails.HALF_WAY),
        ("still_there_3", "caseworker", follow_up.to_check(AFTER_THREE), placement_mails.STILL_THERE),
        ("still_there_6", "caseworker", follow_up.to_check(AFTER_SIX), placement_mails.STILL_THERE),
        ("outcome_of_job", "caseworker", follow_up.jobs_without_outcome, placement_mails.OUTCOME_OF_JOB),
        ("ends_soon", "both", placement_services.due_at_end(1), placement_mails.ENDS_SOON),
        ("ended", "both", placement_services.due_at_end(0), placement_mails.HOW_DID_IT_END),
        ("assess_3", "company", UNASSESSED(ASSESS_FIRST, ASSESS_LAST), placement_mails.ASSESSMENT_MISSING),
        ("assess_10", "company", UNASSESSED(ASSESS_LAST, ASSESS_UNTIL), placement_mails.ASSESSMENT_MISSING),
        ("outcome", "caseworker", placement_services.due_for_outcome, placement_mails.OUTCOME_MISSING),
    )
)
REMINDERS += tuple(
    ReminderKind(f"proposals/{name}", audience, channel, due, act)
    for name, audience, channel, due, act in (
        ("ask_again", "person", _BY_MAIL, unanswered(ASKED, most=ASK_AGAIN, least=ASK_LAST + 1), PERSON_AGAIN),
        ("ask_last", "person", _BY_MAIL, unanswered(ASKED, most=ASK_LAST, least=0), PERSON_AGAIN),
        ("first", "company", _BY_MAIL, unanswered(PROPOSED, most=REMIND_FIRST, least=REMIND_AGAIN + 1), COMPANY_AGAIN),
        ("again", "company", _BY_MAIL, unanswered(PROPOSED, most=REMIND_AGAIN, least=CALL + 1), COMPANY_AGAIN),
        ("call", "caseworker", _BY_CALL, unanswered(PROPOSED, most=CALL, least=0), proposal_services.ask_for_call),
        ("lapse", "both", _BY_MAIL, proposal_queries.overdue, proposal_services.lapse),
        (
            "interview_soon",
            "person",
            _BY_MAIL,
            proposal_services.interviews_by_mail,
            proposal_services.remind_of_interview,
        ),
        (
            "interview_call",
            "caseworker",
            _BY_CALL,
            proposal_services.interviews_by_call,
            proposal_services.ask_to_tell_of_interview,
        ),
        ("interview_over", "company", _BY_MAIL, interviews.untold, proposal_services.ask_how_it_went),
        ("hold_over", "company", _BY_MAIL, proposal_queries.hold_over, proposal_services.recall_company),
        ("search_order", "caseworker", _BY_MAIL, search_orders.to_confirm, search_services.ask_whether_wanted),
    )
)
WARN_WEEKS, WARN_AGAIN_WEEKS = 8, 3
"""Weeks before a residence document or a permission ends; a new one takes as long."""
CHECK_DAYS, CHECK_AGAIN_DAYS = 14, 3
REMINDERS += tuple(
    ReminderKind(name, audience, _BY_MAIL, due, act)
    for name, audience, due, act in (
        ("placements/permission_8", "both", papers.permission_ends(WARN_WEEKS, until=WARN_AGAIN_WEEKS), WARN),
        ("placements/permission_3", "both", papers.permission_ends(WARN_AGAIN_WEEKS, until=-1), WARN),
        ("candidates/paper_8", "both", papers.papers_end(WARN_WEEKS, until=WARN_AGAIN_WEEKS), PAPER),
        ("candidates/paper_3", "both", papers.papers_end(WARN_AGAIN_WEEKS, until=-1), PAPER),
        ("candidates/check_14", "caseworker", lapses.checks_lapsing(CHECK_DAYS, until=CHECK_AGAIN_DAYS), CHECK),
        ("candidates/check_3", "caseworker", lapses.checks_lapsing(CHECK_AGAIN_DAYS, until=-1), CHECK),
    )
)


def _unmailed(due: Search, person_of: Callable[[Any], UUID]) -> Search:
    """Make the search for what is due with people whom no mail reaches."""
    return lambda on: calls.unmailed(due(on), person_of)


def _itself(record: Any) -> UUID:
    return cast(UUID, record.id)


def _its_person(record: Any) -> UUID:
    return cast(UUID, record.candidate_id)


REMINDERS += tuple(
    ReminderKind(name, "caseworker", _BY_CALL, _unmailed(due, person_of), call_services.tells(reason, person_of))
    for name, reason, person_of, due in (
        (
            "proposals/ask_call",
            CallReason.ANSWER,
            _its_person,
            unanswered(ASKED, most=ASK_AGAIN, least=ASK_LAST + 1),
        ),
        ("proposals/ask_call_last", CallReason.ANSWER, _its_person, unanswered(ASKED, most=ASK_LAST, least=0)),
        (
            "placements/permission_call_8",
            CallReason.PERMISSION,
            _its_person,
            papers.permission_ends(WARN_WEEKS, until=WARN_AGAIN_WEEKS),
        ),
        (
            "placements/permission_call_3",
            CallReason.PERMISSION,
            _its_person,
            papers.permission_ends(WARN_AGAIN_WEEKS, until=-1),
        ),
        (
            "candidates/paper_call_8",
            CallReason.PAPER,
            _itself,
            papers.papers_end(WARN_WEEKS, until=WARN_AGAIN_WEEKS),
        ),
        ("candidates/paper_call_3", CallReason.PAPER, _itself, papers.papers_end(WARN_AGAIN_WEEKS, until=-1)),
    )
)
REMINDERS += (
    ReminderKind("placements/first_day", "person", _BY_MAIL, first_day.due_by_mail, first_day.remind),
    ReminderKind("placements/first_day_call", "caseworker", _BY_CALL, first_day.due_by_call, first_day.ask_for_call),
    ReminderKind("candidates/calls_over", "office", _BY_ITSELF, calls.ended, call_services.end),
    ReminderKind("candidates/overdue", "caseworker", _BY_MAIL, overdue.to_remind, overdue_services.remind),
    ReminderKind("candidates/delete_saved", "company", _BY_MAIL, downloads.fallen_back, ask_to_delete),
    ReminderKind("candidates/delete_saved_again", "company", _BY_MAIL, downloads.unconfirmed, ask_to_delete_again),
    ReminderKind("proposals/recheck", "caseworker", _BY_ITSELF, verdicts.changed_since, proposal_permission.recheck),
    ReminderKind(
        "placements/recheck", "caseworker", _BY_ITSELF, placement_queries.changed_since, placement_services.recheck
    ),
    ReminderKind("insight/digest", "company", _BY_MAIL, insight_services.digests_due, insight_services.send_digest),
    ReminderKind("organisations/tip_again", "company", _BY_MAIL, tip_queries.due_again, tip_services.remind),
    ReminderKind("candidates/erased_soon", "caseworker", _BY_MAIL, ending.to_warn, ERASED),
    ReminderKind(
        "cooperation/seats", "caseworker", _BY_ITSELF, waiting_lists.seats_to_offer, waiting_services.look_again
    ),
    ReminderKind(
        "cooperation/answer_due",
        "authority",
        _BY_MAIL,
        cooperation_queries.unanswered,
        cooperation_services.remind_of_answer,
    ),
    ReminderKind("organisations/access_review", "company", _BY_MAIL, review_queries.due_for_review, reviews.ask),
)


def _extension(name: str) -> Any:
    return current_app.extensions[f"portal.{name}"]


JOBS: tuple[JobKind, ...] = (
    JobKind("mail", timedelta(minutes=1), delivery.deliver_due),
    JobKind("reminders", timedelta(hours=1), lambda: reminders.run_due(REMINDERS)),
    JobKind("invitations", timedelta(hours=1), invitations.expire_due),
    JobKind("double_clicks", timedelta(hours=1), once.forget),
    JobKind("index", timedelta(minutes=1), vacancy_search.follow),
    JobKind("index_rebuild", timedelta(days=1), vacancy_search.rebuild),
    JobKind("alerts", timedelta(hours=1), alert_services.look_through),
    JobKind("search_orders", timedelta(days=1), search_services.tell_news),
    JobKind("agreements", timedelta(days=1), placement_services.lapse_agreements),
    JobKind("scanning", timedelta(minutes=1), attachments.scan_waiting),
    JobKind("retention", timedelta(days=1), lambda: retention.run_due(RETENTION)),
    JobKind("erasures", timedelta(minutes=1), lambda: erasure_log.write(_extension("settings").erasures)),
    JobKind("files", timedelta(days=1), lambda: orphans.sweep(_extension("files"))),
)
JOBS = tuple(replace(kind, run=lawfully(kind.run)) for kind in JOBS)
