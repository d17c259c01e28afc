"""The first day as the person hears of it: told when it is fixed, the working day before, or called."""

from datetime import date, timedelta

import pytest
import time_machine
from icalendar import Calendar

from portal.candidates import services as candidates
from portal.candidates.queries import listing
from portal.candidates.queries.listing import Filters
from portal.core import db, outbox, reminders
from portal.core.actor import Channel
from portal.core.outbox import OutboxMail, calendar
from portal.placements import services
from portal.placements.rules import PlacementState
from portal.placements.services.first_day import is_still_ahead
from portal.reference.calendar import add_working_days
from portal.wiring import REMINDERS
from tests.factories.placements import Case
from tests.factories.vacancies import VacancyFactory

OURS = tuple(kind for kind in REMINDERS if kind.name.startswith("placements/first_day"))
MONDAY, AFTER_EASTER = date(2027, 2, 22), date(2027, 3, 30)
"""A Monday after a weekend, and the Tuesday after Easter: the working day before is the Thursday."""


@pytest.fixture(autouse=True)
def winter():
    """Live in a week from which both days can be agreed on."""
    with time_machine.travel("2027-02-08T09:00:00+00:00"):
        yield


def mails(name: str) -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind=f"placements/{name}").order_by(OutboxMail.id).all()


def run_on(day: date) -> None:
    """Run the reminders twice at noon of a day."""
    with time_machine.travel(f"{day.isoformat()}T11:00:00+00:00"):
        reminders.run_due(OURS)
        reminders.run_due(OURS)


def begins_on(day: date, **person) -> Case:
    """Make a placement that can begin on a day."""
    case = Case(person={"email": "amina@person.example", **person})
    case.make_ready(starts_on=day)
    return case


def piles_of(case: Case) -> set[str]:
    (line,), _total = listing.people(case.staff, Filters())
    return {need.reason.code for need in line.needs}


@pytest.mark.parametrize("day", [MONDAY, AFTER_EASTER])
def test_the_person_is_told_on_the_working_day_before_and_once(day):
    begins_on(day)
    eve = add_working_days(day, -1)
    counts = []
    for other in (eve - timedelta(days=1), eve, eve + timedelta(days=1), day, day + timedelta(days=1)):
        run_on(other)
        counts.append(len(mails("first_day_soon")))

    assert (day - eve).days > 2
    assert counts == [0, 1, 1, 1, 1]
    assert mails("first_day_call") == []


def test_the_mail_says_where_when_with_whom_and_what_to_bring_in_the_own_language():
    case = Case(person={"email": "amina@person.example", "locale": "uk"})
    offer = VacancyFactory(published=True, content={"postal_code": "52525", "reach": "Bus 402 bis Markt"})
    case.placement.vacancy_id = offer.id
    case.make_ready(starts_on=MONDAY, conditions="Sicherheitsschuhe")
    run_on(add_working_days(MONDAY, -1))

    [mail] = mails("first_day_soon")
    text = outbox.opened(mail)

    assert (mail.address, mail.locale) == ("amina@person.example", "uk")
    assert "Amina" not in mail.subject + mail.body
    for said in ("Sabine Reuter", "Industriestraße 1", "8 bis 14 Uhr", "Bus 402", "Sicherheitsschuhe", "/l/"):
        assert said in text
    assert "документ" in text
    assert "IBAN" not in text


def test_the_way_of_the_offer_is_not_told_where_the_agreed_place_is_another():
    case = Case(person={"email": "amina@person.example"})
    offer = VacancyFactory(published=True, content={"postal_code": "41812", "reach": "Bus 402 bis Markt"})
    case.placement.vacancy_id = offer.id
    case.make_ready(starts_on=MONDAY)

    run_on(add_working_days(MONDAY, -1))

    assert "Bus 402" not in outbox.opened(mails("first_day_soon")[0])


def test_after_an_outage_the_person_is_told_late_but_not_when_the_day_is_over():
    begins_on(MONDAY)
    late = begins_on(MONDAY + timedelta(days=1), email="late@person.example")

    run_on(MONDAY + timedelta(days=1))

    assert [mail.address for mail in mails("first_day_soon")] == [late.person.email]


@pytest.mark.parametrize("deed", ["cancel", "starts_later"])
def test_nothing_is_said_of_a_day_that_is_off_and_a_later_one_is_told_of_anew(deed):
    case = begins_on(MONDAY)
    if deed == "cancel":
        services.cancel(case.placement, actor=case.firm, reason="Auftrag weg")
    else:
        run_on(add_working_days(MONDAY, -1))
        services.starts_later(case.placement, actor=case.firm, starts_on=MONDAY + timedelta(days=7), reason="Krank")
    db.session.commit()

    run_on(add_working_days(MONDAY, -1))
    before = len(mails("first_day_soon"))
    run_on(add_working_days(MONDAY + timedelta(days=7), -1))

    assert (before, len(mails("first_day_soon"))) == ((0, 0) if deed == "cancel" else (1, 2))


def test_a_mail_that_waited_past_the_day_is_not_sent():
    case = begins_on(MONDAY)
    run_on(add_working_days(MONDAY, -1))
    [mail] = mails("first_day_soon")

    with time_machine.travel(f"{MONDAY}T05:00:00+00:00"):
        on_the_day = is_still_ahead(mail)
    with time_machine.travel(f"{MONDAY + timedelta(days=1)}T05:00:00+00:00"):
        on_the_next = is_still_ahead(mail)
    services.cancel(case.placement, actor=case.firm, reason="Auftrag weg")

    assert (on_the_day, on_the_next, is_still_ahead(mail)) == (True, False, False)


def test_who_reads_no_mail_is_on_the_call_list_until_somebody_has_called():
    case = begins_on(MONDAY, email=None)
    eve = add_working_days(MONDAY, -1)
    with time_machine.travel(f"{eve - timedelta(days=1)}T09:00:00+00:00"):
        early = piles_of(case)
    run_on(eve)
    with time_machine.travel(f"{eve}T12:00:00+00:00"):
        waiting = piles_of(case)
        candidates.note_contact(case.person, "Weiß Bescheid", on=eve, channel=Channel.PHONE, actor=case.staff)
        called = piles_of(case)

    assert mails("first_day_soon") == []
    assert [mail.address for mail in mails("first_day_call")] == [case.caseworker.email]
    assert ["first_day" in piles for piles in (early, waiting, called)] == [False, True, False]


def test_the_first_day_is_one_appointment_that_moves_changes_and_is_dropped():
    case = begins_on(MONDAY)
    case.send(starts_on=MONDAY, tutor_name="Jan Peters")
    case.company_confirms(case.version)
    case.person_confirms(case.version)
    services.starts_later(case.placement, actor=case.firm, starts_on=MONDAY + timedelta(days=2), reason="Umzug")
    services.cancel(case.placement, actor=case.firm, reason="Auftrag weg")
    db.session.commit()

    rows = [mail for mail in db.session.query(OutboxMail).order_by(OutboxMail.id) if mail.calendar]
    files = [Calendar.from_ical(calendar(mail)) for mail in rows]
    events = [file.events[0] for file in files]

    assert case.placement.state is PlacementState.CANCELLED
    assert [file["METHOD"] for file in files] == ["REQUEST"] * 3 + ["CANCEL"]
    assert {str(event["UID"]) for event in events} == {f"{case.placement.id}@portal.test"}
    assert [event.start for event in events] == [MONDAY, MONDAY, *[MONDAY + timedelta(days=2)] * 2]
    numbers = [event["SEQUENCE"] for event in events]
    assert numbers == sorted(set(numbers))
    assert "Beispiel" not in "".join(calendar(mail) or "" for mail in rows)


def test_nobody_is_told_that_a_day_falls_through_of_which_they_never_heard():
    case = Case(person={"email": "amina@person.example"})
    case.company_confirms(case.send(starts_on=MONDAY))
    services.cancel(case.placement, actor=case.firm, reason="Auftrag weg")
    db.session.commit()

    assert mails("first_day_off") == []


def test_the_mail_says_the_hours_of_that_day():
    case = Case(person={"email": "amina@person.example"})
    week = ["0 08:30-14:30 30", "1 08:30-14:30 30", "2 08:30-14:30 30", "4 10:00-12:00 0"]

    case.make_ready(starts_on=MONDAY, week=week, times="")

    [mail] = mails("first_day")
    assert "Zeiten: 08:30 - 14:30\n" in outbox.opened(mail)
    assert "10:00" not in outbox.opened(mail)
