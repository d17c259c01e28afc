"""States, units and periods of offers."""

from enum import StrEnum


class VacancyState(StrEnum):
    """Where an offer stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    PAUSED = "paused"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class VersionState(StrEnum):
    """What a version of the text is; at most one of each of the first three per offer."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    OLD = "old"


class PayUnit(StrEnum):
    """What the pay is per."""

    HOUR = "hour"
    MONTH = "month"
    AGREEMENT = "agreement"
    NONE = "none"


class WorkingTime(StrEnum):
    """How much of the week."""

    FULL = "full"
    PART = "part"
    MINI = "mini"


class PhysicalLoad(StrEnum):
    """How heavy the work is."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


class Licence(StrEnum):
    """What somebody must be allowed to drive."""

    CAR = "B"
    TRUCK = "C"
    FORKLIFT = "forklift"


class PauseReason(StrEnum):
    """Why an offer is taken off the board for a while."""

    COMPANY = "company"
    NOT_CONFIRMED = "not_confirmed"
    NOT_ANSWERING = "not_answering"
    COMPANY_SUSPENDED = "company_suspended"


class WithdrawReason(StrEnum):
    """Why a company takes an offer back; the first asks whether the place went to somebody else."""

    FILLED_ELSEWHERE = "filled_elsewhere"
    NO_LONGER_NEEDED = "no_longer_needed"
    MISTAKE = "mistake"
    OTHER = "other"


class Ending(StrEnum):
    """How an expired offer came out: what the company is asked."""

    FILLED_HERE = "filled_here"
    FILLED_ELSEWHERE = "filled_elsewhere"
    NOT_FILLED = "not_filled"


ON_BOARD = (VacancyState.PUBLISHED, VacancyState.PAUSED)
"""States of an offer that is or was just now on the board."""
ENDED = (VacancyState.FILLED, VacancyState.WITHDRAWN, VacancyState.EXPIRED)
SHOWN_DAYS = 90
"""How long an offer without a start stays on the board."""
REVIEW_DAYS = 2
"""Working days within which companies are told that an offer is looked at."""
STILL_CURRENT_DAYS = 60
UNCONFIRMED_PAUSE_DAYS = 90
"""Since its company last said that an offer is current: then it is asked, and then the offer is paused."""
SLEEPS_AFTER_DAYS = 90
"""A company whose last offer ended so long ago is asked, once, whether it has something again."""
MAX_PAUSE_DAYS = 180
MAX_EXTENSION_DAYS = 180
DRAFT_KEPT_DAYS = 60
"""How long a draft that was never handed in stays after it was last saved."""
