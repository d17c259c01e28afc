"""What is asked instead when nobody uses a word: a function of the question and the words of the index alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from portal.core.search import spelling
from portal.core.search.analyser import Analyser
from portal.core.search.query import Alternative, Group, SearchQuery, SearchResult, Words
from portal.core.search.vocabulary import Vocabulary

PARTLY_WEIGHT = 0.5
SHORTEST_BEGUN_WRONGLY = 6
MOST_MENDED = 4
MOST_REMEMBERED = 5_000
SOUNDS_THE_SAME = 0.5
"""A slip up to here goes before the thought that a word was only begun."""


@dataclass(frozen=True)
class Mended:
    """A question that finds more: its words, and how they are written."""

    words: Words
    text: str


@dataclass(frozen=True)
class Mender:
    """Mends questions by the words of an index, and remembers how, for as long as the index stays as it is."""

    analyser: Analyser
    known: dict[tuple[str, Words], tuple[Mended | None]] = field(default_factory=dict)

    def mend(
        self, words: Words, generation: str, search: Callable[[SearchQuery], SearchResult], vocabulary: Vocabulary
    ) -> Mended | None:
        """Give a question that finds more than this one, which finds nothing."""
        key = generation, words
        if remembered := self.known.get(key):
            return remembered[0]
        mended = mend(words, vocabulary, self.analyser)
        mended = _with_fewer_words(mended.words if mended else words, search) or mended
        if len(self.known) >= MOST_REMEMBERED:
            self.known.clear()
        self.known[key] = (mended,)
        return mended


def answer(
    query: SearchQuery, search: Callable[[SearchQuery], SearchResult], vocabulary: Vocabulary, mender: Mender
) -> SearchResult:
    """Answer a question; one that finds nothing is mended if it may be, and else the mended one is suggested."""
    result = search(query)
    if result.total:
        return result
    mended = mender.mend(query.words, result.generation, search, vocabulary)
    if mended is None:
        return result
    was_spelled_so = mended.text == spelled(query.words)
    if not query.mend:
        return result if was_spelled_so else replace(result, suggestion=mended.text)
    better = replace(search(replace(query, words=mended.words)), words=mended.words)
    return better if was_spelled_so else replace(better, suggestion=mended.text, is_mended=True)


def mend(words: Words, vocabulary: Vocabulary, analyser: Analyser) -> Mended | None:
    """Replace the words that find nothing by likelier ones and leave out what means nothing here.

    Nothing comes where no word is to blame, or nothing would be left of the question.
    """
    found = [vocabulary.is_found(group) for group in words.groups]
    if all(found) or found.count(False) > MOST_MENDED:
        return None
    likelier = [
        group if is_found else _likelier(group.surface, vocabulary, analyser)
        for group, is_found in zip(words.groups, found, strict=True)
    ]
    groups = tuple(group for group in likelier if group)
    if not groups and not words.phrases:
        return None
    mended = replace(words, groups=groups)
    return Mended(mended, spelled(mended))


def _with_fewer_words(words: Words, search: Callable[[SearchQuery], SearchResult]) -> Mended | None:
    """Leave out the word without which most is told, where each word finds something but nothing has them all.

    Words that mean something to the lexicon tell most, then those that are rare.
    """

    def total(groups: tuple[Group, ...]) -> int:
        return search(SearchQuery(replace(words, groups=groups), size=0)).total

    if not 1 < len(words.groups) <= MOST_MENDED or total(words.groups):
        return None
    for left_out in sorted(words.groups, key=lambda group: (len(group.alternatives) > 1, -total((group,)))):
        rest = tuple(group for group in words.groups if group != left_out)
        if rest and total(rest):
            mended = replace(words, groups=rest)
            return Mended(mended, spelled(mended))
    return None


def spelled(words: Words) -> str:
    """Write a question as it may be asked again."""
    phrases = (f'"{" ".join(phrase.words)}"' for phrase in words.phrases)
    unwanted = (f"-{term}" for terms in words.exclude for term in terms)
    return " ".join((*(group.surface for group in words.groups), *phrases, *unwanted))


def _likelier(word: str, vocabulary: Vocabulary, analyser: Analyser) -> Group | None:
    """Give what was meant by a word: one that sounds the same, one it begins, its telling parts, or one near it.

    A word of the lexicon is no slip: there is just nothing of the kind.
    """
    known = {other for letter in spelling.first_letters(word) for other in analyser.known_words(letter)}
    others = spelling.beginning_alike(vocabulary, word) | known
    if analyser.is_known(word):
        return _begun(word, word, others, vocabulary, analyser) or _any_found(
            analyser.parts(word), vocabulary, analyser
        )
    slips = spelling.slips_to(word, others)
    used = vocabulary.uses(slips)
    likely = sorted(slips, key=lambda other: (slips[other], -used.get(other, 0), len(other), other))
    by_ear = [other for other in likely if slips[other] <= SOUNDS_THE_SAME]
    return (
        _first_found(by_ear, vocabulary, analyser)
        or _begun(word, word, others, vocabulary, analyser)
        or _any_found(analyser.parts(word), vocabulary, analyser)
        or _first_found(likely, vocabulary, analyser)
        or _begun_wrongly(word, others, vocabulary, analyser)
        or _any_found(analyser.ends(word), vocabulary, analyser)
    )


def _first_found(words: Iterable[str], vocabulary: Vocabulary, analyser: Analyser) -> Group | None:
    read = (group for word in words for group in analyser.read(word).groups[:1])
    return next((group for group in read if vocabulary.is_found(group)), None)


def _any_found(words: Iterable[str], vocabulary: Vocabulary, analyser: Analyser) -> Group | None:
    """Give what has any of the words."""
    read = [group for word in words for group in analyser.read(word).groups[:1]]
    found = [group for group in read if vocabulary.is_found(group)]
    return _any_of(" ".join(group.surface for group in found), found) if found else None


def _begun(word: str, start: str, others: Iterable[str], vocabulary: Vocabulary, analyser: Analyser) -> Group | None:
    """Give what has any of the words with this start, under the word that was typed."""
    whole = spelling.begun(vocabulary, start, others)
    group = _any_of(word, (group for other in whole for group in analyser.read(other).groups[:1]))
    return group if vocabulary.is_found(group) else None


def _begun_wrongly(word: str, others: Iterable[str], vocabulary: Vocabulary, analyser: Analyser) -> Group | None:
    """Give what has any of the words that start nearly like this one."""
    if len(word) < SHORTEST_BEGUN_WRONGLY:
        return None
    slips = spelling.slips_to(word, {other[: len(word)] for other in others if len(other) > len(word)})
    starts = sorted(slips, key=lambda start: (slips[start], start))
    return next(filter(None, (_begun(word, start, others, vocabulary, analyser) for start in starts)), None)


def _any_of(surface: str, groups: Iterable[Group]) -> Group:
    ways: dict[tuple[str, ...], float] = {}
    for group in groups:
        for alternative in group.alternatives:
            ways.setdefault(alternative.terms, alternative.weight * PARTLY_WEIGHT)
    return Group(surface, tuple(Alternative(terms, weight) for terms, weight in ways.items()))
