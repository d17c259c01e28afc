"""The certificate of an internship: who gets it, what stands in it, and what never does."""

import os
import shutil
import subprocess
from datetime import time, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import clock, db
from portal.core.errors import NotFound
from portal.placements import services
from portal.placements.rules import Agreed, BreakOffBy, Hire, Rating
from portal.placements.services.certificates import _occupation
from portal.reference.schedule import write_week
from portal.reference.working_time import Shift
from tests.factories.organisations import company_member, office_member
from tests.factories.placements import Case
from tests.placements.assessing import WORDS, answer, assess, ended, link_in, prove
from tests.placements.browsing import body, here, purpose
from tests.signing import sign_in

pytestmark = pytest.mark.skipif("CI" not in os.environ and shutil.which("pdftotext") is None, reason="needs pdftotext")
NOT_SAID = ("Jobcenter", "Integration Point", "Orientierungspraktikum", "MAG", "Aufenthalt", "Erlaubnis", "Fast immer")


def text_of(paper: bytes) -> str:
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=paper, capture_output=True, check=True).stdout.decode()


def printed(case: Case) -> str:
    case.reload()
    return text_of(services.certificate(case.placement, actor=case.staff))


def test_it_says_who_did_what_where_from_when_to_when_and_leaves_a_line_to_sign():
    case = ended()

    text = printed(case)

    person, company = case.person, case.company
    assert "Praktikumsbescheinigung" in text
    for said in (f"{person.first_name} {person.last_name}", company.name, "Praktikum im Lager", "Pakete packen", "30"):
        assert said in text
    assert clock.today().strftime("%Y") in text
    assert "Unterschrift" in text
    assert company.contact_name in text
    assert [word for word in NOT_SAID if word in text] == []


def test_the_hours_together_are_named_where_it_went_as_agreed_and_not_otherwise():
    week = write_week(Shift(day, time(8), time(14), 0) for day in range(7))
    as_agreed, shorter = Case(), Case()
    for case, days in ((as_agreed, 6), (shorter, 3)):
        purpose(case)
        start = clock.today()
        case.make_ready(starts_on=start, ends_on=start + timedelta(days=6), week=week, times="")
        services.start(case.placement, actor=case.firm, started_on=start)
        with time_machine.travel(clock.now() + timedelta(days=days)):
            by = BreakOffBy.PERSON
            if case is shorter:
                services.break_off(case.placement, actor=case.firm, ended_on=clock.today(), by=by, reason="Umzug")
            else:
                services.complete(case.placement, actor=case.firm, ended_on=clock.today())
        db.session.commit()

    assert "Tage, " in printed(as_agreed)
    text = printed(shorter)
    assert "Tage, " not in text
    assert "Umzug" not in text


@pytest.mark.parametrize(
    ("ticked", "agrees", "is_there"),
    [
        (True, None, True),
        (True, Agreed.YES, True),
        (True, Agreed.PARTLY, False),
        (True, Agreed.NO, False),
        (False, Agreed.YES, False),
    ],
)
def test_praise_stands_in_it_where_the_company_ticks_it_and_the_person_does_not_say_no(ticked, agrees, is_there):
    case = ended()
    assess(case, in_certificate=ticked, hire=Hire.NOT_NOW, hire_needs="Mehr Deutsch", care=Rating.LEARNING)
    if agrees:
        answer(case, agrees, own_hard="Der Ton in der Halle")

    text = printed(case)

    assert (WORDS in text) is is_there
    assert [word for word in ("Zurzeit nicht", "Mehr Deutsch", "selten", "Der Ton") if word in text] == []


def test_a_measure_is_not_called_what_would_say_who_paid_for_it():
    case = ended(kind="hospitation")

    text = printed(case)

    assert "Teilnahmebescheinigung" in text
    assert "Hospitation" not in text


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Kommissionierer (m/w/d), MAG vorher möglich", "Kommissionierer"),
        ("Hilfe im Lager, MAG möglich", "Hilfe im Lager"),
        ("Koch (Beikoch)", "Koch (Beikoch)"),
        ("(m/w/d)", "(m/w/d)"),
    ],
)
def test_what_only_an_advertisement_says_is_left_out(title, said):
    assert _occupation(title) == said


@pytest.mark.parametrize("way", ["write", "make_ready", "run"])
def test_there_is_none_before_it_has_begun_and_ended(client: FlaskClient, way):
    case = Case()
    purpose(case)
    getattr(case, way)()
    sign_in(client, case.member)

    with pytest.raises(NotFound):
        services.certificate(case.placement, actor=case.staff)
    assert client.get(here(case, "/certificate.pdf")).status_code == 404
    assert "certificate.pdf" not in body(client, here(case))


def test_who_did_not_come_gets_none():
    case = Case()
    case.make_ready(starts_on=clock.today())
    services.no_show(case.placement, actor=case.firm, reason="Nicht gekommen")
    db.session.commit()

    with pytest.raises(NotFound):
        services.certificate(case.placement, actor=case.staff)


def test_a_job_has_a_reference_of_the_employer_instead(client: FlaskClient):
    case = Case(kind="minijob")
    purpose(case)
    sign_in(client, case.caseworker)

    assert client.get(here(case, "/certificate.pdf")).status_code == 404


def test_company_and_caseworker_print_it_and_nobody_else(client: FlaskClient):
    case = ended()
    for user in (case.member, case.caseworker):
        sign_in(client, user)
        answered = client.get(here(case, "/certificate.pdf"))
        assert "certificate.pdf" in body(client, here(case))
        assert answered.mimetype == "application/pdf"
        assert case.person.last_name not in answered.headers["Content-Disposition"]
    statuses = []
    for stranger in (company_member(), office_member(), case.coordinator()):
        sign_in(client, stranger)
        statuses.append(client.get(here(case, "/certificate.pdf")).status_code)
    assert statuses == [404, 404, 403]


def test_the_company_prints_none_once_it_may_not_know_the_name(client: FlaskClient):
    case = ended()
    with time_machine.travel(clock.now() + timedelta(days=200)):
        sign_in(client, case.member)
        assert client.get(here(case, "/certificate.pdf")).status_code == 404


def test_the_person_gets_it_behind_the_own_link_in_german_and_the_own_language(client: FlaskClient):
    case = ended(person={"email": "amina@person.example", "locale": "uk"})
    assess(case)
    link = link_in("assessed_person")
    paper = f"{link}?placement={case.placement.id}&paper=1"
    shut = client.get(paper)
    prove(client, case, link)

    opened = client.get(paper)

    assert shut.mimetype == "text/html"
    assert opened.mimetype == "application/pdf"
    assert "Praktikumsbescheinigung" in text_of(opened.data)
    assert "Довідка про практику" in text_of(opened.data)
    sign_in(client, case.member)
    assert "Довідка" not in text_of(client.get(here(case, "/certificate.pdf")).data)
