"""The pre-screening checklist and the two grades of readiness that follow from it."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Grade(StrEnum):
    """What a person is ready for; `NONE` until identity, contact and consent are checked."""

    NONE = "none"
    SHADOWING = "shadowing"
    WORK = "work"

    def covers(self, needed: "Grade") -> bool:
        """Tell whether this grade is enough where another one is asked for."""
        ranks = list(Grade)
        return ranks.index(self) >= ranks.index(needed)


class ScreeningItem(StrEnum):
    """A line of the pre-screening checklist."""

    IDENTITY = "identity"
    CONTACT = "contact"
    CONSENT = "consent"
    RESIDENCE = "residence"
    GERMAN = "german"
    BACKGROUND = "background"
    AVAILABILITY = "availability"
    WISHES = "wishes"


FOR_SHADOWING = (ScreeningItem.IDENTITY, ScreeningItem.CONTACT, ScreeningItem.CONSENT)
FOR_WORK = tuple(ScreeningItem)
"""Lines of the checklist each grade needs."""
LOOKS = ("check", "confirm")
"""The events of a file in which a line is looked at and nothing in it changes."""
CHECK_LASTS = timedelta(days=183)
"""How long a check is good where no document ends earlier."""


class Check(Protocol):
    """A line that was checked, and the last day it is good for."""

    item: ScreeningItem
    checked_on: date
    valid_until: date
    needs_second: bool
    confirmed_by_id: UUID | None


def waits_for_second(check: Check) -> bool:
    """Tell whether the office wants somebody else to confirm a line and nobody has."""
    return check.needs_second and check.confirmed_by_id is None


def grade(checks: Iterable[Check], on: date) -> Grade:
    """Give what a person is ready for on a day; a lapsed line counts as never checked.

    Ready for work is nobody while a line waits for the second person an office asks for.
    """
    holding = _good(checks, on)
    good = {check.item for check in holding}
    if good.issuperset(FOR_WORK) and not any(map(waits_for_second, holding)):
        return Grade.WORK
    return Grade.SHADOWING if good.issuperset(FOR_SHADOWING) else Grade.NONE


def is_checked(item: ScreeningItem, checks: Iterable[Check], on: date) -> bool:
    """Tell whether a line was checked, by two people where the office asks for both, and has not lapsed on a day."""
    return any(check.item is item and not waits_for_second(check) for check in _good(checks, on))


def looked_at(checks: Iterable[Check], on: date) -> set[ScreeningItem]:
    """Give the lines somebody has checked, whether a second person is still to look or not."""
    return {check.item for check in _good(checks, on)}


def _good(checks: Iterable[Check], on: date) -> list[Check]:
    return [check for check in checks if check.checked_on <= on <= check.valid_until]


def good_until(checked_on: date, document_until: date | None = None) -> date:
    """Give the last day a check is good for: six months, or the day its document ends if that is earlier."""
    lapses = checked_on + CHECK_LASTS
    return min(lapses, document_until) if document_until else lapses
