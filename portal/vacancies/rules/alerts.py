"""What is true of alerts: what one looks for, how many there may be, and how long they live."""

from datetime import datetime, timedelta
from enum import StrEnum


class Criterion(StrEnum):
    """The one thing an alert looks for beside its place; the names are those of the board's filters."""

    KIND = "kind"
    FIELD = "field"
    WORDS = "words"


MOST_ALERTS = 5
"""As many as one address may have."""
MOST_OFFERS = 30
"""As many as one mail tells of; the others wait for the next."""
MORNING_HOUR = 6
"""The hour of the local day from which mails go out."""
CONFIRM_WITHIN = timedelta(days=7)
TELL_AGAIN_AFTER = timedelta(days=1)
"""How long after the last time an address is told again which alerts it has."""
ASK_AFTER = timedelta(days=183)
ANSWER_WITHIN = timedelta(days=30)
ENDS_AFTER = timedelta(days=365)
KEPT_AT_MOST = ENDS_AFTER + timedelta(days=31)
"""Twelve months, and one more in which its owner can begin a new one."""


def ends_at(confirmed_at: datetime) -> datetime:
    """Give when an alert ends, however often its owner has kept it."""
    return confirmed_at + KEPT_AT_MOST
