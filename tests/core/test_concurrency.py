"""At the same time: threads with sessions of their own, real commits, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import delete, select

from portal.core import db, delivery, jobs, keys, links, once, outbox, reminders
from portal.core.actor import Actor, ActorKind, Role
from portal.core.audit import Event
from portal.core.db import new_id
from portal.core.errors import TransitionNotAllowed
from portal.core.jobs import Job, JobKind
from portal.core.links import LinkFor, PersonalLink
from portal.core.once import AnsweredForm
from portal.core.outbox import MailKind, OutboxMail, Recipient
from portal.core.reminders import Due, Reminder, ReminderChannel, ReminderKind
from tests.core.lamps import FIRM, FLOW, Lamp, a_lamp
from tests.mailbox import Mailbox


def at_once(app: Flask, work: Callable[[int], Any], *, threads: int = 2) -> list[Any]:
    """Run the work in several threads that begin together, and give what each returned or raised."""
    start = threading.Barrier(threads)

    def run(number: int) -> Any:
        with app.app_context():
            start.wait()
            try:
                return work(number)
            except Exception as error:  # noqa: BLE001 - what went wrong is what the test asks about
                db.session.rollback()
                return error
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def switch_on(lamp_id: UUID, actor: Actor) -> None:
    """Apply the event in a transaction."""
    with db.transaction() as session:
        FLOW.apply("switch_on", session.get_one(Lamp, lamp_id), actor=actor)


def test_of_two_people_one_moves_the_record_and_the_other_is_told(live: Flask) -> None:
    lamp_id = a_lamp().id
    people = [Actor(ActorKind.USER, Role.RECRUITER, id=new_id()) for _ in range(2)]

    results = at_once(live, lambda number: switch_on(lamp_id, people[number]))

    assert Counter(type(result) for result in results) == {type(None): 1, TransitionNotAllowed: 1}
    assert events(lamp_id) == {"make": 1, "switch_on": 1}


def test_of_one_person_twice_both_succeed_and_one_counts(live: Flask) -> None:
    lamp_id = a_lamp().id

    results = at_once(live, lambda _number: switch_on(lamp_id, FIRM), threads=6)

    assert results == [None] * 6
    assert events(lamp_id) == {"make": 1, "switch_on": 1}


def events(lamp_id: UUID) -> dict[str, int]:
    """Count what happened to a lamp."""
    return Counter(db.session.scalars(select(Event.name).where(Event.record_id == lamp_id)).all())


def test_no_write_is_lost(live: Flask) -> None:
    lamp_id = a_lamp().id

    def ring_ten_times(_number: int) -> None:
        for _ in range(10):
            with db.transaction() as session:
                FLOW.apply("ring", session.get_one(Lamp, lamp_id), actor=FIRM)

    results = at_once(live, ring_ten_times, threads=20 if "sqlite" in str(db.session.get_bind().url) else 12)

    assert set(results) == {None}
    assert db.session.get_one(Lamp, lamp_id).rings == events(lamp_id)["ring"] == 10 * len(results)


def test_a_double_click_from_two_threads_counts_once(live: Flask) -> None:
    lamp_id = a_lamp().id
    sent = {"csrf_token": "the same", "text": "the same"}

    def ring(number: int) -> str:
        with live.test_request_context(f"/lamps/{lamp_id}/ring", method="POST", data=sent):
            FLOW.apply("ring", db.session.get_one(Lamp, lamp_id), actor=FIRM)
            return once.commit(f"/answer/{number}")

    with db.transaction() as session:
        session.execute(delete(AnsweredForm))
    answers = at_once(live, ring, threads=4)

    assert len(set(answers)) == 1
    assert events(lamp_id)["ring"] == 1


def test_two_workers_send_each_mail_once(live: Flask, mailbox: Mailbox) -> None:
    with db.transaction() as session:
        session.execute(delete(OutboxMail))
        for number in range(20):
            outbox.put(MailKind("_test_note", lambda *_: ()), Recipient(f"{number}@firma.example"), {})

    sent = at_once(live, lambda _number: delivery.deliver_due(), threads=3)

    assert sum(sent) == 20
    assert Counter(str(mail["To"]) for mail in mailbox.mails) == {f"{number}@firma.example": 1 for number in range(20)}


def test_two_workers_run_a_job_once(live: Flask) -> None:
    runs: list[int] = []
    kind = JobKind(f"job-{new_id()}"[:60], timedelta(days=1), lambda: runs.append(1))

    results = at_once(live, lambda _number: jobs.run_due((kind,)), threads=4)

    assert sum(results) == len(runs) == 1
    assert db.session.scalars(select(Job.attempts).where(Job.name == kind.name)).all() == [1]


def test_two_workers_remind_once(live: Flask) -> None:
    lamp_id, done = a_lamp().id, []

    def due(_today: date) -> list[Due]:
        return [Due(db.session.get_one(Lamp, lamp_id), date(2026, 11, 26))]

    kind = ReminderKind(f"r-{new_id()}", "company", ReminderChannel.MAIL, due, lambda lamp: done.append(lamp.id))
    results = at_once(live, lambda _number: reminders.run_due((kind,)), threads=4)

    assert sum(results) == len(done) == 1
    assert len(db.session.scalars(select(Reminder).where(Reminder.name == kind.name)).all()) == 1


def test_many_guesses_at_once_count_as_many(live: Flask) -> None:
    with db.transaction():
        token, _ = links.issue(LinkFor("test", new_id(), party="person", expires_at=links.days(1)))
    link_id = links.find(token).id
    born = date(2001, 2, 3)

    def guess(number: int) -> bool:
        with db.transaction() as session:
            link = session.get_one(PersonalLink, link_id)
            return links.check_birth_date(link, born if number == 7 else date(1990, 1, number + 1), born)

    at_once(live, guess, threads=8)

    with db.transaction():
        assert links.check_birth_date(db.session.get_one(PersonalLink, link_id), born, born) is False
    wrong = db.session.scalars(select(PersonalLink.wrong_tries).where(PersonalLink.id == link_id)).one()
    assert wrong in (8, 9)  # all but the right one, unless the link was dead before its turn; and the one after


def test_many_starters_agree_on_the_keys(live: Flask, tmp_path: Path) -> None:
    found = at_once(live, lambda _number: keys.load(tmp_path / "new"), threads=8)

    assert len(set(found)) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secrets.json"]


def test_ids_made_at_once_are_all_different(live: Flask) -> None:
    made = [one for ids in at_once(live, lambda _number: [new_id() for _ in range(2000)], threads=8) for one in ids]

    assert len(set(made)) == len(made)
