"""Where a file stands on its way from one caseworker to another."""

from datetime import timedelta
from enum import StrEnum

READABLE_FOR = timedelta(days=14)
"""How long the office that gave a file to another one may still read it, to hand over by telephone."""


class Told(StrEnum):
    """How somebody without e-mail learns that another office looks after them."""

    LETTER = "letter"
    PHONE = "phone"


class TransferState(StrEnum):
    """Whether whoever shall have the file has taken it."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
