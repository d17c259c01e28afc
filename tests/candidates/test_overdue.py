"""What a caseworker let lie: one mail a day for all people together, none again for the same, and it names nobody."""

from datetime import date, timedelta

import pytest
import time_machine

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.core import db, reminders
from portal.core.outbox import OutboxMail
from portal.wiring import REMINDERS
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member

OURS = tuple(kind for kind in REMINDERS if kind.name == "candidates/overdue")
THURSDAY = date(2027, 3, 11)


@pytest.fixture(autouse=True)
def thursday():
    """Live on a Thursday without a holiday near."""
    with time_machine.travel(f"{THURSDAY}T09:00:00+00:00"):
        yield


@pytest.fixture
def caseworker() -> User:
    """One caseworker, whose people are spoken with."""
    return office_member()


def person(caseworker: User, **values) -> Candidate:
    made = CandidateFactory(caseworker=caseworker, last_name="Tesfamariam", **{"last_contact_on": THURSDAY, **values})
    db.session.commit()
    return made


def counts(*days: int) -> list[int]:
    """Run the reminders twice at noon so many days from now and count the mails so far."""
    found = []
    for one in days:
        with time_machine.travel(f"{THURSDAY + timedelta(days=one)}T11:00:00+00:00"):
            reminders.run_due(OURS)
            reminders.run_due(OURS)
        found.append(len(mails()))
    return found


def mails() -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind="candidates/overdue").order_by(OutboxMail.id).all()


def test_a_step_is_missed_the_day_after_its_own_and_only_once(caseworker):
    person(caseworker, next_step="Zeugnis", next_step_on=THURSDAY)

    assert counts(0, 1, 2, 4) == [0, 1, 1, 1]
    assert [mail.address for mail in mails()] == [caseworker.email]


def test_six_weeks_without_a_contact_are_said_the_day_after_and_only_once(caseworker):
    person(caseworker, last_contact_on=THURSDAY - timedelta(weeks=6))

    assert counts(0, 1, 4) == [0, 1, 1]


def test_what_falls_due_on_a_weekend_is_said_on_monday(caseworker):
    person(caseworker, next_step="Zeugnis", next_step_on=THURSDAY + timedelta(days=1))

    assert counts(2, 3, 4, 5) == [0, 0, 1, 1]


def test_all_people_stand_in_one_mail_and_a_new_one_brings_the_next(caseworker):
    for _one in range(3):
        person(caseworker, next_step="Zeugnis", next_step_on=THURSDAY - timedelta(days=1))
    person(caseworker, last_contact_on=THURSDAY - timedelta(weeks=7))
    person(caseworker, next_step="Anruf", next_step_on=THURSDAY)

    assert counts(0, 1) == [1, 2]
    first, second = mails()
    assert "bei 3 Personen" in first.body
    assert "mit einer Person" in first.body
    assert "bei 4 Personen" in second.body
    assert "Tesfamariam" not in first.subject + first.body


def test_what_was_done_brings_no_mail_back_for_what_is_left(caseworker):
    person(caseworker, next_step="Zeugnis", next_step_on=THURSDAY - timedelta(days=2))
    sent = counts(0)
    newer = person(caseworker, next_step="Anruf", next_step_on=THURSDAY)
    sent += counts(1)
    newer.next_step_on = None
    db.session.commit()

    assert sent + counts(4, 5) == [1, 2, 2, 2]


def test_after_an_outage_of_a_week_there_is_one_mail(caseworker):
    person(caseworker, next_step="Zeugnis", next_step_on=THURSDAY)
    person(caseworker, next_step="Anruf", next_step_on=THURSDAY + timedelta(days=3))

    assert counts(8, 11) == [1, 1]


def test_closed_files_and_people_of_others_are_nobody_s_business(caseworker):
    person(caseworker, state=CandidateState.CLOSED, next_step_on=THURSDAY, closed_on=THURSDAY)
    other = person(office_member(), next_step="Zeugnis", next_step_on=THURSDAY)

    assert counts(1) == [1]
    assert mails()[0].user_id == other.caseworker_id
