"""Where a file stands on its way from one caseworker to another."""

from datetime import timedelta
from enum import StrEnum

READABLE_FOR = timedelta(days=14)
"""How long the office that gave a file to another one may still read it, to hand over by telephone."""


class TransferState(StrEnum):
    """Whether whoever shall have the file has taken it."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
