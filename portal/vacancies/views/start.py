"""The start page: what the region offers, at a glance."""

from typing import Any

from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.core import clock
from portal.core.web import page, public, public_url
from portal.reference import district
from portal.vacancies import queries, search
from portal.vacancies.forms import board as forms
from portal.vacancies.forms import filters
from portal.vacancies.forms.board import BoardForm
from portal.vacancies.views import facts, places
from portal.vacancies.views.blueprint import board as bp

NEWEST = 6


@bp.route("/")
@public
def start() -> ResponseReturnValue:
    """Show what the region offers; it does so even while there is no index."""
    counted = search.overview()
    counts = counted.facets if counted else {}
    return page(
        "board/start.html",
        form=BoardForm.showing(forms.read(MultiDict())),
        total=counted.total if counted else None,
        kinds=[_choice("kind", code, word, counts.get("kind", {})) for code, word in filters.kinds().items()],
        towns=places.towns(counted),
        drawing=district.drawing(),
        elsewhere=_elsewhere(counts.get("town", {})),
        companies=len(counts.get("company", {})),
        newest=[facts.card(version) for version in queries.newest(clock.today(), NEWEST)],
    )


def _elsewhere(counts: Any) -> list[dict[str, Any]]:
    """List the places beyond the district in which something is offered; they have no page of their own."""
    own = {town.ags for town in district.towns()}
    return [
        _choice("town", ags, name, counts)
        for ags, name in filters.towns().items()
        if counts.get(ags) and ags not in own
    ]


def _choice(name: str, code: str, label: Any, counts: Any) -> dict[str, Any]:
    return {"code": code, "label": label, "count": counts.get(code), "url": public_url("board.offers", **{name: code})}
