"""Guide pages for companies and people, contact, and what the law wants an operator to say."""

from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from portal.content import queries, rules
from portal.content.forms import BODIES
from portal.core import clock
from portal.core.web import page, public
from portal.organisations.models import Office
from portal.reference import snapshot

bp = Blueprint("content", __name__)
PAGES = {
    "firms": "/firms",
    "internship": "/firms/internship",
    "who_may_work": "/firms/who-may-work",
    "costs": "/firms/costs",
    "mag_and_eq": "/firms/mag-and-eq",
    "people": "/people",
    "contact": "/contact",
    "offices": "/offices",
    "complaint": "/complaint",
    "imprint": "/imprint",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "sources": "/sources",
}
"""Endpoint and template of each page, and its address."""


def _show(name: str) -> Any:
    @public
    def show() -> ResponseReturnValue:
        return page(f"content/{name}.html")

    return show


for _name, _path in PAGES.items():
    bp.add_url_rule(_path, _name, _show(_name))


@bp.context_processor
def _facts() -> dict[str, Any]:
    """Give the pages what they state: asked for only by those that show it."""
    return {
        "operator": current_app.extensions["portal.settings"].operator,
        "amounts": lambda key: rules.amounts(snapshot(), key, on=clock.today()),
        "ip_offices": queries.ip_offices,
        "advisers": queries.advisers,
        "bodies_by_kind": _bodies_by_kind,
        "is_unchecked": queries.is_unchecked,
    }


def _bodies_by_kind() -> list[tuple[Any, Any, list[Office]]]:
    """Put the kinds of bodies into words; those nobody has words for are left out."""
    found = queries.offices_by_kind()
    return [(title, text, found[kind]) for kind, (title, text) in BODIES.items() if kind in found]
