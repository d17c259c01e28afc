"""What authorities are asked and answer: the inbox, the page of one clearance, asking, answering, doing without."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.mails import is_out_of_reach
from portal.core import audit, clock, paging
from portal.core.actor import Actor, Role
from portal.core.deeds import check_possible, is_done
from portal.core.errors import NotFound
from portal.core.forms import BaseForm
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires
from portal.placements import forms, queries, rules, services
from portal.placements.models import Clearance
from portal.placements.rules import BaConsent, ClearanceItem, ClearanceState
from portal.placements.views.history import timeline
from portal.placements.views.papers import as_pdf
from portal.placements.views.words import terms
from portal.placements.workflow import CLEARANCE

bp = Blueprint("clearances", __name__, url_prefix="/clearances")


@bp.route("/")
@requires("clearance:view")
def index() -> ResponseReturnValue:
    """List what waits for an answer, or what was answered."""
    is_open = paging.is_open()
    found, total = queries.clearances_to(acting_user(), is_open=is_open, page=paging.number())
    return page(
        "placements/clearances.html",
        found=found,
        is_open=is_open,
        today=clock.today(),
        **paging.of(total),
    )


@bp.route("/<uuid:clearance_id>")
@requires("clearance:view")
def show(clearance_id: UUID) -> ResponseReturnValue:
    """Show what is asked, and what was answered."""
    return _page("clearance", clearance_id)


def _page(name: str, clearance_id: UUID, **context: Any) -> ResponseReturnValue:
    actor = acting_user()
    clearance = queries.clearance(actor, clearance_id)
    version = queries.current_agreement(clearance.placement)
    return page(
        f"placements/{name}.html",
        clearance=clearance,
        placement=clearance.placement,
        who=_person(actor, clearance),
        lines=terms(services.lines(version, "")[2:] if version else ()),
        possible={row.event for row in CLEARANCE.possible(actor, clearance)},
        is_late=clearance.state is ClearanceState.REQUESTED and _is_over(clearance),
        asks_agency=_asks_agency(actor, clearance),
        has_dossier=rules.needs_dossier(clearance.item),
        silence_until=_silence_until(clearance),
        is_authority=actor.role is Role.AUTHORITY,
        is_out_of_reach=is_out_of_reach(clearance.placement.candidate),
        history=timeline(actor, audit.history(CLEARANCE.name, clearance.id), forms.CLEARANCE_EVENTS),
        **context,
    )


def _asks_agency(actor: Actor, clearance: Clearance) -> bool:
    """Tell whether the company may still ask the agency beforehand."""
    items = {one.item for one in clearance.placement.clearances}
    is_open = clearance.state in (ClearanceState.TO_PREPARE, ClearanceState.REQUESTED)
    is_permission = clearance.item is ClearanceItem.WORK_PERMISSION and ClearanceItem.PRIOR_APPROVAL not in items
    return is_open and is_permission and may(actor, "clearance:prepare_prior", clearance)


def _silence_until(clearance: Clearance) -> date | None:
    """Give the day after which the agency's silence counts as a yes."""
    if clearance.consent is not BaConsent.ASKED or clearance.consent_on is None:
        return None
    return clearance.consent_on + rules.CONSENT_WITHIN


def _is_over(clearance: Clearance) -> bool:
    return clearance.due_on is not None and clearance.due_on < clock.today()


def _person(actor: Actor, clearance: Clearance) -> list[tuple[str, Any]]:
    """Give what the deciding office needs to find the person: name and date of birth; it is logged."""
    person = clearance.placement.candidate
    if actor.role is Role.COORDINATOR:
        return [(_("Person"), person.number)]
    if actor.role is Role.AUTHORITY:
        audit.read(person.id, actor=actor, level="clearance")
    return [
        (_("Name"), f"{person.first_name} {person.last_name}"),
        (_("Geburtsdatum"), person.birth_date),
    ]


@bp.route("/<uuid:clearance_id>/request", methods=["GET", "POST"])
@requires("clearance:request")
def ask(clearance_id: UUID) -> ResponseReturnValue:
    """Choose the office that decides, and ask it."""
    clearance = _own("request", clearance_id)
    check_possible(CLEARANCE, "request", clearance)
    form = forms.RequestForm(office_id=clearance.office_id)
    if clearance.item is not ClearanceItem.SUBSIDY:
        del form.asked_on
    form.office_id.choices = queries.offices_for(clearance.item)
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.request(
            clearance,
            actor=acting_user(),
            office_id=form.office_id.data,
            due_on=form.due_on.data,
            asked_on=form.asked_on.data if "asked_on" in form else None,
        ),
    ):
        flash(_("Die Anfrage ist unterwegs."), "success")
        return done(url_for("clearances.show", clearance_id=clearance_id))
    return _page("clearance_request", clearance_id, form=form)


@bp.route("/<uuid:clearance_id>/signatures", methods=["GET", "POST"])
@requires("clearance:sign_dossier")
def signatures(clearance_id: UUID) -> ResponseReturnValue:
    """Note when the person signed the request and the power of attorney."""
    clearance = _own("sign_dossier", clearance_id)
    check_possible(CLEARANCE, "sign_dossier", clearance)
    form = forms.DossierForm(request_signed_on=clearance.request_signed_on, proxy_signed_on=clearance.proxy_signed_on)
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.sign_dossier(
            clearance,
            actor=acting_user(),
            request_signed_on=form.request_signed_on.data,
            proxy_signed_on=form.proxy_signed_on.data,
        ),
    ):
        flash(_("Eingetragen. Liegt beides vor, können Sie die Stelle anfragen."), "success")
        return done(url_for("clearances.show", clearance_id=clearance_id))
    return _page("clearance_signatures", clearance_id, form=form)


@bp.route("/<uuid:clearance_id>/answer", methods=["GET", "POST"])
@requires("clearance:grant")
def answer(clearance_id: UUID) -> ResponseReturnValue:
    """Note the decision: granted with its conditions, or refused with the reason."""
    clearance = _own("grant", clearance_id)
    check_possible(CLEARANCE, "grant", clearance)
    form = forms.AnswerForm(decided_on=clock.today())
    if clearance.item is not ClearanceItem.MEASURE_APPROVAL:
        del form.travel_eur, form.childcare_eur
    if form.validate_on_submit() and is_done(form, lambda: _decide(clearance, form)):
        flash(_("Danke. Die Entscheidung ist eingetragen."), "success")
        return done(url_for("clearances.show", clearance_id=clearance_id))
    return _page("clearance_answer", clearance_id, form=form)


def _decide(clearance: Clearance, form: forms.AnswerForm) -> None:
    if form.answer.data is ClearanceState.GRANTED:
        services.grant(clearance, form.decision, actor=acting_user())
    else:
        services.refuse(clearance, form.decision, actor=acting_user(), reason=form.reason.data or "")


@bp.route("/<uuid:clearance_id>/waive", methods=["GET", "POST"])
@requires("clearance:waive")
def waive(clearance_id: UUID) -> ResponseReturnValue:
    """Do without it: nobody has to allow this after all."""
    clearance = _own("waive", clearance_id)
    check_possible(CLEARANCE, "waive", clearance)
    form = forms.WaiveForm()
    if form.validate_on_submit() and is_done(
        form, lambda: services.waive(clearance, actor=acting_user(), reason=form.reason.data or "")
    ):
        flash(_("Eingetragen: Diese Erlaubnis ist nicht nötig."), "success")
        return done(url_for("clearances.show", clearance_id=clearance_id))
    return _page("clearance_waive", clearance_id, form=form)


@bp.route("/<uuid:clearance_id>/consent", methods=["GET", "POST"])
@requires("clearance:note_consent")
def consent(clearance_id: UUID) -> ResponseReturnValue:
    """Note how far the authority is with the employment agency."""
    clearance = _own("note_consent", clearance_id)
    check_possible(CLEARANCE, "note_consent", clearance)
    form = forms.ConsentForm(consent=clearance.consent, consent_on=clearance.consent_on or clock.today())
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.note_consent(
            clearance, form.consent.data, form.consent_on.data or clock.today(), actor=acting_user()
        ),
    ):
        flash(_("Der Stand ist eingetragen."), "success")
        return done(url_for("clearances.show", clearance_id=clearance_id))
    return _page("clearance_consent", clearance_id, form=form)


@bp.route("/<uuid:clearance_id>/prior", methods=["GET", "POST"])
@requires("clearance:prepare_prior")
def prior(clearance_id: UUID) -> ResponseReturnValue:
    """Note that the company asks the employment agency beforehand."""
    clearance = _own("prepare_prior", clearance_id)
    form = BaseForm()
    if form.validate_on_submit() and is_done(form, lambda: services.prepare_prior(clearance, actor=acting_user())):
        flash(_("Vorgemerkt. Sobald der Betrieb bestätigt hat, können Sie die Agentur fragen."), "success")
        return done(url_for("placements.show", placement_id=clearance.placement_id))
    return _page("clearance_prior", clearance_id, form=form)


@bp.route("/<uuid:clearance_id>/declaration.pdf")
@requires("clearance:print")
def declaration(clearance_id: UUID) -> ResponseReturnValue:
    """Print what the company declares about the job."""
    clearance = _own("print", clearance_id)
    version = queries.current_agreement(clearance.placement)
    if version is None:
        raise NotFound
    paper = services.declaration_paper(version, actor=acting_user())
    return as_pdf(paper, f"{clearance.placement.number}-declaration")


@bp.route("/<uuid:clearance_id>/application.pdf")
@requires("clearance:print_dossier")
def application_pdf(clearance_id: UUID) -> ResponseReturnValue:
    """Print the person's own request, to be signed."""
    clearance = _of_person(clearance_id)
    version = queries.current_agreement(clearance.placement)
    if version is None:
        raise NotFound
    paper = services.request_paper(clearance, version, actor=acting_user())
    return as_pdf(paper, f"{clearance.placement.number}-application")


@bp.route("/<uuid:clearance_id>/power-of-attorney.pdf")
@requires("clearance:print_dossier")
def proxy_pdf(clearance_id: UUID) -> ResponseReturnValue:
    """Print the power to speak with the authority about this permission, to be signed."""
    clearance = _of_person(clearance_id)
    paper = services.proxy_paper(clearance, actor=acting_user())
    return as_pdf(paper, f"{clearance.placement.number}-power-of-attorney")


def _of_person(clearance_id: UUID) -> Clearance:
    """Give a clearance for which the person asks. Raises: NotFound."""
    clearance = _own("sign_dossier", clearance_id)
    if not rules.needs_dossier(clearance.item):
        raise NotFound
    return clearance


def _own(verb: str, clearance_id: UUID) -> Clearance:
    clearance = queries.clearance(acting_user(), clearance_id)
    require(acting_user(), f"clearance:{verb}", clearance)
    return clearance
