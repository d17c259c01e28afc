"""Reminders by hand around a placement: the parties for their yes, an authority, the office; once a day each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import db
from portal.core.errors import GuardRefused
from portal.core.outbox import OutboxMail
from portal.placements.services import nudging
from tests.factories.organisations import company_member, office_member
from tests.factories.placements import Case
from tests.placements.browsing import here
from tests.placements.test_clearances import asked, clerk
from tests.signing import sign_in

NOON = datetime(2027, 3, 1, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    """Live at noon of a Monday in winter."""
    with time_machine.travel(NOON):
        yield


@contextmanager
def refused(why: str) -> Iterator[None]:
    """Expect a refusal in these words."""
    with pytest.raises(GuardRefused) as refusal:
        yield
    assert why in str(refusal.value.message)


def mails_after(deed, *, hours: int = 25) -> set[str]:
    """Do something a day later and give the kinds of the mails it brings."""
    known = {one.id for one in db.session.query(OutboxMail)}
    with time_machine.travel(NOON + timedelta(hours=hours)):
        deed()
        db.session.commit()
        return {one.kind.removeprefix("placements/") for one in db.session.query(OutboxMail) if one.id not in known}


@pytest.fixture
def case() -> Case:
    """Send an agreement out to a company and a person who reads mail."""
    case = Case(person={"email": "amina@person.example"})
    case.send()
    return case


def test_the_office_reminds_everybody_who_has_not_confirmed(case: Case):
    assert mails_after(lambda: nudging.remind_parties(case.version, actor=case.staff)) == {
        "confirm_company",
        "confirm_person",
    }

    case.company_confirms(case.version)

    assert mails_after(lambda: nudging.remind_parties(case.version, actor=case.staff), hours=50) == {"confirm_person"}


def test_a_company_reminds_the_person_and_not_itself(case: Case):
    assert mails_after(lambda: nudging.remind_parties(case.version, actor=case.firm)) == {"confirm_person"}


def test_on_the_day_it_was_sent_nobody_is_reminded(case: Case):
    with refused("Bitte warten Sie einen Tag"):
        mails_after(lambda: nudging.remind_parties(case.version, actor=case.staff), hours=23)


def test_where_nobody_reads_mail_somebody_has_to_call(case: Case):
    case.person.email = None
    case.company_confirms(case.version)
    db.session.commit()

    with refused("rufen Sie bitte an"):
        mails_after(lambda: nudging.remind_parties(case.version, actor=case.staff))


@pytest.mark.parametrize("reads_mail", [True, False])
def test_a_company_does_not_learn_from_it_who_reads_mail(client: FlaskClient, reads_mail: bool):
    case = Case(person={"email": "amina@person.example" if reads_mail else None})
    case.send()
    deed, answers = here(case, "/agreements/1/nudge"), []
    for hours in (1, 25, 26):
        with time_machine.travel(NOON + timedelta(hours=hours)):
            sign_in(client, case.member)
            answers.append(client.post(deed, follow_redirects=True).text)

    assert ["Bitte warten Sie einen Tag" in one for one in answers] == [True, False, True]
    assert "Die Erinnerung ist unterwegs." in answers[1]
    assert "die Person liest" not in "".join(answers).lower()
    to_office = [one.address for one in db.session.query(OutboxMail).filter_by(kind="placements/nudge_call")]
    assert to_office == ([] if reads_mail else [case.caseworker.email])


def test_what_the_office_asks_the_person_stands_in_no_history_of_the_company(client: FlaskClient, case: Case):
    mails_after(lambda: nudging.remind_parties(case.version, actor=case.staff))
    sign_in(client, case.member)
    before = client.get(here(case, "/agreements/1")).text
    sign_in(client, case.caseworker)
    to_office = client.get(here(case, "/agreements/1")).text
    mails_after(lambda: nudging.remind_parties(case.version, actor=case.firm), hours=50)
    sign_in(client, case.member)

    assert "Noch einmal erinnert" not in before
    assert "Noch einmal erinnert" in to_office
    assert "Noch einmal erinnert" in client.get(here(case, "/agreements/1")).text


def test_the_page_has_the_button_and_says_when_it_is_too_soon(client: FlaskClient, case: Case):
    sign_in(client, case.caseworker)
    page, deed = here(case, "/agreements/1"), here(case, "/agreements/1/nudge")
    assert deed in client.get(page).text

    too_soon = client.post(deed, follow_redirects=True)

    assert "Bitte warten Sie einen Tag" in too_soon.text
    with time_machine.travel(NOON + timedelta(hours=25)):
        sign_in(client, case.caseworker)
        assert "Die Erinnerung ist unterwegs." in client.post(deed, follow_redirects=True).text
        assert "Bitte warten Sie einen Tag" in client.post(deed, follow_redirects=True).text
    kinds = [one.kind for one in db.session.query(OutboxMail)]
    assert kinds.count("placements/confirm_company") == 2


def test_others_remind_nobody(client: FlaskClient, case: Case):
    for user in (company_member(), office_member()):
        sign_in(client, user)
        assert client.post(here(case, "/agreements/1/nudge")).status_code == 404
        assert client.post(here(case, "/nudge")).status_code in (403, 404)


def test_a_company_asks_the_office_how_far_it_is(client: FlaskClient, case: Case):
    sign_in(client, case.member)
    assert here(case, "/nudge") in client.get(here(case)).text

    assert client.post(here(case, "/nudge")).status_code == 303

    (mail,) = db.session.query(OutboxMail).filter_by(kind="placements/nudge_office")
    assert mail.address == case.caseworker.email
    assert case.person.last_name not in mail.subject + mail.body
    with pytest.raises(GuardRefused):
        nudging.ask_office(case.placement, actor=case.firm)


def test_an_authority_is_reminded_a_day_later(client: FlaskClient):
    case, clearance = asked()
    authority = clerk(clearance)
    assert mails_after(lambda: nudging.remind_authority(clearance, actor=case.staff)) == {"clearance_requested"}

    with refused("Bitte warten Sie einen Tag"):
        mails_after(lambda: nudging.remind_authority(clearance, actor=case.staff), hours=26)

    for user, status in ((authority, 403), (case.member, 403), (office_member(), 404)):
        sign_in(client, user)
        assert client.post(f"/clearances/{clearance.id}/nudge").status_code == status
