"""Several shifts of a day: they count together, and no time is named twice."""

import pytest

from tests.reference.test_working_time import ERROR, WARNING, found, week


@pytest.mark.parametrize(
    ("shifts", "age", "expected"),
    [
        ((*week("08:00", "13:00", days=[0]), *week("14:00", "19:00", days=[0])), None, [("adult_day", WARNING)]),
        ((*week("08:00", "13:00", days=[0]), *week("14:00", "19:01", days=[0])), None, [("adult_day", ERROR)]),
        ((*week("08:00", "12:00", days=[0]), *week("12:10", "14:20", days=[0])), None, [("adult_break_6", ERROR)]),
        ((*week("08:00", "12:00", days=[0]), *week("12:30", "14:40", days=[0])), None, []),
        ((*week("08:00", "12:00", days=[0]), *week("15:00", "19:01", days=[0])), 16, [("minor_day", WARNING)]),
        ((*week("08:00", "12:00", days=[0]), *week("12:00", "14:00", days=[0])), None, []),
    ],
)
def test_two_shifts_of_a_day_count_together_and_the_time_between_as_a_break(shifts, age, expected):
    assert found(shifts, age=age) == expected


@pytest.mark.parametrize(
    "shifts",
    [
        (*week("08:00", "12:00", days=[0]), *week("11:59", "13:00", days=[0])),
        (*week("08:00", "12:00", days=[0]), *week("08:00", "12:00", days=[0])),
        (*week("22:00", "06:00", 45, days=[0]), *week("05:59", "07:00", days=[1])),
        (*week("22:00", "06:00", 45, days=[6]), *week("05:59", "07:00", days=[0])),
    ],
)
def test_a_time_that_is_named_twice_is_wrong(shifts):
    assert ("shifts_overlap", ERROR) in found(shifts)


def test_a_time_right_after_another_is_not_named_twice():
    night_and_morning = (*week("22:00", "06:00", 45, days=[6]), *week("06:00", "07:00", days=[0]))

    assert "shifts_overlap" not in dict(found(night_and_morning))
