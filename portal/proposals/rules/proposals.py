"""What is true of proposals whatever the database: states, deadlines, reasons to decline."""

from datetime import date, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from portal.core.actor import Actor
from portal.core.errors import PortalError
from portal.reference.calendar import add_working_days, count_working_days, is_working_day


class ProposalState(StrEnum):
    """Where a proposal stands."""

    ASKED = "asked"
    REFUSED = "refused"
    PROPOSED = "proposed"
    ON_HOLD = "on_hold"
    INTERESTED = "interested"
    INTERVIEW = "interview"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"


class DeclineReason(StrEnum):
    """Why a company says no; what it says of the person's conduct is its own statement, never a report."""

    FILLED = "filled"
    GERMAN = "german"
    SKILLS = "skills"
    HOURS = "hours"
    DISTANCE = "distance"
    DID_NOT_APPEAR = "did_not_appear"
    NOT_REACHABLE = "not_reachable"
    NOT_INTERESTED = "not_interested"
    PERMISSION_TOO_LATE = "permission_too_late"
    ALREADY_SPOKEN = "already_spoken"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Side(StrEnum):
    """Whose turn it is, and who wrote."""

    COMPANY = "company"
    OFFICE = "office"
    PERSON = "person"


class InterviewOutcome(StrEnum):
    """What a company tells of an interview the day after."""

    CAME = "came"
    DID_NOT_COME = "did_not_come"
    MOVED = "moved"


class WithdrawReason(StrEnum):
    """Why a proposal is taken back; a mistake nobody at the company has seen leaves no trace there."""

    MISTAKE = "mistake"
    WISH = "wish"
    ELSEWHERE = "elsewhere"
    OTHER = "other"


class TextUse(StrEnum):
    """What a company's own short text is for."""

    DECLINE = "decline"
    INVITE = "invite"


OPEN = (
    ProposalState.ASKED,
    ProposalState.PROPOSED,
    ProposalState.ON_HOLD,
    ProposalState.INTERESTED,
    ProposalState.INTERVIEW,
)
WITH_COMPANY = OPEN[1:]
STANDING = (*OPEN, ProposalState.ACCEPTED, ProposalState.DECLINED)
"""While one of these stands, the same person is not proposed for the same offer again."""
KNOWS_NAME = (ProposalState.INTERESTED, ProposalState.INTERVIEW)
KEEPS_INTERVIEW = (ProposalState.INTERVIEW, ProposalState.ACCEPTED)
"""A yes before the interview does not call it off."""
MOST_COMPARED = 4
ASK_WORKING_DAYS = 5
ANSWER_WORKING_DAYS = 10
REMIND_FIRST, REMIND_AGAIN, CALL = 7, 5, 3
"""Working days left of the company's ten when it is reminded, reminded again, and called: after 3, 5 and 7 days."""
ASK_AGAIN, ASK_LAST = 3, 1
"""Working days left of the person's five when it is asked again: after 2 and 4 days."""
LAPSES_BEFORE_PAUSE = 3
"""How many proposals in a row a company may leave unanswered before its offer is paused."""
HOLD_DAYS = 30
REOPEN_DAYS = 30
DECLINE_FALLBACK = timedelta(days=14)
KEPT = timedelta(days=183)
"""How long a proposal that came to nothing is kept."""
MOST_SLOTS = 3
INTERVIEW_LASTS = timedelta(hours=1)
MOST_AT_ONCE = 20
"""How many proposals are answered at once: those on one page of the list."""


class HoldTooLong(PortalError):
    """A proposal can be put off for thirty days at most."""

    message = _l("Bitte wählen Sie einen Tag in den nächsten 30 Tagen.")


class ReopenTooLate(PortalError):
    """A closed proposal can be taken up again for thirty days."""

    message = _l("Das ist länger als 30 Tage her. Bitte machen Sie einen neuen Vorschlag.")


def answer_due(start: date, *, holidays: tuple[date, date] | None, working_days: int = ANSWER_WORKING_DAYS) -> date:
    """Give the last day of the company's time to answer; its holidays stop the clock.

    Args: start: the day it was proposed. holidays: first and last day the company is closed.
    """
    due = add_working_days(start, working_days)
    if holidays is None or holidays[1] <= start or holidays[0] > due:
        return due
    first = max(holidays[0], start + timedelta(days=1))
    return add_working_days(due, count_working_days(first, holidays[1]))


def days_left(today: date, due: date, *, holidays: tuple[date, date] | None) -> int:
    """Count the working days left to answer, today not included and the company's holidays neither."""
    days = (today + timedelta(days=n) for n in range(1, (due - today).days + 1))
    return sum(is_working_day(day) and not is_closed(day, holidays) for day in days)


def is_closed(day: date, holidays: tuple[date, date] | None) -> bool:
    """Tell whether a company is on holiday on a day."""
    return holidays is not None and holidays[0] <= day <= holidays[1]


def side_of(actor: Actor) -> Side:
    """Tell for whom somebody speaks: whoever acts for a company is the company."""
    return Side.COMPANY if actor.company_id else Side.OFFICE


def after_pause(due: date, *, stopped_on: date, today: date) -> date:
    """Move a deadline by the working days during which it was the other side's turn."""
    return add_working_days(due, max(0, count_working_days(stopped_on, today) - 1))


def check_hold(until: date, *, today: date) -> None:
    """Raise: HoldTooLong unless the day lies in the next thirty."""
    if not today < until <= today + timedelta(days=HOLD_DAYS):
        raise HoldTooLong


def check_reopen(ended_on: date, *, today: date) -> None:
    """Raise: ReopenTooLate when more than thirty days have passed."""
    if today > ended_on + timedelta(days=REOPEN_DAYS):
        raise ReopenTooLate
