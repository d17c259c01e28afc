"""Who missed a day of a course: by whoever gives it or whose file it is, without a reason, as often as said."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.cooperation import queries, services
from portal.cooperation.models import Enrolment
from portal.cooperation.services.retention import forget_person
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.audit import ReadLog
from portal.core.errors import GuardRefused
from tests.cooperation.test_courses import Desk
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import CourseFactory
from tests.factories.organisations import actor_of, office_member
from tests.signing import sign_in


class Class:
    """A course that has begun, two people of one file in it, and who gives it."""

    def __init__(self):
        self.desk = Desk(2)
        self.course = CourseFactory(starts_on=clock.today() - timedelta(days=10))
        self.seats = [services.enrol(self.course, one, actor=self.desk.staff) for one in self.desk.people]
        self.user = office_member(self.course.provider, role=Role.AUTHORITY)
        self.teacher = actor_of(self.user)
        self.page = f"/courses/{self.course.id}/attendance"

    def miss(self, *seats: Enrolment, days_ago: int = 0) -> None:
        day = clock.today() - timedelta(days=days_ago)
        services.note_attendance(self.course, day, [one.id for one in seats], actor=self.teacher)


def test_what_is_said_of_a_day_is_what_counts_and_only_changes_are_events():
    group = Class()
    first, second = group.seats

    for _click in range(2):
        group.miss(first, days_ago=1)
    group.miss(first, second)
    group.miss(second, days_ago=1)

    today, before = clock.today().isoformat(), (clock.today() - timedelta(days=1)).isoformat()
    assert (first.missed, second.missed) == ([today], [before, today])
    events = [(event.name, event.details) for event in audit.history("enrolment", first.id)][:-1]
    assert events == [("present", {"day": before}), ("absent", {"day": today}), ("absent", {"day": before})]


@pytest.mark.parametrize("days_ago", [-1, 11])
def test_no_day_is_noted_before_it_is_there_or_outside_the_course(days_ago: int):
    group = Class()

    with pytest.raises(GuardRefused):
        group.miss(group.seats[0], days_ago=days_ago)
    assert group.seats[0].missed == []


def test_a_caseworker_notes_only_of_own_people_and_leaves_what_is_said_of_others():
    group, other = Class(), Desk()
    theirs = services.enrol(group.course, other.person, actor=other.staff)
    group.miss(theirs)

    services.note_attendance(group.course, clock.today(), [group.seats[0].id], actor=group.desk.staff)

    assert len(theirs.missed) == len(group.seats[0].missed) == 1
    assert group.seats[1].missed == []


def test_the_provider_ticks_who_was_missing_and_reads_how_often(client: FlaskClient):
    group = Class()
    db.session.commit()
    sign_in(client, group.user)
    yesterday = (clock.today() - timedelta(days=1)).isoformat()

    client.post(f"{group.page}?day={yesterday}", data={"missed": [str(group.seats[0].id)]})
    client.post(f"{group.page}?day={clock.today().isoformat()}", data={"missed": [str(group.seats[0].id)]})

    assert "fehlte an 2 Tagen" in client.get(f"/courses/{group.course.id}").text
    shown = client.get(f"{group.page}?day={yesterday}").text
    assert shown.count("checked") == 1


@pytest.mark.parametrize("day", ["2026-99-99", "2124-01-01", "nonsense", ""])
def test_nonsense_for_a_day_leads_to_the_last_one_and_notes_nothing(client: FlaskClient, day: str):
    group = Class()
    db.session.commit()
    sign_in(client, group.user)

    last = f"{group.page}?day={clock.today().isoformat()}"

    for method in (client.get, client.post):
        answer = method(f"{group.page}?day={day}")
        assert (answer.status_code, answer.headers["Location"]) == (303, last)
    assert f'value="{clock.today().isoformat()}"' in client.get(last).text


def test_a_day_before_the_course_is_refused_in_the_form(client: FlaskClient):
    group = Class()
    db.session.commit()
    sign_in(client, group.user)
    day = (clock.today() - timedelta(days=40)).isoformat()

    answer = client.post(f"{group.page}?day={day}", data={"missed": [str(group.seats[0].id)]})

    assert answer.status_code == 422
    assert "An diesem Tag gab es den Kurs nicht" in answer.text
    assert db.session.get_one(Enrolment, group.seats[0].id).missed == []


def test_another_provider_finds_no_such_course_and_a_stranger_is_not_ticked(client: FlaskClient):
    group, stranger = Class(), CandidateFactory()
    elsewhere = Enrolment(course_id=CourseFactory().id, candidate_id=stranger.id)
    db.session.add(elsewhere)
    db.session.commit()
    sign_in(client, office_member(CourseFactory().provider, role=Role.AUTHORITY))
    assert client.get(group.page).status_code == 404

    sign_in(client, group.user)
    today = f"{group.page}?day={clock.today().isoformat()}"
    assert client.post(today, data={"missed": [str(elsewhere.id)]}).status_code == 422
    assert db.session.get_one(Enrolment, elsewhere.id).missed == []


def test_who_reads_the_names_at_the_provider_stands_in_the_read_log(client: FlaskClient):
    group = Class()
    db.session.commit()
    sign_in(client, group.user)

    client.get(f"{group.page}?day={clock.today().isoformat()}")

    read = db.session.scalars(select(ReadLog.candidate_id).where(ReadLog.level == "course")).all()
    assert set(read) == {one.id for one in group.desk.people}


def test_what_was_learnt_is_read_on_the_page_and_erased_with_the_days(client: FlaskClient):
    group = Class()
    seat = group.seats[0]
    group.miss(seat)
    services.record_result(seat, actor=group.teacher, result="A2", competences="Formulare ausfüllen")
    db.session.commit()
    sign_in(client, group.desk.user)
    assert "Formulare ausfüllen" in client.get(f"/courses/{group.course.id}").text

    forget_person(seat.candidate, group.desk.staff, None)  # type: ignore[arg-type]  # the reaction needs no change

    kept = queries.find_enrolment(group.course.id, seat.candidate_id)
    assert kept is not None
    assert (kept.result, kept.competences, kept.missed) == ("A2", None, [])
    assert all(event.details is None for event in audit.history("enrolment", kept.id))
