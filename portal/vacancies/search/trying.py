"""What other words of the office would change: a question answered twice, and the offers that come in or go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.vacancies.queries import search_words as queries
from portal.vacancies.rules.search_words import OwnWord, spelling
from portal.vacancies.search.answering import answer
from portal.vacancies.search.asking import WHOLE, Wanted
from portal.vacancies.search.own_words import supposing

MOST_SHOWN = 10


@dataclass(frozen=True)
class Effect:
    """How many offers a word finds before and after; `added` and `gone` are the first of those that differ."""

    text: str
    before: int
    after: int
    added: Sequence[UUID]
    gone: Sequence[UUID]

    @property
    def is_nothing(self) -> bool:
        """Tell whether the same offers are found."""
        return not self.added and not self.gone


def effect(word: OwnWord, *, is_kept: bool) -> list[Effect]:
    """Give what a word changes if it is kept, or is not, for each of the ways it leads. Raises: SearchUnavailable."""
    now = queries.own()
    others = tuple(known for known in now if spelling(known.typed) != spelling(word.typed))
    then = (*others, word) if is_kept else others
    return [_compare(from_, now, then) for from_, _to in word.ways]


def _compare(text: str, now: tuple[OwnWord, ...], then: tuple[OwnWord, ...]) -> Effect:
    (before, had), (after, has) = _found(text, now), _found(text, then)
    return Effect(text, before, after, _first(has, had), _first(had, has))


def _found(text: str, words: tuple[OwnWord, ...]) -> tuple[int, Sequence[UUID]]:
    with supposing(words):
        result = answer(Wanted(text), is_exact=True, size=WHOLE).result
    return result.total, result.ids


def _first(ids: Iterable[UUID], besides: Iterable[UUID]) -> Sequence[UUID]:
    known = frozenset(besides)
    return [one for one in ids if one not in known][:MOST_SHOWN]
