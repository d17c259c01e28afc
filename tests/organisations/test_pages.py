"""Every page of companies and accounts opens for those it is for."""

import pytest

from portal.core.actor import Role
from tests.factories.organisations import OrganisationFactory, company_member, office_member
from tests.signing import sign_in

OWN = ("/account", "/account/sessions", "/change", "/organisations/memberships", "/organisations/absence")
FIRM = ("/organisations/members", "/organisations/purpose")
ADMIN = ("/organisations/members/invite",)
STAFF = ("/organisations", "/organisations/new")
DOORS = (
    "/login",
    "/login?door=office&next=/account",
    "/reset",
    "/confirm",
    "/organisations/sign-up",
    "/organisations/signed-up",
    "/organisations/objected",
)


@pytest.mark.parametrize("address", DOORS)
def test_a_visitor_opens_every_door(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [*OWN, *FIRM, *ADMIN])
def test_an_admin_of_a_company_opens_their_pages(client, address):
    sign_in(client, company_member(role=Role.COMPANY_ADMIN))

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [*OWN, *STAFF, *ADMIN])
def test_a_coordinator_opens_their_pages(client, address):
    OrganisationFactory()
    sign_in(client, office_member(role=Role.COORDINATOR))

    assert client.get(address).status_code == 200
