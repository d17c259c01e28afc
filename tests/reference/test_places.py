"""Towns are found by what people type, and distances are right."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import snapshot
from portal.reference.places import distance_km, find_places, fold, middle, similar_places

TABLES = snapshot()
HUECKELHOVEN = "05370020"


@dataclass(frozen=True)
class Spot:
    lat: float
    lon: float


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("52525", ["05370016", "05370032"]),
        ("52538", ["05370008", "05370024"]),
        ("52525 Waldfeucht", ["05370032"]),
        ("Waldf 52525", ["05370032"]),
        ("Hückelhoven", [HUECKELHOVEN, HUECKELHOVEN]),
        ("Hueckelhoven", [HUECKELHOVEN, HUECKELHOVEN]),
        ("HUCKELHOVEN", [HUECKELHOVEN, HUECKELHOVEN]),
        ("Hu\u0308ckelhoven", [HUECKELHOVEN, HUECKELHOVEN]),
        ("Baal", [HUECKELHOVEN]),
        ("palenberg", ["05370028"]),
        ("Geilenkirchen-Teveren", ["05370012"]),
        ("Wegberg Wildenrath", ["05370040"]),
        ("Stadt Erkelenz", ["05370004"]),
        ("Gemeinde Selfkant", ["05370024"]),
        ("M'gladbach", ["05116000"]),
        ("Hochstraße 5, 52525 Waldfeucht", ["05370032"]),
        ("Hochstraße 5, 52525", ["05370016", "05370032"]),
        ("Hochstraße 5, Erkelenz", ["05370004"]),
        ("Hochstraße 5", []),
        ("Vettweiss", ["05358060"]),
        ("51429", ["05378004"]),
        ("Erkelenz", ["05370004"]),
        ("", []),
        ("  -- ", []),
        ("52525 41836", []),
        ("99999", []),
        ("52525 Erkelenz", []),
        ("Timbuktu", []),
    ],
)
def test_places_are_found(text, towns):
    assert [place.ags for place in find_places(text, tables=TABLES)] == towns


def test_the_town_itself_comes_before_its_stations_and_the_district_before_others():
    assert [place.name for place in find_places("Heinsberg")][:2] == ["Heinsberg", "Heinsberg (Rheinl)"]
    names = [place.name for place in find_places("w")]
    assert names.index("Wegberg") < names.index("Willich")
    assert len(find_places("5", limit=5)) == 5


def test_an_address_lies_in_its_postal_code_else_in_its_town():
    town = TABLES.municipality(HUECKELHOVEN)
    (code,) = find_places("41836")

    assert middle("41836", HUECKELHOVEN) == code
    assert middle("52525", HUECKELHOVEN) == middle(None, HUECKELHOVEN) == town
    assert middle("41836", None) is middle(None, "00000000") is None


def test_a_name_means_the_whole_town_and_a_postal_code_a_point():
    (named,), (coded,) = find_places("Wegberg"), find_places("41844")

    assert named.area_km == pytest.approx(5.2)
    assert coded.area_km == 0
    assert all(place.area_km > 0 for place in find_places("Baal"))


@pytest.mark.parametrize(
    ("slip", "name"),
    [
        ("Heinsbreg", "Heinsberg"),
        ("Hückelhofen", "Hückelhoven"),
        ("Ercelenz", "Erkelenz"),
        ("Gelenkirchen", "Geilenkirchen"),
    ],
)
def test_a_misspelt_name_has_a_likelier_one(slip, name):
    assert find_places(slip) == ()
    assert similar_places(slip)[0].name == name


def test_nothing_is_like_what_is_no_place():
    assert similar_places("Timbuktu") == similar_places("") == ()


def test_a_shared_postal_code_gives_each_towns_own_middle():
    heinsberg, waldfeucht = find_places("52525")

    assert (heinsberg.lat, heinsberg.lon) == (51.061906, 6.094538)
    assert distance_km(heinsberg, waldfeucht) > 5


def test_distances_agree_with_the_table():
    centre = TABLES.municipality("05370016")

    for town in TABLES.municipalities:
        assert distance_km(centre, town) == pytest.approx(float(town.km_from_heinsberg), abs=0.11)


spots = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))


@given(spots, spots)
def test_distance_is_the_same_both_ways_and_never_beyond_the_other_side(a, b):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert 0 <= distance_km(a, b) <= 20016
    assert distance_km(a, a) == 0


@given(st.text())
def test_any_text_is_answered(text):
    assert len(find_places(text)) <= 12


def test_folding_writes_umlauts_out():
    assert fold("Übach-Palenberg ß é") == "uebach-palenberg ss e"


def test_folding_knows_every_umlaut_and_drops_other_accents():
    assert fold("Bär, Öl, Süß, Égalité") == "baer, oel, suess, egalite"


@pytest.mark.parametrize("typed", ["mg", "M Gladbach", "m.gladbach", "MGladbach", "Mönchengladbach"])
def test_what_people_call_a_town_finds_it(typed):
    assert find_places(typed)[0].name == "Mönchengladbach"


@pytest.mark.parametrize("before", ["bei", "Gemeinde", "in", "Kreis", "nahe", "Raum", "Stadt", "in der Nähe bei"])
def test_words_before_a_name_do_not_hide_it(before):
    found = [place.name for place in find_places(f"{before} Erkelenz")]

    assert found[:1] == ([] if before.startswith("in der") else ["Erkelenz"])


def test_no_more_than_a_dozen_places_are_found_and_fewer_where_asked():
    assert len(find_places("5")) == 12
    assert len(find_places("5", limit=3)) == 3
    assert find_places("5", limit=3) == find_places("5")[:3]


def test_a_place_is_written_so_that_it_is_found_again():
    town, code = find_places("Erkelenz")[0], find_places("41812")[0]

    assert (town.as_typed, code.as_typed) == ("Erkelenz", "41812 Erkelenz")
    assert find_places(code.as_typed)[0] == code


def test_a_degree_of_latitude_is_as_long_as_on_the_mean_sphere():
    south, north = Spot(51.0, 6.0), Spot(52.0, 6.0)

    assert distance_km(south, north) == pytest.approx(111.195080, abs=1e-5)
    assert distance_km(south, Spot(51.0, 7.0)) == pytest.approx(69.977, abs=1e-3)
    assert distance_km(south, south) == 0
