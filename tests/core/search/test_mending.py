"""Words that nobody uses are replaced by likelier ones, and only those: a function of question and words alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.search import Analyser, Change, SearchQuery, WhooshBackend, mending, normalise, spelling
from portal.core.search.query import Group
from tests.core.search.conftest import MakeOffer

TEXTS = (
    "Lagerhelfer in der Nacht",
    "Gärtner am Tag",
    "Küchenhilfe für die Kantine",
    "Bäckereiverkäufer",
    "Elektriker",
    "Reinigung der Büros",
)


@dataclass(frozen=True)
class TextVocabulary:
    """The words of a few texts, and of one that is gone."""

    analyser: Analyser
    texts: tuple[str, ...] = TEXTS

    def words(self, prefix: str) -> Iterable[str]:
        said = normalise.spoken_words(" ".join((*self.texts, "Vergangenes")))
        return [word for word in said if word.startswith(prefix)]

    def uses(self, words: Iterable[str]) -> Mapping[str, int]:
        counts = {word: sum(word in normalise.spoken_words(text) for text in self.texts) for word in words}
        return {word: count for word, count in counts.items() if count}

    def is_found(self, group: Group) -> bool:
        return any(
            all(term in self.analyser.weigh(text) for term in alternative.terms)
            for text in self.texts
            for alternative in group.alternatives
        )


@pytest.fixture(scope="module")
def vocabulary(analyser: Analyser) -> TextVocabulary:
    return TextVocabulary(analyser)


def mended(vocabulary: TextVocabulary, question: str) -> str | None:
    """Give the question as it is asked instead."""
    found = mending.mend(vocabulary.analyser.read(question), vocabulary, vocabulary.analyser)
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Lagerhälfer", "lagerhelfer"),
        ("Lagerhefler Nacht", "lagerhelfer nacht"),
        ("Gertner", "gärtner"),
        ("Kuechenhilve", "küchenhilfe"),
        ("Elektricker", "elektriker"),
        ("küchenh", "küchenh"),
        ("bäck", "bäck"),
        ("bäckereivrk", "bäckereivrk"),
        ("Pflegereinigung", "reinigung"),
        ("Küchenmeister", "küche"),
        ("Elektriker Raumstation", "elektriker"),
        ('Gertner "am Tag" -Nacht', 'gärtner "am tag" -nacht'),
    ],
)
def test_a_question_is_mended(vocabulary: TextVocabulary, question: str, text: str) -> None:
    assert mended(vocabulary, question) == text


@pytest.mark.parametrize(
    "question",
    [
        "Lagerhelfer",
        "Pflegehelfer",
        "Vergangene",
        "Zebra",
        "",
        '"Gertner"',
        "abc def ghi jkl mno",
        "x" * 200,
        "Tage -Nacht",
    ],
)
def test_nothing_is_mended_where_no_word_is_to_blame_or_nothing_is_likelier(
    vocabulary: TextVocabulary, question: str
) -> None:
    assert mended(vocabulary, question) is None


def test_half_a_word_stands_for_all_it_begins(vocabulary: TextVocabulary) -> None:
    found = mending.mend(vocabulary.analyser.read("kantin"), vocabulary, vocabulary.analyser)

    assert found is not None
    assert vocabulary.is_found(found.words.groups[0])
    assert all(alternative.weight < 1 for alternative in found.words.groups[0].alternatives)


def test_a_mended_question_is_answered_only_if_it_may_be(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer
) -> None:
    both = offer("Lagerhelfer"), offer("Fahrer")
    backend.rebuild(both)
    words = analyser.read("Lagerhälfer")

    answered, suggested = backend.search(SearchQuery(words, mend=True)), backend.search(SearchQuery(words))

    assert (answered.ids, answered.is_mended, answered.suggestion) == ((both[0].id,), True, "lagerhelfer")
    assert (suggested.ids, suggested.is_mended, suggested.suggestion) == ((), False, "lagerhelfer")


def test_where_nothing_has_all_words_the_one_that_tells_least_is_left_out(
    backend: WhooshBackend, analyser: Analyser, offer: MakeOffer
) -> None:
    helper, drivers = offer("Lagerhelfer"), [offer("Fahrer"), offer("Fahrer")]
    backend.rebuild([helper, *drivers])

    found = backend.search(SearchQuery(analyser.read("Lagerhelfer Fahrer"), mend=True))

    assert (found.ids, found.suggestion, found.is_mended) == ((helper.id,), "lagerhelfer", True)


def test_a_deleted_record_lends_no_words(backend: WhooshBackend, analyser: Analyser, offer: MakeOffer) -> None:
    gone, stays = offer("Elektriker"), offer("Gärtner")
    backend.rebuild([gone, stays])
    backend.apply([Change(gone.id)])

    assert backend.search(SearchQuery(analyser.read("Elektricker"), mend=True)).total == 0
    assert backend.suggest("Elektricker") == ()


@pytest.mark.parametrize(
    ("word", "other", "slips"),
    [("tischler", "tischler", 0), ("tsichler", "tischler", 1), ("tshler", "tischler", 2), ("", "ab", 2), ("ab", "", 2)],
)
def test_letters_that_differ_are_counted(word: str, other: str, slips: int) -> None:
    assert spelling.edits(word, other, 3) == slips


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_counting_stops_but_never_lies(word: str, other: str) -> None:
    exact = spelling.edits(word, other, 99)

    assert spelling.edits(other, word, 99) == exact
    assert all(min(spelling.edits(word, other, most), most + 1) == min(exact, most + 1) for most in range(4))


@given(st.text(max_size=60))
@settings(deadline=None)
def test_whatever_is_mended_finds_something_in_every_word(vocabulary: TextVocabulary, question: str) -> None:
    found = mending.mend(vocabulary.analyser.read(question), vocabulary, vocabulary.analyser)

    assert found is None or all(vocabulary.is_found(group) for group in found.words.groups)
