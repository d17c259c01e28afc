"""The waiting list of a course: its order, who is told of a free seat, who gets it, and what is known of it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.candidates.services import merging
from portal.candidates.services import retention as erasing
from portal.candidates.workflow import WORKFLOW as FILES
from portal.cooperation import queries, services
from portal.cooperation.links import lines_of
from portal.cooperation.models import Course, Enrolment, WaitingPlace
from portal.cooperation.queries import waiting as lists
from portal.cooperation.rules.waiting import HELD_FOR, OVER, WAITING_KEPT, WAITS, WaitingState
from portal.cooperation.services import waiting
from portal.cooperation.workflow import WAITING
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Role
from portal.core.errors import GuardRefused, NotAllowed, NotFound
from portal.core.outbox import OutboxMail
from portal.core.reminders import run_due
from portal.core.retention import run_due as forget_due
from portal.insight.queries.own_data import own_data
from portal.reference.calendar import add_working_days
from portal.wiring import RETENTION
from portal.wiring.timetable import REMINDERS
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import CourseFactory, WaitingPlaceFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import PlacementFactory
from tests.racing import at_once
from tests.signing import sign_in

S = WaitingState
TABLE = {
    "offer": {S.WAITING},
    "pass_on": {S.OFFERED},
    "take": set(WAITS),
    "give_up": set(WAITS),
    "wait_again": set(OVER),
}
SEATS = tuple(kind for kind in REMINDERS if kind.name == "cooperation/seats")


class Full:
    """A course of one seat that somebody has, and people of another caseworker's file who would like it."""

    def __init__(self, waiting_people: int = 2):
        self.user, self.other = office_member(), office_member()
        self.staff, self.others = actor_of(self.user), actor_of(self.other)
        self.course = CourseFactory(seats=1)
        inside = CandidateFactory(caseworker=self.other, ready_for_work=True)
        self.seat = services.enrol(self.course, inside, actor=self.others)
        self.people = [CandidateFactory(caseworker=self.user, ready_for_work=True) for _ in range(waiting_people)]
        self.places = [waiting.wait(self.course, person, actor=self.staff) for person in self.people]
        db.session.commit()

    @property
    def states(self) -> list[WaitingState]:
        for place in self.places:
            db.session.refresh(place)
        return [place.state for place in self.places]


def told() -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind="cooperation/seat_free").all()


@pytest.mark.parametrize("state", WaitingState)
@pytest.mark.parametrize("event", TABLE)
def test_an_event_starts_from_its_states_and_from_no_other(event: str, state: WaitingState) -> None:
    assert (WAITING.find(event, state) is not None) == (state in TABLE[event])


def test_who_was_put_there_first_is_first_and_a_second_click_changes_nothing() -> None:
    full = Full()

    again = waiting.wait(full.course, full.people[0], actor=full.staff)
    line, waits = lists.line(full.staff, full.course.id)

    assert again is full.places[0]
    assert [(one.place, one.number) for one in line] == [(full.places[0], 1), (full.places[1], 2)]
    assert waits == 2
    assert lists.line(full.others, full.course.id) == ([], 2)
    assert told() == []


def test_a_free_seat_is_kept_for_the_first_and_only_their_caseworker_is_told() -> None:
    full = Full()

    services.leave(full.seat, actor=full.others)

    assert full.states == [S.OFFERED, S.WAITING]
    assert full.places[0].held_until == add_working_days(clock.today(), HELD_FOR)
    (mail,) = told()
    assert (mail.address, mail.candidate_id) == (full.user.email, full.people[0].id)
    assert full.people[0].number in mail.body
    assert full.people[0].number not in mail.subject
    assert full.people[0].last_name not in mail.subject + mail.body


def test_more_seats_are_offered_to_as_many() -> None:
    full = Full(3)

    services.save_course(full.course, {"seats": 3}, actor=actor_of(office_member(role=Role.COORDINATOR)))

    assert full.states == [S.OFFERED, S.OFFERED, S.WAITING]
    assert len(told()) == 2


def test_nobody_is_enrolled_by_itself_and_enrolling_takes_the_place_off_the_list() -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)
    before = db.session.query(Enrolment).filter(Enrolment.left_on.is_(None)).count()

    services.enrol(full.course, full.people[0], actor=full.staff)

    assert before == 0
    assert full.states == [S.TAKEN, S.WAITING]
    assert full.places[0].ended_on == clock.today()
    assert [one.number for one in lists.line(full.staff, full.course.id)[0]] == [1]


def test_a_kept_seat_goes_to_nobody_else_on_the_list_or_off_it() -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)

    for person, actor in (
        (full.people[1], full.staff),
        (CandidateFactory(caseworker=full.other, ready_for_work=True), full.others),
    ):
        with pytest.raises(waiting.SeatKept):
            services.enrol(full.course, person, actor=actor)
    assert full.course.taken == 0


def test_enrolling_from_the_list_looks_for_clashes_too() -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)
    PlacementFactory(candidate=full.people[0], starts_on=full.course.starts_on, ends_on=full.course.ends_on)

    with pytest.raises(GuardRefused):
        services.enrol(full.course, full.people[0], actor=full.staff)
    assert full.states == [S.OFFERED, S.WAITING]


def test_who_gives_up_makes_room_for_the_next() -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)

    waiting.give_up(full.places[0], actor=full.staff)

    assert full.states == [S.GIVEN_UP, S.OFFERED]
    assert len(told()) == 2


def test_who_waits_once_more_stands_at_the_end() -> None:
    full = Full()
    waiting.give_up(full.places[0], actor=full.staff)

    again = waiting.wait(full.course, full.people[0], actor=full.staff)

    assert again is full.places[0]
    assert [one.place for one in lists.line(full.staff, full.course.id)[0]] == full.places[::-1]
    assert again.ended_on is None


@pytest.mark.parametrize(("days", "states"), [(0, [S.OFFERED, S.WAITING]), (1, [S.WAITING, S.OFFERED])])
def test_a_seat_nobody_takes_is_offered_to_the_next(days: int, states, time_machine) -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)
    db.session.commit()
    time_machine.move_to(clock.now() + (full.places[0].held_until - clock.today()) + timedelta(days=days))

    for _again in range(2):
        run_due(SEATS)

    assert full.states == states


def test_who_let_a_seat_pass_may_still_take_it_once_it_is_kept_for_nobody(time_machine) -> None:
    full = Full(1)
    services.leave(full.seat, actor=full.others)
    db.session.commit()
    time_machine.move_to(clock.now() + timedelta(days=30))

    services.enrol(full.course, CandidateFactory(caseworker=full.other, ready_for_work=True), actor=full.others)

    assert full.course.taken == 1
    assert full.states == [S.OFFERED]


def test_nobody_waits_where_a_seat_is_free_nor_who_has_one_nor_for_a_course_that_is_over() -> None:
    full, empty = Full(), CourseFactory()
    over = CourseFactory(seats=1, taken=1, ends_on=clock.today() - timedelta(days=1))
    inside = full.seat.candidate

    for course, person, actor in (
        (empty, full.people[0], full.staff),
        (full.course, inside, full.others),
        (over, full.people[0], full.staff),
    ):
        with pytest.raises(GuardRefused):
            waiting.wait(course, person, actor=actor)
    assert db.session.query(WaitingPlace).count() == 2


def test_another_person_is_put_on_no_list() -> None:
    full = Full()
    stranger = CandidateFactory(ready_for_work=True)

    with pytest.raises((NotAllowed, NotFound)):
        waiting.wait(full.course, stranger, actor=full.staff)
    with pytest.raises((NotAllowed, NotFound)):
        waiting.give_up(full.places[0], actor=full.others)


def test_who_is_looked_after_no_more_leaves_the_list_and_erasing_deletes_the_place() -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)
    FILES.apply("close", full.people[0], actor=full.staff, reason="Umzug")
    states = full.states

    erasing.anonymise(full.people[0])
    db.session.flush()

    assert states == [S.GIVEN_UP, S.OFFERED]
    assert [place.candidate_id for place in db.session.query(WaitingPlace)] == [full.people[1].id]


def test_two_files_in_one_course_need_one_seat_once_they_are_one() -> None:
    full = Full(waiting_people=1)
    kept = db.session.get_one(Candidate, full.seat.candidate_id)
    double = CandidateFactory(caseworker=full.other)
    services.save_course(full.course, {"seats": 3}, actor=actor_of(office_member(role=Role.COORDINATOR)))
    services.enrol(full.course, double, actor=full.others)
    db.session.commit()

    merging.merge(double, kept, actor=full.others, reason="Zweimal angelegt.")
    db.session.commit()

    assert full.course.taken == len(queries.enrolments(full.others, full.course.id)) == 1
    assert lists.unheld(full.course) == 1


def test_who_waits_in_one_file_and_has_a_seat_in_the_other_waits_no_more() -> None:
    full = Full(waiting_people=1)
    kept = db.session.get_one(Candidate, full.seat.candidate_id)
    double = CandidateFactory(caseworker=full.other)
    place = waiting.wait(full.course, double, actor=full.others)
    db.session.commit()

    merging.merge(double, kept, actor=full.others, reason="Zweimal angelegt.")
    db.session.commit()

    assert (place.candidate_id, place.state) == (kept.id, S.GIVEN_UP)
    assert full.course.taken == 1
    assert full.states == [S.WAITING]


@pytest.mark.parametrize(("more", "left"), [(-1, 1), (0, 0)])
def test_half_a_year_after_a_course_nobody_knows_who_waited(more: int, left: int) -> None:
    ended = clock.today() - WAITING_KEPT - timedelta(days=more)
    place = WaitingPlaceFactory(course__starts_on=ended - timedelta(days=9), course__ends_on=ended)
    audit.record("waiting_place", place, audit.Change("wait", None, S.WAITING, clock.now()), SYSTEM)
    db.session.commit()

    forget_due(tuple(rule for rule in RETENTION if rule.name == "cooperation/waiting"))

    assert db.session.query(WaitingPlace).count() == left


def test_the_person_is_told_where_they_wait_and_all_that_is_kept_of_it() -> None:
    full = Full()
    person = full.people[0]
    before = [str(one.state) for one in lines_of(person)]
    services.leave(full.seat, actor=full.others)
    offered = [str(one.state) for one in lines_of(person)]
    kept = own_data(person).sections
    services.enrol(full.course, person, actor=full.staff)

    assert before == ["Sie stehen auf der Warteliste"]
    assert offered == ["Ein Platz ist frei: Ihre Beratung spricht mit Ihnen"]
    assert [(one.title, str(one.state)) for one in lines_of(person)] == [(full.course.title, "Sie haben einen Platz")]
    (entry,) = kept["Wartelisten von Kursen"]
    assert (entry["Kurs"], entry["Stand"]) == (full.course.title, "Ein Platz ist frei")
    assert {one["Was"] for one in kept["Verlauf"] if "Warteliste eines Kurses" in one.values()} == {
        "Auf die Warteliste gesetzt",
        "Ein Platz ist frei geworden",
    }


def test_the_caseworker_does_all_of_it_on_the_pages(client: FlaskClient) -> None:
    full = Full(1)
    more = CandidateFactory(caseworker=full.user, ready_for_work=True)
    sign_in(client, full.user)
    address = f"/courses/{full.course.id}"

    asked = client.get(address).text
    put = [client.post(f"{address}/wait", data={"candidate_id": str(more.id)}).status_code for _ in range(2)]
    services.leave(db.session.get_one(Enrolment, full.seat.id), actor=full.others)
    db.session.commit()
    desk, around = client.get("/desk").text, client.get(f"/candidates/{full.people[0].id}/around").text
    history = client.get(f"/candidates/{full.people[0].id}/history?part=referral").text
    refused = client.post(f"{address}/enrol", data={"candidate_id": str(more.id)})
    left = client.post(f"/courses/waiting/{full.places[0].id}/give-up")
    shown = client.get(address).text

    assert f"{address}/wait" in asked
    assert put == [303, 303]
    assert (refused.status_code, left.status_code) == (409, 303)
    assert "Ein Platz im Kurs ist frei" in desk
    assert "Ein Platz ist frei" in around
    assert full.course.title in history
    assert f"{address}/enrol?candidate={more.id}" in shown
    assert full.people[0].first_name not in shown


def test_a_seat_that_is_kept_is_not_called_free(client: FlaskClient) -> None:
    full = Full()
    services.leave(full.seat, actor=full.others)
    db.session.commit()
    sign_in(client, full.other)

    page = client.get(f"/courses/{full.course.id}").text

    assert "0 von 1 Plätzen frei" in page
    assert ">0 von 1<" in client.get("/courses/").text.replace("\n", "").replace(" <", "<").replace("> ", ">")
    assert f"/courses/{full.course.id}/enrol" not in page
    assert f"/courses/{full.course.id}/wait" in page


def test_others_learn_only_how_many_wait(client: FlaskClient) -> None:
    full = Full()
    for user in (
        office_member(full.course.provider, role=Role.AUTHORITY),
        office_member(role=Role.COORDINATOR),
        full.other,
    ):
        sign_in(client, user)
        page = client.get(f"/courses/{full.course.id}").text

        assert "2 Personen warten auf einen Platz." in page
        assert full.people[0].first_name not in page
        assert client.post(f"/courses/waiting/{full.places[0].id}/give-up").status_code in (403, 404)
    assert full.states == [S.WAITING, S.WAITING]


def _enrols(person_id, course_id, user_id) -> None:
    actor = actor_of(db.session.get_one(User, user_id))
    services.enrol(queries.course(actor, course_id), db.session.get_one(Candidate, person_id), actor=actor)


@pytest.mark.commits
def test_two_at_once_for_the_free_seat_get_it_once(app: Flask) -> None:
    full = Full()
    services.save_course(full.course, {"seats": 2}, actor=actor_of(office_member(role=Role.COORDINATOR)))
    services.leave(full.seat, actor=full.others)
    course_id, user_id = full.course.id, full.user.id
    late = CandidateFactory(caseworker=full.user, ready_for_work=True).id
    ids = [full.people[0].id, full.people[0].id, full.people[1].id, late]
    db.session.commit()

    outcomes = at_once(app, *(lambda one=one: _enrols(one, course_id, user_id) for one in ids))

    assert outcomes in (["NoSeatLeft", "done", "done", "done"], ["SeatKept", "done", "done", "done"])
    assert db.session.get_one(Course, course_id).taken == 2
    inside = db.session.query(Enrolment).filter(Enrolment.left_on.is_(None))
    assert {one.candidate_id for one in inside} == set(ids[1:3])


@pytest.mark.commits
def test_two_seats_free_at_once_are_offered_to_two(app: Flask) -> None:
    full = Full(1)
    services.save_course(full.course, {"seats": 2}, actor=actor_of(office_member(role=Role.COORDINATOR)))
    services.enrol(full.course, full.people[0], actor=full.staff)
    waits = [CandidateFactory(caseworker=full.user, ready_for_work=True) for _ in range(3)]
    for person in waits:
        waiting.wait(full.course, person, actor=full.staff)
    db.session.commit()
    course_id, user_id = full.course.id, full.user.id
    pairs = [(full.seat.id, full.other.id), (queries.find_enrolment(course_id, full.people[0].id).id, user_id)]

    def leaves(enrolment_id, by_id) -> None:
        actor = actor_of(db.session.get_one(User, by_id))
        services.leave(queries.enrolment(actor, enrolment_id), actor=actor)

    outcomes = at_once(app, *(lambda pair=pair: leaves(*pair) for pair in pairs))

    offered = db.session.query(WaitingPlace).filter_by(state=S.OFFERED)
    assert outcomes == ["done", "done"]
    assert {place.candidate_id for place in offered} == {person.id for person in waits[:2]}
    assert len(told()) == 3  # the seat added above was offered too
