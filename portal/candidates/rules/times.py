"""The week as a grid: on which days, at which part of the day, a person can work."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Day(StrEnum):
    """A day of the week."""

    MONDAY = "mo"
    TUESDAY = "tu"
    WEDNESDAY = "we"
    THURSDAY = "th"
    FRIDAY = "fr"
    SATURDAY = "sa"
    SUNDAY = "su"


class PartOfDay(StrEnum):
    """A part of the day; see `HOURS`."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


HOURS = {
    PartOfDay.MORNING: (6, 11),
    PartOfDay.MIDDAY: (11, 14),
    PartOfDay.AFTERNOON: (14, 18),
    PartOfDay.EVENING: (18, 22),
    PartOfDay.NIGHT: (22, 30),
}
"""First hour and the hour after the last of each part, of one day; the night ends at 6 on the next."""
BY_DAY = (PartOfDay.MORNING, PartOfDay.MIDDAY, PartOfDay.AFTERNOON)


def slot(day: Day, part: PartOfDay) -> str:
    """Give the code of a cell of the grid, such as `mo-morning`."""
    return f"{day}-{part}"


SLOTS = tuple(slot(day, part) for day in Day for part in PartOfDay)
"""All cells, in the order of the week."""


@dataclass(frozen=True)
class Block:
    """Days that follow each other and have the same parts."""

    first: Day
    last: Day
    parts: tuple[PartOfDay, ...]


def blocks(times: Collection[str]) -> list[Block]:
    """Put the cells of a grid together, so that a week can be said in one short sentence."""
    week = [(day, tuple(part for part in PartOfDay if slot(day, part) in times)) for day in Day]
    found = []
    for parts, group in groupby(week, key=lambda one: one[1]):
        days = [day for day, _parts in group]
        if parts:
            found.append(Block(days[0], days[-1], parts))
    return found
