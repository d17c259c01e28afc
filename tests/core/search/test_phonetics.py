"""Words that sound alike are written alike, and coded alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.search.phonetics import cologne, sound


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Schraina", "Schreinerin"),
        ("Lagerhälfer", "Lagerhelfer"),
        ("Elektricker", "Elektriker"),
        ("Maurrer", "Maurer"),
        ("Fisiotherapeut", "Physiotherapeut"),
        ("Staplafahrer", "Staplerfahrer"),
        ("Bekker", "Bäcker"),
        ("Tishler", "Tischler"),
        ("Mahler", "Maler"),
        ("Schweiser", "Schweißer"),
        ("Kok", "Koch"),
        ("Rat", "Rad"),
    ],
)
def test_words_that_sound_alike_become_the_same(heard: str, meant: str) -> None:
    assert sound(heard) == sound(meant)


@pytest.mark.parametrize(("one", "other"), [("Koch", "Koks"), ("Maler", "Maurer"), ("Fahrer", "Führer")])
def test_words_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Müller-Lüdenscheidt", "65752682"),
        ("Wikipedia", "3412"),
        ("Breschnew", "17863"),
        ("Heinz Classen", "068586"),
        ("Philipp", "351"),
        ("Axt", "0482"),
        ("Christ", "4782"),
        ("Cäsar", "487"),
        ("Schach", "84"),
        ("", ""),
        ("Кухар", ""),
    ],
)
def test_the_code_is_that_of_the_cologne_phonetics(word: str, code: str) -> None:
    assert cologne(word) == code


@given(st.text(max_size=40))
def test_whatever_is_written_has_a_sound_and_a_code(word: str) -> None:
    assert len(sound(word)) <= 4 * len(word)
    assert set(cologne(word)) <= set("012345678")
