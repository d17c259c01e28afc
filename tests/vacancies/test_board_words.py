"""What the page does with words: read as filters, which can be refused, and corrected where nobody uses them."""

import re
from html import unescape

import pytest

from portal.reference.places import find_places
from portal.vacancies import search
from portal.vacancies.forms import filters
from portal.vacancies.search import PLACE
from portal.vacancies.search.understanding import phrases
from tests.factories.samples import publish_samples

CHIP = re.compile(r'<a class="ip-chip" href="([^"]+)"><span[^>]*>[^<]*</span>([^<]*)<')


@pytest.fixture
def offers(app):
    """The sample offers by their reference, published and indexed."""
    published = publish_samples()
    search.rebuild()
    return published


def chips(page):
    """Give the chips of a page, each with the address it leads to."""
    return {label: unescape(url) for url, label in CHIP.findall(page)}


def total(page):
    """Give how many offers a page counts."""
    return int(re.search(r'role="status">(\d+) Angebot', page).group(1))


def sent_with(page):
    """Give what the form sends along beside its visible search fields."""
    hidden = re.findall(r'<input type="hidden" form="board" name="([^"]+)" value="([^"]*)"', page)
    ticked = re.findall(r'type="checkbox" form="board" name="([^"]+)" value="([^"]+)"[^>]* checked', page)
    return [(name, unescape(value)) for name, value in (*hidden, *ticked)]


def test_a_word_that_names_a_filter_is_a_chip_and_refusing_it_sticks(offers, client):
    page = client.get("/offers?q=Minijob").text
    minijobs = {offer.number for offer in offers.values() if offer.text.offer_kind == "mini_job"}

    assert total(page) == len(minijobs)
    assert list(chips(page)) == ["als Filter verstanden: Minijob"]
    address = chips(page)["als Filter verstanden: Minijob"]
    assert address == "/offers?q=Minijob&as_text=minijob"
    refused = client.get(address).text
    assert list(chips(refused)) == ["„Minijob“"]
    assert ("as_text", "minijob") in sent_with(refused), "the next search keeps it"


def test_the_whole_district_is_no_place_to_search_around(offers, client):
    page = client.get("/offers?q=Minijob+im+Kreis+Heinsberg").text

    assert list(chips(page)) == ["als Filter verstanden: Minijob", "als Filter verstanden: im ganzen Gebiet"]
    assert total(page) == total(client.get("/offers?q=Minijob").text)


def test_whatever_is_read_has_words_and_every_place_is_known(app):
    for name, code in set(phrases().values()):
        assert find_places(code) or not code if name == PLACE else filters.chip(name, code), (name, code)


def test_words_and_readings_are_taken_away_each_alone(offers, client):
    page = client.get("/offers?q=Helfer+Vollzeit+Erkelenz").text

    assert list(chips(page)) == ["„Helfer“", "als Filter verstanden: Vollzeit", "als Filter verstanden: Erkelenz"]
    assert chips(page)["„Helfer“"] == "/offers?q=Vollzeit+Erkelenz"
    without_town = client.get(chips(page)["als Filter verstanden: Erkelenz"]).text
    assert "als Filter verstanden: Vollzeit" in chips(without_town)
    assert total(client.get(chips(page)["„Helfer“"]).text) >= total(page)


def test_a_tick_that_came_from_a_word_goes_with_it(offers, client):
    page = client.get("/offers?q=Lager+Vollzeit").text
    sent = sent_with(page)
    assert set(sent) == {("read", "vollzeit"), ("time", "full")}

    same = client.get("/offers", query_string=[("q", "Lager Vollzeit"), *sent]).text
    retyped = client.get("/offers", query_string=[("q", "Lager"), *sent]).text
    unticked = client.get("/offers", query_string=[("q", "Lager Vollzeit"), ("read", "vollzeit")]).text

    assert chips(same) == chips(page)
    assert list(chips(retyped)) == ["„Lager“"]
    assert list(chips(unticked)) == ["„Lager Vollzeit“"]
    assert ("as_text", "vollzeit") in sent_with(unticked)


def test_what_was_ticked_by_hand_stays_when_the_words_change(offers, client):
    page = client.get("/offers", query_string=[("q", "Lager Vollzeit"), ("time", "part")]).text
    sent = sent_with(page)

    retyped = client.get("/offers", query_string=[("q", "Lager"), *sent]).text

    assert list(chips(retyped)) == ["„Lager“", "Teilzeit"]


def test_a_reading_of_a_corrected_word_is_refused_as_well(offers, client):
    page = client.get("/offers?q=Minijop").text
    (reading,) = [label for label in chips(page) if label.startswith("als Filter")]

    refused = client.get(chips(page)[reading]).text

    assert reading not in chips(refused)
    assert ("as_text", "minijob") in sent_with(refused)
    unticked = client.get("/offers?q=Minijop&read=minijob").text
    assert chips(unticked) == chips(refused)


def test_a_postal_code_among_the_words_asks_which_town_it_means(offers, client):
    page = client.get("/offers?q=Helfer+52525").text

    assert "Welchen meinen Sie?" in page
    assert 'href="/offers?q=Helfer&amp;place=52525+Waldfeucht"' in page


def test_a_misspelt_word_is_corrected_unless_it_is_meant_so(offers, client):
    page = client.get("/offers?q=Lagerhälfer").text

    assert total(page) >= 1
    assert re.search(
        r"Ergebnisse für „[Ll]agerhelfer“\. <a href=\"/offers\?q=Lagerh%C3%A4lfer&amp;exact=1\">"
        "Stattdessen nach „Lagerhälfer“ suchen</a>",
        page,
    )
    exact = client.get("/offers?q=Lagerhälfer&exact=1").text
    assert total(exact) == 0
    assert re.search(r'Meinten Sie: <a href="/offers\?q=lagerhelfer', exact, re.IGNORECASE)
    assert "exact" not in dict(sent_with(exact)), "the next search is corrected again"


def test_few_hits_of_understood_words_lead_to_addresses_that_find_what_they_say(offers, client):
    page = client.get("/offers?q=Friseur+Minijob+Erkelenz&sort=newest").text

    ways = re.findall(r'<a href="(/offers[^"]*)">([^<]+)</a> <span class="ip-muted">\((\d+) Angebot', page)
    assert {label for _, label, _ in ways} >= {"ohne Suchwort", "ohne den Filter „Art“"}
    for url, label, count in ways:
        assert total(client.get(unescape(url)).text) == int(count), label
