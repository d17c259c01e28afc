"""States of placements, agreements and clearances, their parties and periods."""

from datetime import timedelta
from enum import StrEnum


class PlacementState(StrEnum):
    """Where a placement stands."""

    PREPARING = "preparing"
    READY = "ready"
    RUNNING = "running"
    COMPLETED = "completed"
    BROKEN_OFF = "broken_off"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Origin(StrEnum):
    """How a placement came about."""

    PROPOSAL = "proposal"
    DIRECT = "direct"
    NEXT = "next"


class AgreementState(StrEnum):
    """Where a version of the agreement stands."""

    DRAFT = "draft"
    CONFIRMING = "confirming"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    VOID = "void"


class Party(StrEnum):
    """Who confirms an agreement."""

    COMPANY = "company"
    PERSON = "person"
    GUARDIAN = "guardian"


class ConfirmationMethod(StrEnum):
    """How it was confirmed."""

    LINK = "link"
    PAGE = "page"
    PAPER = "paper"


class ClearanceItem(StrEnum):
    """What somebody must allow before the start."""

    WORK_PERMISSION = "work_permission"
    PRIOR_APPROVAL = "prior_approval"
    MEASURE_APPROVAL = "measure_approval"
    REGISTRATION = "registration"
    SUBSIDY = "subsidy"


class ClearanceState(StrEnum):
    """Where a clearance stands."""

    TO_PREPARE = "to_prepare"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_NEEDED = "not_needed"


class BaConsent(StrEnum):
    """What the employment agency said to the foreigners authority, which asks it within its own decision."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class BreakOffBy(StrEnum):
    """Who ended a placement early."""

    COMPANY = "company"
    PERSON = "person"
    OFFICE = "office"


class Missing(StrEnum):
    """What still stands between a placement and its first day."""

    CONSENT = "consent"
    AGREEMENT = "agreement"
    CLEARANCE = "clearance"
    APPROVAL = "approval"
    FUNDING = "funding"
    SIGNATURE = "signature"
    EXAM = "exam"


OPEN = (PlacementState.PREPARING, PlacementState.READY, PlacementState.RUNNING)
ENDED = (PlacementState.COMPLETED, PlacementState.BROKEN_OFF)
OPEN_FIRST, OPEN_LAST = 3, 1
"""Working days left before the first day when both sides are told what is still open."""
LONGEST_DELAY = timedelta(days=92)
"""How far ahead a first day may be moved before the agreement has to be written anew."""
CANCEL_FALLBACK = timedelta(days=14)
END_FALLBACK = timedelta(days=183)
LAST_CHECK_AFTER = timedelta(days=183)
"""How long after the end somebody is asked for the last time what became of it."""
ABSENT, PRESENT, DAY = "absent", "present", "day"
"""The events by which a company says that somebody was missed, or was there after all, and their detail."""
CHECK_MONTHS = (3, 6)
"""How many months after the first day of a job or training somebody asks whether the person is still there."""
CONSENT_WITHIN = timedelta(weeks=2)
"""After so long the agency's silence counts as its consent (BeschV section 36 Abs. 2)."""
SHORT_DAYS = 10
"""Up to so many working days nobody is asked half-way how it goes."""
KEPT = timedelta(days=730)
"""How long a placement is kept after its end, for claims that follow from it."""
COPY_READ = timedelta(days=365)
"""How long after the last agreed day the confirmed text is still read behind the link that confirmed it."""
STATEMENT = "Ich habe die Vereinbarung gelesen und bin einverstanden."


def check_code(months: int) -> str:
    """Name the check after some months as events and statistics do."""
    return f"after_{months}_months"
