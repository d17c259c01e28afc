"""Whoever asks to be called about an offer: the public form, and the list of the office that calls."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.candidates.forms import EntryForm
from portal.candidates.queries.values import language_name
from portal.candidates.views.blueprint import address
from portal.candidates.views.entry import entered
from portal.content.queries import office_for
from portal.cooperation.forms import call_backs as forms
from portal.cooperation.models import CallBack
from portal.cooperation.queries import call_backs as queries
from portal.cooperation.services import call_backs as services
from portal.cooperation.services.call_backs import Caller
from portal.cooperation.workflow import CALL_BACKS
from portal.core import audit, clock, i18n, paging
from portal.core.actor import NOBODY
from portal.core.deeds import Step, check_possible, is_done, of, route
from portal.core.forms import BaseForm
from portal.core.permissions import may, require
from portal.core.web import acting_user, done, get_or_404, page, public, public_form, public_url, requires
from portal.organisations.models import Office
from portal.placements.views.history import timeline
from portal.vacancies import queries as vacancies
from portal.vacancies.models import Vacancy
from portal.vacancies.views.offer import gone

bp = Blueprint("call_backs", __name__)


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"words": forms, "language_name": language_name}


@bp.route("/offers/<number>/call-back", methods=["GET", "POST"])
@public_form
def ask(number: str) -> ResponseReturnValue:
    """Let somebody who is interested in an offer ask the office of its town to call."""
    version = vacancies.by_number(number, clock.today())
    if version is None:
        return gone(number)
    office = get_or_404(office_for(version.ags))
    form = forms.AskForm(language=i18n.current().base)
    if form.validate_on_submit():
        if not form.is_from_machine:
            _ask(form, version.vacancy, office)
        return done(public_url("call_backs.asked"))
    return page("board/call_back.html", form=form, version=version, office=office)


def _ask(form: forms.AskForm, vacancy: Vacancy, office: Office) -> None:
    said = (form.name.data or "", form.phone.data or "", form.language.data, form.call_at.data)
    services.ask(vacancy, office, Caller(*said), actor=NOBODY, record_id=form.new_id)


@bp.route("/call-back")
@public
def asked() -> ResponseReturnValue:
    """Say what happens next."""
    return page("board/called_back.html")


@bp.route("/call-backs/")
@requires("call_back:view")
def index() -> ResponseReturnValue:
    """List who waits for a call of the own office, or who was reached."""
    is_open = paging.is_open()
    found, total = queries.listed(acting_user(), is_open=is_open, page=paging.number())
    return page("cooperation/call_backs.html", found=found, is_open=is_open, **paging.of(total))


@bp.route("/call-backs/<uuid:call_back_id>")
@requires("call_back:view")
def show(call_back_id: UUID) -> ResponseReturnValue:
    """Show whom to call, when, in which language, and about what."""
    actor, asked_for = acting_user(), queries.one(acting_user(), call_back_id)
    possible = {row.event for row in CALL_BACKS.possible(actor, asked_for)}
    steps = [_action(step.label, step.event, asked_for, step.variant) for step in STEPS if step.event in possible]
    if "reach" in possible and may(actor, "call_back:open_file", asked_for):
        steps.insert(1, _action(_("Profil anlegen"), "open_file", asked_for, "secondary"))
    return page(
        "cooperation/call_back.html",
        request_=asked_for,
        actions=steps,
        history=timeline(actor, audit.history(CALL_BACKS.name, asked_for.id), forms.EVENTS),
    )


def _action(label: Any, event: str, asked_for: CallBack, variant: str) -> dict[str, Any]:
    return {"label": label, "url": url_for(f"call_backs.{event}", call_back_id=asked_for.id), "variant": variant}


STEPS = (
    Step(
        "take",
        _l("Ich rufe an"),
        _l("Danke. Ihre Kolleginnen und Kollegen sehen, dass Sie anrufen."),
        of(BaseForm),
        lambda asked_for, _form, actor: services.take(asked_for, actor=actor),
        _l("Dann ruft niemand anderes an."),
        "primary",
    ),
    Step(
        "reach",
        _l("Erreicht"),
        _l("Gespeichert."),
        of(forms.ReachForm),
        lambda asked_for, form, actor: services.reach(asked_for, actor=actor, outcome=form.outcome.data),
        "",
        "primary",
    ),
    Step(
        "miss",
        _l("Nicht erreicht"),
        _l("Gespeichert. Sie können es später noch einmal versuchen."),
        of(forms.MissForm),
        lambda asked_for, form, actor: services.miss(asked_for, actor=actor, outcome=form.outcome.data),
    ),
    Step(
        "give_back",
        _l("Zurückgeben"),
        _l("Jetzt kann jemand anderes anrufen."),
        of(BaseForm),
        lambda asked_for, _form, actor: services.give_back(asked_for, actor=actor),
        _l("Dann kann jemand anderes anrufen."),
    ),
)


def _serve(step: Step, call_back_id: UUID) -> ResponseReturnValue:
    asked_for = queries.one(acting_user(), call_back_id)
    require(acting_user(), f"call_back:{step.event}", asked_for)
    check_possible(CALL_BACKS, step.event, asked_for)
    form = step.form(asked_for, acting_user())
    if form.validate_on_submit() and is_done(form, lambda: step.deed(asked_for, form, acting_user())):
        flash(step.said, "success")
        return done(url_for("call_backs.show", call_back_id=call_back_id))
    asked_for = queries.one(acting_user(), call_back_id)
    return page("cooperation/call_back_step.html", request_=asked_for, form=form, step=step)


@bp.route("/call-backs/<uuid:call_back_id>/file", methods=["GET", "POST"])
@requires("call_back:open_file")
def open_file(call_back_id: UUID) -> ResponseReturnValue:
    """Open a file for whoever was called, filled in with what they said."""
    actor, asked_for = acting_user(), queries.one(acting_user(), call_back_id)
    require(actor, "call_back:open_file", asked_for)
    check_possible(CALL_BACKS, "reach", asked_for)
    form = EntryForm(**_known(asked_for))
    candidate, found = entered(form)
    if candidate is None:
        return page("candidates/new.html", form=form, found=found)
    services.file_opened(asked_for, candidate, actor=actor)
    return done(address(candidate))


def _known(asked_for: CallBack) -> dict[str, Any]:
    """Guess which part of a name is the first name; whoever opens the file looks at it anyway."""
    first_name, _sep, last_name = asked_for.name.rpartition(" ")
    names = {"first_name": first_name or asked_for.name, "last_name": last_name if first_name else ""}
    return {**names, "phone": asked_for.phone, "locale": asked_for.language}


route(bp, "call_back", STEPS, _serve, under="/call-backs")
