"""Data are erased because the person wants it, by two people; and before its day everybody is warned."""

from datetime import timedelta

import pytest
import time_machine
from babel.dates import format_date
from sqlalchemy import select

from portal import wiring
from portal.accounts.models import User
from portal.candidates import services
from portal.candidates.models import Candidate
from portal.candidates.queries import ending
from portal.candidates.rules import CandidateState
from portal.candidates.services import retention as erasing
from portal.candidates.workflow import NotByTheSame
from portal.core import audit, clock, db, reminders, retention
from portal.core.actor import Actor, ActorKind, Role
from portal.core.outbox import OutboxMail
from portal.core.retention import ErasedOn
from tests.candidates.files import again, office_of, url
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import office_member
from tests.factories.placements import Case
from tests.signing import sign_in

WARNING = tuple(kind for kind in wiring.REMINDERS if kind.name == "candidates/erased_soon")
ASK = {"reason": "Die Person zieht weg und möchte es so."}


@pytest.fixture
def head(client, person):
    """Sign in the coordinator of the person's office, once the caseworker has asked."""
    boss = office_member(office_of(person.office_id), role=Role.COORDINATOR)
    sign_in(client, db.session.get(User, person.caseworker_id))
    assert client.post(url(person, "/step/ask_erasure"), data=ASK).status_code == 303
    sign_in(client, boss)
    return client


def test_two_people_erase_a_file_at_once(head, person):
    name = person.first_name
    listed = head.get("/candidates/erasures")
    asked = head.get(url(person, "/erasure/confirm"))
    done = head.post(url(person, "/erasure/confirm"))

    assert person.number in listed.text
    assert name not in listed.text + asked.text
    assert ASK["reason"] in asked.text
    assert done.status_code == 303
    assert (again(person).first_name, again(person).state) == ("-", CandidateState.CLOSED)
    assert db.session.scalars(select(ErasedOn.rule)).all() == ["candidates/on_request"]
    assert "Nichts zu entscheiden" in head.get("/candidates/erasures").text


def test_the_coordinator_is_told_by_mail_which_names_the_number_alone(head, person):
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "candidates/erasure_asked")).one()

    assert person.number in mail.body
    assert person.first_name not in mail.subject + mail.body


def test_a_refusal_says_why_and_the_caseworker_is_told(head, person):
    empty = head.post(url(person, "/erasure/refuse"), data={"reason": ""})
    done = head.post(url(person, "/erasure/refuse"), data={"reason": "Ein Streit über den Lohn ist offen."})

    assert (empty.status_code, done.status_code) == (422, 303)
    assert audit.latest("candidate", person.id).reason == "Ein Streit über den Lohn ist offen."
    assert again(person).erasure_asked_at is None
    kinds = db.session.scalars(select(OutboxMail.kind)).all()
    assert "candidates/erasure_refused" in kinds
    assert head.post(url(person, "/erasure/confirm")).status_code == 409


def test_nobody_confirms_what_they_asked_for(person):
    caseworker = Actor(ActorKind.USER, Role.CASEWORKER, id=person.caseworker_id, office_id=person.office_id)
    services.step(person, "ask_erasure", actor=caseworker, reason="Wunsch")
    same = Actor(ActorKind.USER, Role.COORDINATOR, id=person.caseworker_id, office_id=person.office_id)

    with pytest.raises(NotByTheSame):
        erasing.confirm_erasure(person, actor=same)


@pytest.mark.parametrize("path", ["/erasure/confirm", "/erasure/refuse"])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CASEWORKER])
def test_only_the_coordinator_of_the_own_office_decides(client, person, path, role):
    office = None if role is Role.COORDINATOR else office_of(person.office_id)
    sign_in(client, office_member(office, role=role))

    assert client.post(url(person, path)).status_code == (404 if role is Role.COORDINATOR else 403)


def test_a_caseworker_asks_for_own_people_alone(client, person):
    sign_in(client, office_member(office_of(person.office_id)))

    assert client.post(url(person, "/step/ask_erasure"), data=ASK).status_code == 404


def test_a_running_placement_stands_against_it_and_the_page_says_so(client):
    case = Case()
    case.run()
    sign_in(client, case.caseworker)

    answer = client.post(url(case.person, "/step/ask_erasure"), data=ASK)

    assert answer.status_code == 422
    assert "Löschen geht noch nicht" in answer.text


def test_the_caseworker_sees_a_month_before_which_files_go_when(desk, person):
    day = clock.today() + timedelta(days=20)
    person.closed_on = day - timedelta(days=183)
    db.session.execute(Candidate.__table__.update().values(state="closed", closed_on=person.closed_on))
    db.session.commit()

    listed = desk.get("/candidates/erasures")

    assert person.number in listed.text
    assert format_date(day, "d. MMMM y", locale="de") in listed.text
    assert "Wird bald gelöscht" in desk.get("/desk").text


def test_a_colleague_sees_nothing_of_it(client, person):
    sign_in(client, office_member(office_of(person.office_id)))

    assert person.number not in client.get("/candidates/erasures").text


def test_the_warning_comes_once_and_the_erasure_on_its_day():
    person = CandidateFactory(state=CandidateState.CLOSED, closed_on=clock.today())
    mails = []
    for day in (152, 153, 160, 182):
        with time_machine.travel(clock.now() + timedelta(days=day), tick=False):
            reminders.run_due(WARNING)
            retention.run_due(tuple(rule for rule in wiring.RETENTION if rule.name == "candidates/closed"))
            mails.append(len(db.session.scalars(select(OutboxMail.id)).all()))

    assert mails == [0, 1, 1, 1]
    assert ending.days_of_erasure([again(person)]) == {person.id: person.closed_on + timedelta(days=183)}


def test_the_last_check_of_a_placement_moves_the_day():
    case = Case()
    case.run()
    case.placement.ended_on = clock.today()
    db.session.execute(Candidate.__table__.update().values(state="closed", closed_on=clock.today()))
    db.session.commit()

    days = ending.days_of_erasure([again(case.person)])

    assert days == {case.person.id: clock.today() + timedelta(days=366)}
