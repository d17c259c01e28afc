"""What goes out in the days to come is what the runner then does, and nobody reads of people they may not see."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.core import clock, db, reminders
from portal.core.actor import Role
from portal.core.reminders import Reminder
from portal.insight.queries.ahead import ABOUT_PEOPLE, coming
from portal.insight.views.ahead import AUDIENCES, CHANNELS, WHY
from portal.placements.models import Placement
from portal.wiring import REMINDERS
from tests.factories.cooperation import ReferralFactory
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import Case
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements

MONDAY = date(2027, 3, 1)
OURS = tuple(kind for kind in REMINDERS if kind.name in WHY)


@pytest.fixture(autouse=True)
def monday():
    """Live at nine on a Monday without a holiday near."""
    with time_machine.travel(f"{MONDAY}T08:00:00+00:00"):
        yield


@pytest.fixture
def case() -> Case:
    """One placement that begins on Thursday, one proposal that waits for its company, one missed step."""
    made = Case(person={"email": "amina@person.example", "next_step": "Zeugnis", "next_step_on": MONDAY})
    made.make_ready(starts_on=MONDAY + timedelta(days=3))
    ProposalFactory(
        candidate=made.person,
        organisation=made.company,
        proposed_at=clock.now(),
        answer_due_on=MONDAY + timedelta(days=14),
    )
    ReferralFactory(candidate=made.person, due_on=MONDAY + timedelta(days=3))
    db.session.commit()
    return made


def lines(actor) -> set[tuple[str, date]]:
    return {(line.kind.name, line.day) for line in coming(actor)}


def done() -> set[str]:
    return set(db.session.scalars(select(Reminder.name)))


def test_it_says_what_the_runner_then_does_day_by_day(case):
    said = lines(case.staff)
    did = set()
    for day in (MONDAY + timedelta(days=days) for days in range(7)):
        with time_machine.travel(f"{day}T08:00:00+00:00"):
            before = set(db.session.scalars(select(Reminder.id)))
            reminders.run_due(OURS)
            did |= {(row.name, day) for row in db.session.scalars(select(Reminder)) if row.id not in before}

    assert ("placements/first_day", MONDAY + timedelta(days=2)) in said
    assert ("proposals/first", MONDAY + timedelta(days=3)) in said
    assert ("candidates/overdue", MONDAY + timedelta(days=1)) in said
    assert ("cooperation/answer_due", MONDAY + timedelta(days=3)) in said
    assert said == did


def test_what_went_out_already_is_not_said_to_come(case):
    with time_machine.travel(f"{MONDAY + timedelta(days=2)}T08:00:00+00:00"):
        before = {name for name, _day in lines(case.staff)}
        reminders.run_due(OURS)
        after = {name for name, _day in lines(case.staff)}

    assert ("placements/first_day" in before, "placements/first_day" in after) == (True, False)


def test_another_caseworker_reads_nothing_of_it_and_the_coordinator_of_the_office_only_of_placements(case):
    leader = case.coordinator()
    strangers = [office_member(), office_member(role=Role.COORDINATOR)]

    assert [lines(actor_of(user)) for user in strangers] == [set(), set()]
    assert {name.partition("/")[0] for name, _day in lines(actor_of(leader))} == {"placements"}


def test_the_page_names_the_day_the_reason_and_the_number_and_nobody(app, client, case):
    sign_in(client, case.caseworker)

    page = client.get("/ahead").text

    assert str(WHY["placements/first_day"]) in page
    assert case.placement.number in page
    assert case.person.last_name not in page.partition("<main")[2].partition("</main>")[0]


def test_more_people_cost_no_more_statements(app, client, case):
    sign_in(client, case.caseworker)
    counts = []
    for _more in range(2):
        with statements(app) as counted:
            client.get("/ahead")
        counts.append(len(counted))
        for _one in range(3):
            other = Case(caseworker=case.caseworker, person={"email": "b@person.example"})
            other.make_ready(starts_on=MONDAY + timedelta(days=4))
        db.session.expire_all()

    assert db.session.query(Placement).count() > 1
    assert counts[0] == counts[1]


def test_every_row_that_speaks_about_people_has_words():
    speaking = {kind for kind in REMINDERS if kind.channel in CHANNELS and kind.name.startswith(ABOUT_PEOPLE)}

    assert {kind.name for kind in speaking} == set(WHY)
    assert {kind.audience for kind in speaking} <= set(AUDIENCES)
