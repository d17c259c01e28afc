"""A question is answered as it was most likely meant, and says what was made of it."""

import pytest

from portal.vacancies.search import Answer, Wanted
from tests.search.judging import Corpus


def refs(corpus: Corpus, answer: Answer) -> set[str]:
    """Name what was found."""
    return {corpus.ref(found) for found in answer.result.ids}


def readings(answer: Answer) -> list[tuple[str, str]]:
    """Give what words were read as."""
    return [(reading.filter, reading.code) for reading in answer.readings]


def test_a_town_is_first_the_town_alone(samples: Corpus) -> None:
    answer = samples.answer(Wanted("Lager Erkelenz"))

    assert refs(samples, answer) == {"V01", "V02"}
    assert (answer.wanted.text, answer.wanted.radius_km) == ("Lager", 0)
    assert readings(answer) == [("place", "Erkelenz")]


def test_where_the_town_has_nothing_its_surroundings_are_searched(samples: Corpus) -> None:
    answer = samples.answer(Wanted("Lager Heinsberg"))

    assert {"V01", "V02"} <= refs(samples, answer)
    assert answer.wanted.radius_km == 20


def test_a_place_that_was_chosen_stands_and_the_town_in_the_words_is_a_word(samples: Corpus) -> None:
    chosen = samples.answer(Wanted("Koch 41812")).wanted.place

    answer = samples.answer(Wanted("Hotel Heinsberg", place=chosen))

    assert answer.wanted.place == chosen
    assert readings(answer) == []


def test_a_radius_that_was_chosen_stands(samples: Corpus) -> None:
    assert samples.answer(Wanted("Lager Heinsberg", radius_km=30)).wanted.radius_km == 30


def test_a_refused_reading_is_a_word_again(samples: Corpus) -> None:
    read, refused = samples.answer(Wanted("Praktikum")), samples.answer(Wanted("Praktikum"), {"praktikum"})

    assert readings(read) == [("kind", "internship")]
    assert readings(refused) == []
    assert refs(samples, read) <= refs(samples, refused)


def test_what_finds_nothing_as_a_filter_is_searched_for_as_words(samples: Corpus) -> None:
    answer = samples.answer(Wanted("Pflegehelfer mit Weg in die Ausbildung"))

    assert refs(samples, answer) == {"V07"}
    assert readings(answer) == []


def test_a_condition_is_never_taken_for_a_word(samples: Corpus) -> None:
    answer = samples.answer(Wanted("kein Wort Deutsch"))

    assert answer.result.total == 0
    assert readings(answer) == [("german", "A0")]


def test_a_misspelled_word_is_mended_and_said_so(samples: Corpus) -> None:
    answer = samples.answer(Wanted("Lagerhälfer"))

    assert refs(samples, answer) == {"V01"}
    assert (answer.result.is_mended, answer.result.suggestion) == (True, "lagerhelfer")


def test_who_wants_the_words_as_they_stand_gets_a_suggestion(samples: Corpus) -> None:
    result = samples.answer(Wanted("Lagerhälfer"), is_exact=True).result

    assert (result.total, result.is_mended, result.suggestion) == (0, False, "lagerhelfer")


@pytest.mark.parametrize(
    ("text", "reading", "ref"),
    [("Minijop Reinigung", ("kind", "mini_job"), "V09"), ("Koch Heinsburg", ("place", "Heinsberg"), "V05")],
)
def test_a_mended_word_may_name_a_filter(samples: Corpus, text: str, reading: tuple[str, str], ref: str) -> None:
    answer = samples.answer(Wanted(text))

    assert reading in readings(answer)
    assert ref in refs(samples, answer)
    assert answer.result.is_mended


@pytest.mark.parametrize("text", ["Astronaut", "Hausmeister", "qwertz", "Zahnarzt", "-Lager -Helfer Raumfahrt"])
def test_nothing_is_made_of_what_is_not_there(samples: Corpus, text: str) -> None:
    assert samples.answer(Wanted(text)).result.total == 0


def test_a_word_nobody_uses_is_left_out_and_said_so(samples: Corpus) -> None:
    result = samples.answer(Wanted("Elektriker Raumstation")).result

    assert (result.is_mended, result.suggestion) == (True, "elektriker")
