"""Acting for a company: begin, with who asked; end; every page shows it meanwhile."""

from uuid import UUID

from flask import flash, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core.actor import Channel
from portal.core.web import acting_user, done, page, requires
from portal.organisations import queries
from portal.organisations.forms import BehalfForm
from portal.organisations.services import behalf
from portal.organisations.views.companies import bp
from portal.organisations.views.identity import forget_open_forms


@bp.route("/<uuid:organisation_id>/act-for", methods=["GET", "POST"])
@requires("company:act_for")
def act_for(organisation_id: UUID) -> ResponseReturnValue:
    """Begin to act for a company; kept in the signed session until it is ended."""
    company = queries.company(acting_user(), organisation_id)
    form = BehalfForm()
    if form.validate_on_submit():
        contact, channel = form.contact.data or "", Channel(form.channel.data)
        behalf.start(acting_user(), company, contact, channel)
        session["behalf"] = {
            "organisation_id": str(company.id),
            "name": company.name,
            "contact": contact,
            "channel": channel.value,
        }
        forget_open_forms()
        flash(_("Sie handeln jetzt für den Betrieb. Er bekommt von jedem Schritt eine Kopie."), "info")
        return done(url_for("organisations.show", organisation_id=company.id))
    return page("organisations/act_for.html", company=company, form=form)


@bp.route("/act-for/end", methods=["POST"])
@requires("company:act_for")
def end_act_for() -> ResponseReturnValue:
    """End acting for a company."""
    held = session.pop("behalf", None)
    if held is None:
        return done(url_for("organisations.index"))
    forget_open_forms()
    flash(_("Sie handeln wieder für Ihre Stelle."), "info")
    return done(url_for("organisations.show", organisation_id=held["organisation_id"]))
