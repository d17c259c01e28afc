"""Working days and holidays of North Rhine-Westphalia."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reference.calendar import add_months, add_working_days, count_working_days, holiday_name, is_working_day


def test_holidays_are_those_of_the_land():
    assert holiday_name(date(2026, 11, 1)) == "Allerheiligen"
    assert holiday_name(date(2026, 6, 4)) == "Fronleichnam"
    assert holiday_name(date(2026, 8, 15)) is None
    assert not is_working_day(date(2026, 12, 25))
    assert not is_working_day(date(2026, 11, 28))
    assert is_working_day(date(2026, 11, 27))


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        (date(2026, 12, 23), 3, date(2026, 12, 29)),
        (date(2026, 12, 29), -3, date(2026, 12, 23)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_working_days_leave_weekends_and_holidays_out(day, n, result):
    assert add_working_days(day, n) == result


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_counting_agrees_with_adding(day, n):
    last = add_working_days(day, n)

    assert is_working_day(last)
    assert count_working_days(day, last) == n + is_working_day(day)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(9999, 12, 1), 1, date.max),
        (date(9999, 1, 31), 1, date(9999, 2, 28)),
    ],
)
def test_months_keep_the_day_where_they_can(day, months, result):
    assert add_months(day, months) == result


def test_both_ends_of_a_span_are_counted():
    assert count_working_days(date(2026, 12, 21), date(2026, 12, 28)) == 5
    assert count_working_days(date(2026, 12, 28), date(2026, 12, 28)) == 1
    assert count_working_days(date(2026, 12, 28), date(2026, 12, 27)) == 0
