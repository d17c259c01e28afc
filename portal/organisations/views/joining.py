"""Who asks to belong to a company: its admins, or the employer service, say yes or no."""

from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.permissions import require
from portal.core.web import acting_user, done, page, requires
from portal.organisations import queries
from portal.organisations.forms.tips import JOIN_STATES
from portal.organisations.services import joining
from portal.organisations.views.companies import bp
from portal.organisations.workflow.joining import JOINING


@bp.route("/join-requests/<uuid:request_id>")
@requires("join_request:view")
def join_request(request_id: UUID) -> ResponseReturnValue:
    """Show who asks, and let them in or not."""
    actor = acting_user()
    asked = queries.join_request(actor, request_id)
    possible = {row.event for row in JOINING.possible(actor, asked)}
    return page(
        "organisations/join_request.html",
        asked=asked,
        company=queries.company(actor, asked.organisation_id),
        possible=possible,
        states=JOIN_STATES,
    )


@bp.route("/join-requests/<uuid:request_id>/invite", methods=["POST"])
@requires("join_request:invite")
def let_in(request_id: UUID) -> ResponseReturnValue:
    """Invite whoever asked."""
    asked = queries.join_request(acting_user(), request_id)
    require(acting_user(), "join_request:invite", asked)
    joining.invite(asked, actor=acting_user())
    flash(_("Die Einladung ist unterwegs. Sie gilt 14 Tage."), "success")
    return done(url_for("organisations.join_request", request_id=request_id))


@bp.route("/join-requests/<uuid:request_id>/refuse", methods=["POST"])
@requires("join_request:refuse")
def keep_out(request_id: UUID) -> ResponseReturnValue:
    """Refuse whoever asked; they hear nothing."""
    asked = queries.join_request(acting_user(), request_id)
    require(acting_user(), "join_request:refuse", asked)
    joining.refuse(asked, actor=acting_user())
    flash(_("Das ist erledigt."), "success")
    return done(url_for("organisations.join_request", request_id=request_id))
