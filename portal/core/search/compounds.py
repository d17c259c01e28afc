"""German compounds taken apart with a dictionary: "lagerhelfer" is made of "lager" and "helfer"."""

from collections.abc import Callable

SHORTEST_PART = 3
Rate = Callable[[str], int]
"""Rates a piece of a word: 0 = a word of its own, 1 = only inflected or derived from one, more = no word."""

NO_WORD = 2
_ENDINGS = """
arbeit arbeiten arbeiter arbeiterin dienst fachkraft fachkraefte frau gehilfe geselle haus heim helfer hilfe hilfskraft
kraft kraefte lehrling leute mann maedchen meister mitarbeiter personal stelle taetigkeit werk
"""
TELL_LITTLE = frozenset(_ENDINGS.split())
"""Parts that many compounds share: "Pflegekraft" is about care."""


def split(word: str, rate: Rate) -> tuple[str, ...]:
    """Give the fewest parts that make up the whole word, real words before derived ones; nothing if there are none.

    Of equal ways the one with the longest beginnings: a "Kindergartenhelfer" works in no garden.
    """
    best: list[tuple[int, int, tuple[int, ...], tuple[str, ...]] | None] = [(0, 0, (), ()), *[None] * len(word)]
    for end in range(SHORTEST_PART, len(word) + 1):
        for start in range(end - SHORTEST_PART + 1):
            head = best[start]
            if head is None or end - start == len(word):
                continue
            part, derived = _part(word[start:end], rate, last=end == len(word))
            candidate = (head[0] + 1, head[1] + derived, (*head[2], -len(part)), (*head[3], part))
            found = best[end]
            if derived < NO_WORD and (found is None or candidate < found):
                best[end] = candidate
    return best[-1][3] if best[-1] else ()


def _part(piece: str, rate: Rate, *, last: bool) -> tuple[str, int]:
    """Give a part without the letter that links it to the next one, and its rating."""
    derived = rate(piece)
    linked = piece.removesuffix("s")
    if derived and not last and len(linked) >= SHORTEST_PART and rate(linked) < derived:
        return linked, rate(linked)
    return piece, derived
