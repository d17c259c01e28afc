"""How a question to the board is changed by a link: what each chip takes away, and the addresses of other questions."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from portal.core import i18n
from portal.core.web import public_url
from portal.reference.places import Place
from portal.vacancies.forms import board as forms
from portal.vacancies.forms import filters
from portal.vacancies.forms.board import Asked
from portal.vacancies.search import PLACE, Answer, Reading, Wanted

Link = dict[str, Any]
"""A label and an address, with whatever else the page shows beside them."""


def url(asked: Asked) -> str:
    """Give the address of a question in the language being read."""
    return public_url("board.offers", **forms.address(asked))


def changed(asked: Asked, **changes: Any) -> Asked:
    """Give a question that differs in some respect; it begins on its first page."""
    return replace(asked, wanted=replace(asked.wanted, **{"page": 1, **changes}))


def anywhere(asked: Asked) -> Asked:
    """Give the question without its place."""
    return replace(changed(asked, place=None), place="", places=())


def around(asked: Asked, place: Place) -> Asked:
    """Give the question around another place."""
    return replace(changed(asked, place=place), place=place.as_typed, places=(place,))


def ticking(asked: Asked, name: str, codes: frozenset[str]) -> Asked:
    """Give the question with other codes of a filter."""
    return replace(asked, wanted=asked.wanted.having(**{name: codes}))


def without(asked: Asked, name: str) -> Asked:
    """Give the question without one of its filters, its words, its place or its first day."""
    if name == "text":
        return changed(asked, text="")
    if name == "place":
        return anywhere(asked)
    return changed(asked, from_on=None) if name == "from" else ticking(asked, name, frozenset())


def resolved(asked: Asked, answer: Answer) -> Asked:
    """Give the question as it was answered: what its words were read as stands in its filters."""
    wanted = replace(answer.wanted, mends=False)
    place = wanted.place.as_typed if wanted.place else asked.place
    return replace(asked, wanted=wanted, place=place, places=(wanted.place,) if wanted.place else asked.places)


def chips(asked: Asked, answer: Answer) -> list[Link]:
    """List what narrows the result, each with the address of the page without it."""
    wanted = asked.wanted
    listed: list[tuple[Any, Asked]] = []
    if answer.wanted.text:
        rest = " ".join(reading.words for reading in answer.readings)
        listed.append((_("„%(words)s“", words=answer.wanted.text), changed(asked, text=rest)))
    listed += [(_understood(reading, answer), _refusing(asked, reading)) for reading in answer.readings]
    if wanted.place:
        listed.append((where(wanted.place, answer.wanted.radius_km), anywhere(asked)))
    for name, words in filters.WORDS.items():
        ticked = frozenset(wanted.ticked.get(name, ()))
        codes = [str(code) for code in words.labels() if code in ticked]
        listed += [(filters.chip(name, code), ticking(asked, name, ticked - {code})) for code in codes]
    if wanted.from_on:
        listed.append((_("Beginn ab %(day)s", day=i18n.day(wanted.from_on)), without(asked, "from")))
    return [{"label": label, "url": url(other)} for label, other in listed]


def _understood(reading: Reading, answer: Answer) -> str:
    return str(_("als Filter verstanden: %(meant)s", meant=_meant(reading, answer.wanted)))


def _meant(reading: Reading, wanted: Wanted) -> str:
    if reading.filter != PLACE:
        return filters.chip(reading.filter, reading.code)
    return where(wanted.place, wanted.radius_km) if wanted.place else str(_("im ganzen Gebiet"))


def _refusing(asked: Asked, reading: Reading) -> Asked:
    return replace(changed(asked), refused=asked.refused | {reading.key})


def where(place: Place, radius_km: int) -> str:
    """Say in words what lies around a place."""
    if place.area_km and not radius_km:
        return place.name
    return str(_("%(km)s km um %(place)s", km=radius_km, place=place.as_typed))
