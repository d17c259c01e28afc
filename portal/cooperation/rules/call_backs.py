"""Whoever asks to be called back: the states of the request, when to call, and what came of it."""

from datetime import timedelta
from enum import StrEnum


class CallBackState(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    TAKEN = "taken"
    REACHED = "reached"
    NOT_REACHED = "not_reached"


class CallTime(StrEnum):
    """When somebody wants to be called; a choice, since staff do not read every language."""

    ANY = "any"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"


class CallOutcome(StrEnum):
    """What came of calling."""

    ADVISED = "advised"
    APPOINTMENT = "appointment"
    FILE = "file"
    NO_INTEREST = "no_interest"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


NOT_SPOKEN = (CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER)
"""Outcomes of a call that reached nobody."""
WAITING = (CallBackState.OPEN, CallBackState.TAKEN, CallBackState.NOT_REACHED)
"""States in which somebody still has to call, or may try again."""
CALL_BACK_KEPT = timedelta(days=60)
"""How long a request is kept, answered or not."""
