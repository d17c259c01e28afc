"""Companies: the list and the page of staff, the own data, and the steps between states."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.views.security import fresh
from portal.core import audit, paging, permissions
from portal.core.actor import Channel
from portal.core.errors import TransitionNotAllowed
from portal.core.forms import as_choices
from portal.core.web import acting_user, done, page, requires
from portal.core.workflow import Reason
from portal.organisations import forms, queries
from portal.organisations.forms import AddCompanyForm, ContactForm, EditCompanyForm, FilterForm, ReasonForm, StepForm
from portal.organisations.queries import CompanyFilter
from portal.organisations.rules import CompanyState
from portal.organisations.services import companies
from portal.organisations.services.companies import AlreadyThere, Contact
from portal.organisations.views.actions import actions, can_merge
from portal.organisations.workflow import WORKFLOW, OwnEntry
from portal.reference import snapshot

bp = Blueprint("organisations", __name__, url_prefix="/organisations")


@bp.route("")
@requires("company:list")
def index() -> ResponseReturnValue:
    """List the companies of the district."""
    form = FilterForm(request.args)
    towns = {town.ags: town.name for town in snapshot().municipalities if town.in_kreis_heinsberg}
    form.ags.choices = as_choices(towns, empty=_("alle"))
    text, state, ags = (form.chosen(name) for name in ("q", "state", "ags"))
    wanted = CompanyFilter(text or "", CompanyState(state) if state else None, ags or "")
    found, total = queries.companies(acting_user(), wanted, page=paging.number())
    unproven = [one for one in found if one.state is CompanyState.REGISTERED]
    labels = {
        "q": wanted.text,
        "state": forms.STATES[wanted.state] if wanted.state else None,
        "ags": towns.get(wanted.ags),
    }
    return page(
        "organisations/index.html",
        companies=found,
        alike=queries.doubles_of(acting_user(), unproven) if permissions.may(acting_user(), "company:merge") else {},
        filters=form,
        chips=paging.chips(labels),
        forms=forms,
        **paging.of(total),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("company:add")
def add() -> ResponseReturnValue:
    """Enter a company that told its data by telephone."""
    form = AddCompanyForm()
    if form.validate_on_submit():
        try:
            company = companies.register(form.new_id, form.company(), actor=acting_user())
        except AlreadyThere as error:
            form.register_number.errors = [str(error.message)]
        else:
            flash(_("Der Betrieb ist eingetragen. Jemand anderes prüft ihn."), "success")
            return done(url_for("organisations.show", organisation_id=company.id))
    return page("organisations/add.html", form=form)


@bp.route("/mine")
@requires("company:view")
def mine() -> ResponseReturnValue:
    """Lead to the page of the company one acts for, or to the list."""
    company_id = acting_user().company_id
    where = url_for("organisations.show", organisation_id=company_id) if company_id else url_for("organisations.index")
    return redirect(where, code=303)


@bp.route("/<uuid:organisation_id>")
@requires("company:view")
def show(organisation_id: UUID) -> ResponseReturnValue:
    """Show a company: state, next step, data, people, contact log, history."""
    actor = acting_user()
    company = queries.company_that_stays(actor, organisation_id)
    if company.id != organisation_id:
        return redirect(url_for(".show", organisation_id=company.id), code=301)
    is_staff = permissions.may(actor, "company:list")
    waiting = len(queries.unanswered(company.id)) if is_staff else 0
    is_own_entry = company.state is CompanyState.REGISTERED and queries.registered_by(company.id) == actor.id
    return page(
        "organisations/show.html",
        company=company,
        actions=actions(actor, company, waiting=waiting, is_own_entry=is_own_entry),
        members=queries.members_of(company.id),
        contacts=queries.contact_log(company.id) if is_staff else [],
        history=audit.history("company", company.id),
        is_staff=is_staff,
        own_entry=OwnEntry.message if is_own_entry and is_staff else None,
        requests=queries.join_requests(actor, company.id) if is_staff else [],
        alike=queries.doubles_of(actor, [company])[company.id] if can_merge(actor, company) else [],
        forms=forms,
    )


@bp.route("/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@requires("company:edit")
def edit(organisation_id: UUID) -> ResponseReturnValue:
    """Change what a company says of itself."""
    actor = acting_user()
    company = queries.company(actor, organisation_id)
    permissions.require(actor, "company:edit", company)
    form = EditCompanyForm(obj=company)
    if form.validate_on_submit():
        form.check_version(company)
        companies.edit(company, form.company(), actor=actor)
        flash(_("Die Angaben sind gespeichert."), "success")
        return done(url_for("organisations.show", organisation_id=company.id))
    return page("organisations/edit.html", company=company, form=form)


@bp.route("/<uuid:organisation_id>/<any(verify, suspend, resume, close):event>", methods=["GET", "POST"])
@requires("company:view")
@fresh
def step(organisation_id: UUID, event: str) -> ResponseReturnValue:
    """Take a step of a company; the page says what it means and asks for the reason it needs."""
    actor = acting_user()
    company = queries.company(actor, organisation_id)
    permissions.require(actor, f"company:{event}", company)
    transition = WORKFLOW.find(event, company.state)
    reason = transition.reason if transition else Reason.NONE
    form = ReasonForm(obj=company) if reason is Reason.REQUIRED else StepForm(obj=company)
    if form.validate_on_submit():
        companies.step(event, company, actor=actor, reason=form.reason.data)
        flash(_("Das ist erledigt."), "success")
        return done(url_for("organisations.show", organisation_id=company.id))
    if transition is None:
        raise TransitionNotAllowed
    return page(
        "organisations/step.html",
        company=company,
        event=event,
        label=forms.STEPS[event],
        form=form,
        asks_why=reason is not Reason.NONE,
    )


@bp.route("/<uuid:organisation_id>/contacts/new", methods=["GET", "POST"])
@requires("company:log_contact")
def log_contact(organisation_id: UUID) -> ResponseReturnValue:
    """Write a line into the contact log."""
    company = queries.company(acting_user(), organisation_id)
    form = ContactForm()
    if form.validate_on_submit():
        contact = Contact(
            Channel(form.channel.data), form.contact.data or "", form.text.data or "", form.next_step_on.data
        )
        companies.log_contact(form.new_id, company, contact, actor=acting_user())
        flash(_("Der Kontakt ist eingetragen."), "success")
        return done(url_for("organisations.show", organisation_id=company.id))
    return page("organisations/log_contact.html", company=company, form=form)
