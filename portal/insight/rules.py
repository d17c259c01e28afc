"""What a table of numbers may say without telling of a single person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""Fewer people than that are shown as "less than five", also where the number could be worked out from others."""
Place = tuple[int, int]
"""Row and column; the last row is that of the totals."""


@dataclass(frozen=True)
class Cell:
    """A number as it may be shown: itself, or that it is small, or nothing, since it would give away another."""

    number: int
    is_shown: bool = True

    @property
    def is_small(self) -> bool:
        """Tell whether it may be called less than five."""
        return not self.is_shown and self.number < LEAST


Guarded = tuple[list[list[Cell]], list[Cell]]
"""The rows of a table and its totals."""


def guarded_together(tables: Mapping[str, Sequence[Sequence[int]]]) -> dict[str, Guarded]:
    """Guard tables that count the same by different things: a total that one of them hides is hidden in all."""
    dark: frozenset[int] = frozenset()
    while True:
        done = {name: guarded(rows, dark) for name, rows in tables.items()}
        more = {x for _rows, totals in done.values() for x, cell in enumerate(totals) if not cell.is_shown}
        if more == dark:
            return done
        dark = frozenset(more)


def guarded(rows: Sequence[Sequence[int]], dark: frozenset[int] = frozenset()) -> Guarded:
    """Hide what tells of fewer than five people; give the rows and the row of totals.

    Each number of a row counts some of those the number before it counts: how many of the proposed were accepted.
    A number is hidden where it is below five, and where it differs from one that is shown before it by one to four,
    since the difference tells of those few. Others are hidden beside it until no hidden number follows from what is
    shown: from the total of its column, or from its neighbours in the row. Zero is hidden like one to four: that
    nobody was accepted says something of each who was proposed. Args: dark: columns whose total is hidden anyhow.
    """
    table = [list(row) for row in rows]
    table.append([sum(column) for column in zip(*table, strict=True)])
    places = [(y, x) for y, row in enumerate(table) for x in range(len(row))]
    hidden = {(y, x) for y, x in places if table[y][x] < LEAST or (y == len(table) - 1 and x in dark)}
    while more := _near(table, hidden) or _beside(table, hidden):
        hidden |= more
    shown = [[Cell(number, (y, x) not in hidden) for x, number in enumerate(row)] for y, row in enumerate(table)]
    return shown[:-1], shown[-1]


def _near(table: list[list[int]], hidden: set[Place]) -> set[Place]:
    """Find what differs by one to four from a number shown before it in its row."""
    found: set[Place] = set()
    for y, row in enumerate(table):
        last: int | None = None
        for x, number in enumerate(row):
            if (y, x) in hidden:
                continue
            if last is not None and 0 < last - number < LEAST:
                found.add((y, x))
            else:
                last = number
    return found


def _beside(table: list[list[int]], hidden: set[Place]) -> set[Place]:
    """Find one more number to hide for each hidden one that can be worked out."""
    return {place for y, x in _known(table, hidden) for place in _cover(table, hidden, y, x)}


def _cover(table: list[list[int]], hidden: set[Place], y: int, x: int) -> list[Place]:
    """Choose what to hide for one: the smallest of its column, then the total, then its neighbours in the row."""
    column = sorted((row[x], place) for place, row in enumerate(table[:-1]) if (place, x) not in hidden)
    beside = [(y, place) for place in (x - 1, x + 1) if 0 <= place < len(table[y]) and (y, place) not in hidden]
    total = [(len(table) - 1, x)] if (len(table) - 1, x) not in hidden else []
    return [*((place, x) for _number, place in column), *total, *beside][:1]


def _known(table: list[list[int]], hidden: set[Place]) -> Iterator[Place]:
    """Give the hidden numbers that what is shown leaves one value only."""
    low, high = bounds(table, hidden)
    yield from ((y, x) for y, x in sorted(hidden) if low[y][x] == high[y][x])


def bounds(table: list[list[int]], hidden: set[Place]) -> tuple[list[list[int]], list[list[int]]]:
    """Work out the least and the most each number can be for who sees what is shown: as a curious reader would."""
    most = 2 * sum(table[-1]) + LEAST
    low = [[_least(number, (y, x) in hidden) for x, number in enumerate(row)] for y, row in enumerate(table)]
    high = [[_most(number, (y, x) in hidden, most) for x, number in enumerate(row)] for y, row in enumerate(table)]
    before = None
    while before != (low, high):
        before = [list(row) for row in low], [list(row) for row in high]
        for y in range(len(table)):
            _along(low[y], high[y])
        for x in range(len(table[-1])):
            _down(low, high, x)
    return low, high


def _least(number: int, is_hidden: bool) -> int:
    return number if not is_hidden else 0 if number < LEAST else LEAST


def _most(number: int, is_hidden: bool, most: int) -> int:
    return number if not is_hidden else LEAST - 1 if number < LEAST else most


def _along(low: list[int], high: list[int]) -> None:
    """No number of a row is larger than the one before it."""
    for x in range(1, len(high)):
        high[x] = min(high[x], high[x - 1])
    for x in range(len(low) - 2, -1, -1):
        low[x] = max(low[x], low[x + 1])


def _down(low: list[list[int]], high: list[list[int]], x: int) -> None:
    """Let the numbers of a column add up to its total."""
    least, most = sum(row[x] for row in low[:-1]), sum(row[x] for row in high[:-1])
    low[-1][x], high[-1][x] = max(low[-1][x], least), min(high[-1][x], most)
    for y in range(len(low) - 1):
        others_least, others_most = least - low[y][x], most - high[y][x]
        low[y][x], high[y][x] = (
            max(low[y][x], low[-1][x] - others_most),
            min(high[y][x], high[-1][x] - others_least),
        )
        least, most = others_least + low[y][x], others_most + high[y][x]
