"""What is erased soon, and what is to be erased because the person wants it."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.forms import StepForm
from portal.candidates.queries import ending
from portal.candidates.services import retention, step
from portal.candidates.views.blueprint import bp, file_for
from portal.core import clock
from portal.core.deeds import is_done
from portal.core.forms import BaseForm
from portal.core.permissions import may
from portal.core.web import acting_user, done, page, requires


@bp.route("/erasures")
@requires("candidate:find")
def erasures() -> ResponseReturnValue:
    """Show a caseworker which own files are erased when, and a coordinator which erasures wait for a decision."""
    actor = acting_user()
    return page(
        "candidates/erasures.html",
        soon=ending.erased_soon(actor, clock.today()) if may(actor, "candidate:list") else None,
        asked=ending.erasures_asked(actor) if may(actor, "candidate:confirm_erasure") else None,
    )


@bp.route("/<uuid:candidate_id>/erasure/confirm", methods=["GET", "POST"])
@requires("candidate:confirm_erasure")
def confirm_erasure(candidate_id: UUID) -> ResponseReturnValue:
    """Erase a file at once, for good."""
    candidate, form = file_for("candidate:confirm_erasure", candidate_id), BaseForm()
    number = candidate.number
    if form.validate_on_submit() and is_done(form, lambda: retention.confirm_erasure(candidate, actor=acting_user())):
        flash(_("Die Daten zum Profil %(number)s sind gelöscht.", number=number), "success")
        return done(url_for("candidates.erasures"))
    return page("candidates/confirm_erasure.html", form=form, number=number, reason=ending.why_erased(candidate))


@bp.route("/<uuid:candidate_id>/erasure/refuse", methods=["GET", "POST"])
@requires("candidate:refuse_erasure")
def refuse_erasure(candidate_id: UUID) -> ResponseReturnValue:
    """Refuse to erase a file, with the reason in words."""
    candidate, form = file_for("candidate:refuse_erasure", candidate_id), StepForm()
    number = candidate.number
    if form.validate_on_submit() and is_done(
        form, lambda: step(candidate, "refuse_erasure", actor=acting_user(), reason=form.reason.data)
    ):
        flash(_("Abgelehnt. Die Integrationsfachkraft ist informiert."), "success")
        return done(url_for("candidates.erasures"))
    return page("candidates/refuse_erasure.html", form=form, number=number)
