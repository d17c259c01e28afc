"""What an authority is asked and answers, page by page."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.placements import services
from portal.placements.models import Clearance
from portal.placements.rules import ClearanceState, PlacementState
from tests.factories.organisations import OfficeFactory, actor_of, office_member
from tests.factories.placements import Case
from tests.signing import sign_in
from tests.statements import statements


def asked(**person) -> tuple[Case, Clearance]:
    """Make a placement whose work permission was asked for."""
    case = Case(residence={"unknown": True}, person=person)
    version = case.send()
    case.company_confirms(version)
    case.person_confirms(version)
    office = OfficeFactory(can_receive=["clearance:work_permission"])
    case.ask(case.next_clearance(), office.id, clock.today() + timedelta(days=5))
    db.session.commit()
    return case, case.next_clearance()


def clerk(clearance: Clearance):
    return office_member(clearance.office, role=Role.AUTHORITY)


def test_the_caseworker_chooses_among_the_offices_that_decide(client: FlaskClient):
    case = Case(residence={"unknown": True})
    case.company_confirms(case.send())
    case.sign_dossier()
    right = OfficeFactory(name="Amt Richtig", can_receive=["clearance:work_permission"])
    OfficeFactory(name="Amt Falsch", can_receive=["clearance:registration"])
    member = office_member(right, role=Role.AUTHORITY)
    sign_in(client, case.caseworker)
    address = f"/clearances/{case.next_clearance().id}/request"

    form = client.get(address).get_data(as_text=True)
    answer = client.post(address, data={"office_id": str(right.id)})

    assert "Amt Richtig" in form
    assert "Amt Falsch" not in form
    assert answer.status_code == 303
    assert case.next_clearance().state is ClearanceState.REQUESTED
    mails = db.session.query(OutboxMail).filter_by(kind="placements/clearance_requested")
    assert [mail.address for mail in mails] == [member.email]


def test_a_request_before_the_company_confirmed_says_why_not(client: FlaskClient):
    case = Case(residence={"unknown": True})
    case.send()
    office = OfficeFactory(can_receive=["clearance:work_permission"])
    sign_in(client, case.caseworker)

    answer = client.post(f"/clearances/{case.next_clearance().id}/request", data={"office_id": str(office.id)})

    assert answer.status_code == 422
    assert "bis der Betrieb die Vereinbarung bestätigt hat" in answer.get_data(as_text=True)
    assert case.next_clearance().state is ClearanceState.TO_PREPARE


def test_the_authority_answers_on_one_page(client: FlaskClient):
    case, clearance = asked()
    sign_in(client, clerk(clearance))
    values = {
        "answer": "granted",
        "decided_on": clock.today().isoformat(),
        "reference": "ABH 12/26",
        "conditions": "nur in Heinsberg",
        "valid_until": (clock.today() + timedelta(days=365)).isoformat(),
    }

    listed = client.get("/clearances/").get_data(as_text=True)
    answers = [client.post(f"/clearances/{clearance.id}/answer", data=values).status_code for _ in range(2)]
    done = client.get("/clearances/?done=1").get_data(as_text=True)

    case.reload()
    decided = case.next_clearance()
    assert case.placement.number in listed
    assert answers == [303, 303]
    assert (decided.state, decided.reference, decided.conditions) == (
        ClearanceState.GRANTED,
        "ABH 12/26",
        "nur in Heinsberg",
    )
    assert case.placement.number in done
    assert case.placement.state is PlacementState.PREPARING  # the approval is still missing


def test_a_refusal_needs_its_reason(client: FlaskClient):
    case, clearance = asked()
    sign_in(client, clerk(clearance))
    values = {"answer": "refused", "decided_on": clock.today().isoformat()}

    without = client.post(f"/clearances/{clearance.id}/answer", data=values)
    with_reason = client.post(f"/clearances/{clearance.id}/answer", data={**values, "reason": "Arbeitsverbot"})

    assert (without.status_code, with_reason.status_code) == (422, 303)
    assert case.next_clearance().state is ClearanceState.REFUSED
    assert audit.history("clearance", clearance.id)[0].reason == "Arbeitsverbot"


def refuse(clearance: Clearance) -> None:
    reason = "Arbeitsverbot Geheimgrund"
    services.refuse(clearance, services.Decision(clock.today()), actor=actor_of(clerk(clearance)), reason=reason)
    db.session.commit()


def test_who_is_refused_reads_in_the_own_language_where_to_find_advice_and_that_time_runs(client: FlaskClient):
    case, clearance = asked(email="amina@person.example", locale="ar")

    refuse(clearance)
    sign_in(client, case.caseworker)
    page = client.get(f"/clearances/{clearance.id}").get_data(as_text=True)

    [mail] = db.session.query(OutboxMail).filter_by(kind="placements/refused_person")
    assert (mail.address, mail.locale) == ("amina@person.example", "ar")
    assert "شهر واحد" in mail.body
    assert not {"Geheimgrund", case.company.name} & set(mail.body.split())
    assert "Die Person weiß Bescheid" in page


def test_who_reads_no_mail_is_called_by_the_caseworker_when_refused(client: FlaskClient):
    case, clearance = asked(email=None)

    refuse(clearance)
    sign_in(client, case.caseworker)
    page = client.get(f"/clearances/{clearance.id}").get_data(as_text=True)
    sign_in(client, clerk(clearance))
    of_office = client.get(f"/clearances/{clearance.id}").get_data(as_text=True)

    assert db.session.query(OutboxMail).filter_by(kind="placements/refused_person").count() == 0
    assert "Bitte rufen Sie die Person an, sie liest keine E-Mail" in page
    assert "liest keine E-Mail" not in of_office


def test_what_is_late_says_so(client: FlaskClient):
    _case, clearance = asked()
    clearance.due_on = clock.today() - timedelta(days=1)
    db.session.commit()
    sign_in(client, clerk(clearance))

    assert "überfällig" in client.get("/clearances/").get_data(as_text=True)
    assert "überfällig" in client.get(f"/clearances/{clearance.id}").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.CASEWORKER, Role.COORDINATOR])
def test_another_office_does_not_learn_that_it_was_asked(client: FlaskClient, role: Role):
    case, clearance = asked()
    other = OfficeFactory(can_receive=["clearance:work_permission"])
    sign_in(client, office_member(other, role=role))
    address = f"/clearances/{clearance.id}"
    values = {"answer": "granted", "decided_on": clock.today().isoformat(), "reason": "x", "office_id": str(other.id)}

    listed = client.get("/clearances/").get_data(as_text=True)
    statuses = {client.get(address).status_code, client.get(f"{address}/declaration.pdf").status_code}
    deeds = {client.post(f"{address}/{deed}", data=values).status_code for deed in ("answer", "request", "waive")}

    assert case.placement.number not in listed
    assert statuses <= {403, 404}
    assert deeds <= {403, 404}
    assert case.next_clearance().state is ClearanceState.REQUESTED


def test_doing_without_needs_a_reason(client: FlaskClient):
    case, clearance = asked()
    sign_in(client, case.caseworker)

    without = client.post(f"/clearances/{clearance.id}/waive")
    done = client.post(f"/clearances/{clearance.id}/waive", data={"reason": "Die Person ist Bürgerin der EU."})

    assert (without.status_code, done.status_code) == (422, 303)
    assert case.next_clearance().state is ClearanceState.NOT_NEEDED


def test_the_coordinator_sees_what_is_asked_and_no_name(client: FlaskClient):
    case, clearance = asked()
    sign_in(client, case.coordinator())

    page = client.get(f"/clearances/{clearance.id}").get_data(as_text=True)

    assert case.person.number in page
    assert case.person.first_name not in page


@pytest.mark.parametrize(
    "bad", ["", "\x00", "x" * 3000, "1900-01-01", "9999-12-31", "\u202e", "granted,refused", "<b>", "😀"]
)
@pytest.mark.parametrize("name", ["answer", "decided_on", "reference", "conditions", "valid_until", "reason"])
def test_a_bad_answer_is_refused_and_never_breaks(client: FlaskClient, name: str, bad: str):
    _case, clearance = asked()
    sign_in(client, clerk(clearance))
    values = {"answer": "refused", "decided_on": clock.today().isoformat(), "reason": "Arbeitsverbot", name: bad}

    assert client.post(f"/clearances/{clearance.id}/answer", data=values).status_code in (303, 422)


def test_the_inbox_costs_the_same_however_long_it_is(app, client: FlaskClient):
    _case, clearance = asked()
    sign_in(client, clerk(clearance))
    counts = []
    for more in (0, 3):
        for _ in range(more):
            _other, another = asked()
            another.office_id = clearance.office_id
        db.session.commit()
        client.get("/clearances/")
        with statements(app) as said:
            client.get("/clearances/")
        counts.append(len(said))

    assert counts[0] == counts[1]
    assert counts[0] <= 5
