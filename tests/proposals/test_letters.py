"""The question to who reads no mail: a letter in the own language, whose code leads to the same page as the mail."""

import re
import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates.models import CandidateLanguage
from portal.core import clock, db
from portal.proposals import services
from portal.proposals.rules import ProposalState
from tests.proposals.conftest import DESK
from tests.proposals.test_links import asked, prove, state_of
from tests.signing import sign_in

CODE = re.compile(r"/l/([\w-]+)")


def words_of(answer) -> str:
    """Read the text of the paper as one line."""
    assert answer.mimetype == "application/pdf"
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=answer.data, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


def test_the_code_of_the_letter_leads_to_the_question_and_its_yes_counts(as_office, scene):
    proposal, _link = asked(scene)
    offer = scene.vacancy.text

    words = words_of(as_office.post(f"/proposals/{proposal.id}/question"))

    assert all(part in words for part in (offer.title, scene.company.name, offer.town, "Dürfen wir Sie"))
    link = f"/l/{CODE.search(words).group(1)}"
    prove(as_office, link, scene.person)
    as_office.post(link, data={"deed": "agree"})
    assert state_of(proposal) is ProposalState.PROPOSED


def test_it_speaks_the_language_of_the_person_beside_german(as_office, scene):
    scene.person.locale = "uk"
    proposal, _link = asked(scene)

    words = words_of(as_office.post(f"/proposals/{proposal.id}/question"))

    assert "Ваші запитання" in words
    assert "Ihre Fragen" in words


def test_a_minor_and_the_guardian_each_get_a_letter_of_their_own(as_office, scene):
    scene.person.birth_date = clock.today() - timedelta(days=17 * 365)
    scene.person.guardian_name, scene.person.guardian_phone = "Hanna Weber", "0151 2345678"
    proposal, _link = asked(scene)
    page = as_office.get(f"/proposals/{proposal.id}").text
    url = f"/proposals/{proposal.id}/question"
    assert f"{url}?guardian=1" in page

    own, of_guardian = (words_of(as_office.post(address)) for address in (url, f"{url}?guardian=1"))

    assert "Hanna Weber" not in own
    assert "Dürfen wir Ihr Kind" in of_guardian
    assert "Hanna Weber" in of_guardian
    assert CODE.search(own).group(1) != CODE.search(of_guardian).group(1)


def test_a_grown_up_has_no_guardian_to_write_to(as_office, scene):
    proposal, _link = asked(scene)

    assert "guardian=1" not in as_office.get(f"/proposals/{proposal.id}").text
    assert "Dürfen wir Sie" in words_of(as_office.post(f"/proposals/{proposal.id}/question?guardian=1"))


def test_once_answered_there_is_nothing_to_ask(as_office, scene):
    proposal, _link = asked(scene)
    services.agree(proposal, actor=scene.office, proof=DESK)
    db.session.commit()

    assert as_office.post(f"/proposals/{proposal.id}/question").status_code == 409


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("stranger", 403), ("colleague", 404)])
def test_nobody_else_prints_it(client, scene, stranger, colleague, who, status):
    proposal, _link = asked(scene)
    sign_in(client, {"member": scene.member, "stranger": stranger, "colleague": colleague}[who])

    assert client.post(f"/proposals/{proposal.id}/question").status_code == status


def test_the_level_of_german_of_that_day_stays_with_the_proposal(scene):
    german = db.session.scalars(
        select(CandidateLanguage).where(
            CandidateLanguage.candidate_id == scene.person.id, CandidateLanguage.language == "de"
        )
    ).one_or_none() or CandidateLanguage(candidate_id=scene.person.id, language="de")
    german.speaking = "A2"
    db.session.add(german)
    db.session.flush()
    proposal, _link = asked(scene)
    german.speaking = "B2"
    db.session.commit()

    assert proposal.german == "A2"
