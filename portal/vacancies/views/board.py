"""The list of offers, asked by words, place and filters; the same for everybody, without a cookie."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.core import clock, paging
from portal.core.web import page, public, public_url
from portal.reference.places import find_places, similar_places
from portal.vacancies import queries, search
from portal.vacancies.forms import board as forms
from portal.vacancies.forms.board import Asked, BoardForm, is_unclear
from portal.vacancies.search import PLACE, Answer, Order
from portal.vacancies.views import facts
from portal.vacancies.views.blueprint import board as bp
from portal.vacancies.views.narrowing import Link, around, changed, chips, resolved, url
from portal.vacancies.views.rescue import rescue
from portal.vacancies.views.search_words import remember_words
from portal.vacancies.views.unmet import remember


@bp.route("/offers")
@public
def offers() -> ResponseReturnValue:
    """Answer a question to the board."""
    asked = forms.read(request.args)
    answer = search.answer(asked.wanted, asked.refused, is_exact=asked.is_exact)
    result = answer.result
    shown = queries.shown(result.ids, clock.today())
    remember(answer, is_exact=asked.is_exact)
    remember_words(answer, is_exact=asked.is_exact)
    question = forms.address(changed(asked, order=None))
    return page(
        "board/offers.html",
        form=BoardForm.showing(asked, answer),
        asked=asked,
        groups=forms.groups(answer),
        kept=list(_kept(asked, answer)),
        total=result.total,
        cards=[facts.card(version) for version in shown],
        chips=chips(asked, answer),
        sorts=_sorts(asked, answer),
        meant=_places(asked, answer),
        spelling=_spelling(asked, answer),
        rescue=rescue(asked, answer),
        pages=min(-(-result.total // paging.PAGE_SIZE), forms.MOST_PAGES),
        page_url=lambda number: url(changed(asked, page=number)),
        clear_url=public_url("board.offers"),
        feed_url=public_url("machines.feed", **question),
        alert_url=public_url("alerts.new", **question),
        canonical=url(changed(asked, order=None, page=asked.wanted.page)),
    )


def _kept(asked: Asked, answer: Answer) -> Iterator[tuple[str, str]]:
    """Give what the form sends along unseen: the ticks that come from words, refused readings, and the order."""
    yield from (("read", reading.key) for reading in answer.readings if reading.filter != PLACE)
    yield from (("as_text", key) for key in sorted(asked.refused))
    if asked.wanted.order:
        yield "sort", asked.wanted.order


def _sorts(asked: Asked, answer: Answer) -> list[Link]:
    possible = [Order.NEWEST, Order.START]
    possible[:0] = [Order.RELEVANCE] if answer.wanted.text else []
    possible += [Order.DISTANCE] if answer.wanted.place else []
    current = answer.wanted.sort
    return [
        {"label": forms.ORDERS[order], "url": url(changed(asked, order=order)), "current": order is current}
        for order in possible
    ]


def _places(asked: Asked, answer: Answer) -> list[Link]:
    """Offer the towns a postal code can mean, or those a misspelt name can."""
    if asked.place and not asked.places:
        return [{"label": place.as_typed, "url": url(around(asked, place))} for place in similar_places(asked.place)]
    code = next((reading.code for reading in answer.readings if reading.filter == PLACE), asked.place)
    places = find_places(code) if code else ()
    if not is_unclear(places):
        return []
    return [{"label": place.as_typed, "url": url(around(resolved(asked, answer), place))} for place in places]


def _spelling(asked: Asked, answer: Answer) -> dict[str, Any] | None:
    """Say what was answered instead of what was typed, or what may have been meant."""
    likelier = answer.result.suggestion
    if not likelier:
        return None
    instead = replace(changed(asked), is_exact=True) if answer.result.is_mended else changed(asked, text=likelier)
    return {"is_mended": answer.result.is_mended, "likelier": likelier, "typed": asked.wanted.text, "url": url(instead)}
