"""The three tables: which event starts from which state, who may do it, and what stands against it."""

from itertools import product

import pytest
from sqlalchemy import select

from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor, Channel, Role
from portal.core.errors import GuardRefused, ReasonMissing, TransitionNotAllowed
from portal.core.permissions import declared, may
from portal.placements import services
from portal.placements.models import Agreement, Clearance, Placement
from portal.placements.rules import (
    AgreementState,
    ClearanceState,
    PlacementState,
)
from portal.placements.workflow import AGREEMENT, CLEARANCE, PLACEMENT
from tests.factories.organisations import OfficeFactory, OrganisationFactory, actor_of, office_member
from tests.factories.placements import Case, PlacementFactory, stranger

P, A, C = PlacementState, AgreementState, ClearanceState
COMPANY = (Role.RECRUITER, Role.COMPANY_ADMIN)
PLACEMENT_TABLE = {
    "approve": ({P.PREPARING, P.RUNNING}, {Role.COORDINATOR}),
    "sign": ({P.PREPARING, P.RUNNING}, {*COMPANY, Role.CASEWORKER}),
    "want_subsidy": ({P.PREPARING, P.READY}, {Role.CASEWORKER}),
    "note_exam": ({P.PREPARING, P.READY, P.RUNNING}, {*COMPANY, Role.CASEWORKER}),
    "make_ready": ({P.PREPARING}, {Role.SYSTEM}),
    "unready": ({P.READY}, {Role.SYSTEM}),
    "start": ({P.READY}, {*COMPANY, Role.CASEWORKER}),
    "starts_later": ({P.READY}, {*COMPANY, Role.CASEWORKER}),
    "no_show": ({P.READY}, {*COMPANY, Role.CASEWORKER}),
    "nudge": ({P.PREPARING}, set(COMPANY)),
    "absent": ({P.RUNNING}, {*COMPANY, Role.CASEWORKER}),
    "present": ({P.RUNNING, P.COMPLETED, P.BROKEN_OFF}, {*COMPANY, Role.CASEWORKER}),
    "check_in": ({P.RUNNING}, {*COMPANY, Role.CASEWORKER}),
    "incident": ({P.RUNNING}, {*COMPANY, Role.CASEWORKER}),
    "settle_incident": ({P.RUNNING, P.COMPLETED, P.BROKEN_OFF, P.CLOSED}, {Role.CASEWORKER, Role.COORDINATOR}),
    "still_there": ({P.RUNNING}, {Role.CASEWORKER}),
    "break_off": ({P.RUNNING}, {*COMPANY, Role.CASEWORKER, Role.CANDIDATE}),
    "complete": ({P.RUNNING}, {*COMPANY, Role.CASEWORKER, Role.SYSTEM}),
    "outcome": ({P.RUNNING, P.COMPLETED, P.BROKEN_OFF}, {Role.CASEWORKER}),
    "assess": ({P.RUNNING, P.COMPLETED, P.BROKEN_OFF, P.CLOSED}, {*COMPANY, Role.CASEWORKER}),
    "assess_own": ({P.RUNNING, P.COMPLETED, P.BROKEN_OFF, P.CLOSED}, {Role.CASEWORKER, Role.CANDIDATE}),
    "recheck": ({P.PREPARING, P.READY, P.RUNNING}, {Role.SYSTEM}),
    "see_permission": ({P.PREPARING, P.READY, P.RUNNING}, {Role.CASEWORKER}),
    "close": ({P.COMPLETED, P.BROKEN_OFF}, {Role.CASEWORKER, Role.SYSTEM}),
    "cancel": ({P.PREPARING, P.READY}, {*COMPANY, Role.CASEWORKER, Role.CANDIDATE, Role.SYSTEM}),
}
AGREEMENT_TABLE = {
    "send": ({A.DRAFT}, {*COMPANY, Role.CASEWORKER}),
    "return": ({A.CONFIRMING}, {*COMPANY, Role.CASEWORKER, Role.CANDIDATE}),
    "nudge": ({A.CONFIRMING}, {*COMPANY, Role.CASEWORKER}),
    "confirm": ({A.CONFIRMING}, {*COMPANY, Role.CASEWORKER, Role.CANDIDATE}),
    "take_effect": ({A.CONFIRMING}, {Role.SYSTEM}),
    "supersede": ({A.IN_FORCE}, {Role.SYSTEM}),
    "void": ({A.DRAFT, A.CONFIRMING, A.IN_FORCE}, {Role.SYSTEM}),
}
CLEARANCE_TABLE = {
    "sign_dossier": ({C.TO_PREPARE}, {Role.CASEWORKER}),
    "request": ({C.TO_PREPARE}, {Role.CASEWORKER}),
    "nudge": ({C.REQUESTED}, {Role.CASEWORKER}),
    "note_consent": ({C.REQUESTED}, {Role.CASEWORKER, Role.AUTHORITY}),
    "grant": ({C.REQUESTED}, {Role.CASEWORKER, Role.AUTHORITY}),
    "refuse": ({C.REQUESTED}, {Role.CASEWORKER, Role.AUTHORITY}),
    "waive": ({C.TO_PREPARE, C.REQUESTED}, {Role.CASEWORKER, Role.SYSTEM}),
    "reset": ({C.TO_PREPARE, C.REQUESTED, C.GRANTED, C.REFUSED, C.NOT_NEEDED}, {Role.SYSTEM}),
}
TABLES = ((PLACEMENT, PLACEMENT_TABLE, P), (AGREEMENT, AGREEMENT_TABLE, A), (CLEARANCE, CLEARANCE_TABLE, C))


@pytest.mark.parametrize(("flow", "table", "states"), TABLES, ids=["placement", "agreement", "clearance"])
def test_an_event_starts_from_its_states_and_from_no_other(flow, table, states):
    for event, state in product(table, states):
        assert (flow.find(event, state) is not None) == (state in table[event][0]), (event, state)
    assert {row.event for row in flow.transitions if row.sources} == set(table)


def insiders(case: Case) -> dict[Role, Actor]:
    """Everybody whose business this placement is, in their role."""
    office = case.placement.office_id
    authority = office_member(OfficeFactory(can_receive=["clearance:work_permission"]), role=Role.AUTHORITY)
    for clearance in case.placement.clearances:
        clearance.office_id, clearance.requested_on = actor_of(authority).office_id, clock.today()
    db.session.commit()
    assert office
    return {
        Role.RECRUITER: case.firm,
        Role.COMPANY_ADMIN: Actor(case.firm.kind, Role.COMPANY_ADMIN, case.firm.id, case.company.id),
        Role.CASEWORKER: case.staff,
        Role.COORDINATOR: actor_of(case.coordinator()),
        Role.CANDIDATE: case.person_actor,
        Role.AUTHORITY: actor_of(authority),
        Role.SYSTEM: SYSTEM,
        Role.EMPLOYER_SERVICE: actor_of(office_member(role=Role.EMPLOYER_SERVICE)),
        Role.ADMINISTRATOR: actor_of(office_member(role=Role.ADMINISTRATOR)),
    }


@pytest.mark.parametrize("name", ["placement", "agreement", "clearance"])
def test_each_role_may_do_its_events_with_its_own_and_none_with_those_of_others(name):
    case = Case(residence={"unknown": True})
    version = case.send()
    inside = insiders(case)
    record = {"placement": case.placement, "agreement": version, "clearance": case.next_clearance()}[name]
    table = {"placement": PLACEMENT_TABLE, "agreement": AGREEMENT_TABLE, "clearance": CLEARANCE_TABLE}[name]

    for event, (_states, roles) in table.items():
        for role, actor in inside.items():
            assert may(actor, f"{name}:{event}", record) == (role in roles), (event, role)
            if role is not Role.SYSTEM:
                assert not may(stranger(role), f"{name}:{event}", record), (event, role)


@pytest.mark.parametrize("role", [Role.EMPLOYER_SERVICE, Role.CASEWORKER])
def test_on_behalf_of_the_company_staff_do_what_the_company_may_do_but_sign(role):
    case = Case(residence={"unknown": True})
    version = case.send()
    acting = actor_of(office_member(role=role)).acting_for(case.company.id, "Herr Jansen", Channel.PHONE)
    elsewhere = actor_of(office_member(role=role)).acting_for(OrganisationFactory().id, "Frau X", Channel.PHONE)

    for event, (_states, roles) in PLACEMENT_TABLE.items():
        assert may(acting, f"placement:{event}", case.placement) == (Role.RECRUITER in roles), event
        assert not may(elsewhere, f"placement:{event}", case.placement), event
    assert may(acting, "agreement:send", version)
    assert not may(acting, "agreement:confirm", version)
    assert not may(acting, "clearance:view", case.next_clearance())


@pytest.mark.parametrize("state", P)
def test_a_wrong_state_is_refused_and_leaves_no_trace(state):
    placement = PlacementFactory(state=state)
    caseworker = stranger(Role.CASEWORKER)
    staff = Actor(caseworker.kind, Role.CASEWORKER, placement.caseworker_id, office_id=placement.office_id)

    for event, (states, roles) in PLACEMENT_TABLE.items():
        if Role.CASEWORKER in roles and state not in states:
            with pytest.raises(TransitionNotAllowed):
                PLACEMENT.apply(event, placement, actor=staff, reason="Grund")

    assert placement.state is state
    assert audit.history("placement", placement.id) == []


def test_a_reason_is_asked_where_the_table_says_so():
    case = Case()
    case.make_ready(starts_on=clock.today())

    with pytest.raises(ReasonMissing):
        services.no_show(case.placement, actor=case.firm, reason=" ")
    with pytest.raises(ReasonMissing):
        services.cancel(case.placement, actor=case.firm, reason="")
    services.cancel(case.placement, actor=case.person_actor, reason=None)

    assert case.placement.state is P.CANCELLED


@pytest.mark.parametrize(("needs_permission", "agreed", "allowed", "approved"), list(product((True, False), repeat=4)))
def test_nobody_starts_before_everything_is_there(needs_permission, agreed, allowed, approved):
    """Over all combinations: the placement is ready, and can start, exactly when nothing is missing."""
    case = Case(residence={"unknown": True} if needs_permission else {})
    version = case.send(starts_on=clock.today())
    case.company_confirms(version)
    if allowed:
        case.allow()
    if agreed:
        case.person_confirms(version)
    if approved and agreed:
        case.approve()
    complete = agreed and (not needs_permission or (allowed and approved))

    assert (case.placement.state is P.READY) == complete
    if complete:
        services.start(case.placement, actor=case.firm, started_on=clock.today())
        assert case.placement.state is P.RUNNING
    else:
        with pytest.raises((TransitionNotAllowed, GuardRefused)):
            services.start(case.placement, actor=case.firm, started_on=clock.today())
        assert case.placement.started_on is None


def test_the_scopes_of_lists_and_of_single_records_agree():
    cases = [Case(residence={"unknown": True}), Case()]
    for case in cases:
        case.send()
    inside = list(insiders(cases[0]).values())
    acting = inside[2].acting_for(cases[0].company.id, "Kim", Channel.PHONE)
    for name, model in (("placement", Placement), ("agreement", Agreement), ("clearance", Clearance)):
        records = db.session.scalars(select(model)).all()
        for action, row in declared().items():
            if not action.startswith(f"{name}:"):
                continue
            for actor in (*inside, acting):
                scope = row.get(actor.role)
                if scope is None:
                    continue
                listed = set(db.session.scalars(select(model.id).where(scope.where(actor))))
                held = {record.id for record in records if scope.holds(actor, record)}
                assert listed == held, (action, actor.role)
