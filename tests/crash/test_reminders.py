"""Many reminders due at once, and the worker killed among them: each goes out once, whoever dies and however often."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from portal.core import clock, db
from portal.core.jobs import Job
from portal.core.outbox import MailState, OutboxMail
from portal.core.reminders import Reminder
from portal.placements.rules import PlacementState
from tests.crash.harness import Portal, wait_until
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.placements import PlacementFactory
from tests.mailbox import Mailbox

pytestmark = pytest.mark.crash
LONG = pytest.param(14, 300, marks=pytest.mark.long)
NAME, MAIL = "placements/outcome", "placements/outcome_missing"


def ended_placements(count: int) -> set[UUID]:
    """Make placements that ended ten days ago, and of which nobody knows what came of them."""
    person, company = CandidateFactory(ready_for_work=True), OrganisationFactory(verified=True)
    ended_on = clock.today() - timedelta(days=10)
    made = PlacementFactory.create_batch(
        count, candidate=person, organisation=company, state=PlacementState.COMPLETED, ended_on=ended_on
    )
    db.session.commit()
    return {one.id for one in made}


def done(portal: Portal) -> int:
    """Count the reminders that are noted."""
    with portal.session() as session:
        return session.scalar(select(func.count()).select_from(Reminder).where(Reminder.name == NAME)) or 0


def waiting(portal: Portal) -> int:
    """Count the mails that are not marked as sent."""
    with portal.session() as session:
        unsent = (OutboxMail.kind == MAIL) & (OutboxMail.state != MailState.SENT)
        return session.scalar(select(func.count()).select_from(OutboxMail).where(unsent)) or 0


@pytest.mark.parametrize(("rounds", "count"), [(2, 30), LONG])
def test_a_worker_killed_among_due_reminders_sends_each_of_them_once(
    portal: Portal, mailbox: Mailbox, rounds: int, count: int
) -> None:
    with portal.inside():
        due = ended_placements(count)

    for number in range(1, rounds + 1):
        portal.start_worker()
        wait_until(lambda limit=number * count // (rounds + 1): done(portal) >= limit, "reminders go out", every=0.001)  # type: ignore[misc]
        portal.kill_worker()
        portal.let_leases_end()
    killed_after = done(portal)
    portal.start_worker()
    wait_until(lambda: done(portal) == count and waiting(portal) == 0, "all reminders are out")
    portal.kill_worker()
    run_again(portal)

    with portal.session() as session:
        noted = Counter(session.scalars(select(Reminder.record_id).where(Reminder.name == NAME)))
        mails = session.execute(
            select(OutboxMail.record_id, OutboxMail.message_id).where(OutboxMail.kind == MAIL)
        ).all()
    assert killed_after < count, "the last kill came too late to be one"
    assert noted == Counter(due)
    assert Counter(record for record, _id in mails) == Counter(due)
    assert {message for _record, message in mails} <= {str(mail["Message-ID"]) for mail in mailbox.mails}


def run_again(portal: Portal) -> None:
    """Look at the reminders once more, as in the next hour, and wait until that is over."""
    with portal.session() as session:
        session.execute(delete(Job).where(Job.name == "reminders"))
    portal.start_worker()
    wait_until(lambda: _is_over(portal), "the reminders are looked at once more")
    portal.kill_worker()


def _is_over(portal: Portal) -> bool:
    with portal.session() as session:
        finished = select(Job.id).where(Job.name == "reminders", Job.finished_at.is_not(None))
        return session.scalar(finished.limit(1)) is not None
