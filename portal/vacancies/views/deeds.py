"""What a company does with an offer beside its text: pause, extend, fill, withdraw, relist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.deeds import check_possible, is_done
from portal.core.forms import BaseForm
from portal.core.permissions import require
from portal.core.web import acting_user, done, page, requires
from portal.vacancies import queries, services
from portal.vacancies.forms.deeds import ExtendForm, OutcomeForm, PauseForm, WithdrawForm
from portal.vacancies.models import Vacancy
from portal.vacancies.views.authoring import bp
from portal.vacancies.workflow import WORKFLOW


def _kept(vacancy: Vacancy, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return done(url_for("vacancies.show", vacancy_id=vacancy.id))


def _asked(event: str, vacancy_id: UUID) -> Vacancy:
    """Load the offer a form is for; a form that has no use, or not for this reader, is not shown."""
    vacancy = queries.one(acting_user(), vacancy_id)
    require(acting_user(), f"vacancy:{event}", vacancy)
    check_possible(WORKFLOW, event, vacancy)
    return vacancy


@bp.route("/<uuid:vacancy_id>/pause", methods=["GET", "POST"])
@requires("vacancy:pause")
def pause(vacancy_id: UUID) -> ResponseReturnValue:
    """Take the offer off the board for a while."""
    vacancy = _asked("pause", vacancy_id)
    form = PauseForm()
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.pause(vacancy, actor=acting_user(), until=form.paused_until.data, reason=form.reason.data),
    ):
        return _kept(vacancy, _("Das Angebot ist pausiert."))
    return page("vacancies/pause.html", form=form, vacancy=vacancy)


@bp.route("/<uuid:vacancy_id>/extend", methods=["GET", "POST"])
@requires("vacancy:extend")
def extend(vacancy_id: UUID) -> ResponseReturnValue:
    """Show the offer longer."""
    vacancy = _asked("extend", vacancy_id)
    form = ExtendForm()
    if form.validate_on_submit() and is_done(
        form,
        lambda: services.extend(vacancy, actor=acting_user(), expires_on=form.expires_on.data, reason=form.reason.data),
    ):
        return _kept(vacancy, _("Das Angebot ist verlängert."))
    return page("vacancies/extend.html", form=form, vacancy=vacancy)


@bp.route("/<uuid:vacancy_id>/withdraw", methods=["GET", "POST"])
@requires("vacancy:withdraw")
def withdraw(vacancy_id: UUID) -> ResponseReturnValue:
    """Take the offer back for good."""
    vacancy = _asked("withdraw", vacancy_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        services.withdraw(vacancy, actor=acting_user(), code=form.reason_code.data, reason=form.reason.data)
        return _kept(vacancy, _("Das Angebot ist zurückgezogen. Sie können es jederzeit neu einstellen."))
    return page("vacancies/withdraw.html", form=form, vacancy=vacancy)


@bp.route("/<uuid:vacancy_id>/outcome", methods=["GET", "POST"])
@requires("vacancy:tell_outcome")
def outcome(vacancy_id: UUID) -> ResponseReturnValue:
    """Tell whether and how the expired offer was filled."""
    vacancy = _asked("tell_outcome", vacancy_id)
    form = OutcomeForm()
    if form.validate_on_submit():
        services.tell_outcome(vacancy, actor=acting_user(), code=form.reason_code.data, note=form.reason.data)
        return _kept(vacancy, _("Danke für Ihre Antwort."))
    return page("vacancies/outcome.html", form=form, vacancy=vacancy)


@bp.route("/<uuid:vacancy_id>/discard", methods=["GET", "POST"])
@requires("vacancy:discard_revision")
def discard(vacancy_id: UUID) -> ResponseReturnValue:
    """Drop the change that is being written."""
    vacancy = _asked("discard_revision", vacancy_id)
    form = BaseForm()
    if form.validate_on_submit():
        services.discard(vacancy, actor=acting_user())
        return _kept(vacancy, _("Die Änderung ist verworfen. Der bisherige Text gilt."))
    return page("vacancies/discard.html", form=form, vacancy=vacancy)


@dataclass(frozen=True)
class Click:
    """A deed that needs nothing but the click: its event, its place in the address, what is said after it."""

    event: str
    name: str
    deed: Callable[..., None]
    said: Any


CLICKS = (
    Click("resume", "resume", services.resume, _l("Das Angebot ist wieder zu sehen.")),
    Click("confirm", "confirm", services.confirm, _l("Danke. Das Angebot bleibt auf der öffentlichen Seite.")),
    Click("fill", "fill", services.fill, _l("Das Angebot gilt als besetzt.")),
    Click("free", "reopen", services.reopen, _l("Das Angebot ist wieder zu sehen.")),
    Click("relist_unchanged", "relist", services.relist, _l("Das Angebot ist neu eingestellt.")),
)


def _route(click: Click) -> None:
    @requires(f"vacancy:{click.event}")
    def view(vacancy_id: UUID) -> ResponseReturnValue:
        vacancy = queries.one(acting_user(), vacancy_id)
        click.deed(vacancy, actor=acting_user())
        return _kept(vacancy, str(click.said))

    bp.add_url_rule(f"/<uuid:vacancy_id>/{click.name}", click.name, view, methods=["POST"])


for _click in CLICKS:
    _route(_click)
