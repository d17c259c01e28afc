"""A company's way between its states, its data, its page and the list."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import audit, clock, db
from portal.core.actor import COMPANY_ROLES, SYSTEM, Actor, Channel, Role
from portal.core.audit import Change
from portal.core.errors import NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.outbox import OutboxMail
from portal.organisations.models import ContactEntry, Organisation
from portal.organisations.rules import CompanyState
from portal.organisations.services import companies
from portal.organisations.workflow import WORKFLOW, OwnEntry
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.signing import sign_in
from tests.statements import statements

S = CompanyState
MOVES = {
    "verify": ({S.REGISTERED: S.VERIFIED}, {Role.EMPLOYER_SERVICE, Role.COORDINATOR}),
    "suspend": ({S.VERIFIED: S.SUSPENDED}, {Role.EMPLOYER_SERVICE, Role.COORDINATOR}),
    "resume": ({S.SUSPENDED: S.VERIFIED}, {Role.EMPLOYER_SERVICE, Role.COORDINATOR}),
    "close": (
        {S.REGISTERED: S.CLOSED, S.VERIFIED: S.CLOSED, S.SUSPENDED: S.CLOSED},
        {Role.COMPANY_ADMIN, Role.EMPLOYER_SERVICE, Role.COORDINATOR},
    ),
}
ROLES = [*COMPANY_ROLES, Role.CASEWORKER, Role.EMPLOYER_SERVICE, Role.COORDINATOR, Role.AUTHORITY, Role.ADMINISTRATOR]
EDIT = {
    "name": "Neuer Name GmbH",
    "street": "Neue Straße 2",
    "postal_code": "41812",
    "contact_name": "Neu Person",
    "contact_phone": "02431 99",
    "contact_email": "",
    "website": "",
    "employees": "",
    "about": "",
    "holidays_from": "",
    "holidays_until": "",
    "max_proposals_per_month": "",
    "no_proposals_until": "",
}


def somebody(role: Role, company: Organisation) -> Actor:
    """Make somebody of a role: of this company, or of an office."""
    user = company_member(company, role=role) if role in COMPANY_ROLES else office_member(role=role)
    return actor_of(user)


def mails(kind: str) -> list[str]:
    """Give the addresses a kind of mail goes to."""
    return list(db.session.scalars(select(OutboxMail.address).where(OutboxMail.kind == kind)))


@pytest.mark.parametrize("event", MOVES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", list(S))
def test_the_whole_table(event, role, state):
    moves, allowed = MOVES[event]
    company = OrganisationFactory(state=state)
    actor = somebody(role, company)

    if role in allowed and state in moves:
        companies.step(event, company, actor=actor, reason="Grund")
        assert company.state is moves[state]
    else:
        with pytest.raises((NotAllowed, NotFound, TransitionNotAllowed)):
            companies.step(event, company, actor=actor, reason="Grund")
        assert company.state is state


@pytest.mark.parametrize("event", ["suspend", "close"])
def test_what_hurts_needs_a_reason(event):
    company = OrganisationFactory(verified=True)

    with pytest.raises(ReasonMissing):
        companies.step(event, company, actor=somebody(Role.COORDINATOR, company), reason=" ")


def test_nobody_verifies_what_they_entered():
    company = OrganisationFactory.build(name="Neu GmbH")
    data = {name: getattr(company, name) for name in ("name", "proof", "street", "postal_code", "town")}
    actor = actor_of(office_member(role=Role.EMPLOYER_SERVICE))
    entered = companies.register(uuid4(), {**data, "contact_name": "Kim", "contact_phone": "02452 1"}, actor=actor)

    with pytest.raises(OwnEntry):
        companies.step("verify", entered, actor=actor)

    companies.step("verify", entered, actor=somebody(Role.EMPLOYER_SERVICE, entered))
    assert entered.state is S.VERIFIED


def test_who_entered_a_company_reads_that_somebody_else_verifies_it(client):
    author, colleague = (office_member(role=Role.EMPLOYER_SERVICE) for _ in range(2))
    company = OrganisationFactory()
    audit.record("company", company, Change("register", None, S.REGISTERED, clock.now()), actor_of(author))
    pages = []
    for reader in (author, colleague):
        sign_in(client, reader)
        pages.append(client.get(f"/organisations/{company.id}").text)

    assert [f"/organisations/{company.id}/verify" in page for page in pages] == [False, True]
    assert [str(OwnEntry.message) in page for page in pages] == [True, False]


def test_staff_who_act_for_a_company_do_not_judge_companies_meanwhile():
    company = OrganisationFactory()
    actor = somebody(Role.EMPLOYER_SERVICE, company).acting_for(company.id, "Frau Beispiel", Channel.PHONE)

    with pytest.raises(NotAllowed):
        companies.step("verify", company, actor=actor)


def test_the_company_is_told_and_other_areas_hear_of_a_suspension():
    company = OrganisationFactory(verified=True)
    member = company_member(company)
    heard: list[str] = []
    WORKFLOW.react(
        "suspend", lambda record, _actor, change: heard.append(change.to_state) if record is company else None
    )

    companies.step("suspend", company, actor=somebody(Role.COORDINATOR, company), reason="Beschwerde")

    assert mails("organisations/suspended") == [member.email]
    assert heard == ["suspended"]
    event = audit.latest("company", company.id)
    assert event is not None
    assert (event.name, event.reason) == ("suspend", "Beschwerde")


def test_a_company_without_users_is_told_at_its_contact_address():
    company = OrganisationFactory(contact_email="buero@firma.example")

    companies.step("verify", company, actor=somebody(Role.COORDINATOR, company))

    assert mails("organisations/verified") == ["buero@firma.example"]


def test_a_step_by_the_page_asks_first_and_leads_back(client):
    company = OrganisationFactory(verified=True)
    sign_in(client, office_member(role=Role.COORDINATOR))
    address = f"/organisations/{company.id}/suspend"

    asked, empty = client.get(address), client.post(address, data={"reason": ""})
    answer = client.post(address, data={"reason": "Beschwerde"})

    assert (asked.status_code, empty.status_code, answer.status_code) == (200, 422, 303)
    assert "Gesperrt" in client.get(answer.headers["Location"]).text


def test_a_step_that_is_over_is_a_conflict(client):
    company = OrganisationFactory(verified=True)
    sign_in(client, office_member(role=Role.COORDINATOR))

    assert client.get(f"/organisations/{company.id}/verify").status_code == 409


@pytest.mark.parametrize("page", ["", "/edit", "/close", "/suspend"])
def test_the_admin_of_another_company_does_not_learn_that_it_exists(client, page):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(role=Role.COMPANY_ADMIN))
    address = f"/organisations/{company.id}{page}"

    assert client.get(address).status_code == 404
    if page:
        assert client.post(address, data={**EDIT, "reason": "x", "version": company.version}).status_code == 404
    assert audit.latest("company", company.id) is None


def edit(client: FlaskClient, company: Organisation, **changed: Any) -> int:
    """Send the form of the company's data."""
    data = {**EDIT, "version": company.version, **changed}
    return client.post(f"/organisations/{company.id}/edit", data=data).status_code


def test_an_admin_changes_the_own_data(client):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    status = edit(
        client, company, website="https://firma.example", holidays_from="2026-12-21", holidays_until="2027-01-06"
    )

    assert status == 303
    assert (company.name, company.town, company.sort_name) == ("Neuer Name GmbH", "Erkelenz", "neuer name gmbh")
    assert [event.name for event in audit.history("company", company.id)] == ["edit"]


def test_a_company_says_how_many_proposals_it_can_look_at_and_from_when(client):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    edit(client, company, max_proposals_per_month="3", no_proposals_until="2027-01-31")

    assert (company.max_proposals_per_month, company.no_proposals_until) == (3, date(2027, 1, 31))
    assert "31. Januar 2027" in client.get(f"/organisations/{company.id}").text
    edit(client, company)
    assert (company.max_proposals_per_month, company.no_proposals_until) == (None, None)


def test_a_recruiter_reads_the_data_but_does_not_change_them(client):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(company))

    assert client.get(f"/organisations/{company.id}").status_code == 200
    assert edit(client, company) == 403


def test_a_stale_form_shows_both_versions(client):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    assert edit(client, company, version=company.version - 1) == 409


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "x" * 161},
        {"website": "javascript:alert(1)"},
        {"website": "not an address"},
        {"employees": "-1"},
        {"employees": "many"},
        {"employees": "99999999999999999999"},
        {"about": "x" * 2001},
        {"about": "x" * 1_000_000},
        {"holidays_from": "2026-12-21"},
        {"holidays_from": "2026-12-21", "holidays_until": "2026-12-20"},
        {"holidays_from": "9999-99-99", "holidays_until": "x"},
        {"contact_email": "nowhere"},
        {"max_proposals_per_month": "0"},
        {"max_proposals_per_month": "100"},
        {"no_proposals_until": "soon"},
    ],
)
def test_bad_data_are_refused(client, bad):
    company = OrganisationFactory(verified=True)
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    assert edit(client, company, **bad) == 422


def test_the_list_is_searched_filtered_and_paged_at_a_constant_cost(app, client):
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))
    for _ in range(3):
        OrganisationFactory(state=S.REGISTERED)
    with statements(app) as few:
        client.get("/organisations")
    for number in range(22):
        OrganisationFactory(name=f"Bäckerei {number:02}", sort_name=f"baeckerei {number:02}", state=S.REGISTERED)

    with statements(app) as many:
        page = client.get("/organisations?q=BÄCKER&state=registered&page=2")

    assert len(many) == len(few)
    assert "22 Betriebe" in page.text
    assert ("Bäckerei 20" in page.text, "Bäckerei 19" in page.text) == (True, False)
    assert "Bäckerei 07" in client.get("/organisations?q=Bäckerei 07").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=99999999999", "page=x", "state=lost", "q=%00%E2%80%AE", "ags=%27", "q=%25"]
)
def test_the_list_bears_any_question(client, query):
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    assert client.get(f"/organisations?{query}").status_code == 200


def test_a_contact_is_logged_once_and_seen_by_staff_only(client):
    company, entry_id = OrganisationFactory(verified=True), str(uuid4())
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))
    data = {"record_id": entry_id, "channel": "phone", "contact": "Frau Beispiel", "text": "Ruft zurück."}

    for _ in range(2):
        client.post(f"/organisations/{company.id}/contacts/new", data=data)

    assert len(db.session.scalars(select(ContactEntry)).all()) == 1
    assert "Ruft zurück." in client.get(f"/organisations/{company.id}").text
    sign_in(client, company_member(company))
    assert "Ruft zurück." not in client.get(f"/organisations/{company.id}").text


def test_the_system_closes_without_a_reason():
    company = OrganisationFactory()

    companies.step("close", company, actor=SYSTEM)

    assert company.state is S.CLOSED
