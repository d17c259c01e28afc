"""Where a person stands with the Integration Point, and how long a file and its traces are kept."""

from datetime import timedelta
from enum import StrEnum

CLOSED_FILE_KEPT = timedelta(days=183)
"""How long a file is kept after it was closed, or after the last check of a placement."""
WARNED = timedelta(days=30)
"""How long before a file is erased its caseworker is told, so that papers can be handed over."""
ENTRY_KEPT = timedelta(days=60)
"""How long an entry waits on which nobody went on."""
PROOF_KEPT = timedelta(days=1096)
"""How long it is kept that somebody agreed, who could see what, and what was decided: then claims lapse (BGB 195)."""
READ_KEPT = timedelta(days=365)
"""How long it can be read who looked."""


class CandidateState(StrEnum):
    """The states of a person's file; "in placement" is derived, no state."""

    REGISTERED = "registered"
    IN_SCREENING = "in_screening"
    READY = "ready"
    PAUSED = "paused"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
