"""What was done for a company by telephone: its own word by mail, by letter, or through a colleague who reached it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import audit, db
from portal.core.actor import Actor, Channel, Role
from portal.core.errors import NotAllowed, NotFound
from portal.core.links import PersonalLink
from portal.core.outbox import OutboxMail
from portal.organisations import queries
from portal.organisations.models import ContactEntry, Instruction, Office, Organisation
from portal.organisations.rules import InstructionState
from portal.organisations.services import behalf, companies, letters
from portal.organisations.services.letters import NothingToAnswer
from portal.organisations.workflow.instructions import OwnDeed
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.mailbox import link_in
from tests.organisations.test_behalf import copies
from tests.signing import sign_in

S = InstructionState
CODE = re.compile(r"[2-9A-Z]{8}")


@pytest.fixture
def company(app: Flask) -> Organisation:
    """A company without e-mail and without anybody who signs in, with a name of many alphabets."""
    company: Organisation = OrganisationFactory(verified=True, name="Œuvre & Şahin 木工 \u200eGmbH", contact_email=None)
    return company


@pytest.fixture
def staff(app: Flask) -> User:
    """Somebody of the employer service."""
    return office_member(role=Role.EMPLOYER_SERVICE)


def acting(staff: User, company: Organisation) -> Actor:
    """Give the actor who does what the company says on the telephone."""
    return actor_of(staff).acting_for(company.id, "Frau Ünlü", Channel.PHONE)


def tell(company: Organisation, staff: User, **data: object) -> Instruction:
    """Write down what the company says of itself."""
    companies.edit(company, data or {"about": "Wir backen."}, actor=acting(staff, company))
    db.session.commit()
    query = select(Instruction).order_by(Instruction.created_at.desc(), Instruction.id.desc())
    return db.session.scalars(query.limit(1)).one()


def printed(monkeypatch: pytest.MonkeyPatch, company: Organisation, staff: User) -> str:
    """Print the letter and give its code."""
    papers: list[dict[str, object]] = []
    real = letters.pdf.render
    monkeypatch.setattr(letters.pdf, "render", lambda *args, **more: papers.append(args[1]) or real(*args, **more))
    assert letters.confirmation_letter(company, actor=actor_of(staff)).startswith(b"%PDF")
    db.session.commit()
    link = papers[0]["link"]
    assert isinstance(link, dict)
    return str(link["code"])


def test_a_deed_stays_with_who_said_it_when_and_on_which_way(company, staff):
    told = tell(company, staff)

    event = queries.of_event(told.event_id).event
    assert (told.state, told.number) == (S.OPEN, company.number)
    assert (event.contact, event.channel, event.actor_id) == ("Frau Ünlü", Channel.PHONE, staff.id)
    assert event.details == {"changed": ["about"]}


def test_a_company_does_nothing_on_its_own_that_needs_its_word(company):
    companies.edit(company, {"about": "Neu"}, actor=actor_of(company_member(company, role=Role.COMPANY_ADMIN)))

    assert db.session.scalars(select(Instruction)).all() == []


def test_one_click_in_the_mail_confirms_and_the_same_mail_still_objects(client, company, staff):
    company_member(company)
    told = tell(company, staff)
    path = link_in(copies()[0])

    assert "Das stimmt" in client.get(path).text
    assert told.state is S.OPEN
    for _ in range(2):
        assert client.post(path, data={"answer": "right"}).status_code == 303
    assert told.state is S.CONFIRMED
    assert 'value="right"' not in client.get(path).text

    client.post(path, data={"answer": "wrong", "text": "Doch nicht."})
    assert told.state is S.OBJECTED
    assert client.get(path).status_code == 404


def test_a_company_without_mail_answers_its_letter_by_code(client, company, staff, monkeypatch):
    right, wrong = tell(company, staff), tell(company, staff, street="Neue Straße 1")
    assert copies() == []
    code = printed(monkeypatch, company, staff)
    assert CODE.fullmatch(code)

    page = client.get(f"/l/{code.lower()}")
    assert page.status_code == 200
    assert page.text.count("Frau Ünlü") == 2
    assert "Angaben geändert (Was wir tun)" in page.text
    assert "Angaben geändert (Anschrift)" in page.text
    for _ in range(2):
        answer = client.post(f"/l/{code}", data={"wrong": str(wrong.id), "text": "Die Straße nicht."})
        assert answer.status_code in (200, 303)

    assert (right.state, wrong.state) == (S.CONFIRMED, S.OBJECTED)
    objection = audit.latest("company", company.id)
    assert objection is not None
    assert (objection.name, objection.reason) == ("object", "Die Straße nicht.")
    assert "Danke" in client.get(f"/l/{code}").text


def test_a_company_that_answers_what_a_colleague_cleared_up_is_thanked(client, company, staff):
    company_member(company)
    told = tell(company, staff)
    behalf.settle(told, actor=actor_of(office_member(role=Role.COORDINATOR)), reason="Am Telefon geklärt.")
    db.session.commit()
    path = link_in(copies()[0])

    assert client.post(path, data={"answer": "right"}).status_code == 303
    assert told.state is S.SETTLED


def test_a_company_that_was_closed_may_still_object(client, company, staff):
    company_member(company)
    told = tell(company, staff)
    companies.step("close", company, actor=actor_of(staff), reason="Aufgegeben.")
    db.session.commit()

    assert client.post(link_in(copies()[0]), data={"answer": "wrong"}).status_code == 303
    assert told.state is S.OBJECTED


def test_a_letter_answers_only_what_stood_in_it(client, company, staff, monkeypatch):
    first = tell(company, staff)
    code = printed(monkeypatch, company, staff)
    link = db.session.scalars(select(PersonalLink).where(PersonalLink.purpose == "letter")).one()
    later = tell(company, staff, street="Neue Straße 1")
    later.created_at = link.created_at + timedelta(seconds=1)
    db.session.commit()

    client.post(f"/l/{code}", data={})

    assert (first.state, later.state) == (S.CONFIRMED, S.OPEN)


@pytest.mark.parametrize("bad", [{"text": "Falsch!"}, {"wrong": "x"}, {"wrong": str(UUID(int=7))}])
def test_a_letter_is_not_half_answered(client, company, staff, monkeypatch, bad):
    told = tell(company, staff)
    code = printed(monkeypatch, company, staff)

    assert client.post(f"/l/{code}", data=bad).status_code == 422
    assert told.state is S.OPEN


def test_the_letter_is_printed_from_the_page_and_stands_in_the_contact_log(client, company, staff):
    tell(company, staff)
    sign_in(client, staff)

    assert "Brief zur Bestätigung drucken" in client.get(f"/organisations/{company.id}").text
    answer = client.post(f"/organisations/{company.id}/letter")

    assert answer.mimetype == "application/pdf"
    entry = db.session.scalars(select(ContactEntry)).one()
    assert (entry.channel, entry.author_id) == (Channel.PAPER, staff.id)


def test_the_letter_names_the_telephone_of_the_office(company, staff, monkeypatch):
    tell(company, staff)
    office = db.session.get_one(Office, actor_of(staff).office_id)
    office.phone, office.street = "02452 99", "Valkenburger Straße 45"
    office.postal_code, office.town = "52525", "Heinsberg"
    db.session.commit()
    papers: list[dict[str, Any]] = []
    real = letters.pdf.render
    monkeypatch.setattr(letters.pdf, "render", lambda *args, **more: papers.append(args[1]) or real(*args, **more))

    letters.confirmation_letter(company, actor=actor_of(staff))

    assert papers[0]["sender"]["lines"][:2] == ["Valkenburger Straße 45 · 52525 Heinsberg", "Telefon 02452 99"]
    assert papers[0]["place"] == "Heinsberg"


def test_a_record_that_is_erased_leaves_a_line_without_names(client, company, staff):
    told = tell(company, staff)
    audit.forget_words("company", company.id)
    db.session.commit()
    sign_in(client, staff)

    pages = [client.get(f"/organisations/instructions{path}").text for path in ("", f"/{told.id}/settle")]

    assert not any("None" in page or "Ünlü" in page for page in pages)
    assert letters.confirmation_letter(company, actor=actor_of(staff)).startswith(b"%PDF")


def test_there_is_no_letter_where_nothing_is_open(company, staff):
    with pytest.raises(NothingToAnswer):
        letters.confirmation_letter(company, actor=actor_of(staff))


def test_the_list_shows_what_waits_and_a_colleague_settles_it(client, company, staff):
    told = tell(company, staff)
    sign_in(client, staff)
    address = f"/organisations/instructions/{told.id}/settle"
    assert "Frau Ünlü" in client.get("/organisations/instructions").text
    assert client.post(address, data={"reason": "Ich sage ja"}).status_code == 422
    assert told.state is S.OPEN

    sign_in(client, office_member(role=Role.COORDINATOR))
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "Herr Ünlü sagt am Telefon: stimmt."}).status_code == 303

    assert told.state is S.SETTLED
    assert "Frau Ünlü" not in client.get("/organisations/instructions").text


def test_nobody_settles_what_they_entered(company, staff):
    with pytest.raises(OwnDeed):
        behalf.settle(tell(company, staff), actor=actor_of(staff), reason="Passt")


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.COMPANY_ADMIN, Role.AUTHORITY, Role.CASEWORKER])
def test_nobody_else_sees_the_list(client: FlaskClient, company, staff, role):
    told = tell(company, staff)
    other = company_member(role=role) if role in (Role.RECRUITER, Role.COMPANY_ADMIN) else office_member(role=role)
    sign_in(client, other)

    assert client.get("/organisations/instructions").status_code == 403
    with pytest.raises((NotAllowed, NotFound)):
        behalf.settle(told, actor=actor_of(other), reason="x")


def test_the_admin_of_another_company_prints_no_letter(client, company, staff):
    tell(company, staff)
    sign_in(client, company_member(role=Role.COMPANY_ADMIN))

    assert client.post(f"/organisations/{company.id}/letter").status_code == 403
    assert db.session.scalars(select(OutboxMail)).all() == []
