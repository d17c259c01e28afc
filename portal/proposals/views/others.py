"""After a yes: which other proposals of the person are closed is confirmed as a list."""

from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from portal.core.deeds import is_done
from portal.core.permissions import require
from portal.core.web import acting_user, done, page, requires
from portal.proposals import queries, services
from portal.proposals.forms import STATES, OthersForm
from portal.proposals.views.blueprint import bp
from portal.proposals.views.steps import address


@bp.route("/<uuid:proposal_id>/others", methods=["GET", "POST"])
@requires("proposal:supersede")
def others(proposal_id: UUID) -> ResponseReturnValue:
    """Close other open proposals of the same person."""
    actor = acting_user()
    proposal = queries.one(actor, proposal_id)
    require(actor, "proposal:supersede", proposal)
    found = {one.id: one for one in queries.open_of_candidate(proposal.candidate_id) if one.id != proposal.id}
    form = OthersForm()
    form.chosen.choices = [
        (one.id, f"{one.organisation.name}: {one.vacancy.title} ({STATES[one.state]})") for one in found.values()
    ]
    chosen = form.chosen.data or []

    def close() -> None:
        for one in chosen:
            services.supersede(found[one], actor=actor)

    if form.validate_on_submit() and is_done(form, close):
        flash(
            ngettext("%(num)s Vorschlag ist geschlossen.", "%(num)s Vorschläge sind geschlossen.", len(chosen)),
            "success",
        )
        return done(address(proposal))
    return page("proposals/others.html", form=form, found=found, proposal=proposal)
