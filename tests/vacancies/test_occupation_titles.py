"""Titles of occupations are found by their beginning, a part of a word, either form and with one slip."""

from pathlib import Path

import pytest
from flask import Flask

from portal.reference import titles
from portal.reference.official import LONGEST_TITLE, read_lists
from portal.reference.services import replace_occupations
from tests.counting import count_statements
from tests.official import title_rows, write_lists


@pytest.fixture(autouse=True)
def _imported(app: Flask, tmp_path: Path) -> None:
    """The made lists."""
    replace_occupations(read_lists(*write_lists(tmp_path)))


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
    assert [found.title for found in titles.suggest(typed)][:1] == [first]


def test_a_part_of_a_word_finds_all_that_have_it() -> None:
    found = {one.title for one in titles.suggest("pfleger")}

    assert found == {
        "Altenpfleger/in",
        "Raumpfleger/in",
        "Krankenschwester/-pfleger",
        "Gesundheits- und Krankenpfleger/in",
    }


@pytest.mark.parametrize("typed", ["", " ", "x", "()", "Quantenphysik", "x" * 5000, "Bäcker Quantenphysik"])
def test_what_is_no_occupation_finds_nothing(typed: str) -> None:
    assert titles.suggest(typed) == ()


def test_what_no_title_is_long_enough_for_is_not_read() -> None:
    assert titles.suggest("Altenpfleger".ljust(LONGEST_TITLE) + "Quantenphysik") == titles.suggest("Altenpfleger")


def test_at_most_ten_are_suggested_with_their_everyday_occupation() -> None:
    found = titles.suggest("er")

    assert len(found) == titles.MOST
    assert {one.group_id for one in titles.suggest("Lagerhelfer")} == {"lagerhelfer"}
    assert {one.group_id for one in titles.suggest("Sternenzähler")} == {None}


def test_typing_on_costs_one_statement() -> None:
    titles.suggest("Bä")

    with count_statements() as said:
        titles.suggest("Bäck")

    assert len(said) == 1


def test_other_titles_are_found_as_soon_as_they_are_imported(tmp_path: Path) -> None:
    assert titles.called("Koch/Köchin")

    replace_occupations(read_lists(*write_lists(tmp_path, titles=title_rows()[:2])))

    assert titles.called("Koch/Köchin") is None
