"""The municipalities: their pages, the square for the camera, and what is named as the source."""

import re

import pytest

from portal.core import db
from portal.core.search import SearchUnavailable
from portal.core.search.whoosh_backend import WhooshBackend
from portal.reference import district, snapshot
from portal.vacancies import search
from tests.factories.organisations import OfficeFactory
from tests.factories.vacancies import VacancyFactory
from tests.statements import statements

SLUGS = [district.slug(town) for town in district.towns()]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_municipality_has_its_page_with_its_sources(client, slug):
    answer = client.get(f"/places/{slug}")

    assert answer.status_code == 200
    for source in ("Destatis", "dl-de/by-2-0", "OpenStreetMap", "ODbL"):
        assert source in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_place_shows_its_offers_its_office_and_where_trains_stop(client):
    OfficeFactory(town="Geilenkirchen", name="Büro Geilenkirchen", phone="02451 915990")
    OfficeFactory(town="Übach-Palenberg", name="Stadt Übach-Palenberg", body_kind="municipality")
    here = {"ags": "05370028", "town": "Übach-Palenberg", "postal_code": "52531"}
    VacancyFactory(published=True, content={**here, "title": "Näherei"})
    VacancyFactory(published=True, content={"title": "Anderswo"})
    search.rebuild()
    db.session.expire_all()

    page = client.get("/places/uebach-palenberg").text

    assert "1 Angebot" in page
    assert "Näherei" in page
    assert "Anderswo" not in page
    assert "Büro Geilenkirchen" in page
    assert "Stadt Übach-Palenberg" in page
    assert "RE4" in page
    assert "zum Teil noch nicht bestätigt" in page
    assert "Hier hält kein Zug" in client.get("/places/gangelt").text


def test_there_is_no_page_of_a_place_elsewhere(client):
    assert client.get("/places/aachen").status_code == 404
    assert client.get("/places/05370004").status_code == 404


@pytest.mark.parametrize(("path", "most"), [("/places", 0), ("/places/heinsberg", 2)])
def test_a_place_asks_the_database_for_offers_and_offices_only(client, app, path, most):
    search.rebuild()
    with statements(app) as said:
        client.get(path)

    assert len(said) == most


def test_the_drawing_and_the_list_say_the_same(client):
    VacancyFactory.create_batch(2, published=True, content={"ags": "05370024", "town": "Selfkant"})
    search.rebuild()

    page = client.get("/en/places").text

    assert 'aria-label="Selfkant 2 offers"' in page
    for town in district.towns():
        assert page.count(f'href="/en/places/{district.slug(town)}"') == 2
    assert re.search(r"Selfkant</bdi></a> <span[^>]*>2 offers", page)


def test_without_an_index_the_places_are_there_without_numbers(client, monkeypatch):
    def broken(*_arguments):
        raise SearchUnavailable

    monkeypatch.setattr(WhooshBackend, "search", broken)

    assert 'aria-label="Selfkant"' in client.get("/places").text
    assert client.get("/places/selfkant").status_code == 200


def test_the_square_holds_the_address_of_the_offer(client):
    offer = VacancyFactory(published=True)

    answer = client.get(f"/offers/{offer.number}/qr.svg")

    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "Set-Cookie" not in answer.headers
    assert answer.data != client.get(f"/offers/{VacancyFactory(published=True).number}/qr.svg").data
    assert client.get(f"/offers/{VacancyFactory().number}/qr.svg").status_code == 404


def test_the_page_of_an_offer_says_what_to_do_next_and_leads_to_help(client):
    offer = VacancyFactory(published=True, content={"easy_german": "Sie packen Pakete."})
    OfficeFactory(town="Heinsberg")
    search.rebuild()

    page, easy = client.get(f"/offers/{offer.number}").text, client.get(f"/leicht/offers/{offer.number}").text

    for link in (f"/offers/{offer.number}/call-back", f"/offers/{offer.number}/report", "/complaint"):
        assert f'href="{link}"' in page
    assert f'src="/offers/{offer.number}/qr.svg"' in page
    assert "mailto:?subject=" in page
    assert page.index("Das machen Sie") < page.index("Sie packen Pakete.")
    assert easy.index('id="easy"') < easy.rindex(offer.versions[0].tasks[:20])


def test_a_municipality_without_stations_has_none():
    town = snapshot().municipality("05370008")

    assert district.stations_in(town) == ()
