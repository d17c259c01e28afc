"""The agreement by letter: a code of one's own, which confirms exactly this version and only for its party."""

import re
import subprocess

import pytest
from flask.testing import FlaskClient

from portal.core import db
from portal.core.links import PersonalLink
from portal.placements.models import Confirmation
from portal.placements.rules import AgreementState, Party
from tests.factories.organisations import office_member
from tests.factories.placements import Case
from tests.placements.browsing import here
from tests.signing import INSIDE, sign_in

YOUNG = {"minor": True, "with_guardian": True}


def printed(client: FlaskClient, case: Case, party: str = "person") -> str:
    """Print the letter as the caseworker and give its words."""
    sign_in(client, case.caseworker)
    answer = client.post(here(case, f"/agreements/{case.version.number}/letter/{party}"))
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=answer.data, capture_output=True, check=True)
    return done.stdout.decode()


def sign_out(client: FlaskClient) -> None:
    """Leave the browser to whoever got the letter."""
    with client.session_transaction(INSIDE) as session:
        session.clear()


def code_in(letter: str) -> str:
    found = re.search(r"/l/([0-9A-Z]{8})\b", letter)
    assert found is not None
    return found[1]


def test_the_person_confirms_by_the_code_on_the_letter(client: FlaskClient):
    case = Case(person={"locale": "uk", "email": None})
    version = case.send()

    letter = printed(client, case)
    code = code_in(letter)
    sign_out(client)
    birth = {"birth_date": case.person.birth_date.isoformat()}
    assert client.post(f"/l/{code.lower()}", data=birth).status_code == 303
    yes = {"text_hash": version.text_hash or "", "has_read": "y", "name": "Amina Beispiel"}
    client.post(f"/l/{code.lower()}", data=yes)

    assert "Як підтвердити" in letter
    assert letter.count(code) == 2
    [given] = db.session.query(Confirmation)
    assert (given.party, given.agreement_id) == (Party.PERSON, version.id)


def test_two_letters_have_two_codes_and_both_die_with_the_version(client: FlaskClient):
    case = Case()
    case.send()
    codes = {code_in(printed(client, case)) for _ in range(2)}
    assert len(codes) == 2
    client.post(here(case, "/agreements/1/return"), data={"reason": "Andere Zeiten"})
    client.post(here(case, "/agreements/1/send"))
    assert case.version.state is AgreementState.CONFIRMING

    sign_out(client)
    assert {client.get(f"/l/{code}").status_code for code in codes} == {404}


def test_a_guardian_gets_a_letter_of_their_own(client: FlaskClient):
    case = Case(person=YOUNG)
    case.send()

    code = code_in(printed(client, case, "guardian"))

    link = db.session.query(PersonalLink).filter(PersonalLink.code_hash.is_not(None)).one()
    assert (link.party, link.candidate_id) == (Party.GUARDIAN, case.person.id)
    assert code


@pytest.mark.parametrize("party", ["guardian", "company", "anybody"])
def test_who_is_not_asked_gets_no_letter(client: FlaskClient, party: str):
    case = Case()
    case.send()
    sign_in(client, case.caseworker)

    answer = client.post(here(case, f"/agreements/1/letter/{party}"))

    assert answer.status_code == (409 if party == "guardian" else 404)
    assert db.session.query(PersonalLink).filter(PersonalLink.code_hash.is_not(None)).count() == 0


def test_there_is_none_once_the_person_has_confirmed(client: FlaskClient):
    case = Case()
    case.agree()
    sign_in(client, case.caseworker)

    assert "letter/person" not in client.get(here(case, "/agreements/1")).text
    assert client.post(here(case, "/agreements/1/letter/person")).status_code == 409


def test_nobody_else_prints_it(client: FlaskClient):
    case = Case()
    case.send()

    for user, status in ((case.member, 403), (case.coordinator(), 403), (office_member(), 404)):
        sign_in(client, user)
        assert client.post(here(case, "/agreements/1/letter/person")).status_code == status
