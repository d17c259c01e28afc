"""What the page says where a question has few hits or none: what to change, and what that brings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core.search import SearchResult
from portal.vacancies import search
from portal.vacancies.forms.board import Asked
from portal.vacancies.forms.filters import FIELDS, WORDS
from portal.vacancies.search import FEW, Answer, WaysOut
from portal.vacancies.views.narrowing import Link, changed, resolved, ticking, url, without

_WITHOUT = {
    "text": _l("ohne Suchwort"),
    "place": _l("im ganzen Gebiet"),
    "from": _l("ohne frühesten Beginn"),
}


@dataclass(frozen=True)
class Rescue:
    """Links to questions with more hits, each with its number of offers."""

    looser: list[Link]
    wider: list[Link]
    fields: list[Link]


def rescue(asked: Asked, answer: Answer) -> Rescue | None:
    """Say what finds more; nothing where there is enough."""
    result = answer.result
    if result.total >= FEW:
        return None
    asked = resolved(asked, answer)
    ways = search.ways_out(answer.wanted, result.facets["field"])
    return Rescue(
        looser=_links(_looser(asked, ways), result.total),
        wider=_links(_wider(asked, result), result.total),
        fields=_links(_near(asked, ways), 0),
    )


def _looser(asked: Asked, ways: WaysOut) -> Iterable[tuple[Any, Asked, int]]:
    for name, count in sorted(ways.without.items(), key=lambda way: -way[1]):
        label = _WITHOUT.get(name) or _("ohne den Filter „%(filter)s“", filter=WORDS[name].title)
        yield label, without(asked, name), count


def _wider(asked: Asked, result: SearchResult) -> Iterable[tuple[Any, Asked, int]]:
    """Offer every wider circle that holds more than the one before."""
    most = result.total
    for km, count in result.facets.get("km", {}).items():
        if int(km) > asked.wanted.radius_km and count > most:
            most = count
            yield _("bis %(km)s km", km=km), changed(asked, radius_km=int(km)), count


def _near(asked: Asked, ways: WaysOut) -> Iterable[tuple[Any, Asked, int]]:
    for name, count in ways.fields.items():
        yield FIELDS[name], ticking(without(asked, "text"), "field", frozenset({name})), count


def _links(ways: Iterable[tuple[Any, Asked, int]], more_than: int) -> list[Link]:
    return [
        {"label": label, "url": url(other), "count": ngettext("%(num)s Angebot", "%(num)s Angebote", count)}
        for label, other, count in ways
        if count > more_than
    ]
