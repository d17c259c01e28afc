"""A week written down and read again, and the days of the calendar that come of it."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference.schedule import check_days, read_week, weekly_total, work_days, write_week
from portal.reference.working_time import Shift

minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
shifts = st.lists(st.builds(Shift, st.integers(0, 6), minutes, minutes, st.integers(0, 240)), max_size=9)


def shift(day: int, starts: str = "08:00", ends: str = "12:00", pause: int = 0) -> Shift:
    return Shift(day, time.fromisoformat(starts), time.fromisoformat(ends), pause)


@given(shifts)
def test_what_was_written_is_read_again_in_the_order_of_the_week(some):
    assert sorted(read_week(write_week(some)), key=repr) == sorted(some, key=repr)
    assert [one.start_minute for one in read_week(write_week(some))] == sorted(one.start_minute for one in some)


def test_a_day_is_a_line():
    assert write_week([shift(4, "22:00", "06:30", 45), shift(0)]) == ["0 08:00-12:00 0", "4 22:00-06:30 45"]


@pytest.mark.parametrize("line", ["", "7 08:00-12:00 0", "0 08:00-12:00", "0 25:00-12:00 0", "0 08:00-12:00 0\n"])
def test_anything_else_is_refused(line):
    with pytest.raises(ValueError, match="no shift"):
        read_week([line])


def test_the_hours_of_a_week_are_those_worked():
    assert weekly_total([shift(0, "08:00", "16:30", 30), shift(1, "22:00", "06:00", 20)]) == Decimal("15.67")
    assert weekly_total([]) == 0


def test_every_day_from_the_first_to_the_last_is_listed():
    found = work_days((shift(0), shift(4)), date(2026, 11, 2), date(2026, 11, 13))

    assert [day.on.day for day in found if day.on] == [2, 6, 9, 13]
    assert work_days((shift(1),), date(2026, 11, 2), date(2026, 11, 2)) == ()


def test_a_day_with_two_shifts_is_listed_twice():
    found = work_days((shift(0, "08:00", "12:00"), shift(0, "16:00", "20:00")), date(2026, 11, 2), date(2026, 11, 2))

    assert [(day.shift.starts.hour, day.hours) for day in found] == [(8, 4), (16, 4)]


def test_holidays_of_the_district_are_named_and_free():
    found = work_days((shift(3), shift(4)), date(2026, 12, 24), date(2027, 1, 1))

    assert [(day.on, day.holiday, day.hours) for day in found] == [
        (date(2026, 12, 24), None, 4),
        (date(2026, 12, 25), "Erster Weihnachtstag", 0),
        (date(2026, 12, 31), None, 4),
        (date(2027, 1, 1), "Neujahr", 0),
    ]


@pytest.mark.parametrize(
    ("days", "first", "last", "expected"),
    [
        ([0, 1], date(2026, 11, 2), date(2026, 11, 3), []),
        ([0, 1], date(2026, 11, 2), None, []),
        ([1], date(2026, 11, 2), date(2026, 11, 3), ["starts_on_free_day"]),
        ([1], date(2026, 11, 2), None, ["starts_on_free_day"]),
        ([2], date(2026, 11, 2), date(2026, 11, 3), ["no_work_day"]),
        ([4], date(2026, 12, 25), date(2026, 12, 25), ["no_work_day"]),
        ([4], date(2026, 12, 25), date(2027, 1, 8), []),
    ],
)
def test_the_first_day_is_a_work_day_and_there_is_one(days, first, last, expected):
    assert [finding.rule_id for finding in check_days(tuple(map(shift, days)), first, last)] == expected


def test_corpus_christi_is_free_here_and_the_assumption_is_not():
    week = tuple(shift(day) for day in range(7))

    found = work_days(week, date(2026, 6, 1), date(2026, 8, 31))

    assert [day.on for day in found if day.holiday] == [date(2026, 6, 4)]
