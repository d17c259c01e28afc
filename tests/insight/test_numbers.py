"""A company's own numbers: counted right, in few statements, and nobody else's."""

from portal.core import db
from portal.core.actor import Role
from portal.proposals.services.retention import erase
from portal.vacancies.models import OfferReads
from portal.vacancies.services import reads
from tests.factories.organisations import OrganisationFactory, company_member, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in
from tests.statements import statements


def row_of(page: str, title: str) -> list[int]:
    """Read the four numbers of an offer."""
    row = page.split(f"<bdi>{title}</bdi>")[1].split("</tr>", maxsplit=1)[0]
    return [int(cell.split("</div>")[0]) for cell in row.split('ip-table__value">')[1:]]


def test_every_number_is_that_of_the_own_offer(client):
    company = OrganisationFactory(verified=True)
    vacancy = VacancyFactory(organisation=company, published=True, content={"title": "Packhilfe (m/w/d)"})
    quiet = VacancyFactory(organisation=company, expired=True, content={"title": "Aushilfe (m/w/d)"})
    VacancyFactory(organisation=company, draft=True, content={"title": "Entwurf (m/w/d)"})
    for state in ("asked", "declined", "interested", "accepted"):
        ProposalFactory(vacancy=vacancy, **{state: True})
    ProposalFactory()
    for _reading in range(3):
        reads.count(vacancy.id)
    sign_in(client, company_member(company))

    page = client.get("/numbers").text

    assert row_of(page, vacancy.text.title) == [3, 3, 2, 1]
    assert row_of(page, quiet.text.title) == [0, 0, 0, 0]
    assert "Entwurf" not in page
    assert page.count("<tr>") == 3


def test_the_page_of_many_offers_asks_as_few_statements(app, client):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(company))
    counts = []
    for more in (1, 19):
        for vacancy in VacancyFactory.create_batch(more, organisation=company, published=True):
            db.session.add(OfferReads(vacancy_id=vacancy.id, times=1))
        db.session.commit()
        with statements(app) as counted:
            assert client.get("/numbers").status_code == 200
        counts.append(len(counted))

    assert counts[0] == counts[1] <= 8


def test_whoever_acts_for_no_company_has_no_numbers(client):
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    assert client.get("/numbers").status_code == 403


def test_the_numbers_outlive_the_proposals_they_count(client):
    company = OrganisationFactory(verified=True)
    vacancy = VacancyFactory(organisation=company, published=True)
    for state in ("refused", "declined", "lapsed"):
        erase(ProposalFactory(vacancy=vacancy, **{state: True}))
    ProposalFactory(vacancy=vacancy, interested=True)
    sign_in(client, company_member(company))

    page = client.get("/numbers").text

    assert row_of(page, vacancy.text.title) == [0, 3, 1, 0]
