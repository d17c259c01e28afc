"""Companies come in by one public page, by telephone, and once."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.accounts.models import Invitation, User
from portal.core import audit, clock, db, retention
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership, Organisation
from portal.organisations.rules import CompanyState, Proof
from portal.wiring import RETENTION
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import OrganisationFactory, office_member
from tests.mailbox import link_in
from tests.signing import sign_in

GOOD = {
    "name": "Möbel Müller GmbH",
    "street": "Hochstraße 1",
    "postal_code": "41812",
    "town": "",
    "proof": "employer_number",
    "register_number": "1234 5678",
    "contact_name": "Kim Müller",
    "contact_phone": "02452 1234",
    "contact_email": "Kim@Mueller.example",
    "password": PASSWORD,
}


def record_id(client: FlaskClient) -> str:
    """Give the id the form has prepared."""
    found = re.search(r'name="record_id"[^>]*value="([^"]+)"', client.get("/organisations/sign-up").text)
    assert found
    return found.group(1)


def send(client: FlaskClient, **changed: str) -> TestResponse:
    """Send the form, with some fields changed."""
    data = {"record_id": record_id(client), **GOOD, **changed}
    return client.post("/organisations/sign-up", data=data)


def mails(kind: str) -> list[OutboxMail]:
    """Give the mails of a kind."""
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind)))


def number_of(model: type) -> int:
    """Count rows."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_sign_up_makes_company_user_membership_and_mails_together(client):
    lead = office_member(role=Role.COORDINATOR)

    answer = send(client)

    company = db.session.scalars(select(Organisation)).one()
    member = db.session.scalars(select(Membership).where(Membership.organisation_id == company.id)).one()
    user = db.session.get_one(User, member.user_id)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/organisations/signed-up")
    assert (company.state, company.proof, company.town, company.ags) == (
        CompanyState.REGISTERED,
        Proof.EMPLOYER_NUMBER,
        "Erkelenz",
        "05370004",
    )
    assert (company.contact_phone, company.sort_name) == ("+49 2452 1234", "moebel mueller gmbh")
    assert (member.role, member.is_active) == (Role.COMPANY_ADMIN, True)
    assert (user.email_key, user.confirmed_at) == ("kim@mueller.example", None)
    assert [mail.address for mail in mails("accounts/confirmation")] == [GOOD["contact_email"]]
    assert [mail.address for mail in mails("organisations/registered")] == [lead.email]


def test_the_whole_way_in_from_sign_up_to_the_own_company(client):
    send(client)
    [mail] = mails("accounts/confirmation")
    client.post(link_in(mail))

    client.post("/login", data={"email": GOOD["contact_email"], "password": PASSWORD})

    page = client.get("/organisations/mine", follow_redirects=True)
    assert page.status_code == 200
    assert "Möbel Müller GmbH" in page.text


def test_a_known_address_gets_the_same_answer_and_an_invitation_by_mail(client):
    known = UserFactory(email="kim@mueller.example")
    password = known.password

    answer = send(client)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/organisations/signed-up")
    invitation = db.session.scalars(select(Invitation)).one()
    assert (invitation.role, invitation.email) == (Role.COMPANY_ADMIN, known.email)
    assert [mail.address for mail in mails("accounts/invitation")] == [known.email]
    assert (known.password, number_of(User), number_of(Membership)) == (password, 1, 0)


def test_a_double_click_signs_up_once(client):
    data = {"record_id": record_id(client), **GOOD}

    answers = [client.post("/organisations/sign-up", data=data) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/organisations/signed-up"] * 2
    assert (number_of(Organisation), number_of(User)) == (1, 1)


def test_call_me_needs_no_number_and_two_such_companies_may_be(client):
    answers = [send(client, proof="call", register_number="", contact_email=f"a{turn}@b.example") for turn in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_a_postal_code_of_two_towns_asks_which(client):
    asked = send(client, postal_code="52525")
    told = send(client, postal_code="52525", town="waldfeucht")

    assert (asked.status_code, told.status_code) == (422, 303)
    assert "Heinsberg, Waldfeucht" in asked.text
    assert db.session.scalars(select(Organisation.town)).one() == "Waldfeucht"


def test_a_town_outside_the_region_is_taken_as_written(client):
    assert send(client, postal_code="10115", town="Berlin").status_code == 303
    assert send(client, postal_code="10115", contact_email="b@b.example", register_number="87654321").status_code == 422


@pytest.mark.parametrize("field", [name for name in GOOD if name not in ("town", "proof")])
@pytest.mark.parametrize("value", ["", "x" * 5000, "\x00", "\u202e\u2066"])
def test_bad_input_is_refused_at_its_field_and_the_rest_is_kept(client, field, value):
    answer = send(client, **{field: value})

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert ("Hochstraße 1" in answer.text) is (field != "street")
    assert number_of(Organisation) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("proof", "nothing"),
        ("record_id", "no id"),
        ("postal_code", "4181"),
        ("postal_code", "١٢٣٤٥"),
        ("contact_phone", "12"),
        ("contact_phone", "call me"),
        ("contact_email", "kim@"),
        ("contact_email", f"{'k' * 65}@mueller.example"),
        ("register_number", "1234"),
        ("password", "short"),
    ],
)
def test_what_cannot_be_is_refused(client, field, value):
    assert send(client, **{field: value}).status_code == 422


def test_a_name_of_any_script_is_taken(client):
    assert send(client, name="Bäckerei 🥨 الخباز", contact_name="Ярослава 林").status_code == 303


def test_a_sign_up_nobody_confirms_goes_after_its_time(client):
    send(client)
    company = db.session.scalars(select(Organisation)).one()

    with time_machine.travel(clock.now() + timedelta(days=31)):
        retention.run_due(RETENTION)

    db.session.expire_all()
    user = db.session.scalars(select(User)).one()
    assert (user.name, user.active) == ("", False)
    assert company.state is CompanyState.CLOSED


def test_an_account_in_use_stays_and_one_forgotten_goes(client):
    used, forgotten = UserFactory(), UserFactory()
    later = clock.now() + timedelta(days=731)
    used.last_seen_at = later - timedelta(days=10)
    db.session.commit()

    with time_machine.travel(later):
        retention.run_due(RETENTION)

    db.session.expire_all()
    assert (used.active, forgotten.active) == (True, False)


def test_staff_enter_a_company_by_telephone_without_any_user(client):
    employer_service = office_member(role=Role.EMPLOYER_SERVICE)
    sign_in(client, employer_service)
    page = client.get("/organisations/new")
    found = re.search(r'name="record_id"[^>]*value="([^"]+)"', page.text)
    assert found
    data = {**GOOD, "record_id": found.group(1), "contact_email": "", "proof": "call", "proof_note": "Angerufen."}

    answers = [client.post("/organisations/new", data=data) for _ in range(2)]

    company = db.session.scalars(select(Organisation)).one()
    assert [answer.headers["Location"] for answer in answers] == [f"/organisations/{company.id}"] * 2
    assert number_of(User) == 1
    event = audit.latest("company", company.id)
    assert event is not None
    assert (event.name, event.actor_id) == ("register", employer_service.id)


def test_staff_are_told_that_a_number_is_taken(client):
    OrganisationFactory(register_key="employer_number:12345678")
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    answer = client.post("/organisations/new", data={**GOOD, "record_id": str(uuid4())})

    assert answer.status_code == 422
    assert "schon ein Betrieb eingetragen" in answer.text


def test_a_company_somebody_else_entered_under_the_same_id_is_not_found(client):
    company = OrganisationFactory()
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    answer = client.post("/organisations/new", data={**GOOD, "record_id": str(company.id)})

    assert answer.status_code == 404
