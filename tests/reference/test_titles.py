"""Titles of occupations are found by their beginning, a part of a word, either form and with one slip."""

import pytest

from portal.reference.occupations import forms, spelling
from portal.reference.official import LONGEST_TITLE, Title
from portal.reference.titles import MOST, Titles
from tests import official


def titles(*names: str) -> Titles:
    return Titles(tuple(Title(str(n), name, "51311", *map(spelling, forms(name))) for n, name in enumerate(names)))


def found(text: str, *names: str, limit: int = MOST) -> list[str]:
    return [row.title for row in titles(*names).find(text, limit=limit)]


TITLES = titles(*(title for _, title, _ in official.TITLES))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Bäcker", "Bäcker/in"),
        ("Baecker", "Bäcker/in"),
        ("BACKER", "Bäcker/in"),
        ("Bäckerin (m/w/d)", "Bäcker/in"),
        ("bä", "Bäcker/in"),
        ("Altenpflegerin", "Altenpfleger/in"),
        ("Altenpleger", "Altenpfleger/in"),
        ("altenpflege helfer", "Altenpflegehelfer/in"),
        ("Köchin", "Koch/Köchin"),
        ("Koechin", "Koch/Köchin"),
        ("Koch/Köchin", "Koch/Köchin"),
        ("Kauffrau", "Kaufmann/-frau - Probehandel"),
        ("Kaufmann/-frau - Probehandel", "Kaufmann/-frau - Probehandel"),
        ("Lackiererin", "Maler/in und Lackierer/in"),
        ("Krankenschwester", "Krankenschwester/-pfleger"),
        ("Krankenpfleger", "Krankenschwester/-pfleger"),
        ("Ärztin", "Arzt/Ärztin"),
        ("Tischlr", "Tischler/in"),
        ("Tischler*in", "Tischler/in"),
        ("Verkeufer", "Verkäufer/in"),
        ("Beamter", "Beamt(er/in) - Probedienst"),
        ("Lager", "Lagerhelfer/in"),
    ],
)
def test_what_people_type_finds_the_title_first(typed: str, first: str) -> None:
    assert [found.title for found in TITLES.find(typed)][:1] == [first]


def test_a_part_of_a_word_finds_all_that_have_it() -> None:
    found = {one.title for one in TITLES.find("pfleger")}

    assert found == {
        "Altenpfleger/in",
        "Raumpfleger/in",
        "Krankenschwester/-pfleger",
        "Gesundheits- und Krankenpfleger/in",
    }


@pytest.mark.parametrize("typed", ["", " ", "x", "()", "Quantenphysik", "x" * 5000, "Bäcker Quantenphysik"])
def test_what_is_no_occupation_finds_nothing(typed: str) -> None:
    assert TITLES.find(typed) == []


def test_what_no_title_is_long_enough_for_is_not_read() -> None:
    assert TITLES.find("Altenpfleger".ljust(LONGEST_TITLE) + "Quantenphysik") == TITLES.find("Altenpfleger")


def test_the_best_comes_first_and_among_equals_the_shortest_then_the_alphabet() -> None:
    names = [
        "Großkoch/-köchin",
        "Beikoch/-köchin",
        "Kochhelfer/in",
        "Koch Betrieb",
        "Koch",
        "Hilfs Koch",
        "Koch Aufbau",
    ]

    assert found("Koch", *names) == [
        "Koch",
        "Koch Aufbau",
        "Koch Betrieb",
        "Kochhelfer/in",
        "Hilfs Koch",
        "Beikoch/-köchin",
        "Großkoch/-köchin",
    ]
    assert found("Koch", *names, limit=2) == ["Koch", "Koch Aufbau"]


def test_words_may_stand_in_any_order_and_shorter_titles_go_first() -> None:
    names = ["Helfer/in im großen Lager", "Helfer/in - Lager", "Lagerist/in", "Helfer/in - Abend Lager"]

    assert found("Lager Helfer", *names) == [
        "Helfer/in - Lager",
        "Helfer/in - Abend Lager",
        "Helfer/in im großen Lager",
    ]
    assert found("Lager Helfer", *names, limit=1) == ["Helfer/in - Lager"]
    assert found("Lager Bäcker", *names) == []


def test_each_misspelt_word_must_be_meant_and_fewer_slips_go_first() -> None:
    names = ["Tischler/in - Möbel", "Tischler/in - Betten", "Tischer/in", "Fischer/in"]

    assert found("Tischlr Möbl", *names) == ["Tischler/in - Möbel"]
    assert found("Tischlr", *names)[:2] == ["Tischler/in - Möbel", "Tischler/in - Betten"]
    assert found("Tischlr", *names, limit=1) == ["Tischler/in - Möbel"]
    assert found("Tischlr Quantenphysik", *names) == []


def test_six_words_are_read_and_two_letters_are_enough() -> None:
    assert found("eins drei zwei vier fünf sechs sieben", "eins zwei drei vier fünf sechs") == [
        "eins zwei drei vier fünf sechs"
    ]
    assert found("Äl", "Ältestenrat") == ["Ältestenrat"]
    assert found("t", "Tischler/in") == []


def test_a_title_is_called_exactly_so_or_not_at_all() -> None:
    named = TITLES.called("Koch/Köchin")

    assert named
    assert (named.dkz_code, named.title) == ("5", "Koch/Köchin")
    assert TITLES.called("Koch") is None
    assert TITLES.are_kept
    assert not titles().are_kept
