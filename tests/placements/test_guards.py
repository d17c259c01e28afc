"""What stands against an event of a placement or a clearance, and in which cases it does not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portal.candidates import services as candidates
from portal.candidates.models import DisclosureGrant
from portal.candidates.queries import residence_of
from portal.candidates.rules import CandidateState
from portal.core import audit, clock, db
from portal.core.actor import Actor, Role
from portal.core.errors import GuardRefused, NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.outbox import OutboxMail
from portal.core.permissions import may
from portal.placements import queries, services
from portal.placements.rules import (
    BreakOffBy,
    ClearanceItem,
    ClearanceState,
    Origin,
    PlacementState,
)
from portal.placements.services import Decision, Plan
from portal.placements.workflow.guards import is_not_forbidden, nothing_is_missing
from portal.reference import Verdict
from portal.vacancies.rules import PayUnit
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OfficeFactory, OrganisationFactory, actor_of, office_member
from tests.factories.placements import Case, PlacementFactory, stranger

P, C = PlacementState, ClearanceState


@pytest.mark.parametrize("code", ["job_befristet", "ausbildung"])
def test_a_contract_on_paper_is_waited_for_where_the_law_wants_one(code):
    case = Case(kind=code)
    amount, unit = (1200, PayUnit.MONTH) if code == "ausbildung" else (20, PayUnit.HOUR)
    case.agree(
        pay_eur=Decimal(amount),
        pay_unit=unit,
        weekly_hours=Decimal(38),
        ends_on=clock.today() + timedelta(days=700),
    )
    case.allow()
    before = case.placement.state

    services.sign(case.placement, actor=case.firm, signed_on=clock.today())

    assert before is P.PREPARING
    assert case.placement.state is P.READY


def test_a_day_of_signing_ahead_is_refused():
    case = Case(kind="job_befristet")

    with pytest.raises(GuardRefused):
        services.sign(case.placement, actor=case.staff, signed_on=clock.today() + timedelta(days=1))


def test_the_guard_of_the_start_looks_again_at_what_is_missing():
    case = Case()

    with pytest.raises(GuardRefused, match="GuardRefused"):
        nothing_is_missing(case.placement, case.firm, {})


def test_nobody_starts_before_the_agreed_day():
    case = Case()
    case.make_ready()

    for day in (clock.today(), case.placement.starts_on):
        with pytest.raises(GuardRefused):
            services.start(case.placement, actor=case.firm, started_on=day)
    with pytest.raises(GuardRefused):
        services.no_show(case.placement, actor=case.firm, reason="kam nicht")


def test_a_permission_that_has_ended_stops_the_first_day():
    case = Case(residence={"unknown": True})
    case.make_ready(starts_on=clock.today())
    case.next_clearance().valid_until = clock.today() - timedelta(days=1)

    with pytest.raises(GuardRefused):
        services.start(case.placement, actor=case.firm, started_on=clock.today())


def test_a_permission_that_was_lost_since_stops_the_first_day():
    case = Case(kind="job_unbefristet", residence={})
    case.make_ready(starts_on=clock.today(), ends_on=None, pay_eur=Decimal(20), pay_unit=PayUnit.HOUR)
    residence = residence_of(case.person.id)
    assert residence
    residence.status_key = residence.permission_on_paper = residence.card_valid_until = None
    db.session.flush()

    with pytest.raises(GuardRefused):
        services.start(case.placement, actor=case.firm, started_on=clock.today())


def test_what_nobody_has_to_allow_does_not_stop_the_first_day():
    case = Case(residence={"unknown": True})
    case.agree(starts_on=clock.today())
    services.waive(case.next_clearance(), actor=case.staff, reason="Die Person ist Bürgerin der EU.")
    case.approve()

    services.start(case.placement, actor=case.firm, started_on=clock.today())

    assert case.placement.state is P.RUNNING


@pytest.mark.parametrize(
    ("days", "is_fine"), [(1, True), (20, True), (60, False), (-1, False), (0, False), (200, False)]
)
def test_a_later_start_stays_within_what_is_agreed(days, is_fine):
    case = Case()
    case.make_ready(starts_on=clock.today())
    later = clock.today() + timedelta(days=days)

    if is_fine:
        services.starts_later(case.placement, actor=case.firm, starts_on=later, reason="krank")
        assert (case.placement.state, case.placement.starts_on) == (P.READY, later)
    else:
        with pytest.raises(GuardRefused):
            services.starts_later(case.placement, actor=case.firm, starts_on=later, reason="krank")


def test_a_later_start_stays_within_the_permission():
    case = Case(residence={"unknown": True})
    case.make_ready()
    case.next_clearance().valid_until = case.placement.starts_on

    with pytest.raises(GuardRefused):
        services.starts_later(
            case.placement, actor=case.firm, starts_on=case.placement.starts_on + timedelta(days=1), reason="krank"
        )


@pytest.mark.parametrize("days", [1, -1])
def test_an_end_lies_between_start_and_today(days):
    case = Case()
    case.run()
    day = clock.today() + timedelta(days=days)

    with pytest.raises(GuardRefused):
        services.complete(case.placement, actor=case.firm, ended_on=day)
    with pytest.raises(GuardRefused):
        services.break_off(case.placement, actor=case.firm, ended_on=day, by=BreakOffBy.COMPANY, reason="Grund")


def test_breaking_off_keeps_who_and_why_and_lets_the_company_forget_in_six_months():
    case = Case()
    case.run()

    services.break_off(
        case.placement, actor=case.firm, ended_on=clock.today(), by=BreakOffBy.PERSON, reason="Umzug nach Köln"
    )

    assert (case.placement.state, case.placement.broken_off_by) == (P.BROKEN_OFF, BreakOffBy.PERSON)
    ends = {grant.ends_at for grant in db.session.query(DisclosureGrant)}
    assert None not in ends
    assert max(ends).date() == (clock.now() + timedelta(days=183)).date()


def test_an_outcome_must_be_known_and_closes():
    case = Case()
    case.run()
    with pytest.raises(GuardRefused):
        services.record_outcome(case.placement, actor=case.staff, outcome_code="nonsense")
    services.complete(case.placement, actor=case.firm, ended_on=clock.today())
    with pytest.raises(GuardRefused):
        services.close(case.placement, actor=case.staff)

    services.record_outcome(case.placement, actor=case.staff, outcome_code="ausb")
    services.close(case.placement, actor=case.staff)

    assert case.placement.state is P.CLOSED


@pytest.mark.parametrize("what", ["company_not_verified", "person_not_ready", "excluded", "busy"])
def test_a_direct_placement_meets_the_same_guards_as_a_proposal(what):
    case = Case()
    person = CandidateFactory(
        caseworker=case.caseworker,
        **({"state": CandidateState.PAUSED} if what == "person_not_ready" else {"ready_for_work": True}),
    )
    company = OrganisationFactory(verified=what != "company_not_verified")
    if what == "excluded":
        candidates.exclude(person, company.id, actor=case.staff)
    if what == "busy":
        PlacementFactory(candidate=person, starts_on=clock.today(), state=P.RUNNING)
    plan = Plan("job_unbefristet", "Lager", starts_on=clock.today() + timedelta(days=3))

    with pytest.raises(GuardRefused):
        services.open_direct(person, company, plan, actor=case.staff, reason="So")


def test_a_forbidden_kind_is_not_opened():
    case = Case()
    case.placement.verdict = Verdict.FORBIDDEN

    with pytest.raises(GuardRefused):
        is_not_forbidden(case.placement, case.staff, {})


def test_a_foreign_caseworker_opens_nothing_for_a_person():
    case = Case()

    with pytest.raises((NotAllowed, NotFound)):
        services.open_direct(
            case.person, case.company, Plan("hospitation", "x"), actor=stranger(Role.CASEWORKER), reason="So"
        )


def test_the_next_step_is_decided_anew_and_linked():
    case = Case()
    case.run()
    services.complete(case.placement, actor=case.firm, ended_on=clock.today())

    made = services.open_next(case.placement, Plan("ausbildung", "Ausbildung"), actor=case.staff)

    assert (made.origin, made.previous_id, made.organisation_id) == (Origin.NEXT, case.placement.id, case.company.id)
    assert [one.item for one in made.clearances] == [ClearanceItem.REGISTRATION]
    assert made.approved_at is None


@pytest.mark.parametrize("state", [P.PREPARING, P.READY, P.CANCELLED])
def test_there_is_no_next_step_before_the_first(state):
    placement = PlacementFactory(state=state)
    staff = Actor(stranger(Role.CASEWORKER).kind, Role.CASEWORKER, placement.caseworker_id)

    with pytest.raises(TransitionNotAllowed):
        services.open_next(placement, Plan("mag", "x"), actor=staff)


def test_nobody_approves_what_they_wrote():
    case = Case(residence={"unknown": True})
    case.agree()
    coordinator = actor_of(case.coordinator())
    case.version.author_id = coordinator.id

    with pytest.raises(GuardRefused):
        services.approve(case.placement, actor=coordinator)


def test_nothing_is_approved_before_the_agreement_is_in_force():
    case = Case(residence={"unknown": True})
    case.send()

    with pytest.raises(GuardRefused):
        services.approve(case.placement, actor=actor_of(case.coordinator()))


def test_approving_twice_is_one_approval():
    case = Case(residence={"unknown": True})
    case.agree()
    coordinator = actor_of(case.coordinator())

    services.approve(case.placement, actor=coordinator)
    services.approve(case.placement, actor=coordinator)

    assert [one.name for one in audit.history("placement", case.placement.id)].count("approve") == 1


def test_one_who_is_placed_is_busy_until_the_end():
    case = Case()
    case.make_ready()
    placement = case.placement
    days = {
        placement.starts_on - timedelta(days=1): False,
        placement.starts_on: True,
        placement.ends_on: True,
        placement.ends_on + timedelta(days=1): False,
    }

    assert {day: queries.is_busy(case.person.id, day, day, None) for day in days} == days


def test_who_decides_sees_only_what_is_asked():
    case = Case(residence={"unknown": True})
    clearance = case.next_clearance()
    authority = actor_of(office_member(OfficeFactory(can_receive=["clearance:work_permission"]), role=Role.AUTHORITY))
    clearance.office_id = authority.office_id
    db.session.flush()

    before = may(authority, "clearance:view", clearance)
    case.company_confirms(case.send())
    case.ask(clearance, authority.office_id)

    assert (before, may(authority, "clearance:view", clearance)) == (False, True)


def test_nothing_is_asked_before_the_company_has_confirmed():
    case = Case(residence={"unknown": True})
    office = OfficeFactory(can_receive=["clearance:work_permission"])
    case.send()

    with pytest.raises(GuardRefused):
        case.ask(case.next_clearance(), office.id)


def test_only_an_office_that_decides_this_is_asked():
    case = Case(residence={"unknown": True})
    case.company_confirms(case.send())
    wrong = OfficeFactory(can_receive=["clearance:registration"])

    with pytest.raises(GuardRefused):
        case.ask(case.next_clearance(), wrong.id)


@pytest.mark.parametrize(
    "decision",
    [
        Decision(date(2999, 1, 1)),
        Decision(clock.today(), valid_until=date(2020, 1, 1)),
    ],
)
def test_a_decision_is_dated_and_still_holds(decision):
    case = Case(residence={"unknown": True})
    case.company_confirms(case.send())
    case.ask(case.next_clearance(), OfficeFactory(can_receive=["clearance:work_permission"]).id)

    with pytest.raises(GuardRefused):
        services.grant(case.next_clearance(), decision, actor=case.staff)


def test_refusing_needs_a_reason_that_the_company_never_reads():
    case = Case(residence={"unknown": True})
    case.company_confirms(case.send())
    clearance = case.next_clearance()
    case.ask(clearance, OfficeFactory(can_receive=["clearance:work_permission"]).id)
    with pytest.raises(ReasonMissing):
        services.refuse(clearance, Decision(clock.today()), actor=case.staff, reason="")

    services.refuse(clearance, Decision(clock.today()), actor=case.staff, reason="Arbeitsverbot Geheimgrund")

    mail = db.session.query(OutboxMail).filter_by(kind="placements/not_granted").one()
    assert "Geheimgrund" not in mail.body
    assert clearance.state is C.REFUSED
    assert case.placement.state is P.PREPARING


def test_no_placement_ends_before_it_begins():
    case = Case()
    case.run()
    plan = Plan("minijob", "Lager", clock.today() + timedelta(days=40), clock.today() + timedelta(days=39))

    with pytest.raises(GuardRefused):
        services.open_next(case.placement, plan, actor=case.staff)
