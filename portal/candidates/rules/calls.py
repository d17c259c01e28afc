"""Whom no mail reaches: by what way they are told what is due, and what became of it."""

from datetime import timedelta
from enum import StrEnum

CALL_KEPT = timedelta(days=60)
"""How long it is kept that somebody had to be told, once they were or it does not matter any more."""


class ToldBy(StrEnum):
    """How a person without e-mail wants to be told; nobody asked yet is no yes to short messages."""

    SMS = "sms"
    CALL = "call"
    LETTER = "letter"


class CallReason(StrEnum):
    """What a person is to be told of."""

    ANSWER = "answer"
    INTERVIEW = "interview"
    FIRST_DAY = "first_day"
    PAPER = "paper"
    PERMISSION = "permission"


WITH_DAY = (CallReason.INTERVIEW, CallReason.FIRST_DAY)
"""What a short message may name the day of: it tells of an appointment, and not of what kind."""


OF_PAPERS = (CallReason.PAPER, CallReason.PERMISSION)
"""What tells of the residence document or what hangs on it: for who keeps the file, and not for the whole office."""


class CallState(StrEnum):
    """Where a line of the call list stands."""

    TEXTED = "texted"
    WAITING = "waiting"
    REACHED = "reached"
    WRITTEN = "written"
    OVER = "over"


OPEN_CALLS = (CallState.TEXTED, CallState.WAITING)


def way(wanted: ToldBy | None, *, phone: str | None, can_text: bool, is_soon: bool) -> ToldBy:
    """Choose how somebody is told: as they want it where that is possible, else by telephone, else by letter.

    Args:
        can_text: short messages are sent here, and the number is one that reads them.
        is_soon: a letter would come too late; it is written only to whoever has no telephone.
    """
    if wanted is ToldBy.SMS and can_text:
        return ToldBy.SMS
    if not phone or (wanted is ToldBy.LETTER and not is_soon):
        return ToldBy.LETTER
    return ToldBy.CALL
