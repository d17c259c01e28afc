"""What a company saved of a person, and that it must be deleted once the company may know the person no longer."""

from enum import StrEnum


class DeletionState(StrEnum):
    """Whether a company has confirmed that it deleted what it saved."""

    ASKED = "asked"
    CONFIRMED = "confirmed"


SAVED_AS = ("sheet", "file")
"""Channels of the read log by which something was saved; an agreement is the employer's own paper and stays."""
ASK_AGAIN_WORKING_DAYS = (5, 10)
"""After how many working days a company is asked again."""
