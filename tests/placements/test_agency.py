"""What the employment agency says within a work permission, what it is asked beforehand, and what a firm keeps to."""

import subprocess
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock, db, i18n
from portal.core.actor import Role
from portal.core.errors import GuardRefused
from portal.organisations.models import Office
from portal.placements import rules, services
from portal.placements.models import Clearance
from portal.placements.queries import readiness
from portal.placements.rules import BaConsent, ClearanceItem, ClearanceState, Missing, PlacementState
from tests.factories.organisations import OfficeFactory, actor_of, office_member
from tests.factories.placements import Case
from tests.placements.browsing import here, purpose
from tests.placements.test_clearances import asked, clerk
from tests.signing import sign_in


def noted(client: FlaskClient, clearance: Clearance, **values: str) -> int:
    """Note the agency's answer on the page."""
    day = {"consent_on": clock.today().isoformat()}
    return client.post(f"/clearances/{clearance.id}/consent", data={**day, **values}).status_code


def prior_of(case: Case) -> Clearance:
    case.reload()
    return next(one for one in case.placement.clearances if one.item is ClearanceItem.PRIOR_APPROVAL)


def test_the_authority_says_how_far_it_is_with_the_agency(client: FlaskClient):
    case, clearance = asked()
    sign_in(client, clerk(clearance))

    statuses = [noted(client, clearance, consent="asked") for _ in range(2)]

    sign_in(client, case.caseworker)
    page = client.get(f"/clearances/{clearance.id}").text
    assert statuses == [303, 303]
    assert page.count("Stand bei der Agentur für Arbeit") == 2  # the button and one line of the history
    in_two_weeks = clock.today() + timedelta(weeks=2)
    assert f"Ohne Antwort gilt sie ab dem {i18n.day(in_two_weeks)} als erteilt." in page
    assert case.next_clearance().state is ClearanceState.REQUESTED


def test_what_the_agency_refused_is_not_granted(client: FlaskClient):
    _case, clearance = asked()
    sign_in(client, clerk(clearance))
    assert noted(client, clearance, consent="refused") == 303
    granted = {"answer": "granted", "decided_on": clock.today().isoformat()}

    answer = client.post(f"/clearances/{clearance.id}/answer", data=granted)
    assert noted(client, clearance, consent="given") == 303
    after = client.post(f"/clearances/{clearance.id}/answer", data=granted)

    assert (answer.status_code, after.status_code) == (422, 303)
    assert "hat nicht zugestimmt" in answer.text


@pytest.mark.parametrize("days", [1, 30])
def test_no_consent_is_of_tomorrow(client: FlaskClient, days: int):
    _case, clearance = asked()
    sign_in(client, clerk(clearance))

    later = (clock.today() + timedelta(days=days)).isoformat()

    assert noted(client, clearance, consent="given", consent_on=later) == 422
    assert db.session.get_one(Clearance, clearance.id).consent is None


def test_a_change_of_the_terms_forgets_what_the_agency_said():
    case, clearance = asked()
    services.note_consent(clearance, BaConsent.GIVEN, clock.today(), actor=case.staff)
    case.send(weekly_hours=case.version.weekly_hours + 2)

    forgotten = case.next_clearance()
    assert (forgotten.state, forgotten.consent, forgotten.consent_on) == (ClearanceState.TO_PREPARE, None, None)


def test_the_agency_asked_beforehand_has_to_answer_before_anybody_starts(client: FlaskClient):
    case = Case(residence={"unknown": True})
    case.agree()
    permission = case.next_clearance()
    sign_in(client, case.caseworker)
    address = f"/clearances/{permission.id}/prior"
    assert address in client.get(f"/clearances/{permission.id}").text

    first, second = client.post(address), client.post(address)

    assert (first.status_code, second.status_code) == (303, 422)
    assert "schon vorgemerkt" in second.text
    assert address not in client.get(f"/clearances/{permission.id}").text
    agency = OfficeFactory(can_receive=["clearance:prior_approval"])
    services.request(prior_of(case), actor=case.staff, office_id=agency.id)
    abh = OfficeFactory(can_receive=["clearance:work_permission"])
    case.ask(case.next_clearance(), abh.id)
    services.grant(case.next_clearance(), services.Decision(clock.today()), actor=case.staff)
    case.approve()
    assert rules.missing(readiness(case.placement)) == (Missing.CLEARANCE,)
    services.grant(prior_of(case), services.Decision(clock.today()), actor=actor_of(member(agency)))
    db.session.commit()
    case.reload()
    assert case.placement.state is PlacementState.READY


def member(office: Office):
    return office_member(office, role=Role.AUTHORITY)


def test_nobody_is_asked_beforehand_where_no_permission_is_open():
    case, clearance = asked()
    services.grant(clearance, services.Decision(clock.today()), actor=case.staff)
    db.session.commit()

    with pytest.raises(GuardRefused):
        services.prepare_prior(case.next_clearance(), actor=case.staff)
    db.session.rollback()
    case.reload()
    assert len(case.placement.clearances) == 1


@pytest.mark.parametrize("path", ["consent", "prior"])
def test_strangers_find_neither_page(client: FlaskClient, path: str):
    case, clearance = asked()

    for user, statuses in ((case.member, (403,)), (office_member(), (404,)), (member(OfficeFactory()), (403, 404))):
        sign_in(client, user)
        for method in (client.get, client.post):
            assert method(f"/clearances/{clearance.id}/{path}").status_code in statuses


def test_what_is_to_be_observed_reaches_company_and_paper_and_the_conditions_do_not(client: FlaskClient):
    case, clearance = asked()
    decision = services.Decision(
        clock.today(), "Az. 7", conditions="Vorsprache Geheimtermin", to_observe="Höchstens 20 Stunden in der Woche"
    )
    services.grant(clearance, decision, actor=actor_of(clerk(clearance)))
    purpose(case)
    sign_in(client, case.member)

    page = client.get(here(case)).text
    paper = client.get(here(case, "/agreements/1.pdf")).data

    words = subprocess.run(["pdftotext", "-raw", "-", "-"], input=paper, capture_output=True, check=True)
    for text in (page, words.stdout.decode()):
        assert "Höchstens 20 Stunden in der Woche" in text
        assert "Geheimtermin" not in text


def test_where_somebody_comes_from_is_nothing_to_be_observed(client: FlaskClient):
    case, clearance = asked()
    sign_in(client, clerk(clearance))
    values = {"answer": "granted", "decided_on": clock.today().isoformat(), "to_observe": "Nur mit Duldung"}

    answer = client.post(f"/clearances/{clearance.id}/answer", data=values)

    assert answer.status_code == 422
    assert "Duldung" in answer.text
    assert case.next_clearance().state is ClearanceState.REQUESTED
