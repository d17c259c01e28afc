"""The waiting list of a course: where a place on it stands, and how long a free seat is kept for somebody."""

from datetime import timedelta
from enum import StrEnum


class WaitingState(StrEnum):
    """Where a place on the waiting list stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    GIVEN_UP = "given_up"


WAITS = (WaitingState.WAITING, WaitingState.OFFERED)
"""States in which somebody still wants a seat."""
OVER = (WaitingState.TAKEN, WaitingState.GIVEN_UP)
HELD_FOR = 5
"""Working days a free seat is kept for who is offered it; then it is offered to the next as well."""
WAITING_KEPT = timedelta(days=183)
"""How long after the last day of a course it is known who waited for it."""
