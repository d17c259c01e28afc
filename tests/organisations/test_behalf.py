"""Acting for a company: who may, what it leaves behind, the copy, and the objection."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import audit, clock, db, outbox
from portal.core.actor import Channel, Role
from portal.core.audit import Change
from portal.core.errors import NotAllowed, NotFound
from portal.core.outbox import OutboxMail
from portal.organisations.models import ContactEntry, Organisation
from portal.organisations.rules import CompanyState
from portal.organisations.services import acting_for
from portal.organisations.services.behalf import CompanyClosed, copy_to_company
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.mailbox import link_in
from tests.organisations.test_companies import edit
from tests.signing import sign_in

BANNER = "Sie handeln für"


@pytest.fixture
def staff(client: FlaskClient, company: Organisation) -> User:
    """Somebody of the employer service who acts for the company."""
    user = office_member(role=Role.EMPLOYER_SERVICE)
    sign_in(client, user)
    begin(client, company)
    return user


def begin(client: FlaskClient, company: Organisation, **changed: Any) -> int:
    """Send the form that begins."""
    data = {"contact": "Frau Beispiel", "channel": "phone", **changed}
    return client.post(f"/organisations/{company.id}/act-for", data=data).status_code


def copies() -> list[OutboxMail]:
    """Give the copies sent."""
    query = select(OutboxMail).where(OutboxMail.kind == "organisations/on_behalf").order_by(OutboxMail.address)
    return list(db.session.scalars(query))


def test_a_banner_on_every_page_says_for_whom_until_it_ends(client, company, staff):
    page = client.get("/account").text
    assert f"{BANNER} {company.name} (Gesprächspartner: Frau Beispiel)" in page

    client.post("/organisations/act-for/end")

    assert BANNER not in client.get("/account").text
    assert client.post("/organisations/act-for/end").status_code == 303


def test_the_contact_log_says_who_asked(company, staff):
    entry = db.session.scalars(select(ContactEntry)).one()

    assert (entry.contact, entry.channel, entry.author_id) == ("Frau Beispiel", Channel.PHONE, staff.id)


def test_a_deed_names_company_contact_and_way_and_every_member_gets_a_copy(client, company, staff):
    members = sorted(company_member(company).email for _ in range(2))

    assert edit(client, company) == 303

    event = audit.latest("company", company.id)
    assert event is not None
    assert (event.on_behalf_of_id, event.contact, event.channel) == (company.id, "Frau Beispiel", Channel.PHONE)
    assert (event.actor_id, event.actor_role) == (staff.id, Role.EMPLOYER_SERVICE)
    assert [mail.address for mail in copies()] == members
    assert "Angaben zum Betrieb" in outbox.opened(copies()[0])


def test_what_a_company_does_itself_is_not_copied(client, company):
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    assert edit(client, company) == 303

    assert copies() == []


@pytest.mark.parametrize(("workflow", "count"), [("company", 1), ("candidate", 0), ("call_back", 0)])
def test_only_deeds_on_what_is_the_companys_are_copied(company, staff, workflow, count):
    company_member(company)
    actor = actor_of(staff).acting_for(company.id, "Frau Beispiel", Channel.PHONE)
    change = Change("edit", None, "", clock.now())
    event = audit.record(workflow, company, change, actor)
    db.session.flush()

    copy_to_company(workflow, company, actor, replace(change, event_id=event.id))

    assert len(copies()) == count


def test_staff_do_nothing_for_a_company_they_do_not_act_for(client, company, staff):
    other = OrganisationFactory(verified=True)

    assert edit(client, other) == 403
    assert audit.latest("company", other.id) is None


def test_a_click_objects_once_and_the_staff_is_told(client, company, staff):
    lead = office_member(role=Role.COORDINATOR)
    company_member(company)
    edit(client, company)
    event = audit.latest("company", company.id)
    path = link_in(copies()[0])
    client.post("/logout")

    page = client.get(path)
    assert "Frau Beispiel" in page.text
    assert "Angaben zum Betrieb" in page.text
    assert audit.latest("company", company.id) == event
    answer = client.post(path, data={"text": "Das habe ich nie gesagt."})

    objection = audit.latest("company", company.id)
    assert objection is not None
    assert event is not None
    assert answer.headers["Location"] == "/organisations/objected"
    assert (objection.name, objection.reason, objection.details) == (
        "object",
        "Das habe ich nie gesagt.",
        {"event_id": str(event.id)},
    )
    told = db.session.scalars(select(OutboxMail.address).where(OutboxMail.kind == "organisations/objected")).all()
    assert sorted(told) == sorted([staff.email, lead.email])
    assert client.post(path).status_code == 404


def test_a_long_objection_is_refused_and_kept(client, company, staff):
    company_member(company)
    edit(client, company)

    answer = client.post(link_in(copies()[0]), data={"text": "x" * 2001})

    assert answer.status_code == 422
    assert "x" * 2001 in answer.text


@pytest.mark.parametrize("bad", [{"contact": ""}, {"contact": "x" * 121}, {"channel": "page"}, {"channel": "owl"}])
def test_without_a_name_and_a_way_nobody_acts_for_anybody(client, company, bad):
    sign_in(client, office_member(role=Role.EMPLOYER_SERVICE))

    assert begin(client, company, **bad) == 422
    assert BANNER not in client.get("/account").text


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.ADMINISTRATOR])
def test_only_who_serves_companies_acts_for_them(company, role):
    with pytest.raises((NotAllowed, NotFound)):
        acting_for(actor_of(office_member(role=role)), company, "Frau Beispiel", Channel.PHONE)


def test_nobody_acts_for_a_closed_company(company):
    closed = OrganisationFactory(state=CompanyState.CLOSED)

    with pytest.raises(CompanyClosed):
        acting_for(actor_of(office_member()), closed, "Frau Beispiel", Channel.PHONE)


def test_a_new_sign_in_begins_for_nobody(client, company, staff):
    client.post("/logout")
    sign_in(client, staff)

    assert BANNER not in client.get("/account").text
