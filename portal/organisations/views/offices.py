"""What the coordinator settles for the own office."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import db
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.organisations.forms.offices import OfficeForm
from portal.organisations.models import Office
from portal.organisations.services import offices as services
from portal.organisations.views.companies import bp


@bp.route("/office", methods=["GET", "POST"])
@requires("office:set")
def office() -> ResponseReturnValue:
    """Settle how the own office works."""
    actor = acting_user()
    own = get_or_404(db.session.get(Office, actor.office_id) if actor.office_id else None)
    form = OfficeForm(obj=own)
    if form.validate_on_submit():
        form.check_version(own)
        services.set_checks_twice(own, bool(form.checks_twice.data), actor=actor)
        flash(_("Gespeichert."), "success")
        return done(url_for("organisations.office"))
    return page("organisations/office.html", form=form, office=own)
