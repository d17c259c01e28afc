"""Request and power of attorney: printed for the own office, signed by the person before the authority is asked."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.errors import GuardRefused
from portal.placements import services
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceState
from tests.factories.organisations import OfficeFactory, office_member
from tests.factories.placements import Case
from tests.signing import sign_in

PAPERS = ("application.pdf", "power-of-attorney.pdf")
needs_tools = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")


def waiting(**person) -> tuple[Case, Clearance]:
    """Make a placement whose company has confirmed, and which needs a permission nobody has signed for."""
    case = Case(residence={"unknown": True}, person=person)
    case.company_confirms(case.send())
    return case, case.next_clearance()


def office():
    return OfficeFactory(can_receive=["clearance:work_permission"])


def words(paper: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=paper, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize("signed", [{}, {"request_signed_on": 0}, {"proxy_signed_on": 0}])
def test_no_authority_is_asked_before_the_person_has_signed_both(signed: dict[str, int]):
    case, clearance = waiting()
    if signed:
        services.sign_dossier(clearance, actor=case.staff, **dict.fromkeys(signed, clock.today()))

    with pytest.raises(GuardRefused) as caught:
        services.request(clearance, actor=case.staff, office_id=office().id)
    assert "Vollmacht" in str(caught.value.message)

    db.session.rollback()
    assert case.next_clearance().state is ClearanceState.TO_PREPARE


def test_both_days_are_noted_one_after_the_other_and_the_authority_can_be_asked(client: FlaskClient):
    case, clearance = waiting()
    sign_in(client, case.caseworker)
    address, yesterday = f"/clearances/{clearance.id}", (clock.today() - timedelta(days=1)).isoformat()
    before = client.get(address).text

    first = client.post(f"{address}/signatures", data={"request_signed_on": yesterday})
    second = client.post(f"{address}/signatures", data={"proxy_signed_on": clock.today().isoformat()})
    again = client.post(f"{address}/signatures", data={"proxy_signed_on": clock.today().isoformat()})
    case.next_clearance()
    services.request(case.placement.clearances[0], actor=case.staff, office_id=office().id)

    assert "lassen Sie beide unterschreiben" in before
    assert "lassen Sie beide unterschreiben" not in client.get(address).text
    assert [answer.status_code for answer in (first, second, again)] == [303, 303, 303]
    assert clearance.request_signed_on == clock.today() - timedelta(days=1)
    assert clearance.proxy_signed_on == clock.today()
    assert [one.name for one in audit.history("clearance", clearance.id)].count("sign_dossier") == 2


@pytest.mark.parametrize(("name", "days"), [("request_signed_on", 1), ("proxy_signed_on", 30)])
def test_nobody_has_signed_tomorrow(client: FlaskClient, name: str, days: int):
    case, clearance = waiting()
    sign_in(client, case.caseworker)

    day = (clock.today() + timedelta(days=days)).isoformat()
    answers = [client.post(f"/clearances/{clearance.id}/signatures", data=data) for data in ({name: day}, {})]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert case.next_clearance().request_signed_on is None


def test_nothing_is_signed_while_the_text_is_a_draft():
    case = Case(residence={"unknown": True})
    case.write()

    with pytest.raises(GuardRefused) as caught:
        services.sign_dossier(case.next_clearance(), actor=case.staff, request_signed_on=clock.today())
    assert "zuerst die Vereinbarung" in str(caught.value.message)


def test_what_the_company_or_the_chamber_asks_for_is_not_signed_by_the_person():
    case = Case(kind="mag")
    case.company_confirms(case.send())
    clearance = case.next_clearance()

    with pytest.raises(GuardRefused) as caught:
        services.sign_dossier(clearance, actor=case.staff, request_signed_on=clock.today())
    assert "nicht die Person" in str(caught.value.message)
    services.request(
        clearance, actor=case.staff, office_id=OfficeFactory(can_receive=["clearance:measure_approval"]).id
    )


@pytest.mark.parametrize("asked", [False, True])
def test_other_terms_need_another_request_and_the_same_power_of_attorney(asked: bool):
    case, _clearance = waiting()
    case.person_confirms(case.version)
    case.sign_dossier()
    if asked:
        services.request(case.next_clearance(), actor=case.staff, office_id=office().id)
    proxy = case.next_clearance().proxy_signed_on

    case.send(weekly_hours=case.version.weekly_hours + 2)

    found = case.next_clearance()
    assert (found.state, found.request_signed_on, found.proxy_signed_on) == (ClearanceState.TO_PREPARE, None, proxy)


def test_the_same_terms_in_a_new_version_leave_the_signatures():
    case, _clearance = waiting()
    case.person_confirms(case.version)
    case.sign_dossier()

    case.send(tutor_name="Herr Neu")

    assert case.next_clearance().request_signed_on == clock.today()


@needs_tools
def test_the_papers_name_the_job_the_authority_and_where_the_power_ends(client: FlaskClient):
    case, clearance = waiting()
    clearance.office = OfficeFactory(name="Ausländerbehörde Musterkreis")
    db.session.commit()
    sign_in(client, case.caseworker)

    request, proxy = (words(client.get(f"/clearances/{clearance.id}/{name}").data) for name in PAPERS)

    for paper in (request, proxy):
        assert f"{case.person.first_name} {case.person.last_name}" in paper
        assert case.company.name in paper
        assert "Ausländerbehörde Musterkreis" in paper
    assert "30 Stunden" in request
    assert "Das darf der Integration Point nicht" in proxy


@needs_tools
def test_of_somebody_under_18_the_guardian_signs_too_and_both_languages_stand_side_by_side(client: FlaskClient):
    case, clearance = waiting(minor=True, guardian_name="Samira Vormund", locale="uk")
    sign_in(client, case.caseworker)

    request, proxy = (words(client.get(f"/clearances/{clearance.id}/{name}").data) for name in PAPERS)

    assert "Samira Vormund" in request
    assert "Samira Vormund" in proxy
    assert "Довіреність" in proxy
    assert "Vollmacht" in proxy
    assert "Заява про дозвіл на роботу" in request


@pytest.mark.parametrize("name", [*PAPERS, "signatures"])
def test_nobody_but_the_own_caseworker_prints_or_notes_them(client: FlaskClient, name: str):
    case, clearance = waiting()
    case.ask(clearance, office().id)
    authority = office_member(clearance.office, role=Role.AUTHORITY)

    for user in (case.member, office_member(), case.coordinator(), authority):
        sign_in(client, user)
        assert client.get(f"/clearances/{clearance.id}/{name}").status_code in (403, 404)
