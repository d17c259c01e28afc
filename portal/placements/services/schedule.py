"""The days of an agreement: in German words for the text that is confirmed, and as rows for pages and paper."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from portal.placements.models import Agreement
from portal.placements.services.wording import german_day, german_number
from portal.reference.schedule import WorkDay, weekly_total, work_days
from portal.reference.working_time import Shift

DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MOST_ROWS = 31
"""Days that are listed one by one; of a longer time the days of one week are."""


def times_in_words(version: Agreement) -> str:
    """Write the days and hours of a week, and what is agreed besides: Montag bis Freitag, 08:00 bis 14:00 Uhr."""
    return "; ".join(filter(None, (week_in_words(version.shifts), version.times)))


def sum_in_words(version: Agreement) -> str:
    """Write how many days and hours are agreed, and which public holidays among them are free."""
    if not version.week:
        return "wechselnd"
    if version.ends_on is None:
        return f"{german_number(weekly_total(version.shifts))} Stunden je Woche; gesetzliche Feiertage sind frei"
    days = _between(version)
    free = ", ".join(f"{german_day(day.on)} ({day.holiday})" for day in days if day.holiday and day.on)
    said = _days_and_hours(days)
    return f"{said}; frei: {free}" if free else said


def worked_in_words(version: Agreement) -> str:
    """Write how many days and hours were agreed, where the days are known from the first to the last."""
    return _days_and_hours(_between(version)) if version.week and version.ends_on else ""


def _days_and_hours(days: Sequence[WorkDay]) -> str:
    worked = [day for day in days if not day.holiday]
    count = len({day.on for day in worked})
    hours = german_number(sum((day.hours for day in worked), Decimal(0)))
    return f"{count} {'Tag' if count == 1 else 'Tage'}, {hours} {'Stunde' if hours == '1' else 'Stunden'}"


def rows(version: Agreement) -> tuple[WorkDay, ...]:
    """List the days one by one, or where they are many or without an end the days of one week."""
    days = _between(version)
    if 0 < len(days) <= MOST_ROWS:
        return days
    return tuple(WorkDay(None, shift) for shift in version.shifts)


def _between(version: Agreement) -> tuple[WorkDay, ...]:
    return work_days(version.shifts, version.starts_on, version.ends_on) if version.ends_on else ()


def week_in_words(shifts: tuple[Shift, ...]) -> str:
    """Write the days of a week, neighbours with the same hours together."""
    numbered = enumerate(sorted(shifts, key=lambda shift: shift.start_minute))
    alike = groupby(numbered, key=lambda one: (one[1].weekday - one[0], _hours_in_words(one[1])))
    return "; ".join(_days_in_words([shift for _number, shift in group], said) for (_run, said), group in alike)


def _days_in_words(shifts: list[Shift], hours: str) -> str:
    first, last = DAYS[shifts[0].weekday], DAYS[shifts[-1].weekday]
    return f"{first} {hours}" if len(shifts) == 1 else f"{first} bis {last} {hours}"


def _hours_in_words(shift: Shift) -> str:
    pause = f", {shift.break_minutes} Minuten Pause" if shift.break_minutes else ""
    return f"{shift.starts:%H:%M} bis {shift.ends:%H:%M} Uhr{pause}"
