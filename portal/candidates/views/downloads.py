"""What a company must delete because it may know the person no longer, and its word that it has."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates import queries, services
from portal.candidates.forms import DELETION_STATES
from portal.candidates.views.blueprint import bp
from portal.core.web import acting_user, done, page, requires


@bp.route("/downloads")
@requires("download_deletion:view")
def downloads() -> ResponseReturnValue:
    """List what is to be deleted, and what was."""
    return page(
        "candidates/downloads.html", found=queries.deletions_for(acting_user()), deletion_states=DELETION_STATES
    )


@bp.route("/downloads/<uuid:deletion_id>/confirm", methods=["POST"])
@requires("download_deletion:confirm")
def confirm_deletion(deletion_id: UUID) -> ResponseReturnValue:
    """Take the company's word."""
    services.confirm_deletion(queries.deletion(acting_user(), deletion_id), actor=acting_user())
    flash(_("Danke. Die Person kann sehen, dass Sie gelöscht haben."), "success")
    return done(url_for("candidates.downloads"))
