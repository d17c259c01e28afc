"""The list of placements, as each role sees it."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.core import paging
from portal.core.permissions import may
from portal.core.web import acting_user, page, requires
from portal.placements import forms, queries
from portal.placements.queries import Filters
from portal.placements.rules import PlacementState
from portal.placements.views.blueprint import bp


@bp.route("/")
@requires("placement:view")
def index() -> ResponseReturnValue:
    """List the placements of the company, of the own people, or of the office."""
    actor, form = acting_user(), forms.FilterForm(request.args)
    chosen = {name: value for name in ("state", "approval") if (value := form.chosen(name))}
    filters = Filters(
        states=(PlacementState(chosen["state"]),) if "state" in chosen else (),
        waits_for_approval="approval" in chosen,
    )
    found, total = queries.visible_to(actor, filters, page=paging.number())
    return page(
        "placements/index.html",
        rows=list(zip(found, queries.sights(actor, found), strict=True)),
        filters=form,
        chips=paging.chips({name: _label(form[name]) for name in chosen}),
        is_company=actor.company_id is not None,
        can_open=may(actor, "placement:open_direct"),
        can_approve=may(actor, "placement:approve"),
        **paging.of(total),
    )


def _label(field: Any) -> Any:
    return {str(value): label for value, label in field.choices}[field.data]
