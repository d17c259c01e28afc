"""What every engine of the bench can do, and the terms and filters they all share."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Protocol

from bench.searching.offers import Offer, number_of
from bench.searching.questions import FACETS, Answer, Question
from portal.core.search import Analyser, normalise

BREAK = "\n"


class Engine(Protocol):
    """An engine on a folder or database of its own."""

    def build(self, offers: Iterable[Offer]) -> None:
        """Index all offers from nothing."""

    def open(self) -> None:
        """Begin to read, as a new process does."""

    def look(self) -> None:
        """Take in what another process committed, where the engine does not do so by itself."""

    def ask(self, question: Question) -> Answer:
        """Answer from what was committed last."""

    def update(self, offers: Sequence[Offer]) -> None:
        """Commit other texts for these offers."""


def terms(offer: Offer, analyser: Analyser) -> str:
    """Give the index terms of an offer, repeated as often as they are said."""
    said = (pair for text in offer.texts.values() for pair in analyser.weigh(text).items())
    return " ".join(term for term, weight in said for _ in range(ceil(weight)))


def plain(offer: Offer, between: str = BREAK) -> str:
    """Give the folded words phrases are looked for in, text by text."""
    return between.join(normalise.plain_text(text) for text in offer.texts.values())


def values(offer: Offer) -> dict[str, int]:
    """Give every code as a number, and the day."""
    coded = {column: number_of(column, getattr(offer, column)) for column in (*FACETS, "place")}
    return coded | {"starts": offer.starts_on.toordinal()}


def filters(question: Question) -> dict[str, list[int]]:
    """Give the numbers that each filtered column lets through; a radius lets postal codes through."""
    near = question.near.places if question.near else None
    wanted = {"kind": question.kinds, "level": question.levels, "place": near}
    return {
        column: sorted(number_of(column, code) for code in passing)
        for column, passing in wanted.items()
        if passing is not None
    }


def clauses(question: Question) -> list[list[tuple[str, ...]]]:
    """Give what must be found: of every clause one alternative, of every alternative all terms."""
    required = [[(term,)] for phrase in question.words.phrases for term in phrase.terms]
    return [[alternative.terms for alternative in group.alternatives] for group in question.words.groups] + required
