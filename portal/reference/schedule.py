"""The week of an agreement: how it is written down, and which days of the calendar come of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from portal.reference.calendar import holiday_name
from portal.reference.codes import Severity
from portal.reference.findings import Finding
from portal.reference.texts import N_
from portal.reference.working_time import Shift

_CLOCK = r"((?:[01]\d|2[0-3]):[0-5]\d)"
_WRITTEN = re.compile(rf"([0-6]) {_CLOCK}-{_CLOCK} (\d{{1,3}})")


@dataclass(frozen=True)
class WorkDay:
    """A day of the calendar on which the week has work, or would have, were it no public holiday."""

    on: date | None
    """Nothing: this day of every week."""
    shift: Shift
    holiday: str | None = None

    @property
    def hours(self) -> Decimal:
        """Give the hours worked; a public holiday is free (ArbZG section 9)."""
        return Decimal(0) if self.holiday else self.shift.hours


def write_week(shifts: Iterable[Shift]) -> list[str]:
    """Write a week down, a line a shift in the order of the days: "0 08:00-14:30 30" is Monday, half an hour off."""
    ordered = sorted(shifts, key=lambda shift: shift.start_minute)
    return [f"{one.weekday} {one.starts:%H:%M}-{one.ends:%H:%M} {one.break_minutes}" for one in ordered]


def read_week(lines: Iterable[str]) -> tuple[Shift, ...]:
    """Read what `write_week` wrote. Raises: ValueError: it is something else."""
    return tuple(_read(line) for line in lines)


def _read(line: str) -> Shift:
    match = _WRITTEN.fullmatch(line)
    if match is None:
        raise ValueError(f"no shift: {line!r}")
    weekday, starts, ends, pause = match.groups()
    return Shift(int(weekday), time.fromisoformat(starts), time.fromisoformat(ends), int(pause))


def weekly_total(shifts: Iterable[Shift]) -> Decimal:
    """Give the hours worked in a week without holidays, to the hundredth as columns keep it."""
    return sum((shift.hours for shift in shifts), Decimal(0)).quantize(Decimal("0.01"))


def check_days(shifts: tuple[Shift, ...], first: date, last: date | None) -> tuple[Finding, ...]:
    """Check that there is work between two days, and on the first of them; a holiday is named elsewhere."""
    if last is not None and not any(day.hours for day in work_days(shifts, first, last)):
        said, fix = N_("In dieser Zeit liegt kein Arbeitstag."), N_("Bitte prüfen Sie beide Tage und die Arbeitstage.")
        return (Finding("no_work_day", Severity.ERROR, said, "", fix),)
    if all(shift.weekday != first.weekday() for shift in shifts):
        said, fix = N_("Der erste Tag ist kein Arbeitstag."), N_("Bitte prüfen Sie den ersten Tag und die Arbeitstage.")
        return (Finding("starts_on_free_day", Severity.WARNING, said, "", fix),)
    return ()


def work_days(shifts: tuple[Shift, ...], first: date, last: date) -> tuple[WorkDay, ...]:
    """List the days from one to another, both included, on which the week has a shift, holidays of NRW among them."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(
        WorkDay(day, shift, holiday_name(day)) for day in days for shift in shifts if shift.weekday == day.weekday()
    )
