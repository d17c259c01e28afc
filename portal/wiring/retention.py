"""How long things are kept: one row for each kind of record that ends by itself, with the reason for its period."""

from datetime import timedelta

from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.accounts.rules import CONFIRMATION_LASTS, IDLE_ACCOUNT_KEPT, INVITATION_KEPT, SIGN_IN_KEPT
from portal.api import queries as api_queries
from portal.api.rules import ANSWER_KEPT, TOKEN_KEPT
from portal.api.services import tokens as token_services
from portal.candidates.queries import calls, ending
from portal.candidates.queries import messages as person_messages
from portal.candidates.rules import CLOSED_FILE_KEPT, ENTRY_KEPT, PROOF_KEPT, READ_KEPT
from portal.candidates.rules.calls import CALL_KEPT
from portal.candidates.rules.messages import MESSAGE_KEPT
from portal.candidates.services import calls as call_services
from portal.candidates.services import messages as person_message_services
from portal.candidates.services import retention as candidate_retention
from portal.cooperation import queries as cooperation_queries
from portal.cooperation.queries import call_backs, waiting
from portal.cooperation.rules import KEPT as REFERRAL_KEPT
from portal.cooperation.rules.call_backs import CALL_BACK_KEPT
from portal.cooperation.rules.waiting import WAITING_KEPT
from portal.cooperation.services import retention as cooperation_retention
from portal.cooperation.services import waiting as waiting_services
from portal.core import db, delivery, links, retention
from portal.core.audit import Event
from portal.core.retention import RetentionRule
from portal.insight.queries import evidence
from portal.insight.services import keep_figures
from portal.organisations.queries import joining as join_queries
from portal.organisations.queries import tips as tip_queries
from portal.organisations.rules import JOIN_KEPT, TIP_KEPT
from portal.organisations.services import joining, members
from portal.organisations.services import tips as tip_services
from portal.placements import queries as placement_queries
from portal.placements.models import Placement
from portal.placements.rules import KEPT as PLACEMENT_KEPT
from portal.placements.services import retention as placement_retention
from portal.proposals import queries as proposal_queries
from portal.proposals.models import Proposal
from portal.proposals.queries import orders as search_orders
from portal.proposals.rules import KEPT as PROPOSAL_KEPT
from portal.proposals.rules.searching import ORDER_KEPT
from portal.proposals.services import retention as proposal_retention
from portal.proposals.services import searching as search_services
from portal.vacancies import queries as vacancy_queries
from portal.vacancies import services as vacancy_services
from portal.vacancies.queries import alerts, reports, unmet
from portal.vacancies.rules import DRAFT_KEPT_DAYS
from portal.vacancies.rules import unmet as unmet_rules
from portal.vacancies.rules.alerts import ANSWER_WITHIN, CONFIRM_WITHIN, KEPT_AT_MOST
from portal.vacancies.rules.reports import REPORT_KEPT
from portal.vacancies.services import alerts as alert_services
from portal.vacancies.services import reports as report_services
from portal.vacancies.services import unmet as unmet_services


def _erase_event(event: Event) -> None:
    retention.count(f"event/{event.record_type}", event.created_at, event.name)
    db.session.delete(event)


def _erase_proposal(proposal: Proposal) -> None:
    keep_figures(proposal)
    proposal_retention.erase(proposal)


def _erase_placement(placement: Placement) -> None:
    if placement.proposal_id:
        keep_figures(db.session.get_one(Proposal, placement.proposal_id))
    placement_retention.erase(placement)


def _is_closed(user: User) -> bool:
    return not user.active


RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule(
        "organisations/tips",
        TIP_KEPT,
        "after half a year whoever was named has come, or will not",
        tip_queries.named_before,
        tip_services.erase,
    ),
    RetentionRule(
        "organisations/join_requests",
        JOIN_KEPT,
        "the company has answered, or will not, and an invitation is long over",
        join_queries.asked_before,
        joining.erase,
    ),
    RetentionRule(
        "accounts/unconfirmed",
        CONFIRMATION_LASTS,
        "nobody has said that the address is theirs",
        account_queries.unconfirmed,
        members.leave_for_good,
        _is_closed,
    ),
    RetentionRule(
        "accounts/idle",
        IDLE_ACCOUNT_KEPT,
        "an account nobody has used for two years has no purpose any more",
        account_queries.idle,
        members.leave_for_good,
        _is_closed,
    ),
    RetentionRule(
        "accounts/invitations",
        INVITATION_KEPT,
        "whoever was invited has come, or will not",
        account_queries.invitations_over,
        db.session.delete,
    ),
    RetentionRule(
        "accounts/sign_ins",
        SIGN_IN_KEPT,
        "a session that ended long ago can neither be ended nor explained any more",
        account_queries.sign_ins_over,
        db.session.delete,
    ),
    RetentionRule(
        "api/answers",
        ANSWER_KEPT,
        "a program that repeats itself does so within a day",
        api_queries.answers_before,
        db.session.delete,
    ),
    RetentionRule(
        "api/tokens",
        TOKEN_KEPT,
        "half a year after its end nobody asks any more which program had a key",
        api_queries.over_before,
        token_services.erase,
    ),
    RetentionRule(
        "links/over",
        links.KEPT,
        "whoever holds a link that is dead for a year is told so as well without it",
        links.over_before,
        db.session.delete,
    ),
    RetentionRule(
        "vacancies/drafts",
        timedelta(days=DRAFT_KEPT_DAYS),
        "a draft nobody goes on with has no purpose any more",
        vacancy_queries.forgotten_drafts,
        vacancy_services.erase_draft,
    ),
    RetentionRule(
        "candidates/closed",
        CLOSED_FILE_KEPT,
        "the file is closed and the last check is half a year old",
        ending.closed_before,
        candidate_retention.anonymise,
        candidate_retention.is_anonymised,
    ),
    RetentionRule(
        "candidates/drafts",
        ENTRY_KEPT,
        "nobody went on with the entry and the person agreed to nothing",
        ending.drafts_before,
        candidate_retention.erase_draft,
        candidate_retention.is_anonymised,
    ),
    RetentionRule(
        "candidates/messages",
        MESSAGE_KEPT,
        "somebody has dealt with it half a year ago",
        person_messages.messages_closed_before,
        person_message_services.erase,
    ),
    RetentionRule(
        "candidates/calls",
        CALL_KEPT,
        "the person was told, or it does not matter any more",
        calls.settled_before,
        call_services.erase,
    ),
    RetentionRule(
        "candidates/reads",
        READ_KEPT,
        "who looked is kept for a year",
        ending.reads_before,
        db.session.delete,
    ),
    RetentionRule(
        "candidates/consents",
        PROOF_KEPT,
        "until then it may have to be proved that somebody agreed, and on which words",
        ending.consents_before,
        db.session.delete,
    ),
    RetentionRule(
        "candidates/grants",
        PROOF_KEPT,
        "until then somebody may ask which company could see what",
        ending.grants_before,
        db.session.delete,
    ),
    RetentionRule(
        "people/events",
        PROOF_KEPT,
        "until then a decision may have to be explained; how often it was made is counted",
        evidence.explained_before,
        _erase_event,
    ),
    RetentionRule(
        "proposals/over",
        PROPOSAL_KEPT,
        "nothing came of it, and after half a year nobody can object any more",
        proposal_queries.over_since,
        _erase_proposal,
    ),
    RetentionRule(
        "placements/over",
        PLACEMENT_KEPT,
        "claims from it are settled, and what became of it is counted",
        placement_queries.ended_before,
        _erase_placement,
    ),
    RetentionRule(
        "proposals/search_orders",
        ORDER_KEPT,
        "asked after half a year and a month later, nobody has said that it is still wanted",
        search_orders.unconfirmed_since,
        search_services.erase_order,
    ),
    RetentionRule(
        "proposals/marks",
        PROPOSAL_KEPT,
        "after half a year an offer is over, or to be looked at anew",
        search_orders.marks_before,
        search_services.erase_mark,
    ),
    RetentionRule(
        "cooperation/referrals",
        REFERRAL_KEPT,
        "what was asked of another body is answered, and nobody needs the words any more",
        cooperation_queries.ended_before,
        cooperation_retention.erase,
    ),
    RetentionRule(
        "cooperation/call_backs",
        CALL_BACK_KEPT,
        "whoever asked was called, or has found another way",
        call_backs.made_before,
        cooperation_retention.erase_call_back,
    ),
    RetentionRule(
        "cooperation/waiting",
        WAITING_KEPT,
        "the course is long over, and nobody asks any more who waited for it",
        waiting.over_before,
        waiting_services.erase,
    ),
    RetentionRule(
        "mail/settled",
        delivery.KEPT,
        "two months are enough to see what was written; then neither words nor address are needed",
        delivery.settled_before,
        delivery.erase,
    ),
    RetentionRule(
        "alerts/unconfirmed",
        CONFIRM_WITHIN,
        "nobody has said that the address is theirs",
        alerts.unconfirmed,
        alert_services.erase,
    ),
    RetentionRule(
        "alerts/unanswered",
        ANSWER_WITHIN,
        "asked after half a year, nobody has said that they still look",
        alerts.unanswered,
        alert_services.erase,
    ),
    RetentionRule(
        "alerts/over",
        KEPT_AT_MOST,
        "twelve months, and one more to begin a new one",
        alerts.over,
        alert_services.erase,
    ),
    RetentionRule(
        "vacancies/reports",
        REPORT_KEPT,
        "somebody has looked at it, and its words may name people",
        reports.closed_before,
        report_services.erase,
    ),
    RetentionRule(
        "vacancies/unmet",
        unmet_rules.KEPT,
        "what was sought half a year ago says nothing about the offers of today",
        unmet.older_than,
        unmet_services.erase,
    ),
    RetentionRule(
        "vacancies/unmet_rare",
        unmet_rules.RARE_KEPT,
        "so few asked for it that it may be one person's own word, and it is shown to nobody",
        unmet.rare_before,
        unmet_services.erase,
    ),
)
ON_DEMAND: tuple[RetentionRule, ...] = (
    candidate_retention.ON_REQUEST,
    RetentionRule(alert_services.STOPPED, timedelta(), "its owner has ended it", None, alert_services.erase),
)
"""What is erased on somebody's word and not on its day; here for the replay after a restore alone."""
