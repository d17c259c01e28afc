"""What the analyser knows about words beyond spelling: which mean the same, and which may be part of a compound."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class SynonymGroup:
    """Words or short phrases for one thing.

    `words` lead to each other; `leads_here` only lead to `words`, such as words of another language.
    """

    words: tuple[str, ...]
    leads_here: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """The synonyms, and further words or texts whose words compounds may be made of."""

    groups: tuple[SynonymGroup, ...] = ()
    words: frozenset[str] = frozenset()

    @classmethod
    def build(cls, groups: Iterable[SynonymGroup] = (), words: Iterable[str] = ()) -> Self:
        """Freeze what the reference tables give."""
        return cls(tuple(groups), frozenset(words))
