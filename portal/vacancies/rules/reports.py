"""What readers of the board may say against an offer, and what becomes of it."""

from datetime import timedelta
from enum import StrEnum


class ReportState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    CLOSED = "closed"


class ReportReason(StrEnum):
    """What is wrong with an offer."""

    UNTRUE = "untrue"
    GONE = "gone"
    PAY = "pay"
    UNFAIR = "unfair"
    DUBIOUS = "dubious"
    OTHER = "other"


class ReportOutcome(StrEnum):
    """What came of looking at it."""

    CORRECTED = "corrected"
    TAKEN_DOWN = "taken_down"
    PASSED_ON = "passed_on"
    UNFOUNDED = "unfounded"


REPORT_KEPT = timedelta(days=183)
"""How long a report stays after it was looked at: its text may name somebody."""
CLOSED_AT_ONCE = 50
"""How many reports one answer closes at most: as many as somebody reads before they answer."""
