"""Checks working hours, rest, weekends and holidays by age group, and how long a legal kind may last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import groupby

from portal.reference.calendar import add_months, count_working_days, holiday_name
from portal.reference.codes import PlacementKindCode, Severity
from portal.reference.findings import Finding
from portal.reference.snapshots import NoValueForDate, Snapshot
from portal.reference.tables import WorkingTimeRule
from portal.reference.texts import N_, Text

ADULT_AGE = 18
WORKING_AGE = 15
SATURDAY, SUNDAY = 5, 6
DAYS_A_WEEK = 7
COUNTED_IN_WORKING_DAYS = 7
"""Limits of up to a week (shadowing, trial work) are meant in working days, longer ones in calendar days."""

_HARD_LIMITS = frozenset(
    {
        PlacementKindCode.BERUFSORIENTIERUNGSPRAKTIKUM,
        PlacementKindCode.EQ,
        PlacementKindCode.KURZFRISTIG,
        PlacementKindCode.MAG,
    }
)
_MINUTES_AN_HOUR = 60
_WEEK_MINUTES = DAYS_A_WEEK * 24 * _MINUTES_AN_HOUR
_LONGEST_MINUTES = 24 * _MINUTES_AN_HOUR - 1
"""A day of shifts that reaches beyond is cut: it breaks the rest either way."""
_CHANGE_HOURS = N_("Bitte ändern Sie die Arbeitszeit.")
_CHECK_EXCEPTION = N_("Bitte prüfen Sie, ob eine Ausnahme gilt.")
UNCHECKED_DAYS = Finding(
    "days_unknown",
    Severity.WARNING,
    N_("Die Arbeitszeiten wechseln. Das Portal kann Pausen, Ruhezeit und Wochenenden nicht prüfen."),
    "ArbZG §§ 3-5, JArbSchG §§ 8-18",
    N_("Bitte prüfen Sie den Dienstplan selbst."),
)
"""What an agreement without shifts says: nobody takes what was not checked for right."""


@dataclass(frozen=True)
class Shift:
    """Work on a weekday (0 is Monday) by the clock of the district; an end before the start is on the next day."""

    weekday: int
    starts: time
    ends: time
    break_minutes: int = 0

    @property
    def start_minute(self) -> int:
        """Give the start in minutes since Monday, midnight."""
        return self.weekday * 24 * _MINUTES_AN_HOUR + _minutes(self.starts)

    @property
    def presence_minutes(self) -> int:
        """Give the minutes from start to end, breaks included."""
        return (_minutes(self.ends) - _minutes(self.starts)) % (24 * _MINUTES_AN_HOUR)

    @property
    def hours(self) -> Decimal:
        """Give the hours worked, breaks left out."""
        return Decimal(max(self.presence_minutes - self.break_minutes, 0)) / _MINUTES_AN_HOUR


def check_working_time(
    shifts: tuple[Shift, ...], kind: PlacementKindCode, *, age: int | None, tables: Snapshot
) -> tuple[Finding, ...]:
    """Check a week's shifts against the ArbZG or, under 18, the JArbSchG.

    Args: age: on the first day, in years; nothing counts as grown up.
    """
    days = _by_day(shifts)
    if age is not None and age < WORKING_AGE:
        found = _children(days, kind, tables)
    elif age is not None and age < ADULT_AGE:
        found = _minors(days, tables)
    else:
        found = _adults(days, tables)
    return (*_overlaps(shifts), *found)


def check_weekly_hours(weekly_hours: Decimal, *, age: int | None, tables: Snapshot) -> tuple[Finding, ...]:
    """Check the hours of a week alone, where nobody names its shifts."""
    if age is not None and age < ADULT_AGE:
        return tuple(_over(weekly_hours, tables.working_time_rule("minor_week"), None, _WEEK))
    return tuple(_over(weekly_hours, *_pair("adult_week", tables), _WEEK))


def check_length(
    kind: PlacementKindCode, *, starts_on: date, ends_on: date | None, tables: Snapshot
) -> tuple[Finding, ...]:
    """Check first and last day: their order, the longest and shortest time of the kind, Sundays and NRW holidays."""
    return (*_first_day(starts_on), *_last_day(kind, starts_on, ends_on, tables))


def _by_day(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Put the shifts of a weekday together: the law limits the hours of a day, and between two of them is a break."""
    in_order = groupby(sorted(shifts, key=lambda shift: shift.start_minute), key=lambda shift: shift.weekday)
    return tuple(_together(list(day)) for _weekday, day in in_order)


def _together(day: list[Shift]) -> Shift:
    first, worked = day[0], sum(max(shift.presence_minutes - shift.break_minutes, 0) for shift in day)
    end = max(shift.start_minute + shift.presence_minutes for shift in day)
    presence = min(end - first.start_minute, _LONGEST_MINUTES)
    ends = (_minutes(first.starts) + presence) % (24 * _MINUTES_AN_HOUR)
    pause = max(presence - worked, 0)
    return Shift(first.weekday, first.starts, time(*divmod(ends, _MINUTES_AN_HOUR)), pause)


def _overlaps(shifts: tuple[Shift, ...]) -> Iterator[Finding]:
    """Find a time that is named twice, over midnight and from Sunday to Monday too."""
    spans = sorted((shift.start_minute, shift.presence_minutes) for shift in shifts)
    after = [*(start for start, _minutes_there in spans[1:]), *(start + _WEEK_MINUTES for start, _there in spans[:1])]
    if any(start + there > following for (start, there), following in zip(spans, after, strict=True)):
        yield Finding("shifts_overlap", Severity.ERROR, N_("Zwei Arbeitszeiten überschneiden sich."), "", _CHANGE_HOURS)


def _children(shifts: tuple[Shift, ...], kind: PlacementKindCode, tables: Snapshot) -> Iterator[Finding]:
    """Forbid work under 15, but for the internship of a school within its hours."""
    if kind is not PlacementKindCode.PFLICHTPRAKTIKUM:
        rule = tables.working_time_rule("minor_child")
        said = N_("Unter 15 Jahren ist Beschäftigung verboten.")
        fix = N_("Erlaubt ist ein Pflichtpraktikum der Schule.")
        yield Finding(rule.rule_id, Severity.ERROR, said, rule.legal_basis, fix)
        return
    for shift in shifts:
        yield from _over(shift.hours, tables.working_time_rule("school_day"), None, _DAY)
    yield from _over(_week(shifts), tables.working_time_rule("school_week"), None, _WEEK)


def _minors(shifts: tuple[Shift, ...], tables: Snapshot) -> Iterator[Finding]:
    for shift in shifts:
        yield from _over(shift.hours, *_pair("minor_day", tables), _DAY)
        yield from _breaks(shift, (("4.5", "minor_break_45"), ("6", "minor_break_6")), tables)
        yield from _window(shift, tables.working_time_rule("minor_night"))
    yield from _over(_week(shifts), tables.working_time_rule("minor_week"), None, _WEEK)
    days = Decimal(len({shift.weekday for shift in shifts}))
    yield from _over(days, tables.working_time_rule("minor_days"), None, _DAYS)
    yield from _rest(shifts, tables.working_time_rule("minor_rest"), Severity.ERROR)
    yield from _weekday(shifts, SATURDAY, N_("Samstagsarbeit ist unter 18 Jahren verboten."), "minor_saturday", tables)
    yield from _weekday(shifts, SUNDAY, N_("Sonntagsarbeit ist unter 18 Jahren verboten."), "minor_sunday", tables)


def _adults(shifts: tuple[Shift, ...], tables: Snapshot) -> Iterator[Finding]:
    for shift in shifts:
        yield from _over(shift.hours, *_pair("adult_day", tables), _DAY)
        yield from _breaks(shift, (("6", "adult_break_6"), ("9", "adult_break_9")), tables)
    yield from _over(_week(shifts), *_pair("adult_week", tables), _WEEK)
    yield from _rest(shifts, tables.working_time_rule("adult_rest"), Severity.WARNING)
    yield from _weekday(shifts, SUNDAY, N_("Sonntagsarbeit ist verboten."), "adult_sunday", tables)


_DAY = N_("Mehr Stunden am Tag, als das Gesetz erlaubt.")
_WEEK = N_("Mehr Stunden in der Woche, als das Gesetz erlaubt.")
_DAYS = N_("Mehr Tage in der Woche, als das Gesetz erlaubt.")


def _pair(rule_id: str, tables: Snapshot) -> tuple[WorkingTimeRule, WorkingTimeRule]:
    """Give a limit and the one beyond which no exception reaches."""
    return tables.working_time_rule(rule_id), tables.working_time_rule(f"{rule_id}_max")


def _over(value: Decimal, rule: WorkingTimeRule, utmost: WorkingTimeRule | None, said: Text) -> Iterator[Finding]:
    if value <= rule.limit:
        return
    exception = utmost is not None and value <= utmost.limit
    severity = Severity.WARNING if exception else Severity.ERROR
    fix = _CHECK_EXCEPTION if exception else _CHANGE_HOURS
    yield Finding(rule.rule_id, severity, said, rule.legal_basis, fix)


def _breaks(shift: Shift, steps: tuple[tuple[str, str], ...], tables: Snapshot) -> Iterator[Finding]:
    """Look at the highest step only: sixty minutes contain the thirty."""
    due = [rule_id for hours, rule_id in steps if shift.hours > Decimal(hours)]
    rule = tables.working_time_rule(due[-1]) if due else None
    if rule is not None and shift.break_minutes < rule.limit:
        said = N_("Die Pausen sind zu kurz: Nötig sind %(minutes)s Minuten.", minutes=rule.value)
        yield Finding(rule.rule_id, Severity.ERROR, said, rule.legal_basis, _CHANGE_HOURS)


def _window(shift: Shift, rule: WorkingTimeRule) -> Iterator[Finding]:
    opens, closes = (time.fromisoformat(text) for text in rule.value.split("-"))
    if shift.starts < opens or _minutes(shift.starts) + shift.presence_minutes > _minutes(closes):
        said = N_("Unter 18 Jahren ist Arbeit nur von %(window)s Uhr erlaubt.", window=rule.value)
        yield Finding(rule.rule_id, Severity.WARNING, said, rule.legal_basis, _CHECK_EXCEPTION)


def _rest(shifts: tuple[Shift, ...], rule: WorkingTimeRule, severity: Severity) -> Iterator[Finding]:
    """Compare each shift with the one after it, the last of the week with the first of the next."""
    ordered = sorted(shifts, key=lambda shift: shift.start_minute)
    for shift, following in zip(ordered, ordered[1:] + ordered[:1], strict=True):
        gap = (following.start_minute - shift.start_minute) % _WEEK_MINUTES or _WEEK_MINUTES
        if shift.weekday != following.weekday and gap - shift.presence_minutes < rule.limit * _MINUTES_AN_HOUR:
            said = N_("Zwischen zwei Arbeitstagen fehlt Ruhezeit: Nötig sind %(hours)s Stunden.", hours=rule.value)
            yield Finding(rule.rule_id, severity, said, rule.legal_basis, _CHANGE_HOURS)


def _weekday(shifts: tuple[Shift, ...], weekday: int, said: Text, rule_id: str, tables: Snapshot) -> Iterator[Finding]:
    if any(shift.weekday == weekday for shift in shifts):
        rule = tables.working_time_rule(rule_id)
        yield Finding(rule_id, Severity.WARNING, said, rule.legal_basis, _CHECK_EXCEPTION)


def _first_day(starts_on: date) -> Iterator[Finding]:
    name = holiday_name(starts_on)
    if name is not None or starts_on.weekday() == SUNDAY:
        said = N_("Der erste Tag ist ein Sonntag oder Feiertag.")
        yield Finding("starts_on_holiday", Severity.WARNING, said, "ArbZG § 9", N_("Bitte wählen Sie einen Werktag."))


def _last_day(kind: PlacementKindCode, starts_on: date, ends_on: date | None, tables: Snapshot) -> Iterator[Finding]:
    if ends_on is None:
        return
    if ends_on < starts_on:
        said, fix = N_("Das Ende liegt vor dem Beginn."), N_("Bitte prüfen Sie beide Tage.")
        yield Finding("ends_before_start", Severity.ERROR, said, "", fix)
        return
    yield from _too_long(kind, starts_on, ends_on, tables)
    if kind is PlacementKindCode.EQ:
        yield from _too_short(starts_on, ends_on, tables)


def _too_long(kind: PlacementKindCode, starts_on: date, ends_on: date, tables: Snapshot) -> Iterator[Finding]:
    row = tables.placement_kind(kind)
    days = (ends_on - starts_on).days + 1
    limit = row.max_duration_days
    if limit is None or days <= limit:
        return
    if limit <= COUNTED_IN_WORKING_DAYS and days <= 2 * DAYS_A_WEEK and count_working_days(starts_on, ends_on) <= limit:
        return
    hard = kind in _HARD_LIMITS and days > _utmost_days(kind, limit, starts_on, tables)
    said = N_("%(kind)s dauert höchstens %(days)s Tage.", kind=row.label_de, days=limit)
    fix = N_("Bitte kürzen Sie die Dauer.") if hard else _CHECK_EXCEPTION
    yield Finding("max_duration", Severity.ERROR if hard else Severity.WARNING, said, row.legal_basis, fix)


def _utmost_days(kind: PlacementKindCode, limit: int, starts_on: date, tables: Snapshot) -> int:
    """Give the days no exception goes beyond: a measure is longer for the long-term unemployed."""
    if kind is not PlacementKindCode.MAG:
        return limit
    try:
        return int(tables.dated_value("mag_max_weeks_hard", starts_on).value) * DAYS_A_WEEK
    except NoValueForDate:
        return limit


def _too_short(starts_on: date, ends_on: date, tables: Snapshot) -> Iterator[Finding]:
    try:
        minimum = tables.dated_value("eq_min_months", starts_on)
    except NoValueForDate:
        return
    if add_months(starts_on, int(minimum.value)) > ends_on + timedelta(days=1):
        said = N_("Eine Einstiegsqualifizierung dauert mindestens %(months)s Monate.", months=minimum.value)
        yield Finding("eq_min_months", Severity.ERROR, said, minimum.legal_basis, N_("Bitte verlängern Sie die Dauer."))


def _week(shifts: tuple[Shift, ...]) -> Decimal:
    return sum((shift.hours for shift in shifts), Decimal(0))


def _minutes(clock: time) -> int:
    return clock.hour * _MINUTES_AN_HOUR + clock.minute
