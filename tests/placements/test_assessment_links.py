"""How a placement was, behind personal links: the company answers without an account, the person on the own page."""

from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update

from portal.core import clock, db, retention
from portal.core.actor import Channel
from portal.organisations.models import Membership
from portal.placements import services
from portal.placements.models import Assessment
from portal.placements.rules import Agreed, Hire, Party
from portal.wiring import RETENTION
from tests.factories.placements import Case
from tests.placements.assessing import (
    WORDS,
    answer,
    assess,
    ended,
    event,
    firm_answers,
    known,
    link_in,
    link_of,
    mails,
    own_answers,
    prove,
    remind,
)


def test_the_company_answers_from_the_mail_without_an_account(client: FlaskClient):
    case = ended()
    remind(case, 3)
    link = link_in("assessment_missing")

    asked = [client.get(link) for _ in range(2)]
    nothing = known()
    first = firm_answers(strengths=WORDS)
    answers = [client.post(link, data=first) for _ in range(2)]
    after = client.get(link)

    assert {one.status_code for one in asked} == {200}
    assert nothing is None
    assert case.person.first_name not in asked[0].text
    assert [one.status_code for one in answers] == [303, 303]
    assert "Ihre Antworten sind gespeichert" in after.text
    assert (event(case, "assess").channel, event(case, "assess").actor_id) == (Channel.LINK, case.member.id)
    assert len(mails("assessed")) == 1


def test_a_refused_answer_from_the_mail_keeps_what_was_filled_in(client: FlaskClient):
    case = ended()
    remind(case, 3)

    refused = client.post(link_in("assessment_missing"), data=firm_answers(talks="", strengths=WORDS))

    assert refused.status_code == 422
    assert WORDS in refused.text
    assert known() is None


def test_the_contact_of_a_company_without_accounts_answers_from_the_mail(client: FlaskClient):
    case = ended()
    remind(case, 3)
    of_member = link_in("assessment_missing")
    db.session.execute(update(Membership).where(Membership.user_id == case.member.id).values(ended_at=clock.now()))
    case.company.contact_email = "werkstatt@firma.example"
    db.session.commit()
    case.reload()
    remind(case, 10)
    of_contact = link_in("assessment_missing")

    assert mails("assessment_missing")[-1].address == "werkstatt@firma.example"
    assert client.get(of_member).status_code == 404
    assert client.post(of_contact, data=firm_answers()).status_code == 303
    assert event(case, "assess").actor_id is None


def test_once_the_person_has_answered_the_link_only_says_thank_you(client: FlaskClient):
    case = ended()
    remind(case, 3)
    assess(case)
    answer(case)

    page = client.get(link_in("assessment_missing"))
    late = client.post(link_in("assessment_missing"), data=firm_answers())

    assert "Danke, alles ist da" in page.text
    assert "<textarea" not in page.text
    assert late.status_code == 422
    row = known()
    assert row is not None
    assert row.hire is Hire.YES


def test_a_link_ends_with_its_time_and_with_the_placement(client: FlaskClient):
    case = ended()
    remind(case, 3)
    link = link_in("assessment_missing")

    with time_machine.travel(clock.now() + timedelta(days=70)):
        late = client.get(link)
    with time_machine.travel(clock.now() + timedelta(days=800)):
        retention.run_due(tuple(rule for rule in RETENTION if rule.name == "placements/over"))
    erased = client.get(link)

    assert (late.status_code, erased.status_code) == (404, 404)
    assert db.session.query(Assessment).count() == 0
    assert case.company.name not in late.text


def test_a_dead_link_brings_the_questions_once_more_to_the_address_on_file(client: FlaskClient):
    case = ended()
    remind(case, 3)
    dead = link_in("assessment_missing")

    with time_machine.travel(clock.now() + timedelta(days=70)):
        pressed = [client.post(f"{dead}/again") for _press in range(2)]
        fresh_link = link_in("assessment_missing")
        answered = client.post(fresh_link, data=firm_answers())
    with time_machine.travel(clock.now() + timedelta(days=71)):
        nothing_owed = client.post(f"{dead}/again")

    assert {one.status_code for one in (*pressed, nothing_owed)} == {200}
    assert fresh_link != dead
    assert answered.status_code == 303
    assert [one.address for one in mails("assessment_missing")] == [case.member.email] * 2


def test_the_person_reads_it_and_answers_on_the_own_page(client: FlaskClient):
    case = ended()
    assess(case, hire=Hire.NOT_NOW)
    link = link_in("assessed_person")
    page = f"{link}?placement={case.placement.id}"
    shut = client.get(page).text
    prove(client, case, link)

    own = client.get(link).text
    read = client.get(page).text
    sent = own_answers()
    answers = [client.post(page, data=sent) for _ in range(2)]
    after = client.get(page).text

    assert WORDS not in shut
    assert "Bitte lesen" in own
    assert WORDS in read
    assert "Zurzeit nicht" in read
    assert [one.status_code for one in answers] == [303, 303]
    assert "Ihre Antwort ist gespeichert" in after
    row = known()
    assert row is not None
    assert (row.agrees, row.own_hard) == (Agreed.PARTLY, "Das Heben.")
    assert event(case, "assess_own").channel is Channel.LINK
    assert len(mails("assessed_own")) == 1


def test_nobody_agrees_to_what_was_changed_since(client: FlaskClient):
    case = ended()
    assess(case)
    link = link_in("assessed_person")
    page = f"{link}?placement={case.placement.id}"
    prove(client, case, link)
    before = own_answers(agrees="yes")
    assess(case, strengths="Ganz andere Worte.")

    stale = client.post(page, data=before)
    again = client.post(page, data=own_answers(agrees="no"))

    assert stale.status_code == 422
    assert "Ganz andere Worte." in stale.text
    assert "Das Heben." in stale.text
    assert again.status_code == 303
    row = known()
    assert row is not None
    assert row.agrees is Agreed.NO


def test_a_bad_answer_of_the_person_keeps_what_was_written(client: FlaskClient):
    case = ended()
    assess(case)
    link = link_in("assessed_person")
    prove(client, case, link)

    refused = client.post(f"{link}?placement={case.placement.id}", data=own_answers(agrees=""))

    assert refused.status_code == 422
    assert "Das Heben." in refused.text


def test_nobody_reads_it_behind_the_link_of_another(client: FlaskClient):
    case, other = ended(), ended(person={"email": "b@person.example"})
    assess(case)
    assess(other)
    link = link_in("assessed_person")
    prove(client, other, link)

    for address in (f"{link}?placement={case.placement.id}", f"{link}?placement={case.placement.id}&paper=1"):
        assert client.get(address).status_code == 404
        assert client.post(address, data=own_answers()).status_code == 404


def test_a_guardian_reads_it_and_leaves_the_answer_to_the_person(client: FlaskClient):
    case = Case(person={"minor": True, "email": "amina@person.example", "guardian_email": "samira@familie.example"})
    agreement = case.send(starts_on=clock.today())
    case.company_confirms(agreement)
    case.person_confirms(agreement)
    case.person_confirms(agreement, Party.GUARDIAN)
    case.allow()
    case.approve()
    services.start(case.placement, actor=case.firm, started_on=clock.today())
    assess(case)
    [mail] = [mail for mail in mails("assessed_person") if mail.address == "samira@familie.example"]
    link = link_of(mail)
    prove(client, case, link)
    page = f"{link}?placement={case.placement.id}"

    read, sent = client.get(page), client.post(page, data=own_answers())

    assert WORDS in read.text
    assert "Und was sagen Sie?" not in read.text
    assert sent.status_code == 404
    row = known()
    assert row is not None
    assert row.would_go_on is None
