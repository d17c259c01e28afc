"""The people around an offer: its company, another one, and those who review."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.core.actor import Actor, Channel, Role
from portal.organisations.models import Organisation
from portal.vacancies.models import Vacancy
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in
from tests.vacancies.alerting import NINE


@dataclass(frozen=True)
class People:
    """A company with a recruiter, a stranger of another company, and staff."""

    company: Organisation
    recruiter: User
    admin: User
    stranger: User
    reviewer: User
    coordinator: User
    caseworker: User

    def on_behalf(self, user: User) -> Actor:
        """Give the actor of staff whom the company has called."""
        return actor_of(user).acting_for(self.company.id, "Frau Beispiel", Channel.PHONE)


@pytest.fixture
def people(app: object) -> People:
    """Everybody who may meet an offer."""
    company = OrganisationFactory(verified=True)
    return People(
        company=company,
        recruiter=company_member(company),
        admin=company_member(company, role=Role.COMPANY_ADMIN),
        stranger=company_member(),
        reviewer=office_member(role=Role.EMPLOYER_SERVICE),
        coordinator=office_member(role=Role.COORDINATOR),
        caseworker=office_member(role=Role.CASEWORKER),
    )


@pytest.fixture
def recruiter(client: FlaskClient, people: People) -> User:
    """The company's recruiter, signed in."""
    sign_in(client, people.recruiter)
    return people.recruiter


@pytest.fixture
def draft(people: People) -> Vacancy:
    """A complete draft of the company."""
    made: Vacancy = VacancyFactory(organisation=people.company)
    return made


@pytest.fixture
def travel(app: object) -> Iterator[time_machine.Traveller]:
    """A clock that stands at nine in the morning of a Monday."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller
