"""Every count of the board stands beside a choice, and the choice brings as many offers as the count says."""

import re
from datetime import timedelta

import pytest

from portal.core import clock
from portal.reference import snapshot
from portal.reference.places import find_places
from portal.vacancies import search
from portal.vacancies.forms.filters import FIELDS, WORDS
from portal.vacancies.search import FACETS, RADII_KM, Wanted
from tests.factories.samples import publish_samples
from tests.factories.vacancies import VacancyFactory

NAME, VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]+)"')
STANDING = {"is_standing": True, "starts_on": None, "by_train": False, "ags": "05370016", "town": "Heinsberg"}
QUESTIONS = (
    Wanted(),
    Wanted("Helfer"),
    Wanted().having(kind={"full_time_job"}, shift={"no"}),
    Wanted("Pflege").having(german={"B1"}, training={"no", "unknown"}),
    Wanted().having(field={"Bau", "Pflege"}, free={"2"}, since={"7"}),
)


@pytest.fixture
def offers(app):
    """The sample, a standing offer that no bus reaches, and one of which little is known."""
    made = publish_samples()
    made["standing"] = VacancyFactory(published=True, external_ref="standing", content={**STANDING, "positions": 6})
    bare = {"by_train": None, "ags": "05370032", "town": "Waldfeucht", "postal_code": "52525", "needs_training": None}
    made["bare"] = VacancyFactory(published=True, external_ref="bare", content={**bare, "pay_eur": None})
    search.rebuild()
    return made


def names_of_choices(html: str) -> dict[tuple[str, str], str]:
    """Give, by name and code, every filter that can be ticked or chosen."""
    boxes = [tag for tag in re.findall(r"<input[^>]+>", html) if 'type="checkbox"' in tag]
    lists = re.findall(r"<select([^>]+)>(.*?)</select>", html, re.DOTALL)
    named = [(NAME.findall(tag), VALUE.findall(tag)) for tag in boxes]
    named += [(NAME.findall(tag), VALUE.findall(options)) for tag, options in lists]
    return {(names[0], code): names[0] for names, codes in named for code in codes}


def test_every_counted_code_is_a_choice_and_the_page_brings_as_many_as_it_says(offers, client):
    facets = search.find(Wanted()).facets

    choices = names_of_choices(client.get("/offers").text)

    assert [name for name, counts in facets.items() if not any(counts.values())] == [], "nothing here has such a value"
    assert {(name, code) for name, counts in facets.items() for code, count in counts.items() if count} <= set(choices)
    for name, counts in facets.items():
        code, count = min((item for item in counts.items() if item[1]), key=lambda item: item[1])
        answer = client.get("/offers", query_string={name: code}).text
        assert re.search(rf"\b{count} Angebote?\b", answer), f"{name}={code} should bring {count}"


def test_a_count_says_what_ticking_the_choice_alone_there_finds(offers):
    for wanted in QUESTIONS:
        for name, counts in search.find(wanted).facets.items():
            for code, count in counts.items():
                assert search.find(wanted.having(**{name: {code}}), size=0).total == count, (wanted, name, code)


def test_a_radius_is_counted_as_it_finds(offers):
    for typed in ("Heinsberg", "52511", "52525 Waldfeucht"):
        (place,) = find_places(typed, limit=1)
        totals = {str(km): search.find(Wanted(place=place, radius_km=km), size=0).total for km in RADII_KM}

        assert list(totals.values()) == sorted(totals.values())
        for km in RADII_KM:
            assert search.find(Wanted(place=place, radius_km=km), size=0).facets["km"] == totals


def test_a_town_that_is_named_means_its_area_and_a_postal_code_its_middle(offers):
    (geilenkirchen,) = find_places("Geilenkirchen", limit=1)
    towns = {offer.text.town for offer in offers.values() if offer.id in found(place=geilenkirchen, radius_km=0)}

    assert towns == {"Geilenkirchen"}, "the middle of Übach-Palenberg lies within a circle as large as Geilenkirchen"
    (point,) = find_places("52511")
    assert found(place=point, radius_km=5) <= found(place=geilenkirchen, radius_km=5)


def test_several_codes_of_one_filter_widen_and_several_filters_narrow(offers):
    shadowing, training = found(kind={"shadowing"}), found(kind={"apprenticeship"})

    assert found(kind={"shadowing", "apprenticeship"}) == shadowing | training
    assert found(kind={"full_time_job"}, shift={"yes"}) == found(kind={"full_time_job"}) & found(shift={"yes"})


def test_what_is_not_known_is_never_counted_as_a_yes(offers):
    bare, standing = offers["bare"].id, offers["standing"].id
    stations = {station.municipality_ags for station in snapshot().rail_stations}

    assert bare in found(train={"unknown"}) - found(train={"yes"})
    assert standing in found(train={"no"}) - found(train={"yes"}), "there is a station, but the company says no"
    assert bare in found(training={"unknown"}) - found(training={"no"})
    assert bare not in found(pay={"amount"})
    reached = {offer.id: offer.text for offer in offers.values() if offer.id in found(train={"yes"})}
    assert all(text.by_train or text.ags in stations for text in reached.values())


def test_a_standing_offer_starts_now_and_on_any_day(offers):
    standing = offers["standing"].id
    late = max(offer.text.starts_on for offer in offers.values() if offer.text.starts_on)

    assert found(start={"now"}) == {standing}
    assert standing in found(start={"month"}) <= found(start={"quarter"})
    assert found(from_on=late + timedelta(days=1)) == {standing}
    assert {offer.id for offer in offers.values() if offer.text.starts_on == late} <= found(from_on=late)


def test_new_counts_from_midnight(offers, monkeypatch):
    today = clock.today()
    assert len(found(since={"1"})) == len(offers)

    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=2))

    assert found(since={"1"}) == set()
    assert found(since={"7"}) == found()


def test_the_words_of_the_filters_are_complete():
    assert list(WORDS) == [facet.name for facet in FACETS]
    assert set(FIELDS) == {group.area for group in snapshot().occupation_groups}
    for facet in FACETS:
        if facet.choices:
            assert set(map(str, WORDS[facet.name].labels())) == set(facet.choices(clock.today()))


def test_long_lists_are_folded_with_what_is_ticked_first(offers, client):
    page = client.get("/offers?field=Textil").text

    field = page[page.index("Arbeitsfeld</legend>") :]
    shown, folded = field[: field.index("</fieldset>")].split('<details class="ip-facet__more">')
    assert shown.index('value="Textil"') == min(shown.index(f'value="{code}"') for code in VALUE.findall(shown))
    assert len(VALUE.findall(shown)) == 6
    assert len(VALUE.findall(folded)) > 6
    assert 'value="Textil"' not in folded


def test_a_filter_in_use_stands_open_and_the_others_are_folded(offers, client):
    page = client.get("/offers?licence=none").text

    opened = re.findall(r'<details class="ip-facet" open>\s*<summary[^>]*>([^<]+)', page)
    assert opened == ["Führerschein"]
    assert len(re.findall(r'<details class="ip-facet"', page)) >= 10


def found(place=None, radius_km=20, from_on=None, **ticked):
    """Name all offers a question finds."""
    return set(search.find(Wanted("", place, radius_km, ticked, from_on), size=search.WHOLE).ids)
