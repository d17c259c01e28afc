"""Referrals: the inbox of an office, asking another one, handing somebody in, answering."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates import queries as candidates
from portal.candidates.models import Candidate
from portal.candidates.queries.values import language_name
from portal.cooperation import forms, queries, services
from portal.cooperation.models import Referral
from portal.cooperation.rules import OPEN, Purpose
from portal.cooperation.services import Person, Request
from portal.cooperation.workflow import WORKFLOW
from portal.core import audit, clock, paging
from portal.core.actor import Actor, Role
from portal.core.deeds import Step, check_possible, is_done, of, route
from portal.core.forms import BaseForm
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, page, requires
from portal.organisations.models import Office
from portal.placements.views.history import timeline

bp = Blueprint("referrals", __name__, url_prefix="/referrals")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": forms}


@bp.route("/")
@requires("referral:view")
def index() -> ResponseReturnValue:
    """List what waits, or what is over."""
    is_open = paging.is_open()
    found, total = queries.referrals(acting_user(), is_open=is_open, page=paging.number())
    return page(
        "cooperation/referrals.html",
        found=found,
        is_open=is_open,
        can_hand_in=may(acting_user(), "referral:hand_in"),
        today=clock.today(),
        **paging.of(total),
    )


@bp.route("/<uuid:referral_id>")
@requires("referral:view")
def show(referral_id: UUID) -> ResponseReturnValue:
    """Show one referral."""
    actor, referral = acting_user(), queries.referral(acting_user(), referral_id)
    possible = {row.event for row in WORKFLOW.possible(actor, referral)}
    return page(
        "cooperation/referral.html",
        referral=referral,
        who=_person(actor, referral),
        actions=[
            {
                "label": step.label,
                "url": url_for(f"referrals.{step.event}", referral_id=referral.id),
                "variant": step.variant,
            }
            for step in STEPS
            if step.event in possible
        ],
        history=timeline(actor, audit.history(WORKFLOW.name, referral.id), forms.EVENTS),
        is_late=referral.state in OPEN and referral.awaited_on is not None and referral.awaited_on < clock.today(),
    )


def _person(actor: Actor, referral: Referral) -> list[tuple[str, str]]:
    """Give name and contact while the office asked works on it; before and after that nobody needs them."""
    if referral.candidate is None:
        return _handed_in(referral)
    person = referral.candidate
    if actor.role is not Role.CASEWORKER and referral.state not in OPEN:
        return [(_("Person"), person.number)]
    if actor.role is Role.AUTHORITY:
        audit.read(person.id, actor=actor, level="referral")
    contact = ", ".join(filter(None, (person.phone, person.email)))
    return _rows(f"{person.first_name} {person.last_name}", contact, person.locale)


def _handed_in(referral: Referral) -> list[tuple[str, str]]:
    if referral.state not in OPEN:
        return [(_("Person"), _("nicht mehr angezeigt"))]
    return _rows(referral.person_name or "", referral.person_contact or "", referral.person_language)


def _rows(name: str, contact: str, language: str | None) -> list[tuple[str, str]]:
    said = language_name(language) if language else "–"
    return [(_("Name"), name), (_("Telefon oder E-Mail"), contact or "–"), (_("Sprache der Person"), said)]


@bp.route("/new/<uuid:candidate_id>", methods=["GET", "POST"])
@requires("referral:send")
def new(candidate_id: UUID) -> ResponseReturnValue:
    """Ask another office for a person of the own file: first for what, then whom."""
    candidate = _candidate(candidate_id)
    purpose = _purpose()
    form = forms.AskForm(consented_on=clock.today())
    offices = {office.id: office for office in queries.offices_for(purpose)} if purpose else {}
    form.to_office_id.choices = [(office.id, office.name) for office in offices.values()]
    if purpose and form.validate_on_submit() and is_done(form, lambda: _send(form, candidate, purpose, offices)):
        flash(_("Die Anfrage ist unterwegs."), "success")
        return done(url_for("referrals.show", referral_id=form.new_id))
    purposes = {one: label for one, label in forms.PURPOSES.items() if one is not Purpose.PLACEMENT}
    shown: dict[str, Any] = {"candidate": _candidate(candidate_id), "purpose": purpose, "purposes": purposes}
    return page("cooperation/new_referral.html", form=form, **shown)


def _candidate(candidate_id: UUID) -> Candidate:
    return candidates.one(acting_user(), candidate_id, "candidate:edit")


def _purpose() -> Purpose | None:
    wanted = request.args.get("purpose", "")
    return Purpose(wanted) if wanted in set(Purpose) - {Purpose.PLACEMENT} else None


def _send(form: forms.AskForm, candidate: Candidate, purpose: Purpose, offices: dict[UUID, Office]) -> None:
    services.send(candidate, _request(form, purpose, offices[form.to_office_id.data]), actor=acting_user())


def _request(form: forms.AskForm, purpose: Purpose, office: Office) -> Request:
    names = ("consented_on", "consent_channel", "by_guardian", "note", "due_on")
    return Request(office, purpose, **{name: form[name].data for name in names}, record_id=form.new_id)


@bp.route("/hand-in", methods=["GET", "POST"])
@requires("referral:hand_in")
def hand_in() -> ResponseReturnValue:
    """Hand somebody to the Integration Point who wants to find work, an internship or training."""
    form = forms.HandInForm(consented_on=clock.today())
    offices = {office.id: office for office in queries.offices_for(Purpose.PLACEMENT)}
    form.to_office_id.choices = [(office.id, office.name) for office in offices.values()]
    if form.validate_on_submit() and is_done(form, lambda: _hand_in(form, offices)):
        flash(_("Danke. Der Integration Point meldet sich bei der Person."), "success")
        return done(url_for("referrals.show", referral_id=form.new_id))
    return page("cooperation/hand_in.html", form=form)


def _hand_in(form: forms.HandInForm, offices: dict[UUID, Office]) -> None:
    person = Person(form.person_name.data or "", form.person_contact.data or "", form.person_language.data)
    wanted = _request(form, Purpose.PLACEMENT, offices[form.to_office_id.data])
    services.hand_in(person, wanted, actor=acting_user())


STEPS = (
    Step(
        "accept",
        _l("Annehmen"),
        _l("Danke. Die andere Stelle weiß Bescheid."),
        of(BaseForm),
        lambda referral, _form, actor: services.accept(referral, actor=actor),
        _l("Sie melden sich dann selbst bei der Person."),
        "primary",
    ),
    Step(
        "complete",
        _l("Erledigt"),
        _l("Danke. Die andere Stelle weiß Bescheid."),
        of(forms.CompleteForm),
        lambda referral, form, actor: services.complete(referral, actor=actor, answer=form.answer.data),
        "",
        "primary",
    ),
    Step(
        "plan",
        _l("Nächsten Schritt eintragen"),
        _l("Danke. Die andere Stelle weiß Bescheid."),
        of(forms.PlanForm),
        lambda referral, form, actor: services.plan(
            referral, actor=actor, next_step=form.next_step.data, next_step_on=form.next_step_on.data
        ),
        _l("Zum Beispiel ein Termin zur Beratung. Wer gefragt hat, liest es auch."),
    ),
    Step(
        "decline",
        _l("Nicht annehmen"),
        _l("Danke für Ihre Antwort."),
        of(forms.DeclineForm),
        lambda referral, form, actor: services.decline(referral, actor=actor, reason=form.reason.data),
    ),
    Step(
        "withdraw",
        _l("Zurücknehmen"),
        _l("Zurückgenommen. Die Stelle sieht die Person nicht mehr."),
        of(forms.WithdrawForm),
        lambda referral, form, actor: services.withdraw(referral, actor=actor, reason=form.reason.data),
        _l("Die Stelle sieht die Person dann nicht mehr."),
        "danger",
    ),
)


def _serve(step: Step, referral_id: UUID) -> ResponseReturnValue:
    referral = queries.referral(acting_user(), referral_id)
    require(acting_user(), f"referral:{step.event}", referral)
    check_possible(WORKFLOW, step.event, referral)
    form = step.form(referral, acting_user())
    if form.validate_on_submit() and is_done(form, lambda: step.deed(referral, form, acting_user())):
        flash(step.said, "success")
        return done(url_for("referrals.show", referral_id=referral_id))
    referral = queries.referral(acting_user(), referral_id)
    return page("cooperation/referral_step.html", referral=referral, form=form, step=step)


route(bp, "referral", STEPS, _serve)
