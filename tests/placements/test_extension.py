"""Going on beyond the agreed day: one new day, the same words, the law asked again, the running agreement untouched."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import db
from portal.placements import services
from portal.placements.rules import AgreementState, PlacementState
from portal.vacancies.rules import PayUnit
from tests.factories.organisations import company_member, office_member
from tests.factories.placements import Case
from tests.placements.browsing import here, purpose
from tests.signing import sign_in

FIRST, LAST, AFTER_NEW_YEAR = date(2026, 11, 30), date(2026, 12, 18), date(2027, 2, 26)
OLD_MINIMUM, NEW_MINIMUM = Decimal("13.90"), Decimal("14.60")
PAY = {"pay_unit": PayUnit.HOUR, "pay_eur": OLD_MINIMUM}


@pytest.fixture
def case():
    """Let a job with an end run, paid the minimum wage of its year, and look at it a week before its last day."""
    with time_machine.travel("2026-11-30T09:00:00+00:00"):
        case = Case(kind="job_befristet", person={"email": "amina@person.example"})
        case.make_ready(starts_on=FIRST, ends_on=LAST, **PAY)
        services.start(case.placement, actor=case.firm, started_on=FIRST)
        purpose(case)
    with time_machine.travel("2026-12-11T09:00:00+00:00"):
        yield case


def extended(client: FlaskClient, case: Case, day: date = AFTER_NEW_YEAR, **values: str):
    data = {"record_id": str(db.new_id()), "ends_on": day.isoformat(), **values}
    return client.post(here(case, "/extend"), data=data)


def test_an_extension_over_new_year_is_not_sent_below_the_new_minimum_wage(client: FlaskClient, case: Case):
    sign_in(client, case.member)
    assert here(case, "/extend") in client.get(here(case)).text

    made = extended(client, case)
    draft = client.get(made.location).text
    refused = client.post(here(case, "/agreements/2/send"))

    assert made.status_code == 303
    assert (case.version.starts_on, case.version.ends_on, case.version.pay_eur) == (FIRST, AFTER_NEW_YEAR, OLD_MINIMUM)
    assert "14,60" in draft
    assert refused.status_code == 422
    assert case.version.state is AgreementState.DRAFT
    services.edit(case.version, services.Content(**content(case, pay_eur=NEW_MINIMUM)), actor=case.firm)
    assert client.post(here(case, "/agreements/2/send")).status_code == 303

    version = case.version
    case.company_confirms(version)
    assert case.placement.ends_on == LAST  # the old words count until all have said yes
    case.person_confirms(version)
    case.reload()
    assert [one.state for one in case.placement.agreements] == [AgreementState.SUPERSEDED, AgreementState.IN_FORCE]
    assert (case.placement.state, case.placement.ends_on) == (PlacementState.RUNNING, AFTER_NEW_YEAR)


def content(case: Case, **changed) -> dict:
    return {name: getattr(case.version, name) for name in services.Content.__dataclass_fields__} | changed


@pytest.mark.parametrize("days", [0, -3])
def test_the_new_last_day_is_a_later_one(client: FlaskClient, case: Case, days: int):
    sign_in(client, case.member)

    answer = extended(client, case, LAST + timedelta(days=days))

    assert answer.status_code == 422
    assert "nach dem bisherigen" in answer.text
    assert len(case.placement.agreements) == 1


def test_a_double_click_makes_one_draft(client: FlaskClient, case: Case):
    sign_in(client, case.caseworker)
    form = str(db.new_id())

    statuses = [extended(client, case, record_id=form).status_code for _ in range(2)]

    case.reload()
    assert statuses == [303, 303]
    assert len(case.placement.agreements) == 2


def test_while_a_draft_is_there_nothing_is_extended(client: FlaskClient, case: Case):
    sign_in(client, case.member)
    extended(client, case)

    again = extended(client, case)

    case.reload()
    assert again.status_code == 422
    assert here(case, "/extend") not in client.get(here(case)).text
    assert len(case.placement.agreements) == 2


def test_strangers_extend_nothing(client: FlaskClient, case: Case):
    for user in (company_member(), office_member()):
        sign_in(client, user)
        assert client.get(here(case, "/extend")).status_code == 404
        assert extended(client, case).status_code == 404
