"""Courses: seats that hold, who may enrol whom, clashes with placements, results."""

from datetime import timedelta
from importlib import import_module

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.candidates import services as candidates
from portal.cooperation import queries, services
from portal.cooperation.models import Course, Enrolment
from portal.cooperation.services import NoSeatLeft
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.audit import ReadLog
from portal.core.errors import GuardRefused, NotAllowed, NotFound
from portal.placements import services as placements
from portal.placements.rules import PlacementState
from portal.proposals.workflow import guards
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import BodyFactory, CourseFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import Case, PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.racing import at_once
from tests.signing import sign_in
from tests.statements import statements


class Desk:
    """A caseworker with people of the own file."""

    def __init__(self, people: int = 1):
        self.user = office_member()
        self.staff = actor_of(self.user)
        self.people = [CandidateFactory(caseworker=self.user, ready_for_work=True) for _ in range(people)]
        self.person = self.people[0]


def test_a_seat_is_taken_once_and_given_back():
    desk, course = Desk(), CourseFactory()

    first = services.enrol(course, desk.person, actor=desk.staff)
    second = services.enrol(course, desk.person, actor=desk.staff)
    taken = course.taken
    for _click in range(2):
        services.leave(first, actor=desk.staff)

    assert first is second
    assert (taken, course.taken) == (1, 0)
    assert (first.left_on, queries.enrolments(desk.staff, course.id)) == (clock.today(), [])
    assert [event.name for event in audit.history("enrolment", first.id)] == ["leave", "enrol"]


def test_who_left_a_course_may_come_back():
    desk, course = Desk(), CourseFactory()
    first = services.enrol(course, desk.person, actor=desk.staff)
    services.leave(first, actor=desk.staff)

    again = services.enrol(course, desk.person, actor=desk.staff)

    assert (again, again.left_on, course.taken) == (first, None, 1)
    assert queries.enrolments(desk.staff, course.id) == [again]


def test_whoever_gives_the_course_knows_nothing_more_of_who_left(client: FlaskClient):
    desk, course = Desk(), CourseFactory()
    enrolment = services.enrol(course, desk.person, actor=desk.staff)
    services.leave(enrolment, actor=desk.staff)
    db.session.commit()
    sign_in(client, office_member(course.provider, role=Role.AUTHORITY))

    assert desk.person.first_name not in client.get(f"/courses/{course.id}").text
    assert client.get(f"/courses/enrolments/{enrolment.id}/result").status_code == 404


def test_who_left_a_full_course_is_free_for_work():
    desk, course = Desk(), CourseFactory(starts_on=clock.today())
    services.leave(services.enrol(course, desk.person, actor=desk.staff), actor=desk.staff)

    assert not queries.is_busy(desk.person.id, course.starts_on, course.ends_on, None)


def test_the_last_seat_is_the_last():
    desk, course = Desk(2), CourseFactory(seats=1)
    services.enrol(course, desk.people[0], actor=desk.staff)

    with pytest.raises(NoSeatLeft):
        services.enrol(course, desk.people[1], actor=desk.staff)
    assert course.taken == 1


@pytest.mark.commits
def test_two_for_the_last_seat_get_one(app: Flask):
    desk, course = Desk(2), CourseFactory(seats=1)
    staff, ids, course_id = desk.staff, [person.id for person in desk.people], course.id

    def enrol(person_id) -> None:
        person = db.session.get_one(type(desk.person), person_id)
        services.enrol(queries.course(staff, course_id), person, actor=staff)

    outcomes = at_once(app, *(lambda one=one: enrol(one) for one in ids))

    assert outcomes == ["NoSeatLeft", "done"]
    assert db.session.get_one(Course, course_id).taken == 1
    assert db.session.query(Enrolment).count() == 1


@pytest.mark.parametrize(
    ("weekly_hours", "starts_in", "ends_in", "clashes"),
    [(25, 30, 60, True), (25, 0, 14, True), (25, 121, 200, False), (25, 0, 13, False), (10, 30, 60, False)],
)
def test_a_full_course_and_a_placement_do_not_overlap(weekly_hours, starts_in, ends_in, clashes):
    desk, course = Desk(), CourseFactory(weekly_hours=weekly_hours)
    today = clock.today()
    PlacementFactory(
        candidate=desk.person,
        state=PlacementState.READY,
        starts_on=today + timedelta(days=starts_in),
        ends_on=today + timedelta(days=ends_in),
    )

    if clashes:
        with pytest.raises(GuardRefused):
            services.enrol(course, desk.person, actor=desk.staff)
    else:
        assert services.enrol(course, desk.person, actor=desk.staff).course_id == course.id


def test_a_placement_without_an_end_clashes_too():
    desk, course = Desk(), CourseFactory()
    PlacementFactory(candidate=desk.person, state=PlacementState.RUNNING, starts_on=clock.today(), ends_on=None)

    with pytest.raises(GuardRefused):
        services.enrol(course, desk.person, actor=desk.staff)


def test_who_is_in_a_full_course_is_busy_for_a_proposal():
    proposal = ProposalFactory(asked=True)
    course = CourseFactory(starts_on=clock.today())
    db.session.add(Enrolment(course_id=course.id, candidate_id=proposal.candidate_id))
    proposal.starts_on = clock.today() + timedelta(days=3)
    db.session.flush()

    with pytest.raises(GuardRefused):
        guards.no_overlap(proposal, actor_of(office_member()), {})
    proposal.starts_on = course.ends_on + timedelta(days=1)
    guards.no_overlap(proposal, actor_of(office_member()), {})


def test_who_is_in_a_full_course_agrees_on_no_work_in_its_time():
    case = Case()
    version = case.write()
    course = CourseFactory(starts_on=version.ends_on, ends_on=version.ends_on + timedelta(days=90))
    db.session.add(Enrolment(course_id=course.id, candidate_id=case.person.id))
    db.session.flush()

    with pytest.raises(GuardRefused) as refused:
        placements.send(version, actor=case.staff)
    course.weekly_hours = 10
    placements.send(version, actor=case.staff)

    assert "in einem Einsatz oder Kurs" in str(refused.value.message)


def test_a_course_that_is_over_takes_nobody():
    desk, course = Desk(), CourseFactory(starts_on=clock.today(), ends_on=clock.today() - timedelta(days=1))

    with pytest.raises(GuardRefused):
        services.enrol(course, desk.person, actor=desk.staff)


def test_a_foreign_person_is_not_enrolled():
    desk, other, course = Desk(), Desk(), CourseFactory()

    with pytest.raises((NotAllowed, NotFound)):
        services.enrol(course, other.person, actor=desk.staff)
    assert db.session.query(Enrolment).count() == 0


def test_seats_do_not_fall_below_what_is_taken():
    course = CourseFactory(taken=5)
    lead = actor_of(office_member(role=Role.COORDINATOR))

    with pytest.raises(GuardRefused):
        services.save_course(course, {"seats": 4}, actor=lead)


def course_words(office_id, **changed: str) -> dict[str, str]:
    return {
        "record_id": str(db.new_id()),
        "office_id": str(office_id),
        "title": "Deutsch B1",
        "level": "B1",
        "town": "Erkelenz",
        "starts_on": clock.today().isoformat(),
        "ends_on": (clock.today() + timedelta(days=90)).isoformat(),
        "weekly_hours": "20",
        "seats": "15",
        **changed,
    }


def test_a_provider_announces_and_changes_its_own_courses_only(client: FlaskClient):
    body, other = BodyFactory(), CourseFactory()
    sign_in(client, office_member(body, role=Role.AUTHORITY))
    values = course_words(body.id)

    made = [client.post("/courses/new", data=values).status_code for _ in range(2)]
    for_another = client.post("/courses/new", data=course_words(other.office_id))
    course = db.session.query(Course).filter_by(office_id=body.id).one()
    changed = client.post(
        f"/courses/{course.id}/edit", data=course_words(body.id, version=str(course.version), title="Deutsch B2")
    )
    stale = client.post(f"/courses/{course.id}/edit", data=course_words(body.id, version="1", title="Alt"))

    assert made == [303, 303]
    assert for_another.status_code == 422
    assert changed.status_code == 303
    assert stale.status_code == 409
    assert client.get(f"/courses/{other.id}").status_code == 404
    assert client.get(f"/courses/{other.id}/edit").status_code == 404
    db.session.refresh(course)
    assert course.title == "Deutsch B2"


def test_the_caseworker_enrols_and_the_provider_notes_the_result(client: FlaskClient):
    desk, course = Desk(), CourseFactory()
    teacher = office_member(course.provider, role=Role.AUTHORITY)
    sign_in(client, desk.user)
    answers = [
        client.post(f"/courses/{course.id}/enrol", data={"candidate_id": str(desk.person.id)}).status_code
        for _ in range(2)
    ]
    enrolment = db.session.query(Enrolment).one()
    sign_in(client, teacher)
    page = client.get(f"/courses/{course.id}").get_data(as_text=True)
    noted = client.post(f"/courses/enrolments/{enrolment.id}/result", data={"result": "B1"})

    assert answers == [303, 303]
    assert desk.person.first_name in page
    assert noted.status_code == 303
    db.session.refresh(enrolment)
    assert enrolment.result == "B1"
    assert db.session.query(ReadLog).filter_by(candidate_id=desk.person.id, level="course").count() == 1


def test_others_learn_neither_who_is_in_a_course_nor_touch_it(client: FlaskClient):
    desk, course = Desk(), CourseFactory()
    enrolment = services.enrol(course, desk.person, actor=desk.staff)
    db.session.commit()
    for user in (
        office_member(),
        office_member(BodyFactory(), role=Role.AUTHORITY),
        office_member(role=Role.COORDINATOR),
    ):
        sign_in(client, user)
        page = client.get(f"/courses/{course.id}").get_data(as_text=True)
        done = {
            client.post(f"/courses/enrolments/{enrolment.id}/{deed}", data={"result": "A1"}).status_code
            for deed in ("result", "leave")
        }

        assert desk.person.first_name not in page
        assert done <= {403, 404}
    assert course.taken == 1


def test_a_seat_is_given_back_on_the_page(client: FlaskClient):
    desk, course = Desk(), CourseFactory()
    enrolment = services.enrol(course, desk.person, actor=desk.staff)
    db.session.commit()
    sign_in(client, desk.user)

    answer = client.post(f"/courses/enrolments/{enrolment.id}/leave")

    assert answer.status_code == 303
    db.session.refresh(course)
    assert course.taken == 0


@pytest.mark.parametrize(
    "bad", ["", "\x00", "x" * 500, "-1", "1e9", "99999999999999", "1900-01-01", "NaN", "😀", "\u202e"]
)
def test_bad_input_is_refused_and_never_breaks(client: FlaskClient, bad: str):
    course = CourseFactory()
    sign_in(client, office_member(course.provider, role=Role.AUTHORITY))
    good = course_words(course.office_id)

    answers = {name: client.post("/courses/new", data={**good, name: bad}).status_code for name in good}
    listed = {client.get("/courses/", query_string={name: bad}).status_code for name in ("level", "page")}

    assert set(answers.values()) <= {303, 422}, answers
    assert listed == {200}


def test_the_list_is_filtered_by_level_and_costs_the_same_however_long_it_is(app, client: FlaskClient):
    CourseFactory(title="Deutsch für Anfänger", level="A1")
    sign_in(client, office_member())
    counts = []
    for more in (1, 4):
        CourseFactory.create_batch(more)
        client.get("/courses/")
        with statements(app) as said:
            client.get("/courses/")
        counts.append(len(said))

    page = client.get("/courses/?level=A1").get_data(as_text=True)

    assert "Deutsch für Anfänger" in page
    assert "Deutsch A2" not in page
    assert counts[0] == counts[1]
    assert counts[0] <= 4


def test_everybody_on_a_list_gets_a_seat_as_far_as_they_go(client: FlaskClient):
    desk, course = Desk(3), CourseFactory(seats=2)
    named = candidates.make_list("Ankunft November", list_id=db.new_id(), actor=desk.staff)
    for person in desk.people:
        candidates.put_on_list(person, named, actor=desk.staff)
    db.session.commit()
    sign_in(client, desk.user)

    answer = client.post(f"/courses/{course.id}/enrol-list", data={"on_list": str(named.id)})

    assert answer.text.count("nicht geschehen") == 1
    assert "In diesem Kurs ist kein Platz mehr frei." in answer.text
    assert (course.taken, len(queries.enrolments(desk.staff, course.id))) == (2, 2)


def test_a_list_of_somebody_else_is_none(client: FlaskClient):
    desk, other, course = Desk(), Desk(), CourseFactory()
    theirs = candidates.make_list("Ankunft", list_id=db.new_id(), actor=other.staff)
    db.session.commit()
    sign_in(client, desk.user)

    answer = client.post(f"/courses/{course.id}/enrol-list", data={"on_list": str(theirs.id)})

    assert (answer.status_code, course.taken) == (422, 0)


def test_a_list_longer_than_any_course_is_refused_in_the_form(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_module("portal.cooperation.views.courses"), "MOST_AT_ONCE", 1)
    desk, course = Desk(2), CourseFactory()
    named = candidates.make_list("Ankunft", list_id=db.new_id(), actor=desk.staff)
    for person in desk.people:
        candidates.put_on_list(person, named, actor=desk.staff)
    db.session.commit()
    sign_in(client, desk.user)

    answer = client.post(f"/courses/{course.id}/enrol-list", data={"on_list": str(named.id)})

    assert (answer.status_code, course.taken) == (422, 0)
    assert "mehr als 1 Personen" in answer.text
