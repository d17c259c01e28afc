"""The office's own words in questions: learned when they change, remembered as long as a transaction lasts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from portal.core import clock, db
from portal.core.search import Analyser, SynonymGroup, Words, normalise
from portal.core.search.stopwords import ABOUT_ANY_OFFER
from portal.vacancies.queries import search_words as queries
from portal.vacancies.rules.search_words import OwnWord
from portal.vacancies.search.words import analyser

_REMEMBERED = "vacancies.own_words"
Key = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """An analyser that knows the words of the office, and which of them a question uses that has a key in it."""

    analyser: Analyser
    typed: Mapping[Key, frozenset[str]]


_supposed: ContextVar[tuple[OwnWord, ...] | None] = ContextVar("supposed", default=None)


def read(text: str) -> Words:
    """Understand what was typed, with the words of the office; one statement in each transaction that asks."""
    return _known()[1].analyser.read(text) if text else Words()


def heard(text: str) -> str:
    """Give the words of a text that a question listens to: "mit Kindern" of "Arbeit mit Kindern"."""
    return " ".join(word for word in normalise.spoken_words(text) if normalise.fold(word) not in ABOUT_ANY_OFFER)


@contextmanager
def supposing(words: tuple[OwnWord, ...]) -> Iterator[None]:
    """Answer questions as if these were the words of the office."""
    token = _supposed.set(words)
    try:
        yield
    finally:
        _supposed.reset(token)


def forget() -> None:
    """Ask the database again: a word was added or taken out."""
    db.session().info.pop(_REMEMBERED, None)


def unused_today(text: str) -> list[str]:
    """Give what is typed of those words a question uses that were not counted today yet."""
    words, known = _known()
    keys = [group.alternatives[0].terms for group in known.analyser.read(text).groups] if words else []
    used = frozenset().union(*(known.typed.get(key, frozenset()) for key in keys))
    today = clock.today()
    return [word.typed for word in words if word.typed in used and word.last_used_on != today]


def _known() -> tuple[tuple[OwnWord, ...], Known]:
    supposed = _supposed.get()
    if supposed is not None:
        return supposed, _learn(supposed)
    session = db.session()
    transaction, *found = session.info.get(_REMEMBERED, (None, (), None))
    if transaction is None or transaction is not session.get_transaction():
        words = queries.own()
        found = [words, _learn(words)]
        session.info[_REMEMBERED] = session.get_transaction(), *found
    return found[0], found[1]


@lru_cache(maxsize=8)
def _learn(words: tuple[OwnWord, ...]) -> Known:
    ways = [(word.typed, heard(from_), to) for word in words for from_, to in word.ways]
    typed: defaultdict[Key, set[str]] = defaultdict(set)
    for name, from_, _to in ways:
        typed[analyser().keys(from_)].add(name)
    groups = [SynonymGroup((to,), (from_,)) for _name, from_, to in ways]
    wiser = analyser().knowing(groups) if groups else analyser()
    return Known(wiser, {key: frozenset(names) for key, names in typed.items()})
