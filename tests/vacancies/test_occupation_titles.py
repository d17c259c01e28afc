"""Titles of occupations are suggested from the lists that were imported last."""

from pathlib import Path

import pytest
from flask import Flask

from portal.reference import titles
from portal.reference.official import read_lists
from portal.reference.services import replace_occupations
from tests.counting import count_statements
from tests.official import title_rows, write_lists


@pytest.fixture(autouse=True)
def _imported(app: Flask, tmp_path: Path) -> None:
    """The made lists."""
    replace_occupations(read_lists(*write_lists(tmp_path)))


def test_what_was_imported_is_suggested_by_its_name() -> None:
    (found,) = titles.suggest("Lagerhelfer")

    assert found == titles.Suggestion("51311-902", "Lagerhelfer/in", "51311", "lagerhelfer")
    assert titles.called("Lagerhelfer/in") == found
    assert titles.are_kept()


def test_at_most_ten_are_suggested_with_their_everyday_occupation() -> None:
    found = titles.suggest("er")

    assert len(found) == titles.MOST
    assert {one.group_id for one in titles.suggest("Lagerhelfer")} == {"lagerhelfer"}
    assert {one.group_id for one in titles.suggest("Sternenzähler")} == {None}


@pytest.mark.parametrize(
    ("said", "first"),
    [("Lagerist ungelernt", "Lagerhelfer/in"), ("Putzfrau", "Raumpfleger/in"), ("Küchenhilfe", "Küchenhelfer/in")],
)
def test_what_only_the_everyday_occupation_is_called_finds_its_titles(said: str, first: str) -> None:
    assert first in {one.title for one in titles.suggest(said)}


def test_typing_on_costs_one_statement() -> None:
    titles.suggest("Bä")

    with count_statements() as said:
        titles.suggest("Bäck")

    assert len(said) == 1


def test_other_titles_are_found_as_soon_as_they_are_imported(tmp_path: Path) -> None:
    assert titles.called("Koch/Köchin")

    replace_occupations(read_lists(*write_lists(tmp_path, titles=title_rows()[:2])))

    assert titles.called("Koch/Köchin") is None
