"""What is done with requests to be called back; none commits."""

from dataclasses import dataclass
from uuid import UUID

from portal.candidates.models import Candidate
from portal.cooperation.models import CallBack
from portal.cooperation.queries import call_backs
from portal.cooperation.rules.call_backs import CallOutcome, CallTime
from portal.cooperation.workflow import CALL_BACKS
from portal.core.actor import Actor
from portal.organisations.models import Office
from portal.vacancies.models import Vacancy


@dataclass(frozen=True)
class Caller:
    """Somebody nobody knows yet: enough to call and to speak with them."""

    name: str
    phone: str
    language: str
    call_at: CallTime


def ask(vacancy: Vacancy, office: Office, caller: Caller, *, actor: Actor, record_id: UUID) -> None:
    """Ask the office of an offer's town to call; the same number for the same offer counts once while it waits."""
    if call_backs.is_known(record_id) or call_backs.is_waiting(vacancy.id, caller.phone):
        return
    request = CallBack(id=record_id, office_id=office.id, vacancy_id=vacancy.id, **vars(caller))
    CALL_BACKS.create("ask", request, actor=actor)


def take(request: CallBack, *, actor: Actor) -> None:
    """Say that one calls oneself, so that nobody else does."""
    CALL_BACKS.apply("take", request, actor=actor)


def give_back(request: CallBack, *, actor: Actor) -> None:
    """Leave the call to somebody else."""
    CALL_BACKS.apply("give_back", request, actor=actor)


def reach(request: CallBack, *, actor: Actor, outcome: CallOutcome) -> None:
    """Say what came of the talk."""
    CALL_BACKS.apply("reach", request, actor=actor, outcome=outcome)


def miss(request: CallBack, *, actor: Actor, outcome: CallOutcome) -> None:
    """Say that nobody was reached; whoever tries again takes it again."""
    CALL_BACKS.apply("miss", request, actor=actor, outcome=outcome)


def file_opened(request: CallBack, candidate: Candidate, *, actor: Actor) -> None:
    """End the request with the file that was opened for the person."""
    CALL_BACKS.apply("reach", request, actor=actor, outcome=CallOutcome.FILE, candidate_id=candidate.id)
