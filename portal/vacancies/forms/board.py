"""What the board can be asked: read from the address so that nonsense narrows nothing, and shown as a form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from portal.core.forms import GetForm, clean
from portal.reference.places import Place, find_places, fold
from portal.vacancies.forms.filters import WORDS, FilterWords
from portal.vacancies.search import FACETS, RADII_KM, USUAL_KM, Answer, BoardFacet, Order, Wanted, understand

LONGEST_TEXT = 200
MOST_PAGES = 500
MOST_READINGS = 10
LONGEST_LIST = 8
MOST_SHOWN = 6
"""A list longer than the one shows only as many as the other at first."""
ORDERS = {
    Order.RELEVANCE: _l("Passt am besten"),
    Order.NEWEST: _l("Neueste zuerst"),
    Order.START: _l("Beginn"),
    Order.DISTANCE: _l("Entfernung"),
}


@dataclass(frozen=True)
class Asked:
    """A question to the board as it stands in the address: what is wanted, and the place as it was typed.

    `places` are the places the typed one can mean; none means that it is not known. `refused` are the keys of
    readings that are not wanted, and `is_exact` asks for the words as they are spelled.
    """

    wanted: Wanted
    place: str = ""
    places: tuple[Place, ...] = ()
    refused: frozenset[str] = frozenset()
    is_exact: bool = False


def is_unclear(places: Collection[Place]) -> bool:
    """Tell whether a postal code belongs to several towns, so that the page asks which one."""
    return not any(place.area_km for place in places) and len({place.ags for place in places}) > 1


def read(args: "MultiDict[str, str]") -> Asked:
    """Read the question from an address. Whatever stands there, this does not fail."""
    place = str(clean(args.get("place", "")))[:LONGEST_TEXT]
    places = find_places(place) if place else ()
    wanted = Wanted(
        text=str(clean(args.get("q", "")))[:LONGEST_TEXT],
        place=places[0] if places else None,
        radius_km=_radius(args.get("km", type=int)),
        ticked={facet.name: codes for facet in FACETS if (codes := _ticked(facet, args.getlist(facet.name)))},
        from_on=args.get("from", type=date.fromisoformat),
        order=args.get("sort", type=Order),
        page=min(max(args.get("page", 1, type=int), 1), MOST_PAGES),
    )
    refused = frozenset(key for key in args.getlist("as_text")[:MOST_READINGS] if understand(key).readings)
    return _settle(Asked(wanted, place, places, refused, "exact" in args), args.getlist("read")[:MOST_READINGS])


def _settle(asked: Asked, shown: list[str]) -> Asked:
    """Tell apart what was ticked and what the page had ticked for words that name a filter.

    Such a tick goes with its word, and taking it away refuses the reading.
    Args: shown: the keys of the readings the page showed as ticks.
    """
    for reading in (reading for key in shown for reading in understand(key).readings):
        ticked = frozenset(asked.wanted.ticked.get(reading.filter, ()))
        if reading.code in ticked:
            wanted = asked.wanted.having(**{reading.filter: ticked - {reading.code}})
            asked = replace(asked, wanted=replace(wanted, page=asked.wanted.page))
        else:
            asked = replace(asked, refused=asked.refused | {reading.key})
    return asked


def _ticked(facet: BoardFacet, given: list[str]) -> frozenset[str]:
    labels = {str(code) for code in WORDS[facet.name].labels()}
    known = [code for code in given if code in labels]
    return frozenset(known[:1] if facet.choices else known)


def _radius(given: int | None) -> int:
    return given if given in RADII_KM else USUAL_KM


def address(asked: Asked) -> dict[str, Any]:
    """Write the question as the values of an address: what is usual is left out, and the same is written the same."""
    wanted = asked.wanted
    values = {
        "q": wanted.text,
        "place": asked.place,
        "km": str(wanted.radius_km) if asked.place and wanted.radius_km != USUAL_KM else None,
        **{facet.name: sorted(wanted.ticked.get(facet.name, ())) for facet in FACETS},
        "from": wanted.from_on.isoformat() if wanted.from_on else None,
        "as_text": sorted(asked.refused),
        "exact": "1" if asked.is_exact else None,
        "sort": wanted.order,
        "page": wanted.page if wanted.page > 1 else None,
    }
    return {name: value for name, value in values.items() if value}


class BoardForm(GetForm):
    """The board's question as a form; it only shows what was read, and is never validated."""

    q = SearchField(
        _l("Beruf oder Stichwort"),
        render_kw={"maxlength": LONGEST_TEXT, "autocomplete": "off", "enterkeyhint": "search"},
    )
    place = StringField(
        _l("Ort oder Postleitzahl"), render_kw={"maxlength": LONGEST_TEXT, "autocomplete": "postal-code"}
    )
    km = SelectField(_l("Umkreis"))

    @classmethod
    def showing(cls, asked: Asked, answer: Answer | None = None) -> "BoardForm":
        """Build the form as it was sent, each radius with the number of offers it leads to."""
        wanted = answer.wanted if answer else asked.wanted
        form = cls(formdata=None, q=asked.wanted.text, place=asked.place, km=str(wanted.radius_km))
        around = answer.result.facets.get("km", {}) if answer else {}
        words = {str(km): str(_l("%(km)s km", km=km)) for km in RADII_KM}
        form.km.choices = [
            SelectChoice(km, f"{word} ({around[km]})" if km in around else word) for km, word in words.items()
        ]
        return form


@dataclass(frozen=True)
class Choice:
    """One code of a filter: its words, how many offers it leads to, whether it is ticked."""

    code: str
    label: str
    count: int
    is_ticked: bool


@dataclass(frozen=True)
class Group:
    """A filter as the page shows it; `more` are choices few need, folded behind the others."""

    name: str
    words: FilterWords
    is_single: bool
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()

    @property
    def ticked(self) -> int:
        """Count what is ticked."""
        return sum(choice.is_ticked for choice in self.choices)


def groups(answer: Answer) -> list[Group]:
    """Give the filters that lead somewhere, or are in use."""
    wanted, counts = answer.wanted, answer.result.facets
    shown = [_group(facet, frozenset(wanted.ticked.get(facet.name, ())), counts[facet.name]) for facet in FACETS]
    return [group for group in shown if group.choices or (group.name == "start" and wanted.from_on)]


def _group(facet: BoardFacet, ticked: frozenset[str], counts: Mapping[str, int]) -> Group:
    """Offer what leads somewhere, and what is ticked, so that it can be unticked; fold what makes a list long."""
    words = WORDS[facet.name]
    choices = [
        Choice(str(code), str(label), counts.get(code, 0), code in ticked)
        for code, label in words.labels().items()
        if counts.get(code) or code in ticked
    ]
    is_long = facet.choices is None and len(choices) > LONGEST_LIST
    if not is_long:
        return Group(facet.name, words, facet.choices is not None, tuple(choices))
    foremost = sorted(choices, key=lambda choice: (not choice.is_ticked, -choice.count, fold(choice.label)))
    shown = max(MOST_SHOWN, sum(choice.is_ticked for choice in choices))
    rest = sorted(foremost[shown:], key=lambda choice: fold(choice.label))
    return Group(facet.name, words, False, tuple(foremost[:shown]), tuple(rest))
