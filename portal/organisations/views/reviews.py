"""Who still belongs to the own company: its admins say twice a year that the list is right."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.errors import NotFound
from portal.core.permissions import require
from portal.core.web import acting_user, done, requires
from portal.organisations import queries
from portal.organisations.services import reviews
from portal.organisations.views.companies import bp


@bp.route("/members/review", methods=["POST"])
@requires("company:review_access")
def review_access() -> ResponseReturnValue:
    """Say that the list of members is right."""
    actor = acting_user()
    if actor.company_id is None:
        raise NotFound
    company = queries.company(actor, actor.company_id)
    require(actor, "company:review_access", company)
    reviews.confirm(company, actor=actor)
    flash(_("Danke. In sechs Monaten fragen wir wieder."), "success")
    return done(url_for("organisations.members"))
