"""Referrals: the table, who may do what, consent, what the other body learns, and what it forgets."""

from datetime import timedelta
from itertools import product

import pytest
from babel.dates import format_date
from flask.testing import FlaskClient

from portal.candidates import services as candidates
from portal.candidates.models import Consent
from portal.cooperation import queries, rules, services
from portal.cooperation.models import Referral
from portal.cooperation.rules import Purpose, ReferralState
from portal.cooperation.services import Person, Request
from portal.cooperation.workflow import WORKFLOW
from portal.core import audit, clock, db
from portal.core.actor import Channel, Role
from portal.core.audit import ReadLog
from portal.core.errors import GuardRefused, NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.outbox import OutboxMail
from portal.core.permissions import may
from portal.core.retention import run_due
from portal.wiring import RETENTION
from tests.candidates.canaries import plant
from tests.factories.candidates import CandidateFactory
from tests.factories.cooperation import BodyFactory, ReferralFactory
from tests.factories.organisations import OfficeFactory, actor_of, company_member, office_member
from tests.signing import sign_in
from tests.statements import statements

S = ReferralState
TABLE = {
    "accept": {S.SENT},
    "decline": {S.SENT},
    "plan": {S.ACCEPTED},
    "complete": {S.ACCEPTED},
    "withdraw": {S.SENT, S.ACCEPTED},
}


class Case:
    """A person, the caseworker, and a partner body with one member."""

    def __init__(self, **person):
        self.user = office_member()
        self.staff = actor_of(self.user)
        self.person = CandidateFactory(caseworker=self.user, ready_for_work=True, **person)
        self.body = BodyFactory()
        self.member = office_member(self.body, role=Role.AUTHORITY)
        self.partner = actor_of(self.member)

    def request(self, **changed) -> Request:
        values = {
            "to_office": self.body,
            "purpose": Purpose.LANGUAGE,
            "consented_on": clock.today(),
            "consent_channel": Channel.DESK,
            "note": "Sucht einen Kurs am Vormittag.",
        }
        return Request(**{**values, **changed})

    def send(self, **changed) -> Referral:
        made = services.send(self.person, self.request(**changed), actor=self.staff)
        db.session.commit()
        return made


def mails(name: str) -> list[str]:
    return [mail.address for mail in db.session.query(OutboxMail).filter_by(kind=f"cooperation/{name}")]


@pytest.mark.parametrize(("event", "state"), list(product(TABLE, ReferralState)))
def test_an_event_starts_from_its_states_and_from_no_other(event, state):
    assert (WORKFLOW.find(event, state) is not None) == (state in TABLE[event])


def test_sent_accepted_done_with_a_mail_at_each_step():
    case = Case()

    referral = case.send()
    services.accept(referral, actor=case.partner)
    services.complete(referral, actor=case.partner, answer="Kurs gefunden.")

    assert (referral.state, referral.answer, referral.ended_on) == (S.DONE, "Kurs gefunden.", clock.today())
    assert mails("asked") == [case.member.email]
    assert mails("answered") == [case.user.email, case.user.email]


def test_who_took_it_on_says_what_happens_next_and_who_asked_reads_it(client: FlaskClient):
    case, day = Case(), clock.today() + timedelta(days=9)
    until = format_date(day, "d. MMMM y", locale="de")
    referral = case.send(due_on=clock.today() + timedelta(days=2))
    services.accept(referral, actor=case.partner)
    db.session.commit()
    sign_in(client, case.member)

    told = {"next_step": "Termin zur Beratung", "next_step_on": day.isoformat()}
    client.post(f"/referrals/{referral.id}/plan", data=told)

    assert mails("answered") == [case.user.email, case.user.email]
    sign_in(client, case.user)
    shown = client.get(f"/referrals/{referral.id}").text
    assert "Termin zur Beratung" in shown
    assert until in shown
    around = client.get(f"/candidates/{case.person.id}/around").text
    assert f"Termin zur Beratung · {case.body.name} · bis " in around
    assert until in around
    assert referral.awaited_on == day
    assert [one.on for one in queries.unanswered(day)] == [day]
    assert queries.unanswered(clock.today() + timedelta(days=2)) == []


def test_the_next_step_lies_ahead_and_is_not_left_out(client: FlaskClient):
    case = Case()
    referral = case.send()
    services.accept(referral, actor=case.partner)
    db.session.commit()
    sign_in(client, case.member)

    for sent in ({"next_step": "Termin"}, {"next_step": "Termin", "next_step_on": "2020-01-01"}):
        assert client.post(f"/referrals/{referral.id}/plan", data=sent).status_code == 422
    assert referral.next_step is None


def test_declining_needs_a_reason_that_the_sender_reads():
    case = Case()
    referral = case.send()
    with pytest.raises(ReasonMissing):
        services.decline(referral, actor=case.partner, reason="")

    services.decline(referral, actor=case.partner, reason="Kein Platz bis März.")

    assert (referral.state, referral.answer) == (S.DECLINED, "Kein Platz bis März.")


def test_who_asked_and_who_is_asked_have_their_own_events():
    case = Case()
    referral = case.send()
    strangers = [
        actor_of(office_member(BodyFactory(), role=Role.AUTHORITY)),
        actor_of(office_member()),
        actor_of(office_member(role=Role.COORDINATOR)),
        actor_of(office_member(role=Role.EMPLOYER_SERVICE)),
        actor_of(company_member()),
    ]

    for event in TABLE:
        assert may(case.partner, f"referral:{event}", referral) == (event != "withdraw")
        assert may(case.staff, f"referral:{event}", referral) == (event == "withdraw")
        assert not any(may(stranger, f"referral:{event}", referral) for stranger in strangers)
    assert not any(may(stranger, "referral:view", referral) for stranger in strangers)


def test_only_for_a_person_of_the_own_file():
    case, other = Case(), Case()

    with pytest.raises((NotAllowed, NotFound)):
        services.send(other.person, case.request(), actor=case.staff)


def test_only_to_an_office_that_takes_this_on():
    case = Case()

    for office in (BodyFactory(can_receive=["referral:housing"]), BodyFactory(closed_on=clock.today())):
        with pytest.raises(GuardRefused):
            case.send(to_office=office)


def test_not_before_the_person_agreed_and_not_for_a_minor_alone():
    young = Case(minor=True)

    with pytest.raises(GuardRefused):
        young.send(consented_on=clock.today() + timedelta(days=1), by_guardian=True)
    with pytest.raises(GuardRefused):
        young.send()
    assert young.send(by_guardian=True).state is S.SENT


@pytest.mark.parametrize("purpose", Purpose)
def test_placement_is_what_the_integration_point_is_for_and_nobody_else(purpose):
    listed = [f"referral:{purpose}"]

    assert rules.can_receive(purpose, body_kind="ip_office", listed=[]) is (purpose is Purpose.PLACEMENT)
    assert rules.can_receive(purpose, body_kind="welfare_body", listed=listed) is (purpose is not Purpose.PLACEMENT)


def test_the_same_form_sent_twice_asks_once():
    case = Case()
    key = db.new_id()

    first, second = case.send(record_id=key), case.send(record_id=key)

    assert first is second
    assert mails("asked") == [case.member.email]


def test_a_body_hands_somebody_in_and_the_office_takes_them_on():
    body = BodyFactory()
    partner = actor_of(office_member(body, role=Role.AUTHORITY))
    office = OfficeFactory()
    taker = actor_of(office_member(office))
    wanted = Request(office, Purpose.PLACEMENT, clock.today(), Channel.DESK)

    referral = services.hand_in(Person("Omar Beispiel", "0151 234567", "ar"), wanted, actor=partner)
    services.accept(referral, actor=taker)

    assert referral.state is S.ACCEPTED
    assert referral.from_office_id == body.id
    assert not may(actor_of(office_member()), "referral:accept", referral)


def test_withdrawing_the_consent_to_be_looked_after_takes_everything_open_back_at_once():
    case = Case()
    first, done = case.send(), case.send()
    services.accept(done, actor=case.partner)
    services.complete(done, actor=case.partner, answer=None)
    consent = db.session.query(Consent).filter_by(candidate_id=case.person.id).one()

    candidates.withdraw_consent(case.person, consent, actor=case.staff)

    assert (first.state, done.state) == (S.WITHDRAWN, S.DONE)
    assert mails("withdrawn") == [case.member.email]


def test_only_the_asked_may_answer_and_only_once():
    case = Case()
    referral = case.send()
    services.decline(referral, actor=case.partner, reason="Kein Platz")

    with pytest.raises(TransitionNotAllowed):
        services.accept(referral, actor=case.partner)


def test_what_was_written_is_erased_half_a_year_after_the_end():
    case = Case()
    referral = case.send()
    services.decline(referral, actor=case.partner, reason="Kein Platz")
    referral.ended_on = clock.today() - timedelta(days=184)
    recent = case.send()
    services.decline(recent, actor=case.partner, reason="Kein Platz")
    handed = Referral(
        state=S.DONE,
        person_name="Omar Beispiel",
        person_contact="0151 234567",
        from_office_id=case.body.id,
        to_office_id=case.person.office_id,
        author_id=case.member.id,
        purpose=Purpose.PLACEMENT,
        consented_on=clock.today(),
        consent_channel=Channel.DESK,
        ended_on=clock.today() - timedelta(days=184),
    )
    db.session.add(handed)
    db.session.commit()

    run_due(tuple(rule for rule in RETENTION if rule.name == "cooperation/referrals"))

    for one in (referral, recent, handed):
        db.session.refresh(one)
    assert (referral.note, referral.answer) == (None, None)
    assert recent.note
    assert (handed.person_name, handed.person_contact) == ("-", None)
    assert db.session.scalars(queries.ended_before(clock.now() - rules.KEPT)).all() == []


def test_the_caseworker_asks_in_two_steps(client: FlaskClient):
    case = Case()
    sign_in(client, case.user)
    address = f"/referrals/new/{case.person.id}"
    values = {
        "record_id": str(db.new_id()),
        "to_office_id": str(case.body.id),
        "consented_on": clock.today().isoformat(),
        "consent_channel": "desk",
        "was_explained": "y",
        "note": "Sucht einen Kurs.",
    }

    first = client.get(address).get_data(as_text=True)
    form = client.get(f"{address}?purpose=language").get_data(as_text=True)
    answers = [client.post(f"{address}?purpose=language", data=values).status_code for _ in range(2)]

    assert "Deutsch lernen" in first
    assert case.body.name in form
    assert answers == [303, 303]
    assert db.session.query(Referral).one().note == "Sucht einen Kurs."


def test_the_other_body_reads_name_and_contact_while_it_works_on_it_and_no_longer(client: FlaskClient):
    user = office_member()
    planted = plant(caseworker=user)
    case = Case()
    case.user, case.staff, case.person = user, actor_of(user), planted.person
    referral = case.send()
    sign_in(client, case.member)
    address = f"/referrals/{referral.id}"
    may_see = frozenset().union(
        *(planted.signs[f"candidate.{name}"] for name in ("first_name", "last_name", "phone", "email"))
    )

    shown = client.get(address).get_data(as_text=True)
    listed = client.get("/referrals/").get_data(as_text=True)
    client.post(f"{address}/decline", data={"reason": "Kein Platz"})
    afterwards = client.get(address).get_data(as_text=True)

    assert planted.person.last_name in shown
    assert {sign for sign in planted.all if sign in shown} <= may_see
    assert {sign for sign in planted.all if sign in listed + afterwards} == set()
    logged = db.session.query(ReadLog).filter_by(candidate_id=planted.person.id, level="referral").count()
    assert logged == 1


def test_a_body_hands_somebody_in_by_a_page(client: FlaskClient):
    office = OfficeFactory()
    member = office_member(BodyFactory(), role=Role.AUTHORITY)
    taker = office_member(office)
    sign_in(client, member)
    values = {
        "record_id": str(db.new_id()),
        "person_name": "Omar Beispiel",
        "person_contact": "0151 234567",
        "to_office_id": str(office.id),
        "consented_on": clock.today().isoformat(),
        "consent_channel": "desk",
        "was_explained": "y",
    }

    answer = client.post("/referrals/hand-in", data=values)
    sign_in(client, taker)
    listed = client.get("/referrals/").get_data(as_text=True)
    shown = client.get(f"/referrals/{values['record_id']}").get_data(as_text=True)
    accepted = client.post(f"/referrals/{values['record_id']}/accept")

    assert answer.status_code == 303
    assert "Praktikum, Ausbildung oder Arbeit finden" in listed
    assert "Omar Beispiel" in shown
    assert accepted.status_code == 303


@pytest.mark.parametrize("role", [Role.AUTHORITY, Role.CASEWORKER, Role.COORDINATOR])
def test_for_another_office_a_referral_does_not_exist(client: FlaskClient, role: Role):
    referral = Case().send()
    sign_in(client, office_member(BodyFactory() if role is Role.AUTHORITY else None, role=role))

    shown = client.get(f"/referrals/{referral.id}").status_code
    done = {
        client.post(f"/referrals/{referral.id}/{event}", data={"reason": "x"}).status_code
        for event in ("accept", "decline", "complete", "withdraw")
    }

    assert shown == 404
    assert done <= {403, 404}
    assert audit.history("referral", referral.id)[0].name == "send"


def test_a_foreign_person_is_not_referred(client: FlaskClient):
    case, other = Case(), Case()
    sign_in(client, case.user)

    assert client.get(f"/referrals/new/{other.person.id}").status_code == 404


BAD = ("", "\x00", "\u202ex", "x" * 5000, "1900-01-01", "9999-12-31", "<b>", "😀", "not-a-uuid")


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_refused_and_never_breaks(client: FlaskClient, bad: str):
    case = Case()
    referral = case.send()
    names = ("record_id", "to_office_id", "due_on", "consented_on", "consent_channel", "note", "person_name")
    sign_in(client, case.member)
    answers = {client.post("/referrals/hand-in", data={name: bad}).status_code for name in names}
    answers |= {client.post(f"/referrals/{referral.id}/decline", data={"reason": bad}).status_code}
    sign_in(client, case.user)
    address = f"/referrals/new/{case.person.id}"
    answers |= {client.post(f"{address}?purpose=language", data={name: bad}).status_code for name in names}
    read = {client.get(address, query_string={"purpose": bad}).status_code}
    read |= {client.get("/referrals/", query_string={name: bad}).status_code for name in ("page", "done")}

    assert answers <= {303, 409, 422}
    assert read == {200}


def test_a_list_costs_the_same_however_long_it_is(app, client: FlaskClient):
    case = Case()
    sign_in(client, case.user)
    counts = []
    for more in (1, 4):
        ReferralFactory.create_batch(more, candidate=case.person)
        client.get("/referrals/")
        with statements(app) as said:
            client.get("/referrals/")
        counts.append(len(said))

    assert counts[0] == counts[1]
    assert counts[0] <= 4
