"""While a placement goes on: asked half-way and after three and six months, each once; incidents until settled."""

from datetime import date, timedelta

import pytest
import time_machine

from portal.candidates.queries import listing
from portal.candidates.queries.listing import Filters
from portal.core import audit, db, reminders
from portal.core.actor import Role
from portal.core.errors import GuardRefused, PortalError
from portal.core.outbox import OutboxMail
from portal.insight import queries as desks
from portal.placements import services
from portal.placements.services import follow_up
from portal.wiring import REMINDERS
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import Case
from tests.signing import sign_in

OURS = tuple(
    kind
    for kind in REMINDERS
    if kind.name.removeprefix("placements/") in ("half_way", "still_there_3", "still_there_6", "outcome_of_job")
)
START = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def monday():
    """Begin on a Monday in March: half of four weeks is a Sunday, and Easter lies in the fourth."""
    with time_machine.travel("2027-03-01T09:00:00+00:00"):
        yield


def mails(name: str) -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind=f"placements/{name}").order_by(OutboxMail.id).all()


def counts(name: str, *days: date) -> list[int]:
    """Run the reminders twice at noon of each day and count the mails of a kind so far."""
    found = []
    for day in days:
        with time_machine.travel(f"{day.isoformat()}T11:00:00+00:00"):
            reminders.run_due(OURS)
            reminders.run_due(OURS)
        found.append(len(mails(name)))
    return found


def running(ends_on: date | None = None) -> Case:
    """Let a placement run from today to a day, or for good."""
    case = Case()
    case.run()
    case.placement.started_on, case.placement.ends_on = START, ends_on
    db.session.commit()
    return case


def days_after(*days: int) -> list[date]:
    return [START + timedelta(days=one) for one in days]


def test_half_way_both_sides_are_asked_on_a_working_day_and_once():
    case = running(START + timedelta(days=26))

    assert counts("half_way", *days_after(12, 13, 14, 15)) == [0, 0, 2, 2]
    assert {mail.address for mail in mails("half_way")} == {case.member.email, case.caseworker.email}


def test_half_way_after_an_outage_once_and_near_the_end_no_more():
    running(START + timedelta(days=42))
    late = running(START + timedelta(days=26))

    assert counts("half_way", *days_after(24, 25)) == [2, 2]
    assert late.member.email not in {mail.address for mail in mails("half_way")}


@pytest.mark.parametrize(("said_after", "asked"), [(2, 2), (10, 0)])
def test_who_has_just_said_how_it_goes_is_not_asked_half_way(said_after, asked):
    case = running(START + timedelta(days=26))
    with time_machine.travel(f"{START + timedelta(days=said_after)}T09:00:00+00:00"):
        services.check_in(case.placement, actor=case.firm, reason="Läuft gut")
        db.session.commit()

    assert counts("half_way", *days_after(14)) == [asked]


def test_nobody_is_asked_half_way_through_two_weeks():
    running(START + timedelta(days=11))

    assert counts("half_way", *days_after(5, 7)) == [0, 0]


def test_a_job_is_asked_after_at_three_and_six_months_and_its_outcome_ten_days_later():
    case = running()

    asked = counts("still_there", date(2027, 5, 31), date(2027, 6, 1), date(2027, 6, 2), date(2027, 8, 31))
    asked += counts("still_there", date(2027, 9, 1), date(2027, 9, 2))
    missed = counts("outcome_of_job", date(2027, 9, 10), date(2027, 9, 11), date(2027, 9, 12))

    assert asked == [0, 1, 1, 1, 2, 2]
    assert missed == [0, 1, 1]
    assert {mail.address for mail in mails("still_there") + mails("outcome_of_job")} == {case.caseworker.email}


def test_after_an_outage_over_the_second_check_only_that_one_is_asked():
    running()

    assert counts("still_there", date(2027, 9, 8), date(2027, 9, 9)) == [1, 1]


@pytest.mark.parametrize(("ends_on", "asked"), [(date(2027, 9, 1), 0), (date(2027, 9, 2), 1)])
def test_what_lasts_six_months_at_most_is_not_asked_after(ends_on, asked):
    running(ends_on)

    assert counts("still_there", date(2027, 6, 1)) == [asked]


def test_an_answer_is_an_event_of_its_own_and_ends_the_question():
    case = running()
    with pytest.raises(GuardRefused):
        follow_up.still_there(case.placement, actor=case.staff)
    with time_machine.travel("2027-06-01T09:00:00+00:00"):
        case.reload()
        follow_up.still_there(case.placement, actor=case.staff)
        db.session.commit()
        with pytest.raises(GuardRefused):
            follow_up.still_there(case.placement, actor=case.staff)

    asked = counts("still_there", date(2027, 6, 1), date(2027, 9, 1))
    [event] = [one for one in audit.history("placement", case.placement.id) if one.name == "still_there"]
    assert asked == [0, 1]
    assert event.reason_code == "after_3_months"


def test_a_job_with_an_outcome_is_not_asked_for_it_again():
    case = running()
    services.record_outcome(case.placement, actor=case.staff, outcome_code="job_perm")
    db.session.commit()

    assert counts("outcome_of_job", date(2027, 9, 11)) == [0]


def test_an_incident_lies_on_both_desks_until_it_is_settled_and_the_next_one_too(client):
    case = running()
    leader = case.coordinator()
    seen = []

    def look() -> None:
        (line,), _total = listing.people(case.staff, Filters())
        pile = next(pile for pile in desks.desk(actor_of(leader)) if "Meldungen" in str(pile.title))
        seen.append(("incident" in {need.reason.code for need in line.needs}, pile.total))

    services.report_incident(case.placement, actor=case.firm, reason="Finger geklemmt")
    look()
    follow_up.settle_incident(case.placement, actor=actor_of(leader), reason="BG weiß Bescheid")
    db.session.commit()
    with pytest.raises(PortalError):
        follow_up.settle_incident(case.placement, actor=case.staff, reason="Noch einmal")
    with time_machine.travel("2027-03-02T09:00:00+00:00"):
        services.report_incident(case.placement, actor=case.firm, reason="Streit")
        look()
        sign_in(client, case.caseworker)
        page = client.get(f"/placements/{case.placement.id}").text
        answer = client.post(f"/placements/{case.placement.id}/settle_incident", data={"reason": "Gesprochen"})
        after = client.get(f"/placements/{case.placement.id}").text

    assert seen == [(True, 1), (True, 1)]
    assert answer.status_code == 303
    assert ["/settle_incident" in text for text in (page, after)] == [True, False]


def test_a_coordinator_of_another_office_has_nothing_of_it():
    case = running()
    services.report_incident(case.placement, actor=case.firm, reason="Finger geklemmt")

    with pytest.raises(PortalError):
        follow_up.settle_incident(case.placement, actor=actor_of(office_member(role=Role.COORDINATOR)), reason="Nein")
