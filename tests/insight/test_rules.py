"""A table shows no number that tells of fewer than five people, and none from which such a number follows."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.insight.rules import LEAST, Cell, guarded, guarded_together

pytestmark = pytest.mark.pure


def told(rows: list[list[int]]) -> list[list[int | None]]:
    """Give what is shown, the totals last."""
    shown, totals = guarded(rows)
    return [[cell.number if cell.is_shown else None for cell in row] for row in (*shown, totals)]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([[20, 10], [30, 20]], [[20, 10], [30, 20], [50, 30]]),
        ([[20, 4], [30, 20]], [[20, None], [30, None], [50, 24]]),  # one alone would follow from the total
        ([[20, 2], [30, 3]], [[20, None], [30, None], [50, 5]]),
        ([[20, 18], [30, 20]], [[20, None], [30, None], [50, 38]]),  # the two who were not accepted
        ([[3, 0]], [[None, None], [None, None]]),
        ([[6, 5], [40, 20]], [[6, None], [40, None], [46, 25]]),
    ],
)
def test_what_is_hidden(rows, shown):
    assert told(rows) == shown


def test_an_empty_table_has_no_totals():
    assert guarded([]) == ([], [])


def test_a_hidden_number_says_whether_it_is_small():
    assert [Cell(4, False).is_small, Cell(7, False).is_small, Cell(4).is_small] == [True, False, False]


def test_a_total_that_one_table_hides_is_hidden_in_all_that_count_the_same():
    offices = [[20, 19, 14, 11, 9, 7, 4], [37, 36, 30, 17, 8, 6, 4]]
    kinds = [[32, 31, 27, 18, 13, 10, 8], [13, 13, 9, 6, 2, 2, 0], [12, 11, 8, 4, 2, 1, 0]]

    done = guarded_together({"office": offices, "kind": kinds})

    seen = {name: [cell.is_shown for cell in totals] for name, (_rows, totals) in done.items()}
    assert seen["office"] == seen["kind"]
    assert not seen["kind"][-1]
    for rows, _totals in done.values():
        assert all(not all(cell.is_shown for cell in column) for column in list(zip(*rows, strict=True))[-1:])


NESTED = st.lists(st.integers(0, 9), min_size=2, max_size=2).map(lambda row: sorted(row, reverse=True))


@settings(max_examples=120, deadline=None)
@given(st.lists(NESTED, min_size=1, max_size=3))
def test_no_hidden_number_follows_from_what_is_shown(rows):
    """Try every table a curious reader could think of: each hidden number must have a second value in some of them."""
    shown, totals = guarded(rows)
    marks = [[_mark(cell) for cell in row] for row in shown]
    sums = [_mark(cell) for cell in totals]
    values: dict[tuple[int, int], set[int]] = {}
    choices = [_rows_like(row) for row in marks]
    for table in product(*choices):
        if all(_fits(sum(column), mark) for column, mark in zip(zip(*table, strict=True), sums, strict=True)):
            for y, row in enumerate(table):
                for x, number in enumerate(row):
                    values.setdefault((y, x), set()).add(number)
    for y, row in enumerate(shown):
        for x, cell in enumerate(row):
            assert cell.is_shown == (len(values[y, x]) == 1), (rows, y, x)


@given(st.lists(NESTED, min_size=1, max_size=8))
def test_nothing_shown_is_small_or_differs_by_few(rows):
    for row in told(rows):
        seen = [number for number in row if number is not None]
        assert all(number >= LEAST for number in seen)
        assert all(before - after == 0 or before - after >= LEAST for before, after in pairwise(seen))


def _mark(cell: Cell) -> int | str:
    return cell.number if cell.is_shown else "small" if cell.is_small else "large"


def _fits(number: int, mark: int | str) -> bool:
    if mark in ("small", "large"):
        return (number < LEAST) == (mark == "small")
    return number == mark


def _rows_like(marks: list[int | str]) -> list[tuple[int, ...]]:
    """List the rows that look like this one; nobody has to think of more than fourteen."""
    wanted = [[number for number in range(15) if _fits(number, mark)] for mark in marks]
    return [row for row in product(*wanted) if list(row) == sorted(row, reverse=True)]
