"""The tables that tie the areas together: blueprints, reactions, limits; beside them navigation and timetable."""

from flask import Blueprint, Flask, request

from portal.accounts import links as account_links  # noqa: F401 - registers the pages of its links
from portal.accounts.views import account, security
from portal.accounts.views import second_factor as second_factor_views  # noqa: F401 - its pages belong to the account's
from portal.accounts.workflow import WORKFLOW as INVITATIONS
from portal.administration import policy as administration_policy  # noqa: F401 - declares its permissions
from portal.administration import views as administration_views
from portal.administration.services import follow_the_law
from portal.api import views as api_views
from portal.candidates import links as candidate_links  # noqa: F401 - registers the pages of its links
from portal.candidates import queries as candidate_queries
from portal.candidates import services as candidate_services
from portal.candidates import views as candidate_views
from portal.candidates.models import Candidate
from portal.candidates.queries import calls
from portal.candidates.rules import LOOKS, ScreeningItem
from portal.candidates.rules.calls import CallReason
from portal.candidates.services import calls as call_services
from portal.candidates.workflow import WORKFLOW as CANDIDATES
from portal.candidates.workflow.transfers import TRANSFERS
from portal.config import Settings
from portal.content import views as content_views
from portal.cooperation import links as cooperation_links  # noqa: F401 - registers the lines of the own page
from portal.cooperation import queries as cooperation_queries
from portal.cooperation import services as cooperation_services
from portal.cooperation import views as cooperation_views
from portal.cooperation.queries import bodies as cooperation_bodies
from portal.cooperation.services import retention as cooperation_retention
from portal.core import db, limits, workflow
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.limits import Bound
from portal.core.outbox import OutboxMail
from portal.core.storage import Storage
from portal.demo import views as demo_views
from portal.insight import policy as insight_policy  # noqa: F401 - declares its permissions
from portal.insight import views as insight_views
from portal.insight.queries import ahead
from portal.insight.services import keep_figures_of
from portal.organisations import links as organisation_links  # noqa: F401 - registers the pages of its links
from portal.organisations import views as organisation_views
from portal.organisations.models import Organisation
from portal.organisations.services import behalf, mail, members
from portal.organisations.views import identity
from portal.organisations.workflow import WORKFLOW as COMPANIES
from portal.placements import links as placement_links  # noqa: F401 - registers the pages of its links
from portal.placements import queries as placement_queries
from portal.placements import services as placement_services
from portal.placements import views as placement_views
from portal.placements.queries import bodies as placement_bodies
from portal.placements.queries import to_tell as placements_to_tell
from portal.placements.services import moving as placements_moving
from portal.placements.services import retention as placement_retention
from portal.proposals import links as proposal_links  # noqa: F401 - registers the pages of its links
from portal.proposals import services as proposal_services
from portal.proposals import views as proposal_views
from portal.proposals.queries import to_tell as proposals_to_tell
from portal.proposals.services import moving as proposals_moving
from portal.proposals.services import permission
from portal.proposals.services import retention as proposal_retention
from portal.proposals.services import searching as search_services
from portal.proposals.services import waiting as waiting_mails  # noqa: F401 - registers who looks at them again
from portal.proposals.workflow import WORKFLOW as PROPOSALS
from portal.proposals.workflow.guards import register_busy
from portal.vacancies import links as vacancy_links  # noqa: F401 - registers the pages of its links
from portal.vacancies import services as vacancy_services
from portal.vacancies import views as vacancy_views
from portal.vacancies.services import alerts
from portal.vacancies.workflow import WORKFLOW as VACANCIES
from portal.wiring import desk, mails, navigation
from portal.wiring.retention import ON_DEMAND, RETENTION
from portal.wiring.timetable import JOBS, REMINDERS

__all__ = ["BLUEPRINTS", "BOUNDS", "JOBS", "ON_DEMAND", "REMINDERS", "RETENTION", "init_app"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.bp,
    organisation_views.bp,
    content_views.bp,
    vacancy_views.board,
    vacancy_views.machines,
    vacancy_views.alerts,
    vacancy_views.vacancies,
    vacancy_views.review,
    vacancy_views.reports,
    candidate_views.bp,
    proposal_views.bp,
    insight_views.bp,
    administration_views.bp,
    placement_views.bp,
    placement_views.clearances,
    cooperation_views.referrals,
    cooperation_views.courses,
    cooperation_views.call_backs,
    api_views.pages,
    api_views.programs,
)
FORM = (Bound("5 per minute; 20 per hour"),)
"""A form that stands open to everybody."""
PASSWORD = (Bound("10 per minute"),)
OFFICE_DOOR = Bound("30 per minute; 200 per hour", counts=limits.refused)
"""A hundred people of an office sign in at eight from one address: what was right does not count."""
PROGRAM = (Bound("240 per minute; 5000 per hour", methods=None),)
BOUNDS = {
    "core.link_again": FORM,
    # The codes on letters are short enough to be typed: what counts is how often somebody tries what is no link.
    "core.link": (Bound("30 per minute; 200 per hour", methods=None, counts=limits.missed),),
    "security.login": (Bound("10 per minute; 40 per hour", by=limits.account), OFFICE_DOOR),
    "accounts.second_step": (OFFICE_DOOR,),
    "accounts.set_up_second_factor": PASSWORD,
    "security.verify": PASSWORD,
    "security.change_password": PASSWORD,
    "security.forgot_password": (Bound("5 per minute; 20 per hour", by=limits.account), Bound("60 per hour")),
    "security.reset_password": PASSWORD,
    "accounts.confirm_again": FORM,
    "organisations.sign_up": FORM,
    "alerts.new": FORM,
    "board.report": FORM,
    "call_backs.ask": FORM,
    "vacancies.occupations": (Bound("240 per minute", methods=None),),  # asked with every letter
    **dict.fromkeys((f"api.{one.name}" for one in api_views.ENDPOINTS), PROGRAM),
}
"""How often somebody may send these forms or ask these questions."""


def init_app(app: Flask, settings: Settings) -> None:
    """Put the areas into the application."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo_views.bp)
    app.extensions["portal.load_actor"] = _load_actor
    app.extensions["csrf"].exempt(api_views.programs)  # nothing a browser sends by itself opens it
    app.extensions["portal.mail_redirect"] = mail.redirect
    app.extensions["portal.mail_gate"] = mails.may_go
    app.extensions["portal.mail_bounced"] = _bounced
    app.extensions["portal.sms_failed"] = call_services.text_failed
    app.extensions["portal.files"] = Storage(settings.data_dir / "files", fernet=app.extensions["portal.keys"].fernet)
    app.extensions["portal.retention"] = RETENTION
    security.init_app(app)
    limits.init_app(app, settings.data_dir, BOUNDS)
    _react()
    desk.lay()
    ahead.declare(REMINDERS)
    app.before_request(_follow_the_law)
    app.before_request(identity.lead_to_second_step)
    app.context_processor(navigation.frame)
    app.context_processor(identity.person)


def _load_actor() -> Actor:
    """Know programs by their key alone and browsers by their session alone."""
    return api_views.load_actor() if request.blueprint == api_views.programs.name else identity.load_actor()


def _react() -> None:
    """Tie what a deed in a lower area means for an upper one, in the same transaction."""
    workflow.observe(behalf.copy_to_company)
    INVITATIONS.react("accept", members.join_invited)
    for event in ("suspend", "close"):
        COMPANIES.react(event, _take_names_back)
        COMPANIES.react(event, placement_services.company_stopped)
        COMPANIES.react(event, vacancy_services.company_stopped)
    COMPANIES.react("close", proposal_services.company_ended)
    COMPANIES.react("merge", candidate_services.company_merged)
    COMPANIES.react("merge", vacancy_services.company_merged)
    _react_to_people()
    for event in ("fill", "withdraw"):
        VACANCIES.react(event, proposal_services.offer_ended)
    for event in ("accept", "take_over"):
        TRANSFERS.react(event, proposals_moving.file_moved)
        TRANSFERS.react(event, placements_moving.file_moved)
    PROPOSALS.react("accept", placement_services.open_from_proposal)
    _say_what_to_tell()
    candidate_queries.register_hold(placement_queries.holds_file)
    candidate_queries.register_bodies(placement_bodies.SHOWN, placement_bodies.deciders)
    candidate_queries.register_bodies(cooperation_bodies.BY_REFERRAL, cooperation_bodies.partners)
    candidate_queries.register_bodies(cooperation_bodies.BY_COURSE, cooperation_bodies.providers)
    register_busy(placement_queries.is_busy)
    register_busy(cooperation_queries.is_busy)


def _say_what_to_tell() -> None:
    """Let each area say what a line of the call list is about, and for how long."""
    for reason, days in (
        (CallReason.ANSWER, proposals_to_tell.answers),
        (CallReason.INTERVIEW, proposals_to_tell.interviews),
        (CallReason.FIRST_DAY, placements_to_tell.first_days),
        (CallReason.PERMISSION, placements_to_tell.permissions),
    ):
        calls.register_days(reason, days)


def _react_to_people() -> None:
    """Do the same for what happens in a person's file, which most areas hang on."""
    for event in ("withdraw_consent", "exclude", "close"):
        CANDIDATES.react(event, proposal_services.consent_ended)
        CANDIDATES.react(event, search_services.file_ended)
    for event in ("give_consent", "include"):
        CANDIDATES.react(event, placement_services.yes_given)
    for forget in (
        keep_figures_of,
        search_services.forget_person,
        placement_retention.forget_person,
        proposal_retention.forget_person,
        cooperation_retention.forget_person,
    ):
        CANDIDATES.react("anonymise", forget)
    for event in ("edit", *LOOKS):
        CANDIDATES.react(event, _paper_changed)
    CANDIDATES.react("merge", _files_joined)
    for event in ("withdraw_consent", "close"):
        CANDIDATES.react(event, cooperation_services.consent_ended)


def _follow_the_law() -> None:
    """Decide by the rows of law that hold now, whichever process approved them; what needs none asks for none."""
    if request.endpoint not in (None, "static"):
        follow_the_law()


def _bounced(row: OutboxMail) -> None:
    mail.bounced(row)
    alerts.address_is_dead(row)


def _paper_changed(person: Candidate, actor: Actor, change: Change) -> None:
    """Decide anew on what is open for a person whose residence document was entered or looked at, once or twice."""
    details = change.details or {}
    if ScreeningItem.RESIDENCE.value not in (*details.values(), *details.get("items", ())):
        return
    permission.paper_changed(person, actor, change)
    placement_services.paper_changed(person, actor, change)


def _files_joined(double: Candidate, actor: Actor, change: Change) -> None:
    """Decide anew on what is open in the file that stays, as a word on the paper of one says nothing of the other.

    Of two seats in one course the person needs one.
    """
    kept = db.session.get_one(Candidate, double.merged_into_id)
    permission.paper_changed(kept, actor, change)
    placement_services.paper_changed(kept, actor, change)
    cooperation_services.files_joined(kept)


def _take_names_back(company: Organisation, _actor: Actor, _change: Change) -> None:
    candidate_services.drop_grants_of_organisation(company.id)
