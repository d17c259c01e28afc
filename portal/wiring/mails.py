"""Which mails about a person still go to a company that may not be told of the person any more."""

from portal.candidates import mails as candidates
from portal.candidates.services.waiting import may_be_told
from portal.core.outbox import OutboxMail
from portal.organisations import mails as organisations
from portal.placements import mails as placements
from portal.proposals import mails as proposals

LAST_WORDS = frozenset(
    kind.name
    for kind in (
        candidates.DELETE_SAVED,
        candidates.DELETE_SAVED_AGAIN,
        organisations.ON_BEHALF,
        placements.BROKEN_OFF,
        placements.CANCELLED,
        proposals.INTERVIEW_OFF,
        proposals.SUPERSEDED,
        proposals.WITHDRAWN,
    )
)
"""What says that it is over, what to delete, or what was done in the company's own name; and nothing of whom."""


def may_go(mail: OutboxMail) -> bool:
    """Tell whether a mail may leave now, whenever it was written."""
    return mail.kind in LAST_WORDS or may_be_told(mail)
