"""Several proposals answered at once: one reason for all of them, and for each what became of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.actor import Actor
from portal.core.deeds import each
from portal.core.errors import NotFound
from portal.core.web import acting_user, done, page, requires
from portal.proposals import forms, queries
from portal.proposals.models import Proposal
from portal.proposals.rules import MOST_AT_ONCE, WITH_COMPANY
from portal.proposals.views.blueprint import bp
from portal.proposals.views.sheets import line
from portal.proposals.views.steps import decline, later


@bp.route("/several", methods=["GET", "POST"])
@requires("proposal:view")
def several() -> ResponseReturnValue:
    """Show what was ticked in the company's list, and say no or later to all of it."""
    actor, ids = acting_user(), chosen_ids()
    if not ids or actor.company_id is None:
        flash(_("Bitte wählen Sie zuerst Vorschläge aus."), "info")
        return redirect(url_for("proposals.index"), code=303)
    found = queries.chosen(actor, ids)
    if not found:
        raise NotFound
    answers = {"decline": forms.DeclineForm(prefix="decline-"), "later": forms.LaterForm(prefix="later-")}
    form = answers.get(request.form.get("deed", ""))
    if form is not None and form.validate_on_submit():
        _answer(found, lambda one: DEEDS[request.form["deed"]](one, form, actor))
        return done(url_for("proposals.several", chosen=[one.id for one in found]))
    return page(
        "proposals/several.html",
        lines=[line(actor, one) for one in found],
        is_open=any(one.state in WITH_COMPANY for one in found),
        forms=answers,
        form=form,
    )


DEEDS: dict[str, Callable[[Proposal, Any, Actor], None]] = {"decline": decline, "later": later}


def chosen_ids() -> list[UUID]:
    """Read what was ticked, no more than one page of a list holds."""
    return request.values.getlist("chosen", type=UUID)[:MOST_AT_ONCE]


def _answer(found: list[Proposal], deed: Callable[[Proposal], None]) -> None:
    refused = each(found, lambda one: deed(queries.loaded(one)), name=lambda one: one.number)
    count = len(found) - len(refused)
    if count:
        said = ngettext("%(num)s Vorschlag ist beantwortet.", "%(num)s Vorschläge sind beantwortet.", count)
        flash(said, "success")
    for number, message in refused.items():
        flash(_("Vorschlag %(number)s nicht: %(reason)s", number=number, reason=message), "warning")
