"""Words that name a filter or a place are read as such, and what is left is searched for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.reference.places import find_places
from portal.vacancies.search import FACETS, PLACE, understand
from portal.vacancies.search.understanding import MOST_CHARACTERS, phrases


def read(text: str, *refused: str) -> tuple[str, list[tuple[str, str]]]:
    """Give the words left and what the others were read as."""
    understood = understand(text, refused)
    return understood.text, [(reading.filter, reading.code) for reading in understood.readings]


@pytest.mark.parametrize(
    ("text", "left", "readings"),
    [
        ("Lager Heinsberg", "Lager", [(PLACE, "Heinsberg")]),
        ("Koch 41812", "Koch", [(PLACE, "41812")]),
        ("52525", "", [(PLACE, "52525")]),
        ("Koch in Hueckelhoven", "Koch", [(PLACE, "Hückelhoven")]),
        ("huckelhoven", "", [(PLACE, "Hückelhoven")]),
        ("CNC Übach", "CNC", [(PLACE, "Übach-Palenberg")]),
        ("Verkauf Oberbruch", "Verkauf", [(PLACE, "Heinsberg-Oberbruch")]),
        ("Maler im Kreis Heinsberg", "Maler", [(PLACE, "")]),
        ("Minijob", "", [("kind", "mini_job")]),
        ("Mini-Job Wegberg", "", [("kind", "mini_job"), (PLACE, "Wegberg")]),
        ("Praktikum oder Ausbildung Büro", "oder Büro", [("kind", "internship"), ("kind", "apprenticeship")]),
        ("Küchenhilfe in Teilzeit", "Küchenhilfe", [("time", "part")]),
        ("Minijob/Teilzeit", "", [("kind", "mini_job"), ("time", "part")]),
        ("Elektriker (m/w/d) in Vollzeit, ab sofort", "Elektriker (m/w/d)", [("time", "full"), ("start", "month")]),
        ("Helfer ohne Deutsch", "Helfer", [("german", "A1")]),
        ("noch kein Deutsch", "", [("german", "A0")]),
        ("Lager ohne Nachtschicht", "Lager", [("shift", "no")]),
        ("Fahrer ohne Führerschein", "Fahrer", [("licence", "none")]),
        ("Helfer ohne Ausbildung", "Helfer", [("training", "no")]),
        ("part time kitchen", "kitchen", [("time", "part")]),
        ("стажування", "", [("kind", "internship")]),
        ("Nachtschicht", "Nachtschicht", []),
        ("Bäcker -Ausbildung", "Bäcker -Ausbildung", []),
        ('"Praktikum in Heinsberg"', '"Praktikum in Heinsberg"', []),
        ("Hotel am Kreishaus", "Hotel am Kreishaus", []),
        ("99999", "99999", []),
        ("", "", []),
    ],
)
def test_a_question_is_understood(text: str, left: str, readings: list[tuple[str, str]]) -> None:
    assert read(text) == (left, readings)


def test_refusing_sticks_and_touches_no_other_reading() -> None:
    (minijob, _) = understand("Mini-Job Wegberg").readings

    assert minijob.key == "mini job"
    assert read("Mini-Job Wegberg", minijob.key) == ("Mini-Job", [(PLACE, "Wegberg")])
    assert read("Mini-Job Wegberg", minijob.key, "wegberg") == ("Mini-Job Wegberg", [])


def test_a_filter_that_takes_one_code_is_read_once_and_not_where_it_is_chosen() -> None:
    assert read("Heinsberg Wegberg") == ("Wegberg", [(PLACE, "Heinsberg")])
    assert understand("Koch Heinsberg", besides={PLACE}).text == "Koch Heinsberg"


def test_every_phrase_names_a_filter_of_the_board_or_a_known_place() -> None:
    names = {facet.name for facet in FACETS}

    assert {filter_ for filter_, _ in phrases().values()} - {PLACE} <= names
    assert all(find_places(code) for filter_, code in phrases().values() if filter_ == PLACE and code)


AWKWARD = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='"-*:/()„“ \u0000\u200f\u202eaInßä😀,;', max_size=300),
    st.lists(st.sampled_from(["Minijob", "Heinsberg", '"', "-", "in", "41812", "ohne", "Deutsch", "/"])).map(" ".join),
    st.sampled_from(["\u0000", "x" * 10_000, "ab " * 4_000, '"' * 10_000, "-" * 10_000, "שלום עולם", "/" * 9_999]),
)


@given(AWKWARD)
@settings(deadline=None)
def test_nothing_that_can_be_typed_is_too_much(text: str) -> None:
    understood = understand(text)

    assert len(understood.text) <= MOST_CHARACTERS
    assert all(reading.key for reading in understood.readings)


@given(AWKWARD)
@settings(deadline=None)
def test_with_everything_refused_nothing_is_read(text: str) -> None:
    refused: set[str] = set()
    while found := understand(text, refused).readings:
        refused |= {reading.key for reading in found}

    assert understand(text, refused).readings == ()
