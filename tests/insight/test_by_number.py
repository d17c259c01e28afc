"""The one box for short numbers leads to what the role may see; everything else is not found."""

import pytest
from flask.testing import FlaskClient

from portal.candidates.models import Candidate
from portal.core import db
from portal.core.actor import Role
from portal.organisations.models import Office
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory, company_member, office_member
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in


def ask(client: FlaskClient, number: str) -> tuple[int, str]:
    answer = client.post("/desk/number", data={"number": number})
    return answer.status_code, answer.headers.get("Location", "")


def test_each_number_leads_to_its_record(client: FlaskClient) -> None:
    caseworker = office_member()
    person = CandidateFactory(caseworker=caseworker, ready_for_work=True)
    proposal, placement = ProposalFactory(candidate=person), PlacementFactory(candidate=person)
    offer, company = proposal.vacancy, OrganisationFactory(verified=True, number="B-7QX3M9")
    sign_in(client, caseworker)

    led = {record.number: ask(client, f" {record.number.lower()} ") for record in (person, proposal, placement, offer)}

    assert led == {
        person.number: (303, f"/candidates/{person.id}"),
        proposal.number: (303, f"/proposals/{proposal.id}"),
        placement.number: (303, f"/placements/{placement.id}"),
        offer.number: (303, f"/vacancies/{offer.id}"),
    }
    assert ask(client, company.number) == (303, f"/organisations/{company.id}")


def test_a_colleagues_person_is_asked_for_with_a_reason(client: FlaskClient) -> None:
    person = CandidateFactory()
    office = db.session.get_one(Office, db.session.get_one(Candidate, person.id).office_id)
    sign_in(client, office_member(office))

    assert ask(client, person.number) == (303, f"/candidates/{person.id}/open")


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR, Role.RECRUITER, Role.AUTHORITY])
def test_what_a_role_may_not_see_is_not_found(client: FlaskClient, role: Role) -> None:
    proposal = ProposalFactory()
    placement = PlacementFactory()
    sign_in(client, company_member() if role is Role.RECRUITER else office_member(role=role))
    hidden = [proposal.candidate.number, proposal.number]
    hidden += [placement.number] if role is not Role.AUTHORITY else []
    hidden += [VacancyFactory(draft=True).number, OrganisationFactory().number] if role is Role.RECRUITER else []

    for number in (*hidden, "X-123456", "", "K-", "'; --", "x" * 30):
        answer = client.post("/desk/number", data={"number": number})
        assert answer.status_code == 422, number
    assert "nicht gefunden" in client.post("/desk/number", data={"number": proposal.number}).text
    assert client.get("/desk/number").status_code == 405
