"""Who is nobody: without a company or an office no scope of proposals holds for anything."""

import pytest
from sqlalchemy import select

from portal.core import db
from portal.core.actor import COMPANY_ROLES, NOBODY, Actor, ActorKind, Role
from portal.core.permissions import declared, may, where
from portal.proposals.models import Proposal
from portal.proposals.policy import POLICY

HOMELESS = [Actor(ActorKind.USER, role, id=db.new_id()) for role in (*COMPANY_ROLES, Role.CASEWORKER)]


@pytest.mark.parametrize("actor", [*HOMELESS, NOBODY], ids=lambda actor: actor.role)
def test_without_a_company_or_an_office_nothing_is_seen(scene, actor):
    proposal = scene.proposal("interested")

    for action in POLICY:
        assert not may(actor, action, proposal)
        assert db.session.scalars(select(Proposal).where(where(actor, action))).all() == []


def test_the_roles_without_people_have_no_part_in_proposals(app):
    named = {role for action in POLICY for role in declared()[action]}

    assert named.isdisjoint({Role.ADMINISTRATOR, Role.AUTHORITY, Role.COORDINATOR, Role.VISITOR})
