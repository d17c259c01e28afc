"""The municipalities of the district: their names in addresses, their stations, and their places on a drawing."""

import math
import re
from itertools import combinations

import pytest

from portal.reference import district
from portal.reference.places import distance_km

DRAWN = district.drawing()
SPOTS = {district.slug(spot.town): spot for spot in DRAWN.spots}
SLUGS = list(SPOTS)


def test_the_ten_municipalities_have_names_that_fit_into_addresses():
    assert len(SLUGS) == 10
    assert {"hueckelhoven", "uebach-palenberg"} <= set(SLUGS)
    assert all(re.fullmatch("[a-z-]+", slug) for slug in SLUGS)
    assert [district.slug(district.town_called(slug)) for slug in SLUGS] == SLUGS == sorted(SLUGS)
    assert district.town_called("aachen") is None


def test_the_stations_are_those_of_the_municipality():
    assert [row.station for row in district.stations_in(SPOTS["wegberg"].town)] == ["Wegberg", "Arsbeck", "Dalheim"]
    assert district.stations_in(SPOTS["gangelt"].town) == ()


def test_north_is_up_and_east_is_right():
    assert SPOTS["selfkant"].x < SPOTS["heinsberg"].x < SPOTS["erkelenz"].x
    assert SPOTS["wegberg"].y < SPOTS["heinsberg"].y < SPOTS["uebach-palenberg"].y


def test_a_kilometre_on_the_drawing_is_one_on_the_earth():
    for one, other in combinations(DRAWN.spots, 2):
        drawn, true = math.dist((one.x, one.y), (other.x, other.y)), distance_km(one.town, other.town)
        assert drawn == pytest.approx(true, rel=0.005), (one.town.name, other.town.name)


def test_a_circle_is_as_large_as_its_municipality_shrunk_and_hardly_lies_over_another():
    for spot in DRAWN.spots:
        assert math.pi * spot.radius**2 == pytest.approx(float(spot.town.area_km2) * 0.62**2)
    for one, other in combinations(DRAWN.spots, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > 0.97 * (one.radius + other.radius)


def test_three_kilometres_are_left_on_every_side():
    spots = DRAWN.spots

    assert min(spot.x - spot.radius for spot in spots) == pytest.approx(3)
    assert min(spot.y - spot.radius for spot in spots) == pytest.approx(3)
    assert DRAWN.width - max(spot.x + spot.radius for spot in spots) == pytest.approx(3)
    assert DRAWN.height - max(spot.y + spot.radius for spot in spots) == pytest.approx(3)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_name_stands_below_its_circle_or_above_where_that_is_farther_from_the_others(slug):
    spot = SPOTS[slug]
    below, above = spot.y + spot.radius + 1.1, spot.y - spot.radius - 1.1

    def room(y):
        others = [other for other in DRAWN.spots if other is not spot]
        return min(math.dist((spot.x, y), (other.x, other.y)) - other.radius for other in others)

    assert spot.label_y == pytest.approx(below if room(below) > room(above) else above)
    assert 0 < spot.label_y < DRAWN.height
