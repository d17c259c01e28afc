"""What a person says on the own page: taken over, dealt with, or told to the coordinator past the caseworker."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries
from portal.candidates.mails import person_link
from portal.candidates.models import PersonMessage
from portal.candidates.queries.messages import messages_closed_before
from portal.candidates.rules.messages import MessageKind, MessageState
from portal.candidates.services.retention import anonymise
from portal.core import audit, clock, db, links, outbox
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.organisations.models import Office
from tests.candidates.files import again, url
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory, office_member
from tests.signing import sign_in


def said() -> PersonMessage:
    """Read the one thing that was said."""
    db.session.expire_all()
    return db.session.scalars(select(PersonMessage)).one()


def mails() -> list[OutboxMail]:
    """Read what staff were sent."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def changed(own_page, **fields: str) -> int:
    """Send the form with the corrections; give the status."""
    browser, address = own_page
    known = {"phone": "+49 151 23456789", "wish_occupations": "Bäckereihelferin"}
    return browser.post(f"{address}?page=change", data={**known, **fields}).status_code


def test_a_correction_counts_once_the_caseworker_takes_it_over(own_page, desk, person):
    person.email = "alt@person.example"
    sent, _code = links.issue(person_link(person, "candidate", "alt@person.example"))
    db.session.commit()
    assert changed(own_page, phone="0151 999888", email="neu@person.example", wishes="gern früh") == 303
    assert again(person).phone == "+49 151 23456789"
    message = said()
    page = desk.get(url(person, "/messages")).text

    answer = desk.post(f"/candidates/messages/{message.id}/adopt")

    assert answer.status_code == 303
    assert all(text in page for text in ("+49 151 23456789", "0151 999888", "gern früh", "neu@person.example"))
    assert "Bäckereihelferin" not in page
    known = again(person)
    assert (known.phone, known.email, known.wishes) == ("0151 999888", "neu@person.example", "gern früh")
    assert client_status(desk, sent) == 404
    sections = [event.details["section"] for event in audit.history("candidate", person.id) if event.name == "edit"]
    assert sorted(sections) == ["contact", "wishes"]
    assert said().state is MessageState.CLOSED
    assert desk.post(f"/candidates/messages/{message.id}/adopt").status_code in (303, 409)


def client_status(browser, token: str) -> int:
    """Open a link; give the status."""
    return browser.get(f"/l/{token}").status_code


def test_a_correction_can_be_left_alone(own_page, desk, person):
    changed(own_page, wishes="Chef werden")

    desk.post(f"/candidates/messages/{said().id}/settle")

    assert again(person).wishes is None
    assert said().state is MessageState.CLOSED


def test_what_was_not_changed_is_no_message(own_page):
    assert changed(own_page) == 303

    assert db.session.scalars(select(PersonMessage)).all() == []


@pytest.mark.parametrize("wrong", [{"phone": "anrufen!"}, {"email": "keine"}, {"wishes": "x" * 1001}])
def test_a_correction_that_cannot_be_is_refused(own_page, wrong):
    assert changed(own_page, **wrong) == 422

    assert db.session.scalars(select(PersonMessage)).all() == []


def test_found_work_is_on_the_desk_and_in_a_mail_without_its_words(own_page, desk, person):
    browser, address = own_page
    data = {"text": "Bei zqfirma ab Montag", "record_id": "01a21ad2-a349-7000-8fb5-6e97387f0ab7"}

    for _press in range(2):
        assert browser.post(f"{address}?page=work", data=data).status_code == 303

    assert said().kind is MessageKind.WORK_FOUND
    (mail,) = mails()
    assert mail.user_id == person.caseworker_id
    assert "zqfirma" not in mail.subject + outbox.opened(mail)
    assert "Person hat etwas mitgeteilt" in desk.get("/desk").text
    assert "zqfirma" in desk.get(url(person, "/messages")).text
    desk.post(f"/candidates/messages/{said().id}/settle")
    assert "Person hat etwas mitgeteilt" not in desk.get("/desk").text


def test_a_complaint_goes_past_the_caseworker_to_the_coordinator(own_page, desk, person, client, app):
    coordinator = office_member(db.session.get(Office, person.office_id), role=Role.COORDINATOR)
    browser, address = own_page
    data = {"topic": "office", "text": "zqbeschwerde"}

    assert browser.post(f"{address}?page=complaint", data={}).status_code == 422
    assert browser.post(f"{address}?page=complaint", data=data).status_code == 303

    message = said()
    (mail,) = mails()
    assert mail.user_id == coordinator.id
    assert not any(text in outbox.opened(mail) for text in ("zqbeschwerde", person.number, person.last_name))
    for path in ("/desk", url(person, "/messages"), url(person, "/history"), url(person, "/reads")):
        assert "zqbeschwerde" not in desk.get(path).text, path
        assert "Beschwerde" not in desk.get(path).text, path
    assert desk.get(f"/candidates/complaints/{message.id}").status_code in (403, 404)
    assert desk.post(f"/candidates/messages/{message.id}/settle").status_code == 404
    sign_in(client, coordinator)
    assert person.number in client.get("/desk").text
    assert "zqbeschwerde" in client.get(f"/candidates/complaints/{message.id}").text
    client.post(f"/candidates/complaints/{message.id}", data={"reason": "Mit beiden gesprochen"})
    assert said().state is MessageState.CLOSED
    assert "Mit beiden gesprochen" in client.get(f"/candidates/complaints/{message.id}").text
    assert str(message.id) not in client.get("/candidates/complaints").text


def test_where_nobody_leads_an_administrator_learns_that_something_waits_and_nothing_of_it(
    own_page, client, desk, person
):
    office = db.session.get_one(Office, person.office_id)
    office.email = "buero@stelle.example"
    boss = office_member(role=Role.ADMINISTRATOR)
    browser, address = own_page
    browser.post(f"{address}?page=complaint", data={"topic": "pay", "text": "zqbeschwerde"})
    assert desk.post(url(person, "/step/ask_erasure"), data={"reason": "Die Person möchte es so."}).status_code == 303
    told = mails()
    seen_by_caseworker = desk.get(url(person, "/history")).text
    sign_in(client, boss)

    waiting = client.get("/desk").text

    assert {(one.kind, one.address) for one in told} == {("candidates/unled", boss.email)}
    assert len(told) == 2
    assert "keine Leitung" not in seen_by_caseworker
    assert office.name in told[0].body
    assert f"/organisations/members/invite?office={office.id}" in waiting
    for page in (waiting, *(one.body for one in told)):
        assert not any(word in page for word in ("zqbeschwerde", person.number, person.first_name))
    office_member(office, role=Role.COORDINATOR)
    assert office.name not in client.get("/desk").text


def test_another_office_reads_no_complaint(own_page, client, person):
    browser, address = own_page
    browser.post(f"{address}?page=complaint", data={"topic": "pay", "text": "zqbeschwerde"})
    sign_in(client, office_member(role=Role.COORDINATOR))

    assert client.get(f"/candidates/complaints/{said().id}").status_code == 404
    assert "zqbeschwerde" not in client.get("/candidates/complaints").text


@pytest.mark.parametrize("deed", ["adopt", "settle"])
def test_another_caseworker_touches_nothing(own_page, client, person, deed):
    changed(own_page, wishes="gern früh")
    sign_in(client, office_member(db.session.get(Office, person.office_id)))

    assert client.post(f"/candidates/messages/{said().id}/{deed}").status_code == 404

    assert said().state is MessageState.OPEN


def test_any_company_is_shut_out_by_its_name(own_page, person):
    browser, address = own_page
    company = OrganisationFactory(verified=True, name="Bäckerei Küppers", sort_name="baeckerei kueppers")
    hidden = OrganisationFactory(name="Bäckerei Küppers Neu", sort_name="baeckerei kueppers neu")
    path = f"{address}?page=companies"

    found = browser.post(path, data={"name": "küppers"}).text
    none = browser.post(path, data={"name": "gibt es nicht"}).text
    wrong = browser.post(path, data={"organisation_id": str(hidden.id)}).status_code
    answer = browser.post(path, data={"organisation_id": str(company.id)})

    assert "Bäckerei Küppers" in found
    assert str(hidden.id) not in found
    assert "Wir kennen keinen Betrieb" in none
    assert (wrong, answer.status_code) == (404, 303)
    assert queries.is_excluded(person.id, company.id)
    assert "Schon ausgeschlossen" in browser.get(path).text


@pytest.mark.parametrize("page", ["change", "hours", "languages", "work", "complaint", "companies"])
@pytest.mark.parametrize("locale", ["uk", "ar", "de@simple", "en"])
def test_every_page_speaks_the_language_and_needs_the_date_of_birth(app, locale, page):
    person = CandidateFactory(locale=locale)
    token, _code = links.issue(person_link(person, "candidate"))
    db.session.commit()
    browser = app.test_client()
    address = f"/l/{token}?page={page}"

    before = browser.get(address).text
    refused = browser.post(address, data={"text": "x", "topic": "pay", "phone": "0151 999888"})
    browser.post(f"/l/{token}", data={"birth_date": person.birth_date.isoformat()})
    shown = browser.get(address)

    assert person.phone not in before
    assert refused.status_code == 422
    assert db.session.scalars(select(PersonMessage)).all() == []
    assert shown.status_code == 200
    assert f'lang="{locale.replace("@", "-")}"' in shown.text.split("<head")[0]
    assert ('dir="rtl"' in shown.text.split("<head")[0]) is (locale == "ar")


def test_what_was_said_goes_with_the_person_and_half_a_year_after_it_was_dealt_with(own_page, desk, person):
    changed(own_page, wishes="gern früh")
    desk.post(f"/candidates/messages/{said().id}/settle")
    for days, expected in ((-1, []), (1, [said()])):
        assert db.session.scalars(messages_closed_before(clock.now() + timedelta(days=days))).all() == expected
    other = CandidateFactory(state="closed", caseworker=db.session.get(User, person.caseworker_id))
    db.session.add(PersonMessage(candidate_id=other.id, kind=MessageKind.WORK_FOUND, text="zq"))
    db.session.commit()

    anonymise(other)

    assert said().candidate_id == person.id
