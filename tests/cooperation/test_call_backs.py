"""Requests to be called back: the public form, the office that calls, what nobody else learns, what is forgotten."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.cooperation.models import CallBack
from portal.cooperation.queries import call_backs as queries
from portal.cooperation.rules.call_backs import CALL_BACK_KEPT, CallBackState, CallOutcome
from portal.cooperation.services import call_backs as services
from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.errors import GuardRefused, NotFound, TransitionNotAllowed
from portal.core.outbox import OutboxMail
from portal.core.retention import Erasure, run_due
from portal.insight import queries as desk
from portal.wiring import BOUNDS, RETENTION
from tests.factories.cooperation import CallBackFactory
from tests.factories.organisations import OfficeFactory, actor_of, office_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

SAID = {"name": "Selam Tekle", "phone": "0176 04069201", "language": "ti", "call_at": "morning", "agrees": "y"}


@pytest.fixture
def offer(app):
    return VacancyFactory(published=True)


@pytest.fixture
def office(app):
    return OfficeFactory(town="Heinsberg", email="buero@ip.example")


@pytest.fixture
def caseworker(office):
    return office_member(office)


def ask(client, offer, prefix="", **changed):
    data = {"record_id": str(uuid4()), **SAID, **changed}
    return client.post(f"{prefix}/offers/{offer.number}/call-back", data={k: v for k, v in data.items() if v})


def asked() -> list[CallBack]:
    return list(db.session.scalars(select(CallBack)))


@pytest.mark.parametrize("prefix", ["", "/en", "/uk", "/ar", "/leicht"])
def test_a_visitor_asks_in_every_language_and_needs_no_address(client, offer, office, prefix):
    form, answer = client.get(f"{prefix}/offers/{offer.number}/call-back"), ask(client, offer, prefix)

    assert form.status_code == 200
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{prefix}/call-back")
    assert client.get(f"{prefix}/call-back").status_code == 200
    (one,) = asked()
    assert (one.office_id, one.vacancy_id, one.name, one.state) == (office.id, offer.id, "Selam Tekle", "open")


def test_the_office_gets_a_mail_that_says_nothing_of_the_person(client, offer, office):
    ask(client, offer)

    (mail,) = db.session.scalars(select(OutboxMail))
    assert (mail.address, mail.subject) == ("buero@ip.example", "Es wartet ein Rückruf")
    assert not any(sign in mail.body for sign in ("Selam", "04069201", offer.number, str(asked()[0].id)))
    (event,) = audit.history("call_back", asked()[0].id)
    assert (event.name, event.actor_id, event.reason, event.details) == ("ask", None, None, None)


def test_an_office_without_an_address_tells_its_people_who_may_call(client, offer, caseworker, office):
    office_member(office, role=Role.EMPLOYER_SERVICE)
    office.email = None
    db.session.commit()

    ask(client, offer)

    assert [mail.address for mail in db.session.scalars(select(OutboxMail))] == [caseworker.email]


def test_asking_twice_counts_once(client, offer, office):
    same = str(uuid4())
    ask(client, offer, record_id=same)
    ask(client, offer, record_id=same)
    ask(client, offer)

    assert len(asked()) == 1


@pytest.mark.parametrize("missing", SAID)
def test_nothing_is_asked_without_a_yes_and_a_number(client, offer, office, missing):
    answer = ask(client, offer, **{missing: None})

    assert answer.status_code == 422
    assert asked() == []


def test_figures_of_other_scripts_are_figures(client, offer, office):
    ask(client, offer, phone="٠١٧٦ ٠٤٠٦٩٢٠١")

    assert asked()[0].phone == "+49 176 04069201"


@pytest.mark.parametrize("again", ["017604069201", "+49 176 04069201", "0049 (0)176/040692-01", "٠١٧٦٠٤٠٦٩٢٠١"])
def test_the_same_number_in_another_spelling_is_the_same_person(client, offer, office, again):
    ask(client, offer)

    assert ask(client, offer, phone=again).status_code == 303
    assert len(asked()) == 1


@pytest.mark.parametrize("phone", ["-----", "()/()", "12", "0" * 9, "Selam", "+49 2452 1234567;ext=" + "1" * 19])
def test_what_nobody_can_dial_is_no_number(client, offer, office, phone):
    answer = ask(client, offer, phone=phone)

    assert answer.status_code == 422
    assert 'id="phone-error"' in answer.text


def test_who_waits_longest_comes_first_whatever_ids_visitors_send(client, offer, office, caseworker):
    now, sent = clock.now(), [UUID(sign * 32) for sign in "f80"]
    for number, sent_id in enumerate(sent):
        with time_machine.travel(now + timedelta(minutes=number)):
            ask(client, offer, record_id=str(sent_id), phone=f"0176 0406920{number}")

    found, _total = queries.listed(actor_of(caseworker), is_open=True)

    assert [one.id for one in found] == sent


def test_the_office_is_written_to_when_the_first_waits_and_not_for_each(client, offer, office, caseworker):
    other = CallBackFactory()

    for number in range(3):
        ask(client, offer, phone=f"0176 0406920{number}")
    db.session.expire_all()

    assert len(asked()) == 4
    assert other.office_id != office.id
    assert [mail.address for mail in db.session.scalars(select(OutboxMail))] == ["buero@ip.example"]
    for one in asked():
        if one.office_id == office.id:
            services.take(one, actor=actor_of(caseworker))
    ask(client, offer, phone="0176 04069209")
    assert len(list(db.session.scalars(select(OutboxMail)))) == 2, "all the others have been seen"


def test_a_machine_is_thanked_and_nothing_is_kept(client, offer, office):
    answer = ask(client, offer, homepage="https://spam.example")

    assert answer.status_code == 303
    assert asked() == []
    assert "call_backs.ask" in BOUNDS


def test_there_is_nothing_to_ask_of_a_draft_of_an_ended_offer_or_without_an_office(client, office):
    draft, ended = VacancyFactory(), VacancyFactory(published=True, expires_on=clock.today() - timedelta(days=1))

    assert [ask(client, one).status_code for one in (draft, ended)] == [404, 410]
    office.closed_on = clock.today()
    db.session.commit()
    assert ask(client, VacancyFactory(published=True)).status_code == 404


def test_the_office_calls_and_says_what_came_of_it(client, office, caseworker):
    request = CallBackFactory(office=office)
    sign_in(client, caseworker)
    here = f"/call-backs/{request.id}"

    assert "Selam Tekle" in client.get("/call-backs/").text
    assert client.post(f"{here}/take").status_code == 303
    assert client.post(f"{here}/miss", data={"outcome": "no_answer"}).status_code == 303
    assert client.post(f"{here}/take").status_code == 303
    assert client.post(f"{here}/give_back").status_code == 303
    assert client.post(f"{here}/take").status_code == 303
    assert client.post(f"{here}/reach", data={"outcome": "appointment"}).status_code == 303

    db.session.refresh(request)
    assert (request.state, request.outcome) == (CallBackState.REACHED, CallOutcome.APPOINTMENT)
    assert "Termin vereinbart" in client.get(here).text
    assert "Selam Tekle" not in client.get("/call-backs/").text
    assert "Selam Tekle" in client.get("/call-backs/?done=1").text


def test_a_colleague_cannot_take_what_is_taken(office, caseworker):
    request, colleague = CallBackFactory(office=office), actor_of(office_member(office))
    services.take(request, actor=actor_of(caseworker))

    with pytest.raises(TransitionNotAllowed):
        services.take(request, actor=colleague)


@pytest.mark.parametrize(
    ("deed", "outcome"), [(services.reach, CallOutcome.NO_ANSWER), (services.miss, CallOutcome.ADVISED)]
)
def test_an_outcome_fits_what_happened(office, caseworker, deed, outcome):
    request, actor = CallBackFactory(office=office), actor_of(caseworker)
    services.take(request, actor=actor)

    with pytest.raises(GuardRefused):
        deed(request, actor=actor, outcome=outcome)


def test_a_file_is_opened_with_what_the_person_said(client, office, caseworker):
    request = CallBackFactory(office=office)
    services.take(request, actor=actor_of(caseworker))
    db.session.commit()
    sign_in(client, caseworker)
    here = f"/call-backs/{request.id}/file"

    form = client.get(here).text
    assert 'value="Selam"' in form
    assert 'value="Tekle"' in form
    assert 'value="0176 04069201"' in form
    data = {"record_id": str(uuid4()), "first_name": "Selam", "last_name": "Tekle", "birth_date": "1999-05-04"}
    answer = client.post(here, data={**data, "locale": "ti", "phone": "0176 04069201"})

    (person,) = db.session.scalars(select(Candidate))
    db.session.refresh(request)
    assert (answer.status_code, person.caseworker_id, person.office_id) == (303, caseworker.id, office.id)
    assert (request.state, request.outcome, request.candidate_id) == ("reached", CallOutcome.FILE, person.id)


def test_a_file_that_may_be_there_already_is_looked_for_first(client, office, caseworker):
    request = CallBackFactory(office=office)
    services.take(request, actor=actor_of(caseworker))
    sign_in(client, caseworker)
    here, data = f"/call-backs/{request.id}/file", {"first_name": "Selam", "last_name": "Tekle", "locale": "ti"}
    client.post("/candidates/new", data={**data, "record_id": str(uuid4()), "birth_date": "1999-05-04"})

    answer = client.post(here, data={**data, "record_id": str(uuid4()), "birth_date": "1999-05-04"})

    assert answer.status_code == 422
    assert db.session.get_one(CallBack, request.id).state is CallBackState.TAKEN


def test_nobody_opens_a_file_before_the_call_is_taken(client, office, caseworker):
    request = CallBackFactory(office=office)
    sign_in(client, caseworker)

    assert client.get(f"/call-backs/{request.id}/file").status_code == 409


@pytest.mark.parametrize("page", ["", "/take", "/reach", "/miss", "/give_back", "/file"])
def test_another_office_does_not_learn_of_it(client, page):
    request = CallBackFactory()
    sign_in(client, office_member())

    assert client.get(f"/call-backs/{request.id}{page}").status_code == 404
    assert client.post(f"/call-backs/{request.id}{page or '/take'}").status_code == 404
    assert "Selam" not in client.get("/call-backs/").text + client.get("/desk").text


@pytest.mark.parametrize("role", [Role.EMPLOYER_SERVICE, Role.ADMINISTRATOR])
def test_who_sees_no_people_sees_no_calls(client, office, role):
    CallBackFactory(office=office)
    user = office_member(office, role=role)
    sign_in(client, user)

    assert client.get("/call-backs/").status_code == 403
    with pytest.raises(NotFound):
        services.take(CallBackFactory(), actor=actor_of(user))


def test_it_lies_on_the_desk_of_the_office_until_somebody_has_taken_it(office, caseworker):
    request, colleague = CallBackFactory(office=office), actor_of(office_member(office))
    mine = actor_of(caseworker)
    before = desk.waiting(mine), desk.waiting(colleague)

    services.take(request, actor=mine)

    assert before == (1, 1)
    assert (desk.waiting(mine), desk.waiting(colleague)) == (1, 0)


def test_after_sixty_days_it_is_gone_whatever_became_of_it(office, caseworker):
    waiting, done = CallBackFactory(office=office), CallBackFactory(office=office)
    services.take(done, actor=actor_of(caseworker))
    services.reach(done, actor=actor_of(caseworker), outcome=CallOutcome.ADVISED)
    db.session.commit()
    rule = tuple(rule for rule in RETENTION if rule.name == "cooperation/call_backs")

    with time_machine.travel(clock.now() + CALL_BACK_KEPT - timedelta(hours=1)):
        run_due(rule)
        before = len(asked())
    with time_machine.travel(clock.now() + CALL_BACK_KEPT + timedelta(hours=1)):
        run_due(rule)

    assert (before, asked()) == (2, [])
    assert set(db.session.scalars(select(Erasure.record_id))) == {waiting.id, done.id}
