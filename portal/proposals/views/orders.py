"""Search orders: a question that is put again every day for a person, until it is paused or ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.deeds import is_done
from portal.core.forms import BaseForm
from portal.core.web import acting_user, done, page, requires
from portal.proposals.forms import searching as words
from portal.proposals.models import SearchOrder
from portal.proposals.queries import orders as queries
from portal.proposals.rules.searching import Question
from portal.proposals.services import searching as services
from portal.proposals.views.blueprint import bp
from portal.proposals.views.fitting import own, search_url
from portal.vacancies.forms.choices import offer_kinds

Deed = Callable[..., None]
DEEDS: dict[str, tuple[Deed, Any]] = {
    "pause": (services.pause_order, _l("Der Suchauftrag ruht.")),
    "resume": (services.resume_order, _l("Der Suchauftrag läuft wieder.")),
    "keep": (services.keep_order, _l("Der Suchauftrag läuft weiter.")),
    "end": (services.end_order, _l("Der Suchauftrag ist beendet.")),
}


@bp.route("/people/<uuid:candidate_id>/orders", methods=["GET", "POST"])
@requires("search:order")
def orders(candidate_id: UUID) -> ResponseReturnValue:
    """List a person's search orders; a question sent here becomes one more."""
    candidate, form = own(candidate_id, "search:order"), BaseForm()

    def save() -> None:
        services.save_order(candidate, words.read(request.form), actor=acting_user())

    if form.validate_on_submit() and is_done(form, save):
        flash(_("Gespeichert. Sie bekommen jeden Tag eine E-Mail, wenn es etwas Neues gibt."), "success")
        return done(url_for("proposals.orders", candidate_id=candidate.id))
    found = queries.orders_of(candidate.id)
    return page(
        "proposals/orders.html",
        status=422 if form.form_errors else None,
        form=form,
        candidate=candidate,
        orders=[(order, _said(order)) for order in found],
        told=queries.told_by([order.id for order in found]),
    )


def _said(order: SearchOrder) -> str:
    """Put a question into words."""
    question = Question.read(order.question)
    chosen = [str(choice.label) for choice in offer_kinds() if choice.value in question.kinds]
    parts = [f"„{question.text}“" if question.text else "", *chosen]
    return ", ".join(filter(None, parts)) or str(_("alle Angebote, die passen"))


@bp.route("/orders/<uuid:order_id>")
@requires("search:order")
def order(order_id: UUID) -> ResponseReturnValue:
    """Lead to what a search order finds now."""
    found = queries.order(acting_user(), order_id)
    return redirect(search_url(found.candidate_id, Question.read(found.question)), code=303)


@bp.route("/orders/<uuid:order_id>/<any(pause, resume, keep, end):deed>", methods=["POST"])
@requires("search:order")
def order_deed(order_id: UUID, deed: str) -> ResponseReturnValue:
    """Pause a search order, resume it, keep it for another half-year, or end it."""
    found = queries.order(acting_user(), order_id)
    act, said = DEEDS[deed]
    act(found, actor=acting_user())
    flash(said, "success")
    return done(url_for("proposals.orders", candidate_id=found.candidate_id))
