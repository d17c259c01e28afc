"""Days on which somebody was missed: one tap without a reason, taken back as easily, and the list both sign."""

import re
import subprocess
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import audit, db
from portal.core.errors import GuardRefused
from portal.core.outbox import OutboxMail
from portal.placements import services
from portal.placements.queries import attendance
from portal.placements.services import attendance as deeds
from tests.factories.organisations import company_member, office_member
from tests.factories.placements import Case
from tests.placements.browsing import here, purpose
from tests.signing import sign_in

MONDAY, TUESDAY, SUNDAY = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 7)
WEEK = ["0 08:00-14:00 30", "1 08:00-14:00 30", "2 08:00-14:00 30", "3 08:00-14:00 30"]


@pytest.fixture
def case():
    """Let a placement run from Monday, the first of March, to the end of April; it is Tuesday a week later."""
    with time_machine.travel("2027-03-01T09:00:00+00:00"):
        case = Case(person={"last_name": "Tesfamariam"})
        case.make_ready(starts_on=MONDAY, ends_on=date(2027, 4, 22), week=WEEK, weekly_hours=22, times="")
        services.start(case.placement, actor=case.firm, started_on=MONDAY)
        purpose(case)
    with time_machine.travel("2027-03-09T09:00:00+00:00"):
        yield case


def sheet(client: FlaskClient, case: Case, month: str = "2027-03") -> str:
    answer = client.get(here(case, f"/attendance/{month}.pdf"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=answer.data, capture_output=True, check=True)
    return done.stdout.decode()


def test_one_tap_says_that_somebody_is_missed_and_tells_the_caseworker_once(client: FlaskClient, case: Case):
    sign_in(client, case.member)
    assert 'value="2027-03-09"' in client.get(here(case, "/absent")).text

    statuses = [client.post(here(case, "/absent"), data={"day": "2027-03-09"}).status_code for _ in range(2)]

    assert statuses == [303, 303]
    assert attendance.absences(case.placement) == [date(2027, 3, 9)]
    [mail] = db.session.query(OutboxMail).filter_by(kind="placements/absent")
    assert mail.address == case.caseworker.email
    assert "Tesfamariam" not in mail.subject + mail.body
    assert "Di, 9. März 2027" in client.get(here(case)).text


def test_no_reason_is_asked_or_kept(client: FlaskClient, case: Case):
    sign_in(client, case.member)

    client.post(here(case, "/absent"), data={"day": "2027-03-09", "reason": "Grippe"})

    assert "textarea" not in client.get(here(case, "/absent")).text
    [event] = [one for one in audit.history("placement", case.placement.id) if one.name == "absent"]
    assert (event.reason, event.details) == (None, {"day": "2027-03-09"})


def test_a_mistake_is_taken_back_and_can_be_made_again(client: FlaskClient, case: Case):
    sign_in(client, case.member)
    assert "/present" not in client.get(here(case)).text
    deeds.note_absence(case.placement, TUESDAY, actor=case.firm)
    deeds.note_absence(case.placement, date(2027, 3, 8), actor=case.staff)
    db.session.commit()

    taken = client.post(here(case, "/present"), data={"day": "2027-03-02"})

    assert taken.status_code == 303
    assert attendance.absences(case.placement) == [date(2027, 3, 8)]
    deeds.note_absence(case.placement, TUESDAY, actor=case.firm)
    assert attendance.absences(case.placement) == [TUESDAY, date(2027, 3, 8)]
    assert db.session.query(OutboxMail).filter_by(kind="placements/absent").count() == 2  # not of the own note


@pytest.mark.parametrize("day", ["2027-02-28", "2027-03-10", "2027-03-07", "2027-03-05", "never"])
def test_only_days_of_work_that_have_come_can_be_missed(client: FlaskClient, case: Case, day: str):
    sign_in(client, case.member)

    answer = client.post(here(case, "/absent"), data={"day": day})

    assert answer.status_code == 422
    assert attendance.absences(case.placement) == []


def test_a_public_holiday_is_not_missed(case: Case):
    with time_machine.travel("2027-03-30T09:00:00+00:00"), pytest.raises(GuardRefused):
        deeds.note_absence(case.placement, date(2027, 3, 29), actor=case.firm)


def test_what_nobody_said_is_not_taken_back(client: FlaskClient, case: Case):
    sign_in(client, case.member)

    assert client.post(here(case, "/present"), data={"day": "2027-03-02"}).status_code == 422


def test_the_list_has_the_days_of_the_month_and_who_was_missed(client: FlaskClient, case: Case):
    deeds.note_absence(case.placement, TUESDAY, actor=case.firm)
    db.session.commit()
    sign_in(client, case.member)

    words = sheet(client, case)

    assert "Tesfamariam" in words
    assert words.count("08:00 bis 14:00") == 18  # Easter Monday is free
    assert "Ostermontag" in words
    assert [line for line in words.splitlines() if "gefehlt" in line] == [
        line for line in words.splitlines() if "Di. 02.03." in line
    ]
    assert "Fr. 05." not in words
    assert "28.04." not in sheet(client, case, "2027-04")


def test_where_the_times_change_every_day_but_sundays_is_a_line_to_fill_in(client: FlaskClient):
    with time_machine.travel("2027-03-01T09:00:00+00:00"):
        case = Case()
        case.make_ready(starts_on=MONDAY, ends_on=date(2027, 3, 27), week=[], times="nach Dienstplan")
        services.start(case.placement, actor=case.firm, started_on=MONDAY)
        db.session.commit()
        sign_in(client, case.caseworker)

        words = sheet(client, case)

    assert words.count(".03.") == 24
    assert "So. 07." not in words


def test_lists_are_offered_up_to_the_next_month(client: FlaskClient, case: Case):
    case.placement.ends_on = date(2028, 3, 1)
    db.session.commit()
    sign_in(client, case.member)

    page = client.get(here(case)).text

    assert re.findall(r"attendance/([\d-]+)\.pdf", page) == ["2027-3", "2027-4"]


@pytest.mark.parametrize("month", ["2027-02", "2027-05", "2027-13", "2027-00", "0-01"])
def test_there_is_no_list_of_another_month(client: FlaskClient, case: Case, month: str):
    sign_in(client, case.member)

    assert client.get(here(case, f"/attendance/{month}.pdf")).status_code == 404


def test_strangers_note_and_read_nothing(client: FlaskClient, case: Case):
    for user in (company_member(), office_member()):
        sign_in(client, user)
        assert client.post(here(case, "/absent"), data={"day": "2027-03-09"}).status_code == 404
        assert client.get(here(case, "/attendance/2027-03.pdf")).status_code == 404
    sign_in(client, case.coordinator())
    assert client.get(here(case, "/attendance/2027-03.pdf")).status_code == 403
    assert attendance.absences(case.placement) == []
