"""From text to index terms and from typed words to a question: one analyser for every backend."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from threading import Lock

from snowballstemmer.german_stemmer import GermanStemmer

from portal.core.search import compounds, normalise
from portal.core.search.lexicon import Lexicon, SynonymGroup
from portal.core.search.query import Alternative, Group, Phrase, Words
from portal.core.search.stopwords import ABOUT_ANY_OFFER, STOP_WORDS

RULES = "4"
"""Raise it when the same text yields other terms than before: indexes are then rebuilt."""

PART_WEIGHT = 0.5
COMPOUND_WEIGHT = 0.7
SYNONYM_WEIGHT = 0.4
MOST_WORDS = 24
MOST_CHARACTERS = 1_000
LONGEST_SYNONYM = 4
MOST_JOINED = 3
SHORTEST_STEMMED_PART = 4
SHORTEST_END = 5

_QUOTED = re.compile(r'(-?)["„“”«»]([^"„“”«»]*)["„“”«»]')
_EXCLUDED = re.compile(r"(?:^|(?<=\s))[-\u2013\u2212](?=\w)(\S+)")

Key = tuple[str, ...]


class Analyser:
    """Understands German words with the help of a lexicon; results are remembered per word."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Learn the lexicon; words of synonyms may be parts of compounds."""
        self._stemmer, self._lock = GermanStemmer(), Lock()
        self.stem = lru_cache(maxsize=100_000)(self._stem)
        self.terms = lru_cache(maxsize=100_000)(self._terms)
        self._read_before = lru_cache(maxsize=2_000)(self._read)
        self._dictionary = _dictionary(lexicon)
        self._stems = {self.stem(word) for word in self._dictionary if len(word) >= SHORTEST_STEMMED_PART}
        self._synonyms = self._learn(lexicon)
        self._known = _known_words(lexicon)
        self._whole = {word for group in lexicon.groups for word in _joined(group.words)}
        known = "\n".join((RULES, *sorted(self._dictionary)))
        self.version = hashlib.sha256(known.encode()).hexdigest()[:16]

    def weigh(self, text: str) -> dict[str, float]:
        """Give every index term of a text with how often it is said; parts of compounds count half."""
        weights: defaultdict[str, float] = defaultdict(float)
        for word in normalise.words(text):
            for term, weight in self.terms(word):
                weights[term] += weight
        return dict(weights)

    def read(self, text: str) -> Words:
        """Understand what was typed: words, "phrases" and -exclusions; never fails, whatever it is."""
        return self._read_before(text[:MOST_CHARACTERS])

    def _read(self, text: str) -> Words:
        quoted, rest = _QUOTED.findall(text), _QUOTED.sub(" ", text)
        phrases = [self._phrase(inside) for minus, inside in quoted if not minus]
        unwanted = [*(inside for minus, inside in quoted if minus), *_EXCLUDED.findall(rest)]
        groups = self._groups(_EXCLUDED.sub(" ", rest))
        excluded = tuple(keys for inside in unwanted[:MOST_WORDS] if (keys := self.keys(inside)))
        return Words(tuple(groups), tuple(phrase for phrase in phrases[:MOST_WORDS] if phrase.terms), excluded)

    def knowing(self, groups: Iterable[SynonymGroup]) -> "Analyser":
        """Give one that understands more words in questions, where `leads_here` leads to all that `words` lead to.

        What it makes of texts stays the same, so that no index has to be made anew.
        """
        return _Wiser(self, tuple(groups))

    def keys(self, text: str) -> Key:
        """Give the main term of every word that means something."""
        return tuple(terms[0][0] for word in normalise.words(text) if (terms := self.terms(word)))

    def known_words(self, letter: str) -> Iterable[str]:
        """Give the words of the lexicon that begin with a letter, as they are written."""
        return self._known.get(letter, ())

    def is_known(self, word: str) -> bool:
        """Say whether the lexicon holds a word, so that it is no slip."""
        return normalise.fold(word) in self._dictionary

    def parts(self, word: str) -> tuple[str, ...]:
        """Give those parts of a compound that say what it is about, as they are written."""
        return self._telling(self._pieces(normalise.fold(word)))

    def ends(self, word: str) -> tuple[str, ...]:
        """Give the longest words that one begins and ends with, where its middle is not known."""
        folded = normalise.masculine(normalise.fold(word))
        lengths = range(len(folded) - 1, SHORTEST_END - 1, -1)
        known = ((end for end in ends if end in self._dictionary) for ends in _ends(folded, lengths))
        return self._telling(end for ends in known for end in islice(ends, 1))

    def _telling(self, parts: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._dictionary.get(part, part) for part in parts if part not in compounds.TELL_LITTLE)

    def _stem(self, word: str) -> str:
        if own := normalise.own_stem(word):
            return own
        with self._lock:  # the stemmer keeps the word it works on in itself
            return str(self._stemmer.stemWord(normalise.bare(word)))

    def _terms(self, word: str) -> tuple[tuple[str, float], ...]:
        if word in STOP_WORDS:
            return ()
        whole = normalise.own_stem(word, alone=True) or self.stem(word.replace("-", ""))
        parts = {self.stem(part) for part in self._parts(word)} - {whole}
        return ((whole, 1.0), *((part, PART_WEIGHT) for part in sorted(parts)))

    def _parts(self, word: str) -> set[str]:
        """Give all parts of a word, parts of parts included."""
        pieces = self._pieces(word)
        return set(pieces).union(*(self._parts(piece) for piece in pieces))

    def _pieces(self, word: str) -> tuple[str, ...]:
        if "-" in word:
            return tuple(piece for piece in word.split("-") if piece not in STOP_WORDS)
        return compounds.split(normalise.masculine(word), self._rate)

    def _rate(self, piece: str) -> int:
        if piece in self._dictionary:
            return 0
        return 1 if len(piece) >= SHORTEST_STEMMED_PART and self.stem(piece) in self._stems else compounds.NO_WORD

    def _learn(self, lexicon: Lexicon) -> dict[Key, tuple[Key, ...]]:
        reachable: defaultdict[Key, dict[Key, None]] = defaultdict(dict)
        for group in lexicon.groups:
            targets = dict.fromkeys(key for word in group.words if (key := self.keys(word)))
            for phrase in (*group.words, *group.leads_here):
                reachable[self.keys(phrase)].update(targets)
        return {key: tuple(targets) for key, targets in reachable.items() if key}

    def _phrase(self, quoted: str) -> Phrase:
        words = normalise.plain_text(quoted).split()[:MOST_WORDS]
        return Phrase(tuple(words), tuple(dict.fromkeys(self.keys(" ".join(words)))))

    def _groups(self, text: str) -> Iterable[Group]:
        said = [(spoken, self.keys(spoken)) for spoken in normalise.spoken_words(text)]
        heard = [(spoken, keys[0]) for spoken, keys in said if keys][:MOST_WORDS]
        heard = [word for word in heard if normalise.fold(word[0]) not in ABOUT_ANY_OFFER]
        while heard:
            ahead = heard[:LONGEST_SYNONYM]
            length = self._synonym_length([key for _, key in ahead])
            joined = self._joined_length([spoken for spoken, _ in ahead]) if length == 1 else 0
            taken, heard = heard[: joined or length], heard[joined or length :]
            yield self._group([spoken for spoken, _ in taken], tuple(key for _, key in taken), is_joined=bool(joined))

    def _synonym_length(self, keys: list[str]) -> int:
        lengths = range(len(keys), 1, -1)
        return next((length for length in lengths if tuple(keys[:length]) in self._synonyms), 1)

    def _joined_length(self, spoken: list[str]) -> int:
        """Say how many words in a row are parts of one that is known, such as "Lager Helfer"; 0 if none."""
        folded = [normalise.fold(word) for word in spoken]
        lengths = range(min(len(spoken), MOST_JOINED), 1, -1)
        return next((length for length in lengths if "".join(folded[:length]) in self._whole), 0)

    def _group(self, spoken: list[str], key: Key, *, is_joined: bool) -> Group:
        whole = "".join(spoken) if is_joined else " ".join(spoken)
        meant = (self.stem(normalise.fold(whole)),) if is_joined else key
        found = {meant: 1.0}
        if is_joined:
            found.setdefault(key, COMPOUND_WEIGHT)
        if len(meant) == 1:
            parts = self._pieces(normalise.fold(whole))
            found.setdefault(tuple(self.stem(part) for part in parts) or meant, COMPOUND_WEIGHT)
        for synonym in self._synonyms.get(meant, ()):
            found.setdefault(synonym, SYNONYM_WEIGHT)
        return Group(" ".join(spoken), tuple(Alternative(terms, weight) for terms, weight in found.items()))


class _Wiser(Analyser):
    """An analyser that shares all another knows of texts, and knows more words of questions."""

    def __init__(self, base: Analyser, groups: tuple[SynonymGroup, ...]) -> None:
        vars(self).update(vars(base))
        self._synonyms = self._synonyms | self._led_on(groups)
        self._whole = self._whole.union(*(_joined(group.leads_here) for group in groups))
        self._read_before = lru_cache(maxsize=2_000)(self._read)

    def _led_on(self, groups: Iterable[SynonymGroup]) -> dict[Key, tuple[Key, ...]]:
        led: dict[Key, tuple[Key, ...]] = {}
        for group in groups:
            targets = [key for word in group.words for key in self._meant(word)]
            for key in filter(None, map(self.keys, group.leads_here)):
                led[key] = tuple(dict.fromkeys((*led.get(key, self._synonyms.get(key, ())), *targets)))
        return led

    def _meant(self, word: str) -> Iterable[Key]:
        """Give the ways in which a question for a word, or for a phrase that means one thing, is answered."""
        read = list(self._groups(word))
        ways = [way.terms for way in read[0].alternatives] if len(read) == 1 else [self.keys(word)]
        return filter(None, ways)


def _joined(phrases: Iterable[str]) -> Iterable[str]:
    """Give those phrases that are a single word, folded, without hyphens."""
    return (words[0].replace("-", "") for phrase in phrases if len(words := normalise.words(phrase)) == 1)


def _known_words(lexicon: Lexicon) -> dict[str, list[str]]:
    """Give the words of all synonyms by their first letter."""
    phrases = [phrase for group in lexicon.groups for phrase in (*group.words, *group.leads_here)]
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted({word for phrase in phrases for word in normalise.spoken_words(phrase)}):
        by_letter[word[0]].append(word)
    return dict(by_letter)


def _ends(word: str, lengths: Iterable[int]) -> tuple[Iterable[str], Iterable[str]]:
    return (word[:length] for length in lengths), (word[-length:] for length in lengths)


def _dictionary(lexicon: Lexicon) -> dict[str, str]:
    """Give the words compounds may be made of, folded: as written; stop and tiny words would split everything."""
    phrases = [phrase for group in lexicon.groups for phrase in group.words]
    said = (word for phrase in (*phrases, *lexicon.words) for word in normalise.spoken_words(phrase))
    pieces = {normalise.fold(piece): piece for word in said for piece in word.split("-")}
    return {folded: piece for folded, piece in pieces.items() if _may_be_part(folded)}


def _may_be_part(word: str) -> bool:
    return word not in STOP_WORDS and len(word) >= compounds.SHORTEST_PART
