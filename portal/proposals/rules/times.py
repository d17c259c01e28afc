"""When an offer wants somebody, as far as its own words say so, in the cells of a person's week.

A company writes its times as it likes. What is not understood is not known, and whoever reads the words decides.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import time

from portal.candidates.rules.times import HOURS, Day, PartOfDay, slot

_DAYS = {
    "mo": Day.MONDAY, "di": Day.TUESDAY, "mi": Day.WEDNESDAY, "do": Day.THURSDAY,
    "fr": Day.FRIDAY, "sa": Day.SATURDAY, "so": Day.SUNDAY,
}  # fmt: skip
_DAY = r"\b(mo|di|mi|do|fr|sa|so)(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nntag)?s?\b"
_DAY_RANGE = re.compile(rf"{_DAY}\.?\s*(?:bis|-|–)\s*{_DAY}")
_ONE_DAY = re.compile(rf"(?!so\b){_DAY}")
"""Alone, "so" is no Sunday."""
_HOUR = r"(\d{1,2})(?:[.:](\d{2}))?"
_HOUR_RANGE = re.compile(rf"{_HOUR}\s*(?:uhr)?\s*(?:bis|-|–)\s*{_HOUR}\s*uhr")
_WORDS = {
    "früh": PartOfDay.MORNING, "vormittag": PartOfDay.MORNING, "morgens": PartOfDay.MORNING,
    "mittags": PartOfDay.MIDDAY, "nachmittag": PartOfDay.AFTERNOON, "spät": PartOfDay.EVENING,
    "abend": PartOfDay.EVENING, "nacht": PartOfDay.NIGHT, "nachts": PartOfDay.NIGHT,
}  # fmt: skip
_WORD = re.compile(r"\b(früh|vormittag|morgens|mittags|nachmittag|spät|abend|nachts|nacht)(?!igall)")
_THREE_SHIFTS = re.compile(r"\b(?:drei|3)[ -]?schicht")
_AT_LEAST_MINUTES = 60
_EARLY_AND_LATE = frozenset({PartOfDay.MORNING, PartOfDay.EVENING})
_LAST_HOUR, _MINUTES_AN_HOUR = 24, 60


@dataclass(frozen=True)
class Needed:
    """When somebody is wanted; no days where the offer names none, then any day will do."""

    days: frozenset[Day]
    parts: frozenset[PartOfDay]

    def share(self, times: Set[str]) -> float:
        """Give how much of it a person's week covers, from 0 to 1."""
        if not self.days:
            able = {part for part in self.parts if any(slot(day, part) in times for day in Day)}
            return len(able) / len(self.parts)
        wanted = [slot(day, part) for day in self.days for part in self.parts]
        return sum(cell in times for cell in wanted) / len(wanted)


def needed(text: str | None, *, has_shifts: bool) -> Needed | None:
    """Read when an offer wants somebody; nothing where its words do not say it.

    Args: text: the times in the words of the company. has_shifts: early and late, unless the words say more.
    """
    said = (text or "").casefold().replace("sonnabend", "samstag")
    parts = frozenset(_parts(said)) or (_EARLY_AND_LATE if has_shifts else frozenset())
    return Needed(frozenset(_days(said)), parts) if parts else None


def regular_week(text: str | None) -> tuple[list[int], time, time] | None:
    """Read days (0 is Monday), start and end where the words name days and one span of hours, and nothing more."""
    said = (text or "").casefold().replace("sonnabend", "samstag")
    days, spans = set(_days(said)), _HOUR_RANGE.findall(said)
    if not days or len(spans) != 1 or _WORD.search(said) or _THREE_SHIFTS.search(said):
        return None
    hour, minute, last_hour, last_minute = (int(number or 0) for number in spans[0])
    if max(hour, last_hour) >= _LAST_HOUR or max(minute, last_minute) >= _MINUTES_AN_HOUR:
        return None
    week = list(Day)
    return sorted(map(week.index, days)), time(hour, minute), time(last_hour, last_minute)


def _days(said: str) -> Iterator[Day]:
    week = list(Day)
    for first, last in _DAY_RANGE.findall(said):
        start, end = week.index(_DAYS[first]), week.index(_DAYS[last])
        yield from week[start : end + 1] if start <= end else (*week[start:], *week[: end + 1])
    for name in _ONE_DAY.findall(said):
        yield _DAYS[name]
    if "wochenende" in said:
        yield from (Day.SATURDAY, Day.SUNDAY)
    if "werktag" in said:
        yield from week[:5]


def _parts(said: str) -> Iterator[PartOfDay]:
    for numbers in _HOUR_RANGE.findall(said):
        yield from _between(*(int(number or 0) for number in numbers))
    yield from (_WORDS[word] for word in _WORD.findall(said))
    if _THREE_SHIFTS.search(said):
        yield from (PartOfDay.MORNING, PartOfDay.EVENING, PartOfDay.NIGHT)


def _between(first: int, first_minute: int, last: int, last_minute: int) -> Iterator[PartOfDay]:
    """Give the parts of the day of which more than an hour is worked."""
    start, end = first * 60 + first_minute, last * 60 + last_minute
    if end <= start:
        end += _LAST_HOUR * 60
    for part, (opens, closes) in HOURS.items():
        for shift in (0, _LAST_HOUR):
            overlap = min(end, (closes + shift) * 60) - max(start, (opens + shift) * 60)
            if overlap > _AT_LEAST_MINUTES:
                yield part
