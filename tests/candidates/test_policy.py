"""Who may open a file: the own one, one opened with a reason, nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.candidates.policy import ONESELF, OPENED, OPENED_FOR, OWN_FILE, POLICY, SAME_OFFICE, as_person
from portal.core import clock, db
from portal.core.actor import NOBODY, SYSTEM, Actor, Role
from portal.core.audit import ReadLog
from portal.core.permissions import may
from tests.factories.accounts import UserFactory
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import MembershipFactory, OfficeFactory, actor_of, company_member, office_member


class World:
    """Two offices, their people and one file each."""

    def __init__(self) -> None:
        here, there = OfficeFactory(), OfficeFactory()
        self.owner, colleague, stranger = office_member(here), office_member(here), office_member(there)
        self.file = CandidateFactory(caseworker=self.owner)
        self.files = [self.file, CandidateFactory(caseworker=colleague), CandidateFactory(caseworker=stranger)]
        self.actors = {
            "owner": actor_of(self.owner),
            "colleague": actor_of(colleague),
            "stranger": actor_of(stranger),
            "coordinator": actor_of(office_member(here, role=Role.COORDINATOR)),
            "coordinator elsewhere": actor_of(office_member(there, role=Role.COORDINATOR)),
            "employer service": actor_of(office_member(here, role=Role.EMPLOYER_SERVICE)),
            "authority": actor_of(office_member(role=Role.AUTHORITY)),
            "administrator": actor_of(office_member(here, role=Role.ADMINISTRATOR)),
            "company": actor_of(company_member()),
            "the person": as_person(self.file.id, "de"),
            "nobody": NOBODY,
            "system": SYSTEM,
        }

    def give_reason(self, who: str, ago: timedelta = timedelta(), **changes: object) -> None:
        """Let somebody have given a reason for the file some time ago."""
        actor = self.actors[who]
        entry = {
            "candidate_id": self.file.id,
            "actor_kind": actor.kind,
            "actor_role": actor.role,
            "actor_id": actor.id,
            "office_id": actor.office_id,
            "level": "file",
            "channel": "page",
            "reason": "Vertretung am Telefon",
            "created_at": clock.now() - ago,
        }
        db.session.add(ReadLog(**{**entry, **changes}))
        db.session.commit()


@pytest.fixture
def world(app) -> World:
    return World()


def may_do(world: World, action: str) -> set[str]:
    return {who for who, actor in world.actors.items() if may(actor, action, world.file)}


@pytest.mark.parametrize("scope", [OWN_FILE, SAME_OFFICE, OPENED, ONESELF], ids=lambda scope: scope.name)
def test_a_scope_says_the_same_of_one_file_and_of_a_list(world, scope):
    for who in ("colleague", "coordinator", "stranger"):
        world.give_reason(who)

    for who, actor in world.actors.items():
        listed = set(db.session.scalars(select(Candidate.id).where(scope.where(actor))))
        held = {one.id for one in world.files if scope.holds(actor, one)}
        assert listed & {one.id for one in world.files} == held, who


def test_without_a_reason_only_the_own_caseworker_and_the_person_see_a_file(world):
    assert may_do(world, "candidate:view") == {"owner", "the person", "system"}


def test_a_reason_opens_the_file_to_its_giver_alone(world):
    world.give_reason("colleague")

    assert may_do(world, "candidate:view") == {"owner", "colleague", "the person", "system"}


def test_a_reason_opens_nothing_across_offices_and_nothing_for_roles_without_people(world):
    for who in ("stranger", "coordinator elsewhere", "employer service", "administrator", "authority"):
        world.give_reason(who, office_id=world.file.office_id)

    assert may_do(world, "candidate:view") == {"owner", "the person", "system"}


def test_a_reason_holds_for_a_working_day(world):
    world.give_reason("colleague", ago=OPENED_FOR + timedelta(minutes=1))

    assert "colleague" not in may_do(world, "candidate:view")


@pytest.mark.parametrize("change", [{"reason": None}, {"level": "L2"}])
def test_a_look_without_a_reason_opens_nothing(world, change):
    world.give_reason("colleague", **change)

    assert "colleague" not in may_do(world, "candidate:view")


def test_a_file_opened_with_a_reason_can_be_read_and_looked_at_as_a_second_person_and_nothing_more(world):
    for who in ("colleague", "coordinator"):
        world.give_reason(who)

    as_second_person = {"candidate:confirm", "candidate:merge", "candidate:take_over"}
    without_it = {"candidate:find", "candidate:open", "candidate:confirm_erasure", "candidate:refuse_erasure"}
    without_it |= {"candidate:look_twice"}  # names alone, of whom a second person is to look at
    others = set(POLICY) - {"candidate:view", "candidate:audit"} - as_second_person - without_it

    assert [action for action in others if {"colleague", "coordinator"} & may_do(world, action)] == []


def test_a_deputy_has_the_file_of_an_absent_colleague(world):
    colleague = world.actors["colleague"]
    deputy = Actor(
        colleague.kind,
        colleague.role,
        id=colleague.id,
        office_id=colleague.office_id,
        deputy_for=frozenset({world.owner.id}),
    )

    assert may(deputy, "candidate:edit", world.file)
    assert may(deputy, "candidate:view_residence", world.file)


def test_who_acts_for_another_office_today_leaves_the_own_files_closed(world):
    elsewhere = OfficeFactory()
    MembershipFactory(user_id=world.owner.id, role=Role.CASEWORKER, office_id=elsewhere.id, is_active=False)
    own = world.actors["owner"]
    away = Actor(own.kind, own.role, id=own.id, office_id=elsewhere.id)

    assert not may(away, "candidate:view", world.file)


def test_residence_data_are_for_the_own_file_alone(world):
    for who in ("colleague", "coordinator"):
        world.give_reason(who)

    assert may_do(world, "candidate:view_residence") == {"owner"}


def test_a_caseworker_who_owns_nothing_here_sees_nothing(world):
    nobody = UserFactory()

    assert not may(Actor(world.actors["owner"].kind, Role.CASEWORKER, id=nobody.id), "candidate:list", world.file)
