"""What must be asked for before signing: a task of the office; nothing is signed and nothing begins before that."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from portal.core import clock, db
from portal.core.actor import Role
from portal.core.errors import GuardRefused
from portal.core.outbox import OutboxMail
from portal.placements import rules, services
from portal.placements.models import Clearance
from portal.placements.queries import readiness
from portal.placements.rules import ClearanceItem, ClearanceState, Missing, PlacementState
from portal.vacancies.rules import PayUnit
from tests.factories.organisations import OfficeFactory, actor_of, office_member
from tests.factories.placements import Case, next_working_day
from tests.signing import sign_in

PAID = {"pay_eur": Decimal(15), "pay_unit": PayUnit.HOUR}


def wanted(kind: str = "job_befristet") -> Case:
    """Make a job whose agreement is confirmed, and for which a subsidy is wanted."""
    case = Case(kind=kind)
    start = next_working_day()
    case.agree(starts_on=start, ends_on=start + timedelta(days=300), **PAID)
    services.want_subsidy(case.placement, actor=case.staff)
    db.session.commit()
    return case


def payer():
    return OfficeFactory(can_receive=["clearance:measure_approval"])


def subsidy(case: Case) -> Clearance:
    case.reload()
    return next(one for one in case.placement.clearances if one.item is ClearanceItem.SUBSIDY)


def lacks(case: Case) -> tuple[Missing, ...]:
    case.reload()
    return rules.missing(readiness(case.placement))


def ask(case: Case, **more) -> None:
    services.request(subsidy(case), actor=case.staff, office_id=payer().id, **more)
    db.session.commit()


def test_the_caseworker_notes_it_once_and_the_desk_says_until_when(client: FlaskClient):
    case = Case(kind="job_unbefristet", starts_on=clock.today() + timedelta(days=30))
    sign_in(client, case.caseworker)
    here = f"/placements/{case.placement.id}"
    before = client.get(here).text

    answers = [client.post(f"{here}/want_subsidy").status_code for _ in range(2)]

    assert f"{here}/want_subsidy" in before
    assert answers == [303, 422]
    assert f"{here}/want_subsidy" not in client.get(here).text
    assert "Eingliederungszuschuss" in client.get(here).text
    assert "Zuschuss beantragen, vor der Unterschrift" in client.get("/desk").text
    assert [one.state for one in (subsidy(case),)] == [ClearanceState.TO_PREPARE]


@pytest.mark.parametrize("kind", ["minijob", "ausbildung", "hospitation", "mag"])
def test_other_kinds_get_no_subsidy(client: FlaskClient, kind: str):
    case = Case(kind=kind)
    sign_in(client, case.caseworker)

    assert f"/placements/{case.placement.id}/want_subsidy" not in client.get(f"/placements/{case.placement.id}").text
    assert client.post(f"/placements/{case.placement.id}/want_subsidy").status_code == 422


def test_nothing_is_signed_before_it_was_asked_for_and_all_goes_on_afterwards():
    case = wanted()
    with pytest.raises(GuardRefused) as caught:
        services.sign(case.placement, actor=case.firm, signed_on=clock.today())
    db.session.rollback()
    before = lacks(case)

    ask(case)
    services.sign(case.placement, actor=case.firm, signed_on=clock.today())
    db.session.commit()

    assert "vor der Unterschrift" in str(caught.value.message)
    assert before == (Missing.FUNDING, Missing.SIGNATURE)
    assert lacks(case) == ()
    assert case.placement.state is PlacementState.READY


@pytest.mark.parametrize(("days", "is_lost"), [(1, True), (0, False)])
def test_a_signature_that_is_older_than_the_request_loses_it(days: int, is_lost: bool):
    case = wanted()
    asked_on = clock.today() - timedelta(days=3)
    ask(case, asked_on=asked_on)
    signed_on = asked_on - timedelta(days=days)

    if is_lost:
        with pytest.raises(GuardRefused):
            services.sign(case.placement, actor=case.firm, signed_on=signed_on)
        return
    services.sign(case.placement, actor=case.firm, signed_on=signed_on)
    assert case.placement.signed_on == signed_on


def test_nobody_has_asked_tomorrow(client: FlaskClient):
    case, office = wanted(), payer()
    sign_in(client, case.caseworker)
    address = f"/clearances/{subsidy(case).id}/request"
    values = {"office_id": str(office.id), "asked_on": (clock.today() + timedelta(days=1)).isoformat()}

    assert "Schon beantragt am" in client.get(address).text
    assert client.post(address, data=values).status_code == 422
    assert subsidy(case).state is ClearanceState.TO_PREPARE


@pytest.mark.parametrize("kind", ["job_befristet", "job_unbefristet"])
def test_a_job_whose_subsidy_is_not_asked_for_does_not_begin(kind: str):
    case = wanted(kind)

    assert Missing.FUNDING in lacks(case)
    assert case.placement.state is PlacementState.PREPARING

    services.waive(subsidy(case), actor=case.staff, reason="Der Betrieb möchte doch keinen.")
    assert Missing.FUNDING not in lacks(case)


def test_what_becomes_ready_waits_again_when_a_subsidy_is_wanted():
    case = Case(kind="job_unbefristet")
    case.make_ready(ends_on=None, **PAID)

    services.want_subsidy(case.placement, actor=case.staff)
    db.session.commit()

    assert lacks(case) == (Missing.FUNDING,)
    assert case.placement.state is PlacementState.PREPARING


def test_a_signed_contract_is_too_late():
    case = Case(kind="job_befristet")
    case.make_ready(**PAID)

    with pytest.raises(GuardRefused) as caught:
        services.want_subsidy(case.placement, actor=case.staff)

    assert "zu spät" in str(caught.value.message)


def test_a_refused_subsidy_stops_nobody_and_frightens_nobody():
    case = wanted("job_unbefristet")
    ask(case)
    clerk = office_member(subsidy(case).office, role=Role.AUTHORITY)

    services.refuse(
        subsidy(case), services.Decision(clock.today(), "EGZ 1"), actor=actor_of(clerk), reason="Nicht förderbar"
    )
    db.session.commit()

    assert lacks(case) == ()
    kinds = {mail.kind for mail in db.session.query(OutboxMail)}
    assert "placements/clearance_decided" in kinds
    assert not kinds & {"placements/not_granted", "placements/refused_person"}


def test_a_subsidy_that_ends_keeps_nobody_from_working_and_stands_on_no_paper(client: FlaskClient):
    case = wanted("job_unbefristet")
    ask(case)
    decision = services.Decision(clock.today(), "EGZ 1", valid_until=clock.today())
    services.grant(subsidy(case), decision, actor=case.staff)
    db.session.commit()

    services.starts_later(
        case.placement, actor=case.staff, starts_on=next_working_day(30), reason="Der Betrieb hat Ferien."
    )

    assert case.placement.starts_on == next_working_day(30)


def test_other_terms_leave_the_day_it_was_asked_for():
    case = wanted()
    ask(case)

    case.send(weekly_hours=Decimal(20), **PAID)

    assert subsidy(case).state is ClearanceState.REQUESTED


def test_what_a_measure_pays_for_way_and_childcare_is_noted_with_the_decision(client: FlaskClient):
    case = Case(kind="mag")
    case.company_confirms(case.send())
    office = payer()
    services.request(case.next_clearance(), actor=case.staff, office_id=office.id)
    db.session.commit()
    sign_in(client, office_member(office, role=Role.AUTHORITY))
    address = f"/clearances/{case.next_clearance().id}"
    values = {"answer": "granted", "decided_on": clock.today().isoformat(), "reference": "MAG 7"}

    wrong = client.post(f"{address}/answer", data={**values, "travel_eur": "-1"})
    right = client.post(f"{address}/answer", data={**values, "travel_eur": "49,00", "childcare_eur": "160"})

    found = case.next_clearance()
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (found.travel_eur, found.childcare_eur) == (Decimal("49.00"), Decimal("160.00"))
    assert "160" in client.get(address).text


def test_a_work_permission_pays_nothing(client: FlaskClient):
    case = Case(residence={"unknown": True})
    case.company_confirms(case.send())
    case.ask(case.next_clearance(), OfficeFactory(can_receive=["clearance:work_permission"]).id)
    db.session.commit()
    sign_in(client, case.caseworker)

    assert "travel_eur" not in client.get(f"/clearances/{case.next_clearance().id}/answer").text
