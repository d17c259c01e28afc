"""Two at once: two last steps make a placement ready, one confirmation counts once, a cancelled one is not started."""

from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from portal.core import clock, db
from portal.core.actor import Actor
from portal.core.links import PersonalLink
from portal.placements import queries, services
from portal.placements.models import Agreement, Confirmation, Placement
from portal.placements.rules import AgreementState, PlacementState
from portal.placements.services import Decision
from portal.vacancies.rules import PayUnit
from tests.factories.organisations import OfficeFactory, actor_of, company_member
from tests.factories.placements import Case, content
from tests.racing import at_once

pytestmark = pytest.mark.commits


def company_yes(actor: Actor, agreement_id: UUID) -> None:
    version = queries.agreement(actor, agreement_id)
    services.confirm_on_page(version, actor=actor, name="Kim", text_hash=version.text_hash or "")


def test_two_members_who_confirm_at_once_confirm_once(app: Flask):
    case = Case()
    version = case.send()
    actors = [case.firm, actor_of(company_member(case.company))]

    outcomes = at_once(app, *(lambda actor=actor: company_yes(actor, version.id) for actor in actors))

    assert outcomes == ["done", "done"]
    assert db.session.query(Confirmation).count() == 1


def test_the_last_two_who_confirm_at_once_put_it_in_force(app: Flask):
    case = Case()
    version = case.send()
    firm, person, link_id = case.firm, case.person_actor, case.link(version).id
    db.session.commit()

    def person_yes() -> None:
        found = queries.unscoped_agreement(version.id)
        link = db.session.get_one(PersonalLink, link_id)
        services.confirm_by_link(found, link, actor=person, name="Amina", text_hash=found.text_hash or "")

    outcomes = at_once(app, lambda: company_yes(firm, version.id), person_yes)

    assert outcomes == ["done", "done"]
    assert db.session.get_one(Agreement, version.id).state is AgreementState.IN_FORCE
    assert db.session.get_one(Placement, case.placement.id).state is PlacementState.READY


def test_the_last_clearance_and_the_last_confirmation_at_once_make_it_ready(app: Flask):
    case = Case(kind="ausbildung")
    version = case.send(pay_eur=Decimal(1200), pay_unit=PayUnit.MONTH, weekly_hours=Decimal(38))
    services.sign(case.placement, actor=case.staff, signed_on=clock.today())
    case.placement.needs_approval = False
    case.person_confirms(version)
    clearance_id = case.next_clearance().id
    staff, firm = case.staff, case.firm
    db.session.commit()

    def waive() -> None:
        services.waive(queries.clearance(staff, clearance_id), actor=staff, reason="Die Kammer trägt später ein.")

    outcomes = at_once(app, waive, lambda: company_yes(firm, version.id))

    assert outcomes == ["done", "done"]
    assert db.session.get_one(Placement, case.placement.id).state is PlacementState.READY


def test_a_start_and_a_cancellation_at_once_leave_one_of_them(app: Flask):
    case = Case()
    case.make_ready(starts_on=clock.today())
    firm, staff, placement_id = case.firm, case.staff, case.placement.id

    outcomes = at_once(
        app,
        lambda: services.start(queries.one(firm, placement_id), actor=firm, started_on=clock.today()),
        lambda: services.cancel(queries.one(staff, placement_id), actor=staff, reason="Es passt nicht"),
    )

    assert outcomes == ["TransitionNotAllowed", "done"]
    assert db.session.get_one(Placement, placement_id).state in (PlacementState.RUNNING, PlacementState.CANCELLED)


def test_two_drafts_begun_at_once_are_one(app: Flask):
    case = Case()
    firm, staff, placement_id = case.firm, case.staff, case.placement.id

    outcomes = at_once(
        app,
        *(
            lambda actor=actor: services.new_version(queries.one(actor, placement_id), content(), actor=actor)
            for actor in (firm, staff)
        ),
    )

    assert outcomes == ["GuardRefused", "done"]
    assert db.session.query(Agreement).count() == 1


def test_a_clearance_is_decided_once(app: Flask):
    case = Case(residence={"unknown": True})
    version = case.send()
    case.company_confirms(version)
    office = OfficeFactory(can_receive=["clearance:work_permission"])
    case.ask(case.next_clearance(), office.id)
    db.session.commit()
    staff, clearance_id = case.staff, case.next_clearance().id
    decision = Decision(clock.today(), "Az. 1")

    outcomes = at_once(
        app,
        lambda: services.grant(queries.clearance(staff, clearance_id), decision, actor=staff),
        lambda: services.refuse(queries.clearance(staff, clearance_id), decision, actor=staff, reason="Verbot"),
    )

    assert outcomes == ["TransitionNotAllowed", "done"]
