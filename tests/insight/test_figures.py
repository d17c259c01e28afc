"""The numbers of a year are those of the records, also of those that are erased by now, and tell of nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.candidates.services import retention
from portal.core import clock, db
from portal.core.actor import Role
from portal.core.retention import run_due
from portal.insight.queries import figures
from portal.insight.queries.figures import Funnel, Step, funnels
from portal.placements.models import Placement
from portal.placements.rules import Origin, PlacementState
from portal.proposals.models import Proposal
from portal.proposals.rules import DeclineReason, ProposalState
from portal.wiring.retention import RETENTION
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OfficeFactory, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.signing import sign_in
from tests.statements import statements

YEAR = 2025
WHEN = datetime(YEAR, 5, 12, 9, tzinfo=UTC)
P, S = PlacementState, ProposalState


def proposal(state: ProposalState = S.PROPOSED, *, at: datetime = WHEN, **more) -> Proposal:
    made: Proposal = ProposalFactory(state=state, proposed_at=at, **more)
    made.created_at = at
    db.session.flush()
    return made


def placed(days: int | None, outcome: str | None = None, **more) -> Placement:
    """Make an accepted proposal with its placement, which lasted so many days; none: it never began."""
    begun = date(YEAR, 6, 2) if days is not None else None
    ended = begun + timedelta(days=days) if begun and days is not None else None
    accepted = proposal(S.ACCEPTED, interested_at=WHEN)
    made: Placement = PlacementFactory(
        proposal=accepted,
        proposal_id=accepted.id,
        origin=Origin.PROPOSAL,
        candidate=accepted.candidate,
        state=P.CLOSED,
        started_on=begun,
        ended_on=ended,
        outcome_code=outcome,
        **more,
    )
    return made


def funnel(year: int, dimension: str) -> Funnel:
    return funnels(year)[dimension]


def counts(dimension: str = "office") -> list[int]:
    """Add up all values of a dimension."""
    found = funnel(YEAR, dimension).by_value.values()
    return [sum(column) for column in zip(*found, strict=True)]


def reach(step: Step) -> list[int]:
    return [int(step >= one) for one in Step]


def test_each_state_is_counted_at_its_step():
    refused = ProposalFactory(state=S.REFUSED, proposed_at=None)
    refused.created_at = WHEN
    assert counts() == reach(Step.ASKED)
    proposal()
    assert counts() == [2, 1, 0, 0, 0, 0, 0]
    proposal(S.DECLINED, decline_reason=DeclineReason.FILLED)
    proposal(S.INTERESTED, interested_at=WHEN)
    assert counts() == [4, 3, 2, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("days", "outcome", "step"),
    [
        (None, "no_show", Step.ACCEPTED),
        (41, "mag_done", Step.STARTED),
        (42, "mag_done", Step.STAYED),
        (10, "job_perm", Step.HIRED),
        (200, "ausb", Step.HIRED),
    ],
)
def test_a_placement_is_counted_as_far_as_it_came(days, outcome, step):
    placed(days, outcome)

    assert counts() == reach(step)


def test_what_follows_a_placement_counts_with_it():
    first = placed(20, "prak_extended")
    after = {"candidate": first.candidate, "origin": Origin.NEXT, "state": P.CLOSED}
    second = PlacementFactory(previous_id=first.id, started_on=date(YEAR, 7, 1), ended_on=date(YEAR, 7, 20), **after)
    assert counts() == reach(Step.STAYED)

    PlacementFactory(previous_id=second.id, started_on=date(YEAR, 8, 1), outcome_code="job_perm", **after)
    assert counts() == reach(Step.HIRED)


def test_a_month_begins_at_midnight_here():
    for at in (datetime(YEAR, 3, 31, 21, 59, tzinfo=UTC), datetime(YEAR, 3, 31, 22, 1, tzinfo=UTC)):
        proposal(at=at)
    proposal(at=datetime(YEAR - 1, 12, 31, 23, 30, tzinfo=UTC))

    assert {month: row[Step.PROPOSED] for month, row in funnel(YEAR, "office").by_month.items()} == {1: 1, 3: 1, 4: 1}


@pytest.mark.parametrize("dimension", figures.DIMENSIONS)
def test_what_is_erased_on_its_day_stays_counted(dimension: str):
    person = CandidateFactory(ags="05370016")
    proposal(S.DECLINED, decline_reason=DeclineReason.FILLED, ended_at=WHEN, candidate=person, german="B1")
    placed(50, "job_perm", outcome_on=date(YEAR, 8, 1))
    db.session.commit()
    before = funnel(YEAR, dimension)

    erased = run_due(tuple(rule for rule in RETENTION if rule.name in ("proposals/over", "placements/over")))

    with clock.pretend(clock.now() + timedelta(days=3 * 365)):
        erased += run_due(tuple(rule for rule in RETENTION if rule.name in ("proposals/over", "placements/over")))
    assert erased == 2
    assert db.session.scalars(select(Proposal)).all() == []
    assert funnel(YEAR, dimension) == before
    assert before.by_month[5][Step.HIRED] == 1


@pytest.mark.parametrize("dimension", figures.DIMENSIONS)
def test_what_is_erased_with_a_person_stays_counted(dimension: str):
    person = CandidateFactory(ags="05370016", german="B1")
    proposal(S.DECLINED, decline_reason=DeclineReason.FILLED, ended_at=WHEN, candidate=person, german="B1")
    proposal(S.ACCEPTED, interested_at=WHEN, candidate=person, german="B1")
    db.session.commit()
    before = funnel(YEAR, dimension)

    retention.anonymise(person)

    assert funnel(YEAR, dimension) == before
    assert before.by_month[5] == [2, 2, 2, 1, 0, 0, 0]


def test_whoever_leads_reads_the_numbers_and_small_ones_are_not_said(client: FlaskClient):
    office, small = OfficeFactory(name="Jobcenter Nord"), OfficeFactory(name="Jobcenter Süd")
    for _ in range(7):
        proposal(office_id=office.id)
    for _ in range(4):
        proposal(office_id=small.id)
    db.session.commit()
    sign_in(client, office_member(role=Role.COORDINATOR))

    page = client.get(f"/statistics?year={YEAR}&by=office").text
    file = client.get(f"/statistics/{YEAR}/office.csv").data.decode("utf-8-sig")

    assert "Jobcenter Nord" in page
    assert page.count("weniger als 5") >= 5
    rows = {row.split(";")[0]: row.split(";")[1:3] for row in file.splitlines()}
    assert rows["Jobcenter Süd"] == ["weniger als 5", "weniger als 5"]
    assert rows["Jobcenter Nord"] == ["nicht angegeben", "nicht angegeben"]
    assert rows["Zusammen"] == ["11", "11"]


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CASEWORKER, 403), (Role.EMPLOYER_SERVICE, 403), (Role.ADMINISTRATOR, 200)]
)
def test_who_reads_them(client: FlaskClient, role: Role, status: int):
    sign_in(client, office_member(role=role))

    assert client.get("/statistics").status_code == status
    assert client.get(f"/statistics/{clock.today().year}/office.xlsx").status_code == status


@pytest.mark.parametrize("address", ["/statistics/1999/office.csv", "/statistics/2026/nobody.csv"])
def test_what_there_is_not_is_not_found(client: FlaskClient, address: str):
    sign_in(client, office_member(role=Role.COORDINATOR))

    assert client.get(address).status_code == 404
    assert client.get("/statistics?year=nonsense&by=nobody").status_code == 200


@pytest.mark.parametrize("by", ["month", *figures.DIMENSIONS])
def test_it_asks_as_much_however_much_there_is(app: Flask, client: FlaskClient, by: str):
    sign_in(client, office_member(role=Role.COORDINATOR))
    said = []
    for _more in range(2):
        proposal(at=clock.now())
        db.session.commit()
        with statements(app) as counted:
            assert client.get(f"/statistics?by={by}").status_code == 200
        said.append(len(counted))

    assert said[0] == said[1] <= 8
