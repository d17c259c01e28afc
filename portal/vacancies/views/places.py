"""Companies and municipalities as everybody may read them, and the drawing of the district."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.content import queries as content
from portal.core import clock, i18n, paging
from portal.core.search import SearchResult
from portal.core.web import get_or_404, page, public, public_url
from portal.organisations import queries as organisations
from portal.reference import district
from portal.reference.codes import Confidence
from portal.reference.places import distance_km
from portal.reference.tables.places import Municipality
from portal.vacancies import queries, search
from portal.vacancies.views import facts
from portal.vacancies.views.blueprint import board as bp

SHOWN = 6
"""Offers on the page of a municipality; the list has all of them."""
NEIGHBOURS = 4


@dataclass(frozen=True)
class Town:
    """A municipality with the number of its offers, if there is an index to count them."""

    town: Municipality
    url: str
    count: int | None


@bp.route("/companies/<number>")
@public
def company(number: str) -> ResponseReturnValue:
    """Show a company that wants to be named, with what it offers."""
    at = paging.number()
    named, total = queries.of_company(number, clock.today(), page=at)
    if not named:
        stays = get_or_404(organisations.number_that_stays(number))
        return redirect(url_for(".company", number=stays), code=301)
    found = named[0].vacancy.organisation
    return page(
        "board/company.html",
        company=found,
        town_url=next((one.url for one in towns(None) if one.town.ags == found.ags), ""),
        cards=[facts.card(version) for version in named],
        canonical=public_url("board.company", number=number, page=at if at > 1 else None),
        **{**paging.of(total), "page_url": lambda page: public_url("board.company", number=number, page=page)},
    )


@bp.route("/places")
@public
def places() -> ResponseReturnValue:
    """Show the municipalities of the district on a drawing and in a list."""
    return page("board/places.html", towns=towns(search.overview()), drawing=district.drawing())


@bp.route("/places/<name>")
@public
def place(name: str) -> ResponseReturnValue:
    """Show a municipality: what is offered there, who helps, how to get there, and some facts."""
    town = get_or_404(district.town_called(name))
    known = {one.town.ags: one for one in towns(search.overview())}
    near = sorted((other for other in known.values() if other.town is not town), key=_from(town))
    offices = content.offices_of(town)
    return page(
        "board/place.html",
        town=town,
        count=known[town.ags].count,
        cards=[facts.card(version) for version in queries.newest(clock.today(), SHOWN, ags=town.ags)],
        list_url=public_url("board.offers", town=town.ags),
        office=offices.of_ip,
        other_offices=offices.others,
        stations=district.stations_in(town),
        near=near[:NEIGHBOURS],
        facts=_facts(town),
        unchecked=Confidence.VERIFY,
        is_unchecked=content.is_unchecked,
    )


def _facts(town: Municipality) -> list[facts.Fact]:
    """Say how large the place is and what its letters are addressed with; what is not known is left out."""
    people = town.population_zensus_2022_05_15
    said = (
        ("people", _("Einwohnerinnen und Einwohner"), i18n.number(people)),
        ("place", _("Fläche"), _("%(area)s Quadratkilometer", area=i18n.number(town.area_km2))),
        ("mail", _("Postleitzahl"), ", ".join(town.postal_codes)),
    )
    return [fact for fact in said if fact[2]]


def _from(town: Municipality) -> Any:
    return lambda other: distance_km(town, other.town)


def towns(counted: SearchResult | None) -> list[Town]:
    """List the municipalities of the district by name, with the number of their offers if they are counted."""
    counts = counted.facets["town"] if counted else None
    return [
        Town(
            town,
            public_url("board.place", name=district.slug(town)),
            None if counts is None else counts.get(town.ags, 0),
        )
        for town in district.towns()
    ]
