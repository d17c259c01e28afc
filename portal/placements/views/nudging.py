"""Reminders by hand: one click, which says at once whether it went out."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.deeds import is_done
from portal.core.forms import BaseForm
from portal.core.web import acting_user, done, requires
from portal.placements import queries
from portal.placements.services import nudging
from portal.placements.views.blueprint import bp, version_address, version_for
from portal.placements.views.clearances import bp as clearances


@bp.post("/<uuid:placement_id>/agreements/<int:number>/nudge")
@requires("agreement:nudge")
def nudge_agreement(placement_id: UUID, number: int) -> ResponseReturnValue:
    """Remind those who have not confirmed."""
    version = version_for(placement_id, number)
    return _sent(lambda: nudging.remind_parties(version, actor=acting_user()), version_address(version))


@clearances.post("/<uuid:clearance_id>/nudge")
@requires("clearance:nudge")
def nudge_clearance(clearance_id: UUID) -> ResponseReturnValue:
    """Remind the office that decides."""
    clearance = queries.clearance(acting_user(), clearance_id)
    address = url_for("clearances.show", clearance_id=clearance_id)
    return _sent(lambda: nudging.remind_authority(clearance, actor=acting_user()), address)


def _sent(deed: Callable[[], None], address: str) -> ResponseReturnValue:
    form = BaseForm()
    if is_done(form, deed):
        flash(_("Die Erinnerung ist unterwegs."), "success")
    for refusal in form.form_errors:
        flash(refusal, "warning")
    return done(address)
