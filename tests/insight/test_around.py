"""What is going on around a person stands on one page, each with the way to it, for who may see it."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.cooperation.models import Enrolment
from portal.cooperation.rules import ReferralState
from portal.core import clock, db
from portal.placements.rules import PlacementState
from portal.proposals.rules import DeclineReason, ProposalState
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import CourseFactory, ReferralFactory
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements


@pytest.fixture
def person() -> Candidate:
    made: Candidate = CandidateFactory(ready_for_work=True)
    return made


def own_page(client: FlaskClient, person: Candidate) -> str:
    db.session.commit()
    sign_in(client, db.session.get_one(User, person.caseworker_id))
    return client.get(f"/candidates/{person.id}/around").text


def test_each_proposal_placement_referral_and_course_is_named_with_the_way_to_it(client, person):
    proposal, placement = ProposalFactory(candidate=person), PlacementFactory(candidate=person)
    referral, course = ReferralFactory(candidate=person), CourseFactory(title="Deutsch am Abend")
    db.session.add(Enrolment(course_id=course.id, candidate_id=person.id))

    page = own_page(client, person)

    for number in (proposal.number, placement.number, "Deutsch am Abend", course.provider.name):
        assert number in page
    for path in (f"proposals/{proposal.id}", f"placements/{placement.id}", f"referrals/{referral.id}"):
        assert f'href="/{path}"' in page
        assert client.get(f"/{path}").status_code == 200


@pytest.mark.parametrize(
    ("make", "state"),
    [(ProposalFactory, state) for state in ProposalState]
    + [(PlacementFactory, state) for state in PlacementState]
    + [(ReferralFactory, state) for state in ReferralState],
)
def test_every_state_has_its_word(client, person, make, state):
    why = {"decline_reason": DeclineReason.OTHER} if state is ProposalState.DECLINED else {}
    record = make(candidate=person, state=state, **why)
    db.session.commit()
    sign_in(client, db.session.get_one(User, person.caseworker_id))

    answer = client.get(f"/candidates/{person.id}/around")

    assert answer.status_code == 200
    assert f"/{record.id}" in answer.text


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "enrolled", "says"),
    [
        (30, 60, {}, "Beginnt noch"),
        (-1, 60, {}, "Läuft"),
        (-60, -1, {}, "Zu Ende"),
        (-60, -1, {"result": "A2"}, "erreicht: A2"),
        (-1, 60, {"left_on": date(2026, 11, 1)}, "Verlassen"),
    ],
)
def test_a_course_says_where_it_stands(client, person, starts_in, ends_in, enrolled, says):
    today = clock.today()
    course = CourseFactory(starts_on=today + timedelta(days=starts_in), ends_on=today + timedelta(days=ends_in))
    db.session.add(Enrolment(course_id=course.id, candidate_id=person.id, **enrolled))

    assert says in own_page(client, person)


def test_what_goes_on_around_somebody_else_is_not_told(client, person):
    other = ProposalFactory()

    page = own_page(client, person)

    assert other.number not in page
    assert "Noch keine Vorschläge" in page
    assert client.get(f"/candidates/{other.candidate_id}/around").status_code == 404


def test_it_asks_as_much_however_much_there_is(app: Flask, client: FlaskClient, person: Candidate) -> None:
    counts = []
    for _more in range(2):
        ProposalFactory(candidate=person)
        ReferralFactory.create_batch(2, candidate=person)
        own_page(client, person)
        with statements(app) as said:
            client.get(f"/candidates/{person.id}/around")
        counts.append(len(said))

    assert counts[0] == counts[1]
