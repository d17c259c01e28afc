"""Up to four cards beside each other, field by field: what the ladder shows of each, and no more."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.candidates.rules import DisclosureLevel
from portal.core.errors import NotFound
from portal.core.web import acting_user, page, requires
from portal.proposals import queries
from portal.proposals.rules import MOST_COMPARED
from portal.proposals.views.blueprint import bp
from portal.proposals.views.several import chosen_ids
from portal.proposals.views.sheets import line


@bp.route("/compare")
@requires("proposal:view")
def compare() -> ResponseReturnValue:
    """Show what was ticked in the company's list side by side; each look counts as one at its own page."""
    actor, ids = acting_user(), chosen_ids()
    if not ids or actor.company_id is None:
        flash(_("Bitte wählen Sie zuerst Vorschläge aus."), "info")
        return redirect(url_for("proposals.index"), code=303)
    found = queries.chosen(actor, ids, is_whole=True)[:MOST_COMPARED]
    if not found:
        raise NotFound
    at_most = DisclosureLevel.L1 if queries.highest_level(actor) is DisclosureLevel.L1 else DisclosureLevel.L2
    cards = [dict(queries.card(actor, one, at_most=at_most).lines) for one in found]
    fullest_first = sorted(cards, key=len, reverse=True)
    headings = dict.fromkeys(heading for card in fullest_first for heading in card)
    return page(
        "proposals/compare.html",
        lines=[line(actor, one) for one in found],
        rows=[(heading, [card.get(heading, "") for card in cards]) for heading in headings],
    )
