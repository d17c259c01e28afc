"""The working day before an interview: the person is told once, or called; nothing of one that is off or over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from portal.candidates import services as candidates
from portal.candidates.queries import listing
from portal.candidates.queries.listing import Filters
from portal.core import db, outbox, reminders
from portal.core.actor import Channel
from portal.core.outbox import OutboxMail
from portal.proposals import queries, services
from portal.proposals.services.waiting import _is_ahead
from portal.reference.calendar import add_working_days
from portal.wiring import REMINDERS

OURS = tuple(kind for kind in REMINDERS if kind.name in ("proposals/interview_soon", "proposals/interview_call"))
MONDAY, AFTER_EASTER = date(2027, 2, 22), date(2027, 3, 30)


@pytest.fixture(autouse=True)
def winter(time_machine):
    """Live two weeks before the first of the two days."""
    time_machine.move_to(datetime(2027, 2, 8, 9, tzinfo=UTC))


@pytest.fixture
def run_on(time_machine):
    """Run the reminders twice at noon of a day and give the mails of a kind so far."""

    def run(day: date, kind: str = "interview_soon") -> list[OutboxMail]:
        time_machine.move_to(datetime(day.year, day.month, day.day, 11, tzinfo=UTC))
        reminders.run_due(OURS)
        reminders.run_due(OURS)
        return db.session.query(OutboxMail).filter_by(kind=f"proposals/{kind}").order_by(OutboxMail.id).all()

    return run


def fixed(scene, day: date):
    """Fix an interview at two in the afternoon of a day."""
    proposal = scene.proposal("interested")
    at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    services.invite(proposal, actor=scene.firm, slots=[(at, "Tor 3")], note="Sicherheitsschuhe")
    services.choose_slot(proposal, actor=scene.candidate, slot_id=queries.slots(proposal)[0].id)
    db.session.commit()
    return queries.by_id(proposal.id)


def piles_of(scene) -> set[str]:
    (line,), _total = listing.people(scene.office, Filters())
    return {need.reason.code for need in line.needs}


@pytest.mark.parametrize("day", [MONDAY, AFTER_EASTER])
def test_the_person_is_told_on_the_working_day_before_and_once(scene, run_on, day):
    fixed(scene, day)
    eve = add_working_days(day, -1)

    counts = [len(run_on(other)) for other in (eve - timedelta(days=1), eve, eve + timedelta(days=1), day)]

    assert (day - eve).days > 2
    assert counts == [0, 1, 1, 1]


def test_the_mail_says_when_where_and_what_to_bring_and_brings_the_calendar(scene, run_on):
    scene.vacancy.text.reach = "Bus 402 bis Markt"
    proposal = fixed(scene, MONDAY)

    [mail] = run_on(add_working_days(MONDAY, -1))
    text = outbox.opened(mail)

    assert mail.address == scene.person.email
    assert scene.person.last_name not in mail.subject + text
    for said in ("Tor 3", "14:00", "Bus 402", "Sicherheitsschuhe", scene.company.name, "/l/"):
        assert said in text
    [event] = Calendar.from_ical(outbox.calendar(mail) or "").events
    assert str(event["UID"]) == f"{proposal.id}@portal.test"


def test_late_is_better_than_never_until_it_begins(scene, run_on, time_machine):
    fixed(scene, MONDAY)

    [mail] = run_on(MONDAY)
    before = _is_ahead(mail)
    time_machine.move_to(datetime(2027, 2, 22, 14, tzinfo=UTC))

    assert (before, _is_ahead(mail)) == (True, False)


def test_an_appointment_that_waited_for_a_mail_server_is_not_told_after_it(scene, time_machine):
    fixed(scene, MONDAY)
    [mail] = db.session.query(OutboxMail).filter_by(kind="proposals/appointment")
    before = outbox.is_still_wanted(mail)

    time_machine.move_to(datetime(2027, 2, 22, 14, tzinfo=UTC))

    assert (before, outbox.is_still_wanted(mail)) == (True, False)


def test_after_an_outage_nothing_is_said_of_an_interview_that_was(scene, run_on):
    fixed(scene, MONDAY)

    assert run_on(MONDAY + timedelta(days=5)) == []


def test_an_interview_that_is_off_reminds_of_nothing(scene, run_on):
    proposal = fixed(scene, MONDAY)
    services.cancel_interview(proposal, actor=scene.firm, reason="Chef krank")
    db.session.commit()

    assert run_on(add_working_days(MONDAY, -1)) == []


def test_who_reads_no_mail_is_on_the_call_list_until_somebody_has_called(scene, run_on):
    scene.person.email = None
    fixed(scene, MONDAY)
    eve = add_working_days(MONDAY, -1)
    run_on(eve - timedelta(days=1))
    early = piles_of(scene)

    calls = run_on(eve, "interview_call")
    waiting = piles_of(scene)
    candidates.note_contact(scene.person, "Weiß Bescheid", on=eve, channel=Channel.PHONE, actor=scene.office)

    assert [mail.address for mail in calls] == [scene.caseworker.email]
    assert ["interview" in piles for piles in (early, waiting, piles_of(scene))] == [False, True, False]
