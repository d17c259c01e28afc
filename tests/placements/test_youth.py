"""Somebody under 18: nobody starts before the first medical exam, and a company reads no birthday before it may."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.errors import GuardRefused
from portal.placements import rules, services
from portal.placements.queries import readiness
from portal.placements.rules import Missing, Party, PlacementState
from portal.vacancies.rules import PayUnit
from tests.factories.placements import Case, next_working_day
from tests.signing import sign_in

YOUNG = {"minor": True, "guardian_email": "samira@familie.example", "email": "jung@familie.example"}
TODAY = clock.today


def young(days: int = 100, **person) -> Case:
    """Let everybody confirm a placement of so many days for somebody of sixteen."""
    case = Case(kind="pflichtpraktikum", person={**YOUNG, **person})
    start = next_working_day()
    version = case.agree(starts_on=start, ends_on=start + timedelta(days=days))
    if rules.parties(is_minor=True) and Party.GUARDIAN not in {one.party for one in case.version.confirmations}:
        case.person_confirms(version, Party.GUARDIAN)
    case.allow()
    case.approve()
    return case


def lacks(case: Case) -> tuple[Missing, ...]:
    case.reload()
    return rules.missing(readiness(case.placement))


def test_nobody_under_18_starts_before_the_first_medical_exam(client: FlaskClient):
    case = young()
    sign_in(client, case.caseworker)
    here = f"/placements/{case.placement.id}"
    before, todo = lacks(case), client.get(here).text

    answer = client.post(f"{here}/note_exam", data={"examined_on": TODAY().isoformat()})

    assert before == (Missing.EXAM,)
    assert "Ärztliche Erstuntersuchung (unter 18 Jahren)" in todo
    assert f"{here}/note_exam" in todo
    assert answer.status_code == 303
    assert lacks(case) == ()
    assert case.placement.state is PlacementState.READY
    assert f"{here}/note_exam" not in client.get(here).text


@pytest.mark.parametrize("days", [1, -500])
def test_an_exam_of_tomorrow_or_of_long_ago_is_none(client: FlaskClient, days: int):
    case = young()
    sign_in(client, case.caseworker)
    day = (TODAY() + timedelta(days=days)).isoformat()

    answer = client.post(f"/placements/{case.placement.id}/note_exam", data={"examined_on": day})

    assert answer.status_code == 422
    assert "14 Monaten" in answer.text
    assert lacks(case) == (Missing.EXAM,)


def test_light_work_of_some_weeks_needs_none_and_the_page_says_what_light_means(client: FlaskClient):
    case = young(days=20)
    version = case.placement.agreements[-1]

    assert lacks(case) == ()
    assert "minor_medical_free" in {one.rule_id for one in services.findings(version)}


def test_of_a_grown_up_nobody_asks_for_an_exam(client: FlaskClient):
    case = Case()
    case.make_ready()
    sign_in(client, case.caseworker)

    with pytest.raises(GuardRefused):
        services.note_exam(case.placement, actor=case.staff, examined_on=TODAY())
    assert "note_exam" not in client.get(f"/placements/{case.placement.id}").text


def soon_18(**changed) -> Case:
    """Draft a job for somebody who turns 18 during it."""
    born = TODAY().replace(day=1, year=TODAY().year - 18) + timedelta(days=75)
    case = Case(kind="job_befristet", person={**YOUNG, "birth_date": born})
    start = next_working_day()
    case.write(
        starts_on=start, ends_on=start + timedelta(days=300), pay_eur=Decimal(9), pay_unit=PayUnit.HOUR, **changed
    )
    return case


def test_a_company_reads_on_the_draft_that_pay_must_rise_and_not_on_which_birthday(client: FlaskClient):
    case = soon_18()
    birthday = case.person.birth_date.replace(year=case.person.birth_date.year + 18)
    address = f"/placements/{case.placement.id}/agreements/1"
    pages = {}
    for name, user in (("staff", case.caseworker), ("firm", case.member)):
        sign_in(client, user)
        pages[name] = client.get(address).text

    day = f"{birthday:%d.%m.%Y}"
    assert f"Ab {day} gilt der Mindestlohn" in pages["staff"]
    assert "wird während des Einsatzes 18" in pages["firm"]
    assert day not in pages["firm"]
    assert "vielleicht noch schulpflichtig, bis" in pages["staff"]
    assert "vielleicht noch schulpflichtig." in pages["firm"]


def test_pay_that_is_enough_from_the_beginning_is_no_matter():
    case = soon_18()
    version = case.placement.agreements[-1]
    version.pay_eur = Decimal(15)

    assert "turns_18" not in {one.rule_id for one in services.findings(version)}
