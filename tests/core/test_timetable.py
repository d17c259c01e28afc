"""Jobs, reminders and retention: each due thing once, whatever runs twice, late or beside it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Select, select

from portal.core import clock, db, jobs, reminders, retention
from portal.core.db import new_id
from portal.core.jobs import Job, JobKind
from portal.core.links import LinkFor, PersonalLink, days, issue
from portal.core.reminders import Due, Reminder, ReminderChannel, ReminderKind
from portal.core.retention import Erasure, RetentionRule

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


def a_record() -> PersonalLink:
    """Make any record for a reminder or a rule to be about."""
    issue(LinkFor("test", new_id(), party="person", expires_at=days(1)))
    db.session.commit()
    return db.session.scalars(select(PersonalLink).order_by(PersonalLink.created_at.desc())).first()  # type: ignore[return-value]


def test_a_job_runs_once_a_slot(app: object) -> None:
    runs: list[int] = []
    kind = JobKind("count", timedelta(hours=1), lambda: runs.append(1))

    with time_machine.travel(NOON, tick=False) as traveller:
        assert jobs.run_due((kind,)) == 1
        assert jobs.run_due((kind,)) == 0
        traveller.shift(timedelta(minutes=59))
        assert jobs.run_due((kind,)) == 0
        traveller.shift(timedelta(minutes=1))
        assert jobs.run_due((kind,)) == 1

    assert len(runs) == 2


def test_a_job_that_fails_shows_its_error_and_is_tried_again(app: object) -> None:
    results = iter([ValueError("broken"), None])

    def run() -> None:
        error = next(results)
        if error:
            raise error

    kind = JobKind("fragile", timedelta(hours=1), run)
    with time_machine.travel(NOON, tick=False) as traveller:
        assert jobs.run_due((kind,)) == 0
        assert db.session.scalars(select(Job.last_error)).one() == "ValueError"
        assert jobs.run_due((kind,)) == 0
        traveller.shift(jobs.RETRY + timedelta(seconds=1))
        assert jobs.run_due((kind,)) == 1

    db.session.expire_all()
    job = db.session.scalars(select(Job)).one()
    assert (job.attempts, job.last_error) == (2, None)


def test_a_job_another_worker_holds_is_not_started(app: object) -> None:
    kind = JobKind("held", timedelta(hours=1), lambda: None)
    with time_machine.travel(NOON, tick=False) as traveller:
        slot = jobs.slot_of(kind)
        db.session.add(Job(name="held", slot=slot, leased_until=NOON + timedelta(minutes=10)))
        db.session.commit()

        assert jobs.run_due((kind,)) == 0
        traveller.shift(timedelta(minutes=11))
        assert jobs.run_due((kind,)) == 1


@pytest.mark.parametrize("change", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
def test_a_daily_job_runs_once_on_each_day_of_a_clock_change(app: object, change: datetime) -> None:
    runs: list[date] = []
    kind = JobKind("daily", timedelta(days=1), lambda: runs.append(date.min))

    with time_machine.travel(change - timedelta(hours=12), tick=False) as traveller:
        for _ in range(49):
            jobs.run_due((kind,))
            traveller.shift(timedelta(hours=1))

    assert len(runs) == 3


def test_a_reminder_goes_out_once_even_if_the_runner_is_late_or_runs_twice(app: object) -> None:
    record, done = a_record(), []

    def due(today: date) -> Iterable[Due]:
        return [Due(record, date(2026, 11, 24))] if today >= date(2026, 11, 24) else []

    kind = ReminderKind("knock", "company", ReminderChannel.MAIL, due, lambda found: done.append(found.id))
    with time_machine.travel(NOON, tick=False):
        assert reminders.run_due((kind,)) == 1
        assert reminders.run_due((kind,)) == 0

    assert done == [record.id]
    assert db.session.scalars(select(Reminder.due_on)).all() == [date(2026, 11, 24)]


def test_a_reminder_that_fails_is_not_marked_as_done_and_keeps_no_other_from_it(app: object) -> None:
    bad, good, done = a_record(), a_record(), []

    def act(record: PersonalLink) -> None:
        if record.id == bad.id:
            raise RuntimeError
        done.append(record.id)

    def broken(_today: date) -> Iterable[Due]:
        raise LookupError

    kinds = (
        ReminderKind("lost", "company", ReminderChannel.MAIL, broken, act),
        ReminderKind("knock", "company", ReminderChannel.MAIL, lambda on: [Due(bad, on), Due(good, on)], act),
    )
    with pytest.raises(ExceptionGroup) as told:
        reminders.run_due(kinds)

    assert [type(error) for error in told.value.exceptions] == [LookupError, RuntimeError]
    assert done == [good.id]
    assert db.session.scalars(select(Reminder.record_id)).all() == [good.id]


def test_a_reminder_for_a_record_that_is_gone_is_dropped(app: object) -> None:
    record = a_record()
    db.session.delete(record)
    db.session.commit()
    kind = ReminderKind("knock", "company", ReminderChannel.MAIL, lambda on: [Due(record, on)], db.session.delete)

    assert reminders.run_due((kind,)) == 0


@pytest.mark.parametrize(
    ("every", "expected"), [(timedelta(days=7), 2), (timedelta(days=1), 9), (timedelta(hours=6), 32)]
)
def test_a_job_runs_as_often_as_its_period_says(app: object, every: timedelta, expected: int) -> None:
    kind = JobKind("often", every, lambda: None)

    with time_machine.travel(datetime(2026, 10, 20, 0, 30, tzinfo=UTC), tick=False) as traveller:
        runs = 0
        for _ in range(8 * 24):
            runs += jobs.run_due((kind,))
            traveller.shift(timedelta(hours=1))

    assert runs == expected


def test_the_hour_that_comes_twice_in_autumn_has_its_own_slots(app: object) -> None:
    kind = JobKind("hourly", timedelta(hours=1), lambda: None)
    slots = set()

    for hour in (0, 1):  # both are two o'clock in the district
        with time_machine.travel(datetime(2026, 10, 25, hour, 15, tzinfo=UTC), tick=False):
            slots.add(jobs.slot_of(kind).astimezone(UTC))

    assert len(slots) == 2


def test_old_runs_of_a_job_are_forgotten(app: object) -> None:
    kind = JobKind("often", timedelta(hours=1), lambda: None)

    with time_machine.travel(NOON, tick=False) as traveller:
        jobs.run_due((kind,))
        traveller.shift(jobs.KEPT + timedelta(hours=1))
        jobs.run_due((kind,))

    assert len(db.session.scalars(select(Job)).all()) == 1


def test_a_record_that_resists_erasure_keeps_no_other_alive(app: object) -> None:
    bad, good = a_record(), a_record()

    def erase(record: PersonalLink) -> None:
        if record.id == bad.id:
            raise RuntimeError
        db.session.delete(record)

    def find(_before: datetime) -> Select[Any]:
        return select(PersonalLink).order_by(PersonalLink.id)

    with pytest.raises(ExceptionGroup):
        retention.run_due((RetentionRule("links", timedelta(), "test", find, erase),))

    assert db.session.scalars(select(PersonalLink.id)).all() == [bad.id]
    assert db.session.scalars(select(Erasure.record_id)).all() == [good.id]


def test_retention_erases_what_is_past_its_day_and_logs_it(app: object) -> None:
    record = a_record()
    rule = RetentionRule(
        "old_links",
        timedelta(days=30),
        "test",
        lambda before: select(PersonalLink).where(PersonalLink.created_at < before),
        db.session.delete,
    )

    assert [(row.next_run, row.soon) for row in retention.preview((rule,), timedelta(days=30))] == [(0, 1)]
    assert retention.run_due((rule,)) == 0
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert [(row.next_run, row.soon) for row in retention.preview((rule,), timedelta(days=30))] == [(1, 1)]
        assert retention.run_due((rule,)) == 1

    assert db.session.scalars(select(PersonalLink)).all() == []
    assert db.session.scalars(select(Erasure.record_id)).all() == [record.id]
    assert [(name, times) for name, _month, times in retention.erased_by_month()] == [("old_links", 1)]
