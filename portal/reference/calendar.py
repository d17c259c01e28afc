"""Calendar arithmetic of North Rhine-Westphalia: holidays, working days, months."""

import calendar
from datetime import date, timedelta

import holidays

_HOLIDAYS = holidays.country_holidays("DE", subdiv="NW", language="de")
_SATURDAY = 5


def holiday_name(day: date) -> str | None:
    """Give the German name of a public holiday in NRW, nothing on other days."""
    return _HOLIDAYS.get(day)


def is_working_day(day: date) -> bool:
    """Tell whether offices work: Monday to Friday, no public holiday."""
    return day.weekday() < _SATURDAY and day not in _HOLIDAYS


def add_working_days(day: date, n: int) -> date:
    """Give the n-th working day after a day (before it, if n is negative); n = 0 is the day itself."""
    step = timedelta(days=1 if n > 0 else -1)
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def count_working_days(first: date, last: date) -> int:
    """Count the working days from one day to another, both included."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def add_months(day: date, months: int) -> date:
    """Give the same day some months later, the last day of a shorter month, at most the calendar's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
