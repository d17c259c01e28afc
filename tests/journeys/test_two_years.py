"""A small district lives for more than two years: everything that is kept goes on its very day, and is counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal import wiring
from portal.accounts.models import User
from portal.candidates import services as candidates
from portal.candidates.models import Candidate, Consent
from portal.candidates.rules import CandidateState
from portal.cooperation.models import CallBack
from portal.core import audit, clock, db, jobs
from portal.core.actor import SYSTEM
from portal.core.audit import Event, ReadLog
from portal.core.jobs import Job
from portal.core.outbox import OutboxMail
from portal.core.retention import ErasedOn, Erasure, Tally
from portal.placements import services as placements
from portal.placements.models import Agreement, Placement
from portal.proposals.models import Proposal
from portal.vacancies.models import Vacancy
from tests.conventions.traces import everything
from tests.factories.accounts import UserFactory
from tests.factories.candidates import CandidateFactory, ConsentFactory
from tests.factories.cooperation import CallBackFactory
from tests.factories.placements import Case
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory

MONDAY = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
"""What happens in the district happens at noon; the worker looks an hour later."""
LAST_DAY = 1290
LOOKING_AFTER = tuple(job for job in wiring.JOBS if not job.name.startswith("index"))
"""All that the worker does but for the index of the offers, which is built anew every day and holds nobody."""
KEPT = {
    "an account nobody confirmed": 30,
    "an entry nobody went on with": 60,
    "a request to be called": 60,
    "a draft of an offer": 60,
    "the mails of the first day": 62,
    "a closed file": 183,
    "a declined proposal": 183,
    "who looked": 365,
    "the file of somebody who was placed": 366,
    "the words of their agreement": 366,
    "an account nobody uses": 730,
    "their placement": 730,
    "a consent of the closed file": 183 + 1096,
    "the history of the closed file": 183 + 1096,
}
"""The day after the first on which each is gone."""


def there(model: type[Any], record_id: UUID) -> Callable[[], bool]:
    return lambda: db.session.scalar(select(func.count()).where(model.id == record_id)) == 1


def has_name(candidate_id: UUID) -> Callable[[], bool]:
    return lambda: db.session.scalar(select(Candidate.anonymised_at).where(Candidate.id == candidate_id)) is None


def any_before(model: type[Any], *conditions: Any) -> Callable[[], bool]:
    noon = clock.now() + timedelta(minutes=30)
    return lambda: bool(db.session.scalar(select(func.count()).where(model.created_at <= noon, *conditions)))


def settle() -> dict[str, Callable[[], bool]]:
    """Let everything happen on one day, and give how to tell whether it is still there."""
    case = Case(person={"first_name": "Zqamina", "email": "zqamina@post.example"})
    case.run()
    placements.complete(case.placement, actor=case.firm, ended_on=clock.today())
    candidates.step(db.session.get_one(Candidate, case.person.id), "close", actor=case.staff, reason="Zqamina geht")
    closed = CandidateFactory(state=CandidateState.CLOSED, closed_on=clock.today(), first_name="Zqomar")
    audit.record("candidate", closed, audit.Change("close", "ready", "closed", clock.now()), SYSTEM)
    draft = CandidateFactory(first_name="Zqdraft")
    declined = ProposalFactory(declined=True)
    agreed = ConsentFactory(candidate_id=closed.id, withdrawn_at=clock.now())
    audit.read(declined.candidate_id, actor=SYSTEM, level="L2")
    db.session.commit()
    audit.keep_reads(db.session())
    unconfirmed, idle = UserFactory(confirmed_at=None), UserFactory()
    call, offer = CallBackFactory(), VacancyFactory(draft=True)
    agreement = case.version
    alive = {
        "an account nobody confirmed": lambda: bool(
            db.session.scalar(select(User.active).where(User.id == unconfirmed.id))
        ),
        "an entry nobody went on with": has_name(draft.id),
        "a request to be called": there(CallBack, call.id),
        "a draft of an offer": there(Vacancy, offer.id),
        "the mails of the first day": any_before(OutboxMail),
        "a closed file": has_name(closed.id),
        "a declined proposal": there(Proposal, declined.id),
        "who looked": any_before(ReadLog),
        "the file of somebody who was placed": has_name(case.person.id),
        "the words of their agreement": lambda: bool(
            db.session.scalar(select(Agreement.text).where(Agreement.id == agreement.id))
        ),
        "an account nobody uses": lambda: bool(db.session.scalar(select(User.active).where(User.id == idle.id))),
        "their placement": there(Placement, case.placement.id),
        "a consent of the closed file": there(Consent, agreed.id),
        "the history of the closed file": any_before(Event, Event.record_id == closed.id),
    }
    assert {name for name, is_there in alive.items() if not is_there()} == set()
    return alive


def work() -> None:
    """Let the worker do a day's jobs."""
    jobs.run_due(LOOKING_AFTER)
    broken = db.session.execute(select(Job.name, Job.last_error).where(Job.last_error.is_not(None))).all()
    assert broken == [], clock.today()
    db.session.expire_all()


@pytest.mark.long
def test_everything_goes_on_its_very_day_and_is_counted(app: Flask) -> None:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        alive, gone = settle(), dict[str, int]()
        traveller.shift(timedelta(hours=1))

        for day in range(LAST_DAY):
            work()
            gone |= {name: day for name, is_there in alive.items() if name not in gone and not is_there()}
            traveller.move_to(MONDAY + timedelta(days=day + 1, hours=1))

        assert gone == KEPT
        left = everything()
        assert [name for name in ("Zqamina", "zqamina@", "Zqomar", "Zqdraft") if name in left] == []
        counted = dict(db.session.execute(select(Tally.name, func.sum(Tally.times)).group_by(Tally.name)).all())
        assert counted["placement"] == counted["proposal"] == 1
        assert counted["event/placement"] >= 3
        erased = dict(db.session.execute(select(ErasedOn.rule, func.sum(ErasedOn.times)).group_by(ErasedOn.rule)).all())
        assert {erased[name] for name in ("candidates/drafts", "placements/over", "proposals/over")} == {1}
        assert erased["candidates/closed"] == 2
        oldest = db.session.scalar(select(func.min(Erasure.created_at)))
        assert oldest is None or oldest > clock.now() - timedelta(days=402)
