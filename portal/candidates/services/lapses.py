"""Word of what runs out of a file, to whoever can do something about it."""

from collections.abc import Callable

from portal.candidates.models import Candidate
from portal.core import clock, outbox
from portal.core.actor import SYSTEM
from portal.core.audit import Change
from portal.core.outbox import MailKind


def sends(*kinds: MailKind) -> Callable[[Candidate], None]:
    """Make the deed of a reminder about a person that is these mails."""

    def act(candidate: Candidate) -> None:
        state = candidate.state.value
        for kind in kinds:
            outbox.enqueue(kind, candidate, SYSTEM, Change("reminder", state, state, clock.now()))

    return act
