"""The first day as the person hears of it: told when it is fixed or moved, and the working day before."""

from collections.abc import Iterator
from datetime import date

from portal.candidates.mails import is_out_of_reach, reads_mail
from portal.candidates.models import Candidate
from portal.candidates.rules.calls import CallReason
from portal.candidates.services import calls
from portal.core import clock, db, outbox
from portal.core.actor import SYSTEM
from portal.core.audit import Change
from portal.core.outbox import MailKind, OutboxMail
from portal.core.reminders import Due
from portal.placements import mails, queries
from portal.placements.models import Placement
from portal.placements.queries import first_day
from portal.placements.rules import PlacementState


def due_by_mail(on: date) -> Iterator[Due]:
    """Find the first days near whose person is written to."""
    return (due for due in first_day.near(on) if reads_mail(due.record.candidate))


def due_by_call(on: date) -> Iterator[Due]:
    """Find the first days near of which somebody has to be told by telephone."""
    return (due for due in first_day.near(on) if is_out_of_reach(due.record.candidate))


def remind(placement: Placement) -> None:
    """Tell the person where to be, when, and with what."""
    _put(mails.FIRST_DAY_SOON, placement)


def ask_for_call(placement: Placement) -> None:
    """Tell by short message who reads no mail, else ask the caseworker to call."""
    person = db.session.get_one(Candidate, placement.candidate_id)
    if calls.tell(person, CallReason.FIRST_DAY, placement.id):
        _put(mails.FIRST_DAY_CALL, placement)


def tell_anew(placement: Placement) -> None:
    """Tell the person what is agreed now of a first day they know already."""
    if placement.state is PlacementState.READY:
        _put(mails.FIRST_DAY, placement)


def _put(kind: MailKind, placement: Placement) -> None:
    state = placement.state.value
    outbox.enqueue(kind, queries.loaded(placement), SYSTEM, Change("reminder", state, state, clock.now()))


@outbox.renews(mails.FIRST_DAY)
@outbox.renews(mails.FIRST_DAY_SOON)
def is_still_ahead(mail: OutboxMail) -> bool:
    """Tell whether a mail that waited still tells of a first day that lies ahead, on its day."""
    placement = db.session.get(Placement, mail.record_id) if mail.record_id else None
    if placement is None or placement.state is not PlacementState.READY:
        return False
    return placement.starts_on is not None and placement.starts_on >= clock.today()
