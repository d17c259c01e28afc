"""Words that somebody may have meant: spelled or sounding nearly alike, or only begun."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from portal.core.search import normalise, phonetics
from portal.core.search.vocabulary import Vocabulary

SHORTEST_BEGINNING = 3
LONGEST_WORD = 40
MOST_BY_EYE = ((7, 2), (4, 1))
MOST_BY_EAR = ((8, 2), (5, 1), (3, 0))
"""How many letters, or sounds, may differ in words of so many letters, or sounds, and more."""
SOUNDS_SO = 0.25
"""What it costs that a word is spelled otherwise but sounds alike."""
OTHER_SOUND = 0.25
"""What it costs besides that it does not even sound alike by the Kölner Phonetik."""
NO_SLIP = 9.0
MOST_COMPLETIONS = 40
_TAKEN_FOR_EACH_OTHER = ("aeä", "oö", "uü", "fpvw", "cgkqx", "csz", "dt", "bp", "ijy")
"""First letters of words."""
_UMLAUT = re.compile("(?:(?<=a)|(?<=o)|(?<=(?<![aeq])u))e")


def near(vocabulary: Vocabulary, word: str) -> Iterator[str]:
    """Give words of the corpus spelled nearly alike, the likeliest first, then the most used."""
    slips = slips_to(word, beginning_alike(vocabulary, word))
    used = vocabulary.uses(slips)
    yield from sorted(used, key=lambda other: (slips[other], -used[other], other))


def slips_to(word: str, others: Iterable[str]) -> dict[str, float]:
    """Give those of the other words that this one may be a slip for, and how bad a slip it would be."""
    word = normalise.visible(word)
    if len(word) > LONGEST_WORD:
        return {}
    letters, most = _letters(word), 2 * _most(MOST_BY_EYE, plainest(word)) + 3
    near_ones = (other for other in others if (letters ^ _letters(other)).bit_count() <= most and other != word)
    rated = ((other, slip(word, other)) for other in near_ones)
    return {other: badness for other, badness in rated if badness < NO_SLIP}


def slip(word: str, other: str) -> float:
    """Rate how far a word is from another, by letters or by sounds that differ."""
    plain, other_plain = plainest(word), plainest(other)
    most = _most(MOST_BY_EYE, plain)
    by_eye = edits(plain, other_plain, most)
    sound, other_sound = phonetics.sound(word), phonetics.sound(other)
    by_ear = edits(sound, other_sound, most_by_ear := _most(MOST_BY_EAR, sound))
    ways = [by_eye] * (by_eye <= most) + [by_ear + SOUNDS_SO] * (by_ear <= most_by_ear)
    return min(ways) + OTHER_SOUND * (phonetics.cologne(word) != phonetics.cologne(other)) if ways else NO_SLIP


def _most(table: tuple[tuple[int, int], ...], word: str) -> int:
    return next((most for length, most in table if len(word) >= length), -1)


def begun(vocabulary: Vocabulary, start: str, others: Iterable[str]) -> list[str]:
    """Give those of the other words that start like this, the most used first, then the shortest."""
    plain = plainest(start)
    if len(plain) < SHORTEST_BEGINNING:
        return []
    whole = {other for other in others if plainest(other).startswith(plain)}
    used = vocabulary.uses(whole)
    return sorted(whole, key=lambda other: (-used.get(other, 0), len(other), other))[:MOST_COMPLETIONS]


@lru_cache(maxsize=200_000)
def plainest(word: str) -> str:
    """Write a word without umlauts, however they were written."""
    return _UMLAUT.sub("", normalise.fold(word))


def first_letters(word: str) -> frozenset[str]:
    """Give the letters a word may begin with instead of its first one, that one included."""
    return frozenset(word[:1]).union(*(group for group in _TAKEN_FOR_EACH_OTHER if word[:1] and word[0] in group))


def beginning_alike(vocabulary: Vocabulary, word: str) -> set[str]:
    """Give the words of the corpus that begin with the same letter or one taken for it."""
    letters = first_letters(normalise.visible(word))
    return {other for letter in letters for other in vocabulary.words(letter)}


@lru_cache(maxsize=200_000)
def _letters(word: str) -> int:
    """Give the set of a word's letters, umlauts apart, as bits, to pass over most words quickly."""
    bits = 0
    for letter in plainest(word):
        bits |= 1 << ord(letter) % 64
    return bits


def edits(left: str, right: str, most: int) -> int:
    """Count the letters to add, drop, replace or swap with their neighbour; stops counting after `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        older, before, row = before, row, [at] + [most + 1] * len(right)
        for to in range(max(1, at - most), min(len(right), at + most) + 1):  # farther from the middle it is too many
            other = right[to - 1]
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != other))
            if at > 1 and to > 1 and letter == right[to - 2] and left[at - 2] == other:
                cost = min(cost, older[to - 2] + 1)
            row[to] = cost
        if min(row) > most:
            return most + 1
    return row[-1]
