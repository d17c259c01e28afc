"""A company, two entries of another, and who may merge them."""

import pytest

from portal.core.actor import Role
from portal.organisations.models import Organisation
from tests.factories.organisations import OrganisationFactory, office_member


@pytest.fixture
def company(app) -> Organisation:
    """A verified company."""
    company: Organisation = OrganisationFactory(verified=True)
    return company


@pytest.fixture
def kept(app) -> Organisation:
    company: Organisation = OrganisationFactory(verified=True, name="Müller & Söhne GmbH")
    return company


@pytest.fixture
def double(app) -> Organisation:
    company: Organisation = OrganisationFactory(verified=True, name="Mueller und Söhne")
    return company


@pytest.fixture
def service_member(app):
    return office_member(role=Role.EMPLOYER_SERVICE)
