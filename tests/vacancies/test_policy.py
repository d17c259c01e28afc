"""Each scope says the same of one record and of a list."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.actor import NOBODY, SYSTEM, Role
from portal.core.permissions import declared, may, where
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from tests.factories.organisations import OrganisationFactory, actor_of, office_member
from tests.factories.vacancies import VacancyFactory

ACTIONS = sorted(action for action in declared() if action.startswith("vacancy:"))


@pytest.fixture
def actors(people):
    """Everybody, also on behalf of the company."""
    users = (people.recruiter, people.admin, people.stranger, people.reviewer, people.coordinator, people.caseworker)
    others = (office_member(role=Role.AUTHORITY), office_member(role=Role.ADMINISTRATOR))
    staff = (people.reviewer, people.coordinator, people.caseworker)
    return [*map(actor_of, (*users, *others)), *map(people.on_behalf, staff), SYSTEM, NOBODY]


def test_a_list_holds_exactly_what_each_record_allows(actors, people):
    companies = (people.company, OrganisationFactory(verified=True))
    offers = [VacancyFactory(state=state, organisation=company) for state in VacancyState for company in companies]
    assert len(ACTIONS) == 27

    for action in ACTIONS:
        for actor in actors:
            listed = set(db.session.scalars(select(Vacancy.id).where(where(actor, action))))
            assert listed == {offer.id for offer in offers if may(actor, action, offer)}, (action, actor.role)
