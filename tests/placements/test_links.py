"""The personal page of an agreement: date of birth first, the German text, one yes to exactly this text."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import clock, db
from portal.core.links import PersonalLink
from portal.core.outbox import OutboxMail, opened
from portal.placements import services
from portal.placements.mails import CONFIRM
from portal.placements.models import Agreement, Confirmation
from portal.placements.rules import AgreementState, Party
from tests.factories.placements import Case

ADDRESS = {"person": {"email": "amina@person.example"}}


def mailed(kind: str = "confirm_person") -> list[str]:
    mails = db.session.query(OutboxMail).filter_by(kind=f"placements/{kind}").order_by(OutboxMail.created_at)
    return [re.search(r"/l/(\S+)", opened(mail))[1] for mail in mails]  # type: ignore[index]


def prove(client: FlaskClient, case: Case, token: str) -> None:
    answer = client.post(f"/l/{token}", data={"birth_date": case.person.birth_date.isoformat()})
    assert answer.status_code == 303


def yes(version: Agreement, **changed: str) -> dict[str, str]:
    return {"text_hash": version.text_hash or "", "has_read": "y", "name": "Amina Beispiel", **changed}


def test_a_scanner_that_follows_every_link_changes_nothing(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()

    for _ in range(3):
        answer = client.get(f"/l/{token}")
        assert answer.status_code == 200
        assert "Pakete packen" not in answer.get_data(as_text=True)
        client.head(f"/l/{token}")

    assert version.state is AgreementState.CONFIRMING
    assert db.session.query(Confirmation).count() == 0
    assert db.session.query(PersonalLink).one().wrong_tries == 0


def test_the_person_reads_and_confirms(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    case.company_confirms(version)
    [token] = mailed()
    prove(client, case, token)

    page = client.get(f"/l/{token}").get_data(as_text=True)
    answer = client.post(f"/l/{token}", data=yes(version))
    again = client.post(f"/l/{token}", data=yes(version))
    after = client.get(f"/l/{token}").get_data(as_text=True)

    assert "Pakete packen" in page
    assert "ersetzt keinen Arbeits-, Ausbildungs- oder Praktikumsvertrag" in page
    assert (answer.status_code, again.status_code) == (303, 303)
    assert "Ihre Bestätigung ist gespeichert" in after
    db.session.refresh(version)
    assert version.state is AgreementState.IN_FORCE
    kept = db.session.query(Confirmation).filter_by(party=Party.PERSON).one()
    assert kept.text_hash == version.text_hash
    assert kept.link_id == db.session.query(PersonalLink).filter_by(purpose=CONFIRM).one().id


def test_without_the_date_of_birth_nothing_is_confirmed(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()

    client.post(f"/l/{token}", data=yes(version))

    assert db.session.query(Confirmation).count() == 0


def test_the_page_speaks_the_language_of_the_person_beside_the_german(client: FlaskClient):
    case = Case(person={"email": "amina@person.example", "locale": "en"})
    case.send()
    [token] = mailed()
    prove(client, case, token)

    answer = client.get(f"/l/{token}")

    assert answer.headers["Content-Language"] == "en"
    assert "Pakete packen" in answer.get_data(as_text=True)


def test_another_text_than_the_one_read_is_not_confirmed(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()
    prove(client, case, token)

    answer = client.post(f"/l/{token}", data=yes(version, text_hash="0" * 64))

    assert answer.status_code == 422
    assert db.session.query(Confirmation).count() == 0


@pytest.mark.parametrize("missing", ["has_read", "name", "text_hash"])
def test_a_yes_needs_all_of_it(client: FlaskClient, missing: str):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()
    prove(client, case, token)

    answer = client.post(f"/l/{token}", data=yes(version, **{missing: ""}))

    assert answer.status_code == 422
    assert db.session.query(Confirmation).count() == 0


def test_something_is_wrong_needs_no_reason(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()
    prove(client, case, token)

    answer = client.post(f"/l/{token}", data={"deed": "return"})

    assert answer.status_code == 303
    db.session.refresh(version)
    assert version.state is AgreementState.DRAFT
    thanks = client.get(answer.location).text
    assert "Danke, wir wissen Bescheid." in thanks
    assert "Danke" not in client.get(answer.location).text
    assert case.company.name not in thanks


def test_a_text_that_is_being_changed_is_confirmed_by_nobody(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()
    prove(client, case, token)
    services.return_version(version, actor=case.staff, reason="Andere Zeiten")
    db.session.commit()

    answer = client.post(f"/l/{token}", data=yes(version, text_hash="0" * 64))
    paper = client.get(f"/l/{token}?paper=1")

    assert "Sie müssen jetzt nichts tun." in answer.text
    assert "Danke" not in answer.text
    assert paper.mimetype == "text/html"
    assert db.session.query(Confirmation).count() == 0


def test_an_objection_that_is_too_long_is_refused_and_kept(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()
    prove(client, case, token)

    answer = client.post(f"/l/{token}", data={"deed": "return", "reason": "Die Zeiten. " * 200})

    assert answer.status_code == 422
    assert "Die Zeiten. Die Zeiten." in answer.text
    assert version.state is AgreementState.CONFIRMING


def test_the_guardian_confirms_as_guardian(client: FlaskClient):
    case = Case(person={"minor": True, "guardian_email": "samira@familie.example"})
    version = case.send()
    [token] = mailed("confirm_guardian")
    prove(client, case, token)

    client.post(f"/l/{token}", data=yes(version, name="Samira Beispiel"))

    assert db.session.query(Confirmation).one().party is Party.GUARDIAN


def test_the_paper_is_behind_the_same_door(client: FlaskClient):
    case = Case(**ADDRESS)
    case.send()
    [token] = mailed()
    before = client.get(f"/l/{token}?paper=1")
    prove(client, case, token)

    after = client.get(f"/l/{token}?paper=1")

    assert before.mimetype == "text/html"
    assert after.mimetype == "application/pdf"
    assert after.data.startswith(b"%PDF")


def test_the_confirmed_copy_is_read_behind_the_same_link_for_a_year_after_the_last_day(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    case.company_confirms(version)
    [token] = mailed()
    prove(client, case, token)
    client.post(f"/l/{token}", data=yes(version))
    last = version.ends_on

    with time_machine.travel(clock.end_of(last + timedelta(days=365)) - timedelta(hours=1)):
        prove(client, case, token)
        late = client.get(f"/l/{token}").get_data(as_text=True)
    with time_machine.travel(clock.end_of(last + timedelta(days=365)) + timedelta(minutes=1)):
        over = client.get(f"/l/{token}")

    assert "Pakete packen" in late
    assert "Ihre Bestätigung ist gespeichert" in late
    assert over.status_code == 404


def test_a_change_of_a_running_placement_is_confirmed_by_link(client: FlaskClient):
    case = Case(**ADDRESS)
    case.run()
    start, end = case.version.starts_on, case.version.ends_on

    with time_machine.travel(clock.end_of(start) + timedelta(days=3)):
        changed = case.send(starts_on=start, ends_on=end, weekly_hours=Decimal(20))
        case.company_confirms(changed)
        token = mailed()[-1]
        prove(client, case, token)
        answer = client.post(f"/l/{token}", data=yes(changed))

    db.session.refresh(changed)
    assert answer.status_code == 303
    assert changed.state is AgreementState.IN_FORCE


def test_after_the_first_day_nobody_confirms_what_has_not_begun(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    [token] = mailed()

    with time_machine.travel(clock.end_of(version.starts_on) + timedelta(minutes=1)):
        prove(client, case, token)
        answer = client.post(f"/l/{token}", data=yes(version))

    assert "Der erste Tag ist schon vorbei" in answer.get_data(as_text=True)
    assert db.session.query(Confirmation).count() == 0


def test_a_link_to_an_earlier_text_is_dead(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.send()
    services.return_version(version, actor=case.staff, reason="Andere Zeiten")
    db.session.commit()
    services.send(version, actor=case.staff)
    db.session.commit()
    old, new = mailed()

    assert client.get(f"/l/{old}").status_code == 404
    assert client.get(f"/l/{new}").status_code == 200


def test_a_dead_link_offers_a_new_one_and_tells_everybody_the_same(client: FlaskClient):
    case = Case(**ADDRESS)
    case.send()
    [token] = mailed()
    link = db.session.query(PersonalLink).one()
    link.ended_at = link.created_at
    link.created_at -= timedelta(hours=1)
    db.session.commit()

    dead = client.get(f"/l/{token}")
    read = client.get(f"/l/{token}/again")
    before = len(mailed())
    known = client.post(f"/l/{token}/again")
    unknown = client.post("/l/no-such-token-at-all/again")

    assert dead.status_code == 404
    assert f"/l/{token}/again" in dead.get_data(as_text=True)
    assert (read.status_code, before) == (200, 1)
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert without_token(known) == without_token(unknown)
    assert [mail.address for mail in db.session.query(OutboxMail).filter_by(kind="placements/confirm_person")] == [
        "amina@person.example",
        "amina@person.example",
    ]


def test_a_dead_link_does_not_flood_the_mailbox(client: FlaskClient):
    case = Case(**ADDRESS)
    case.send()
    [token] = mailed()

    for _ in range(5):
        client.post(f"/l/{token}/again")

    assert len(mailed()) == 1


def test_who_lost_the_link_to_an_agreement_in_force_reads_it_by_a_new_one(client: FlaskClient):
    case = Case(**ADDRESS)
    version = case.agree()
    token = case.token(version)
    db.session.query(PersonalLink).update({"ended_at": version.created_at, "created_at": version.created_at})
    db.session.query(PersonalLink).update({"created_at": version.created_at - timedelta(hours=1)})
    db.session.commit()

    for _ in range(2):
        client.post(f"/l/{token}/again")

    [mail] = db.session.query(OutboxMail).filter_by(kind="placements/copy")
    assert mail.address == "amina@person.example"
    assert "müssen nichts mehr bestätigen" in opened(mail)


def without_token(answer) -> str:
    return re.sub(r"/l/[\w-]+|value=\"[\w.-]+\"", "", answer.get_data(as_text=True))
