"""What a placement holds a file for, and what is left of it two years after its end."""

from datetime import timedelta

import pytest
import time_machine
from flask import current_app
from sqlalchemy import select, update

from portal import wiring
from portal.candidates import services as candidates
from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.candidates.workflow import StillPlaced
from portal.core import clock, db, retention
from portal.core.retention import Tally
from portal.placements import services
from portal.placements.models import Agreement, Clearance, Confirmation, Placement
from portal.placements.rules import Party, PlacementState
from portal.proposals.models import Proposal
from tests.factories.placements import Case, PlacementFactory, scan
from tests.factories.proposals import ProposalFactory

CLOSED = tuple(rule for rule in wiring.RETENTION if rule.name == "candidates/closed")
OVER = tuple(rule for rule in wiring.RETENTION if rule.name == "placements/over")


def close(case: Case) -> None:
    person = db.session.get_one(Candidate, case.person.id)
    candidates.step(person, "close", actor=case.staff, reason="Wegzug")
    db.session.commit()


def later(days: int) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def is_erased(case: Case) -> bool:
    retention.run_due(CLOSED)
    db.session.expire_all()
    return db.session.get_one(Candidate, case.person.id).anonymised_at is not None


@pytest.mark.parametrize("way", ["preparing", "ready", "running"])
def test_a_file_is_not_closed_while_a_placement_is_open(way):
    case = Case()
    {"preparing": case.write, "ready": case.make_ready, "running": case.run}[way]()

    with pytest.raises(StillPlaced):
        close(case)

    assert case.person.state is CandidateState.READY


def test_a_file_whose_placement_is_over_is_closed():
    case = Case()
    case.run()
    services.complete(case.placement, actor=case.firm, ended_on=clock.today())

    close(case)

    assert db.session.get_one(Candidate, case.person.id).state is CandidateState.CLOSED


def test_a_file_is_closed_although_a_job_without_an_end_goes_on_once_its_outcome_is_known():
    case = Case()
    running = {"state": PlacementState.RUNNING, "ends_on": None, "outcome_code": "job", "outcome_on": clock.today()}
    db.session.execute(update(Placement).values(running))

    close(case)

    assert db.session.get_one(Candidate, case.person.id).state is CandidateState.CLOSED


@pytest.mark.parametrize(("days", "gone"), [(183, False), (365, False), (366, True)])
def test_a_closed_file_waits_half_a_year_after_the_last_check_of_its_placement(days, gone):
    case = Case()
    case.run()
    services.complete(case.placement, actor=case.firm, ended_on=clock.today())
    close(case)

    with later(days):
        assert is_erased(case) is gone


def test_a_placement_that_never_began_holds_no_closed_file():
    case = Case()
    services.cancel(case.placement, actor=case.staff, reason="Der Betrieb hat es sich anders überlegt.")
    close(case)

    with later(183):
        assert is_erased(case)


@pytest.mark.parametrize(("days", "left"), [(729, 1), (730, 0)])
def test_a_placement_goes_two_years_after_its_end_with_all_that_hangs_on_it(days, left):
    case = Case(kind="mag")
    version = case.send(starts_on=clock.today())
    case.company_confirms(version)
    services.confirm_on_paper(version, Party.PERSON, scan(), actor=case.staff, name="Amina Beispiel")
    db.session.execute(update(Placement).values(state=PlacementState.COMPLETED, ended_on=clock.today()))
    db.session.commit()
    key = db.session.scalars(select(Confirmation.file_key).where(Confirmation.file_key.is_not(None))).one()

    with later(days):
        retention.run_due(OVER)

    found = [len(db.session.scalars(select(model.id)).all()) for model in (Placement, Agreement)]
    assert found == [left, left]
    assert (db.session.scalars(select(Clearance.id)).first() is not None) is bool(left)
    folder = current_app.extensions["portal.settings"].data_dir / "files"
    assert (folder / key).exists() is bool(left)
    assert db.session.scalars(select(Tally.key).where(Tally.name == "placement")).all() == ["mag/completed"] * (
        1 - left
    )


def test_the_placement_that_followed_stays_when_the_first_one_goes():
    first = PlacementFactory(state=PlacementState.COMPLETED, ended_on=clock.today() - timedelta(days=800))
    second = PlacementFactory(
        candidate=first.candidate, origin="next", previous_id=first.id, state=PlacementState.RUNNING
    )

    retention.run_due(OVER)

    assert db.session.scalars(select(Placement.id)).all() == [second.id]


def test_a_proposal_goes_with_the_placement_it_became():
    proposal = ProposalFactory(accepted=True)
    PlacementFactory(
        candidate=proposal.candidate,
        origin="proposal",
        proposal_id=proposal.id,
        state=PlacementState.COMPLETED,
        ended_on=clock.today() - timedelta(days=800),
    )

    retention.run_due(OVER)

    assert db.session.scalars(select(Proposal.id)).all() == []
