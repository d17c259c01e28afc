"""Whom no mail reaches: told by short message, called or written to by the office, once, and never forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import services as candidates
from portal.candidates.models import CallTask, Candidate, Residence
from portal.candidates.queries import calls as queries
from portal.candidates.queries import listing
from portal.candidates.queries.listing import Filters
from portal.candidates.rules.calls import CallReason, CallState, ToldBy, way
from portal.candidates.services import calls
from portal.core import clock, db, delivery, outbox, reminders, sms
from portal.core.actor import Role
from portal.core.audit import ReadLog
from portal.core.outbox import MailState, OutboxMail
from portal.organisations.models import Office
from portal.wiring import REMINDERS
from tests.candidates.files import own_caseworker
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member
from tests.factories.proposals import ProposalFactory
from tests.gateway import Gateway
from tests.signing import sign_in

OURS = tuple(kind for kind in REMINDERS if kind.name.startswith(("candidates/paper", "candidates/calls_over")))
MOBILE = "0151 23456789"


@pytest.fixture
def gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A gateway this installation is told to use."""
    with Gateway() as running:
        monkeypatch.setitem(app.config, "PORTAL_SMS_URL", running.url)
        monkeypatch.setitem(app.config, "PORTAL_SMS_TOKEN", "geheimes-wort")
        yield running


Made = Callable[..., Candidate]


@pytest.fixture
def with_paper() -> Made:
    """Make somebody without e-mail whose residence document ends in seven weeks."""

    def make(**columns: Any) -> Candidate:
        person: Candidate = CandidateFactory(
            ready_for_work=True,
            **{"email": None, "phone": MOBILE, "first_name": "Amina", "last_name": "Zqfamilie", **columns},
        )
        db.session.add(Residence(candidate_id=person.id, card_valid_until=clock.today() + timedelta(weeks=7)))
        db.session.commit()
        return person

    return make


def tasks() -> list[CallTask]:
    """Read the lines anew, oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(select(CallTask).order_by(CallTask.id)))


def run(times: int = 2) -> None:
    """Let the runner pass by some times."""
    for _ in range(times):
        reminders.run_due(OURS)
        db.session.commit()


def test_who_reads_no_mail_is_put_on_the_call_list_once(with_paper: Made) -> None:
    person = with_paper()

    run(3)

    [task] = tasks()
    assert (task.candidate_id, task.reason, task.state) == (person.id, CallReason.PAPER, CallState.WAITING)
    assert (task.way, task.until) == (ToldBy.CALL, clock.today() + timedelta(weeks=7))


def test_who_reads_mail_is_on_no_list(with_paper: Made) -> None:
    with_paper(email="amina@person.example")

    run()

    assert tasks() == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"phone": None}, [(False, ToldBy.LETTER), (True, ToldBy.CALL)]),
        ({"email": "kind@person.example"}, [(True, ToldBy.CALL)]),
        ({"email": "kind@person.example", "guardian_phone": None}, [(True, ToldBy.LETTER)]),
        ({"guardian_email": "mutter@person.example"}, [(False, ToldBy.CALL)]),
    ],
)
def test_of_a_minor_and_the_guardian_each_is_told_who_reads_no_mail(
    with_paper: Made, columns: dict[str, Any], expected: list[tuple[bool, ToldBy]]
) -> None:
    young = {
        "birth_date": clock.today() - timedelta(days=16 * 366),
        "guardian_name": "Frau Mutter",
        "guardian_phone": "02452 1",
        "guardian_email": None,
    }
    with_paper(**{**young, **columns})

    run()

    assert sorted((task.by_guardian, task.way) for task in tasks()) == expected


def test_who_wants_it_is_told_by_short_message_and_nobody_calls(gateway: Gateway, with_paper: Made) -> None:
    person = with_paper(told_by=ToldBy.SMS)

    run()
    delivery.deliver_due()
    delivery.deliver_due()

    [message] = gateway.taken
    assert message["to"] == "+4915123456789"
    assert "/l/" in message["text"]
    for told in (person.first_name, person.last_name, "Aufenthalt", person.number):
        assert told not in message["text"]
    assert [task.state for task in tasks()] == [CallState.TEXTED]
    assert queries.listed(own_caseworker(person)) == []


@pytest.mark.parametrize("columns", [{"told_by": None}, {"told_by": ToldBy.SMS, "phone": "02452 123456"}])
def test_nobody_is_texted_who_did_not_ask_for_it_or_cannot_read_it(
    gateway: Gateway, with_paper: Made, columns: dict[str, Any]
) -> None:
    with_paper(**columns)

    run()

    assert [task.way for task in tasks()] == [ToldBy.CALL]


def test_where_no_gateway_is_named_the_office_calls(with_paper: Made) -> None:
    with_paper(told_by=ToldBy.SMS)

    run()

    assert [(task.way, task.state) for task in tasks()] == [(ToldBy.CALL, CallState.WAITING)]


def test_whom_the_gateway_cannot_reach_is_called_and_not_texted_again(gateway: Gateway, with_paper: Made) -> None:
    with_paper(told_by=ToldBy.SMS)
    run()
    gateway.status = 422
    delivery.deliver_due()

    [task] = tasks()
    [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "candidates/short"))
    assert (task.state, task.way, mail.state) == (CallState.WAITING, ToldBy.CALL, MailState.DEAD)
    assert not outbox.is_still_wanted(mail)  # sent again by hand it would double the call
    run()
    assert len(tasks()) == 1


def test_a_short_message_that_waited_until_the_paper_was_renewed_is_not_sent(
    gateway: Gateway, with_paper: Made
) -> None:
    person = with_paper(told_by=ToldBy.SMS)
    run()
    residence = db.session.scalars(select(Residence).where(Residence.candidate_id == person.id)).one()
    residence.card_valid_until = clock.today() + timedelta(weeks=90)
    db.session.commit()

    delivery.deliver_due()

    assert gateway.asked == []


def test_what_does_not_matter_any_more_leaves_the_list(with_paper: Made) -> None:
    person = with_paper()
    run()
    residence = db.session.scalars(select(Residence).where(Residence.candidate_id == person.id)).one()
    residence.card_valid_until = clock.today() + timedelta(weeks=90)
    db.session.commit()

    before = queries.listed(own_caseworker(person))
    run()

    assert before == []
    assert [task.state for task in tasks()] == [CallState.OVER]


def test_a_number_that_changes_ends_the_link_sent_to_it(app: Flask, gateway: Gateway, with_paper: Made) -> None:
    person = with_paper(told_by=ToldBy.SMS)
    run()
    delivery.deliver_due()
    link = "/l/" + gateway.taken[0]["text"].rpartition("/l/")[2]
    assert app.test_client().get(link).status_code == 200

    staff = own_caseworker(person)
    candidates.edit(person, "contact", {"phone": "0152 98765432"}, actor=staff)
    db.session.commit()

    assert app.test_client().get(link).status_code != 200


@pytest.mark.parametrize("language", ["de", "en", "uk", "ar", "de@simple"])
def test_a_short_message_fits_in_every_language(gateway: Gateway, with_paper: Made, language: str) -> None:
    with_paper(told_by=ToldBy.SMS, locale=language)

    run()

    [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "candidates/short"))
    assert sms.parts(outbox.opened(mail)) <= 2


@pytest.fixture
def listed(with_paper: Made) -> tuple[Candidate, CallTask]:
    """Somebody on the list."""
    person = with_paper(interpreter_language="ku")
    run()
    return person, tasks()[0]


Listed = tuple[Candidate, CallTask]


def colleague_of(person: Candidate, **how: Any) -> User:
    """Give somebody else of the same office."""
    made: User = office_member(db.session.get_one(Office, person.office_id), **how)
    db.session.commit()
    return made


@pytest.fixture
def asked(app: Flask) -> Listed:
    """Somebody on the list who has not answered a question about an offer."""
    named = {"first_name": "Amina", "last_name": "Zqfamilie"}
    person: Candidate = CandidateFactory(ready_for_work=True, email=None, phone=MOBILE, **named)
    proposal = ProposalFactory(asked=True, candidate=person, answer_due_on=clock.today() + timedelta(days=2))
    assert calls.tell(person, CallReason.ANSWER, proposal.id)
    db.session.commit()
    return person, tasks()[0]


def test_a_colleague_learns_of_no_residence_document(client: FlaskClient, listed: Listed) -> None:
    person, task = listed
    for colleague in (colleague_of(person), colleague_of(person, role=Role.COORDINATOR)):
        sign_in(client, colleague)

        shown = client.get("/candidates/calls").get_data(as_text=True)

        assert person.number not in shown
        assert "Aufenthaltspapier" not in shown
        assert client.post(f"/candidates/calls/{task.id}/reach").status_code == 404
        assert client.get("/candidates/calls.pdf").status_code == 200
    assert tasks()[0].state is CallState.WAITING
    assert db.session.scalars(select(ReadLog).where(ReadLog.candidate_id == person.id)).all() == []


def test_a_colleague_calls_and_the_person_sees_who_looked(client: FlaskClient, asked: Listed) -> None:
    person, task = asked
    colleague = colleague_of(person)
    sign_in(client, colleague)

    shown = client.get("/candidates/calls").get_data(as_text=True)
    answer = client.post(f"/candidates/calls/{task.id}/reach", follow_redirects=True)

    assert person.number in shown
    assert "Amina" in shown
    assert person.last_name not in shown
    assert "Brief drucken" not in shown
    assert "niemand anzurufen" in answer.get_data(as_text=True)
    [done] = tasks()
    assert done.state is CallState.REACHED
    assert db.session.get_one(Candidate, person.id).last_contact_on == clock.today()
    reads = db.session.scalars(select(ReadLog).where(ReadLog.candidate_id == person.id)).all()
    assert {(one.actor_id, one.level, one.channel) for one in reads} == {(colleague.id, "calls", "page")}


def test_another_office_neither_sees_nor_answers(client: FlaskClient, listed: Listed) -> None:
    person, task = listed
    sign_in(client, office_member())

    assert person.number not in client.get("/candidates/calls").get_data(as_text=True)
    assert client.post(f"/candidates/calls/{task.id}/reach").status_code == 404
    assert tasks()[0].state is CallState.WAITING


def test_who_is_not_reached_stays_on_the_list_and_on_the_desk(client: FlaskClient, listed: Listed) -> None:
    person, task = listed
    staff = db.session.get_one(User, person.caseworker_id)
    sign_in(client, staff)

    client.post(f"/candidates/calls/{task.id}/miss")
    client.post(f"/candidates/calls/{task.id}/miss")

    [missed] = tasks()
    assert (missed.state, missed.misses, missed.tried_on) == (CallState.WAITING, 2, clock.today())
    assert "2-mal" in client.get("/candidates/calls").get_data(as_text=True)
    (line,), _total = listing.people(own_caseworker(person), Filters())
    assert "call_list" in {need.reason.code for need in line.needs}


def test_a_wrong_number_becomes_a_letter_with_a_code(client: FlaskClient, listed: Listed) -> None:
    person, task = listed
    sign_in(client, db.session.get_one(User, person.caseworker_id))

    client.post(f"/candidates/calls/{task.id}/wrong_number")
    shown = client.get("/candidates/calls").get_data(as_text=True)
    letter = client.post(f"/candidates/calls/{task.id}/letter")

    assert "Nicht erreicht</" not in shown
    assert letter.data.startswith(b"%PDF")
    assert [one.state for one in tasks()] == [CallState.WRITTEN]


def test_a_colleague_prints_no_letter(client: FlaskClient, asked: Listed) -> None:
    person, task = asked
    sign_in(client, colleague_of(person))

    assert client.post(f"/candidates/calls/{task.id}/letter").status_code in (403, 404)
    assert tasks()[0].state is CallState.WAITING


def test_the_list_on_paper_is_logged_for_everybody_on_it(client: FlaskClient, listed: Listed) -> None:
    person, _task = listed
    sign_in(client, db.session.get_one(User, person.caseworker_id))

    answer = client.get("/candidates/calls.pdf")

    assert answer.data.startswith(b"%PDF")
    reads = db.session.scalars(select(ReadLog).where(ReadLog.candidate_id == person.id)).all()
    assert [(one.level, one.channel) for one in reads] == [("calls", "pdf")]


@pytest.mark.parametrize(
    ("wanted", "phone", "can_text", "is_soon", "expected"),
    [
        (ToldBy.SMS, "1", True, True, ToldBy.SMS),
        (ToldBy.SMS, "1", False, False, ToldBy.CALL),
        (None, "1", True, False, ToldBy.CALL),
        (None, None, False, True, ToldBy.LETTER),
        (ToldBy.LETTER, "1", True, False, ToldBy.LETTER),
        (ToldBy.LETTER, "1", True, True, ToldBy.CALL),
        (ToldBy.CALL, "1", True, False, ToldBy.CALL),
        (ToldBy.CALL, "", True, False, ToldBy.LETTER),
    ],
)
def test_the_way_is_the_one_wanted_where_it_is_possible(
    wanted: ToldBy | None, phone: str | None, can_text: bool, is_soon: bool, expected: ToldBy
) -> None:
    assert way(wanted, phone=phone, can_text=can_text, is_soon=is_soon) is expected


def test_every_reason_has_its_words_and_its_days() -> None:
    assert set(calls.WHAT) == set(CallReason) == set(queries._DAYS)
