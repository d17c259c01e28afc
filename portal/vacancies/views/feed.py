"""What is new on the board, for any of its filters, as a feed (Atom, RFC 4287)."""

import re
from dataclasses import replace
from typing import Any

from flask import Response, current_app, render_template, request

from portal.core import clock
from portal.core.outbox import external_url
from portal.core.web import public, public_url
from portal.vacancies import queries, search
from portal.vacancies.forms import board as forms
from portal.vacancies.models import VacancyVersion
from portal.vacancies.search import Order
from portal.vacancies.views import facts
from portal.vacancies.views.machines import bp

ENTRIES = 50
SINCE = "2026"
"""The year from which the names of our entries hold (RFC 4151); it never changes, or every reader sees all anew."""
_NOT_XML = re.compile("[\ufffe\uffff]")


@bp.route("/offers.atom")
@public
def feed() -> Response:
    """Give the newest offers a question to the board finds; sort and page of the question mean nothing here."""
    asked = forms.read(request.args)
    asked = replace(asked, wanted=replace(asked.wanted, order=None, page=1))
    newest = replace(asked.wanted, order=Order.NEWEST)
    found = search.answer(newest, asked.refused, is_exact=asked.is_exact, size=ENTRIES).result.ids
    entries = [_entry(version) for version in queries.shown(found, clock.today())]
    address = forms.address(asked)
    own = public_url("machines.feed", **address)
    updated = max((entry["updated"] for entry in entries), default=clock.start_of(clock.today()))  # empty: once a day
    body = render_template(
        "board/feed.xml",
        entries=entries,
        about=" · ".join(filter(None, (asked.wanted.text, asked.place))),
        updated=updated,
        feed_id=_name(own),
        own_url=external_url(own),
        board_url=external_url(public_url("board.offers", **address)),
    )
    response = Response(_NOT_XML.sub("", body), mimetype="application/atom+xml")
    response.last_modified = updated
    return response


def _entry(version: VacancyVersion) -> dict[str, Any]:
    number = version.vacancy.number
    return {
        "id": _name(f"/offers/{number}"),
        "url": external_url(public_url("board.offer", number=number)),
        "card": facts.card(version),
        "published": version.vacancy.published_at,
        "updated": queries.changed_at(version),
        "tasks": version.tasks,
    }


def _name(path: str) -> str:
    """Name something for good, wherever it is shown and in whichever language (RFC 4151)."""
    return f"tag:{current_app.config['PORTAL_HOST']},{SINCE}:{path}"
