"""A scope says the same of a loaded record as of a list, for every role."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Invitation, User
from portal.core import db, permissions
from portal.core.actor import COMPANY_ROLES, NOBODY, Channel, Role
from portal.core.permissions import may, where
from portal.organisations.models import Membership, Organisation
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.organisations import (
    OfficeFactory,
    OrganisationFactory,
    actor_of,
    company_member,
    office_member,
)

MODELS = {"company": Organisation, "membership": Membership, "invitation": Invitation, "account": User}
ROLES = [role for role in Role if role not in (Role.CANDIDATE, Role.SYSTEM)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("subject", MODELS)
def test_holds_and_where_pick_the_same_records(role, subject):
    company, office = OrganisationFactory(), OfficeFactory()
    users = [company_member(company, role=Role.COMPANY_ADMIN), office_member(office), company_member(), UserFactory()]
    for home in ({"organisation_id": company.id}, {"office_id": office.id}, {"office_id": OfficeFactory().id}):
        InvitationFactory(**home)
    if role is Role.VISITOR:
        actors = [NOBODY, actor_of(users[3])]
    elif role in COMPANY_ROLES:
        actors = [actor_of(company_member(company, role=role))]
    else:
        own = actor_of(office_member(office, role=role))
        actors = [own, own.acting_for(company.id, "Frau Beispiel", Channel.PHONE)]
    records = db.session.scalars(select(MODELS[subject])).all()

    for actor in actors:
        for action in (name for name in permissions.declared() if name.startswith(f"{subject}:")):
            held = {record.id for record in records if may(actor, action, record)}
            picked = set(db.session.scalars(select(MODELS[subject].id).where(where(actor, action))))
            assert held == picked, f"{action} as {actor.role}"
