"""What deeds of the areas below mean for open proposals, in the same transaction."""

import pytest

from portal.candidates import queries as candidates
from portal.candidates.services import exclude, step
from portal.core import db
from portal.core.actor import Role
from portal.organisations.services import companies
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies import services as vacancies
from portal.vacancies.rules import WithdrawReason
from tests.factories.organisations import actor_of, office_member
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import mails

S = ProposalState


def states(*proposals) -> list[ProposalState]:
    """Read the states afresh."""
    db.session.expire_all()
    return [db.session.get_one(Proposal, one.id).state for one in proposals]


@pytest.mark.parametrize("deed", ["fill", "withdraw"])
def test_an_offer_that_ends_closes_its_open_proposals_and_no_others(scene, deed):
    here, asked = scene.proposal(), ProposalFactory(vacancy=scene.vacancy, asked=True)
    accepted = ProposalFactory(vacancy=scene.vacancy, accepted=True)
    elsewhere = ProposalFactory(candidate=scene.person)

    if deed == "fill":
        vacancies.fill(scene.vacancy, actor=scene.firm)
    else:
        vacancies.withdraw(scene.vacancy, actor=scene.firm, code=WithdrawReason.NO_LONGER_NEEDED)

    assert states(here, asked, accepted, elsewhere) == [S.SUPERSEDED, S.SUPERSEDED, S.ACCEPTED, S.PROPOSED]
    assert mails().count("proposals/superseded") == 1  # a company is told of what it knew


def test_a_company_that_is_closed_leaves_nobody_waiting(scene):
    here, elsewhere = scene.proposal("interested"), ProposalFactory(candidate=scene.person)
    service = actor_of(office_member(role=Role.EMPLOYER_SERVICE))

    companies.step("close", scene.company, actor=service, reason="Betrieb aufgegeben")

    assert states(here, elsewhere) == [S.SUPERSEDED, S.PROPOSED]
    assert candidates.disclosure(scene.firm, [scene.person.id]) == {}


def test_a_company_the_person_excludes_loses_its_proposals_at_once(scene):
    here, elsewhere = scene.proposal("interested"), ProposalFactory(candidate=scene.person)

    exclude(candidates.one(scene.office, scene.person.id), scene.company.id, actor=scene.candidate)

    assert states(here, elsewhere) == [S.SUPERSEDED, S.PROPOSED]
    assert candidates.disclosure(scene.firm, [scene.person.id]) == {}


def test_a_file_that_is_closed_closes_its_proposals(scene):
    here, elsewhere = scene.proposal(), ProposalFactory(candidate=scene.person)

    step(candidates.one(scene.office, scene.person.id), "close", actor=scene.office, reason="Weggezogen")

    assert states(here, elsewhere) == [S.SUPERSEDED, S.SUPERSEDED]


def test_other_people_of_the_company_stay(scene):
    other = ProposalFactory(vacancy=scene.vacancy)

    exclude(candidates.one(scene.office, scene.person.id), scene.company.id, actor=scene.candidate)

    assert states(other) == [S.PROPOSED]
