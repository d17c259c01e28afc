"""Authorities' programs: what the office is asked, and its decisions."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.api.rules import TokenScope
from portal.core import audit, clock, db
from portal.core.actor import Channel, Role
from portal.core.audit import ReadLog
from portal.vacancies.rules import PayUnit
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import Case

PAID = {"pay_eur": Decimal(15), "pay_unit": PayUnit.HOUR, "weekly_hours": Decimal(8)}


@pytest.fixture
def case(authority):
    """A placement that waits for a word of the authority."""
    made = Case(residence={"unknown": True}, person={"last_name": "Zqtesfamariam"})
    made.company_confirms(made.send(**PAID))
    clearance = made.next_clearance()
    made.ask(clearance, actor_of(authority).office_id)
    db.session.commit()
    made.asked = f"/authority/clearances/{clearance.id}"
    made.clearance_id = clearance.id
    return made


def deeds(case):
    """Give the deeds done with what the authority was asked."""
    db.session.expire_all()
    return [one for one in audit.history("clearance", case.clearance_id) if one.name in ("grant", "refuse")]


def test_the_office_reads_what_it_is_asked_and_for_whom(case, authority, program):
    office = program(authority)

    listed, sheet = office("GET", "/authority/clearances"), office("GET", case.asked)

    assert [one["id"] for one in listed.json["items"]] == [str(case.clearance_id)]
    assert "Zqtesfamariam" not in listed.text
    assert "Zqtesfamariam" in sheet.json["person"]["name"]
    assert sheet.json["weekly_hours"] == 8
    looks = db.session.scalars(select(ReadLog).where(ReadLog.channel == "api")).all()
    assert [(look.actor_id, look.candidate_id) for look in looks] == [(authority.id, case.person.id)]


def test_a_permission_is_granted_by_the_services_of_the_page_and_once(case, authority, program):
    office, sent = (
        program(authority),
        {"decided_on": clock.today().isoformat(), "reference": "33-1", "to_observe": "8 h"},
    )

    answers = [office("POST", f"{case.asked}/grant", json=sent) for _ in range(2)]

    assert [(one.status_code, one.json["state"]) for one in answers] == [(200, "granted")] * 2
    assert [(one.name, one.channel, one.actor_id) for one in deeds(case)] == [("grant", Channel.API, authority.id)]
    assert office("GET", "/authority/clearances").json["total"] == 0
    assert office("GET", "/authority/clearances?done=1").json["total"] == 1
    assert all("Zqtesfamariam" not in one.text for one in answers)


def test_a_refusal_needs_its_reason(case, authority, program):
    office, day = program(authority), clock.today().isoformat()

    assert office("POST", f"{case.asked}/refuse", json={"decided_on": day}).status_code == 422
    assert office("POST", f"{case.asked}/refuse", json={"decided_on": day, "reason": " "}).status_code == 422
    answer = office("POST", f"{case.asked}/refuse", json={"decided_on": day, "reason": "§ 40 AufenthG"})

    assert (answer.status_code, answer.json["state"]) == (200, "refused")
    assert [one.reason for one in deeds(case)] == ["§ 40 AufenthG"]
    assert office("POST", f"{case.asked}/grant", json={"decided_on": day}).status_code == 409


def test_a_rule_of_the_page_is_a_rule_here(case, authority, program):
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    answer = program(authority)("POST", f"{case.asked}/grant", json={"decided_on": tomorrow})

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["detail"] == "Das Datum der Entscheidung liegt in der Zukunft."
    assert deeds(case) == []


def test_another_office_learns_of_nothing(case, program):
    other = program(office_member(role=Role.AUTHORITY))

    assert other("GET", case.asked).status_code == 404
    assert other("GET", "/authority/clearances").json["total"] == 0
    sent = {"decided_on": clock.today().isoformat(), "reason": "x"}
    assert other("POST", f"{case.asked}/refuse", json=sent).status_code == 404
    assert deeds(case) == []


def test_who_leads_an_office_reads_without_names_and_decides_nothing(case, program):
    lead = program(case.coordinator())

    sheet = lead("GET", case.asked)

    assert (sheet.status_code, sheet.json["person"]) == (200, None)
    assert lead("POST", f"{case.asked}/grant", json={"decided_on": clock.today().isoformat()}).status_code == 403
    assert db.session.scalars(select(ReadLog.id).where(ReadLog.channel == "api")).all() == []


def test_a_key_opens_its_scopes_alone(case, authority, program):
    reads, decides = (program(authority, scope) for scope in (TokenScope.CLEARANCES_READ, TokenScope.CLEARANCES_DECIDE))

    assert reads("POST", f"{case.asked}/grant", json={"decided_on": clock.today().isoformat()}).status_code == 403
    assert decides("GET", case.asked).status_code == 403
    assert reads("GET", "/company/offers").status_code == 403
