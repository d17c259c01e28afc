"""Looks up titles of occupations by what somebody typed: their beginning, a part of a word, or a slip."""

import heapq
import threading
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from portal.core.search import normalise, spelling
from portal.reference import occupations, queries
from portal.reference.official import LONGEST_TITLE, Title
from portal.reference.queries import Generation
from portal.reference.snapshots import snapshot
from portal.reference.tables import OccupationGroup

MOST = 10
SHORTEST = 2
MOST_WORDS = 6
MOST_MEANT = 3
"""Words that one misspelt word may have been meant for."""
MOST_LETTERS = 2
"""How much longer or shorter a word may be than what was typed for it."""


@dataclass(frozen=True)
class Suggestion:
    """A title that may be meant, its class (KldB 2010, five digits) and the everyday occupation it belongs to."""

    dkz_code: str
    title: str
    kldb: str
    group_id: str | None


class Titles:
    """All titles, ready to be looked up."""

    def __init__(self, rows: tuple[Title, ...]) -> None:
        """Learn which titles a word stands in, and the words by their first letter and length."""
        self._rows = rows
        self._by_title = {row.title: row for row in rows}
        self._having: defaultdict[str, list[Title]] = defaultdict(list)
        for row in rows:
            for word in {*row.masculine.split(), *row.feminine.split()}:
                self._having[word].append(row)
        self._words: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._having:
            self._words[word[0], len(word)].append(word)

    def find(self, text: str, groups: Collection[OccupationGroup] = (), *, limit: int = MOST) -> list[Title]:
        """Give the titles that text may mean, best first: the same, begun so, with a word begun so, with it inside.

        Where there is none, those of the everyday occupation that is called so, else words that are nearly so.
        """
        wanted = _typed(text[:LONGEST_TITLE])
        if len(wanted) < SHORTEST:
            return []
        words = wanted.split()[:MOST_WORDS]
        everyday = [group for group in groups if wanted in occupations.names_of(group)]
        return self._with(wanted, words, limit) or self._of(everyday, limit) or self._nearly_with(words, limit)

    def called(self, title: str) -> Title | None:
        """Give the one that is called exactly so."""
        return self._by_title.get(title)

    @property
    def are_kept(self) -> bool:
        """Tell whether any were imported."""
        return bool(self._rows)

    def _with(self, wanted: str, words: list[str], limit: int) -> list[Title]:
        found = [row for row in self._rows if wanted in row.masculine or wanted in row.feminine]
        found = heapq.nsmallest(limit, found, key=lambda row: (_place(wanted, row), len(row.title), row.title))
        if found or len(words) == 1:
            return found
        found = [row for row in self._rows if all(word in row.masculine or word in row.feminine for word in words)]
        return heapq.nsmallest(limit, found, key=lambda row: (len(row.title), row.title))

    def _of(self, groups: Collection[OccupationGroup], limit: int) -> list[Title]:
        """Give the titles of everyday occupations, first those they are called by, then those of their first class."""
        place = {kldb: at for group in groups for at, kldb in enumerate(group.kldb5)}
        names = {name for group in groups for name in occupations.names_of(group)}

        def strangeness(row: Title) -> tuple[bool, int, int, str]:
            return row.masculine not in names, place[row.kldb], len(row.title), row.title

        return heapq.nsmallest(limit, (row for row in self._rows if row.kldb in place), key=strangeness)

    def _nearly_with(self, words: list[str], limit: int) -> list[Title]:
        slips: defaultdict[Title, list[float]] = defaultdict(list)
        for word in words:
            meant = self._meant(word)
            for row, badness in {row: meant[other] for other in reversed(meant) for row in self._having[other]}.items():
                slips[row].append(badness)
        found = [row for row, badness in slips.items() if len(badness) == len(words)]
        return heapq.nsmallest(limit, found, key=lambda row: (sum(slips[row]), len(row.title), row.title))

    def _meant(self, word: str) -> dict[str, float]:
        """Give the words this one may be a slip for, the likeliest first."""
        lengths = range(len(word) - MOST_LETTERS, len(word) + MOST_LETTERS + 1)
        letters = spelling.first_letters(word)
        others = [other for letter in letters for length in lengths for other in self._words.get((letter, length), ())]
        slips = {**spelling.slips_to(word, others), **({word: 0.0} if word in self._having else {})}
        return dict(heapq.nsmallest(MOST_MEANT, slips.items(), key=lambda way: (way[1], way[0])))


class _Kept:
    """The titles of this process, read again when others were imported."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[Generation, Titles] = ((0, None), Titles(()))

    def titles(self) -> Titles:
        """Give the titles as they are now: one statement where they have not changed."""
        now = queries.generation()
        with self._lock:
            if self._known[0] != now:
                self._known = now, Titles(queries.titles())
            return self._known[1]


_kept = _Kept()


def suggest(text: str) -> tuple[Suggestion, ...]:
    """Give at most ten titles that text may mean; none where nothing was imported."""
    return tuple(map(_suggestion, _kept.titles().find(text, snapshot().occupation_groups)))


def called(title: str) -> Suggestion | None:
    """Give the title that is called exactly so."""
    found = _kept.titles().called(title)
    return _suggestion(found) if found else None


def are_kept() -> bool:
    """Tell whether titles were imported."""
    return _kept.titles().are_kept


def _suggestion(row: Title) -> Suggestion:
    group = occupations.group_of(row.title, row.kldb, snapshot().occupation_groups)
    return Suggestion(row.dkz_code, row.title, row.kldb, group.group_id if group else None)


def _typed(text: str) -> str:
    """Read what was typed in one form and one spelling."""
    return occupations.spelling(normalise.plain_gender(occupations.forms(text)[0]))


def _place(wanted: str, row: Title) -> int:
    """Tell where it stands: it is the whole title (0), its first words (1), begins it (2) or a word (3), or inside."""
    names = (row.masculine, row.feminine)
    if wanted in names:
        return 0
    if any(name.startswith(f"{wanted} ") for name in names):
        return 1
    if any(name.startswith(wanted) for name in names):
        return 2
    return 3 if any(f" {wanted}" in name for name in names) else 4
