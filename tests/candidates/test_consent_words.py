"""The words of a consent: kept for each version and language, never changed, and shown to whoever asks for them."""

import hashlib

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import services
from portal.candidates.models import Consent
from portal.candidates.rules import TEXT_VERSION, ConsentPurpose, agreed_to, consent_words, own_words
from portal.candidates.rules.consent_words import FOLDER, OWN, VERSIONS
from portal.core import clock, db, i18n, links, outbox
from portal.core.outbox import OutboxMail
from portal.proposals.mails import consent_link_for
from portal.proposals.rules import ProposalState
from tests.candidates.files import behind_the_door, url
from tests.factories.candidates import CandidateFactory, ConsentFactory
from tests.factories.organisations import actor_of
from tests.factories.proposals import ProposalFactory

FULL = ("de", "de@simple", "en", "uk", "ar")
FINGERPRINTS = {
    ("2026-11", "de"): "8092894d1e49b45f",
    ("2026-11", "de@simple"): "7874726950e8a080",
    ("2026-11", "en"): "c26964b7e6e4b6a0",
    ("2026-11", "uk"): "9899eab0be6f1b31",
    ("2026-11", "ar"): "d026579bea4e3580",
    ("2026-11", "fa"): "2d9f1ccf190eae3b",
    ("2026-11", "tr"): "3ee8a93fe2e77a96",
    ("2026-11", "kmr"): "bc045081f327cf00",
    ("2026-11", "ti"): "8c70a4214bc11c22",
}
"""Of the words of each version and language. Do not change one of these lines: add a version with words of its own."""


def fingerprint(version: str, language: str) -> str:
    """Sum up all the words of a version in a language."""
    texts = sorted((key, text) for (code, key), text in consent_words._texts(version).items() if code == language)
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:16]


def test_the_words_of_a_version_never_change():
    found = {(version, code): fingerprint(version, code) for version in VERSIONS for code in (*FULL, *OWN)}

    assert found == FINGERPRINTS
    assert sorted(path.stem for path in FOLDER.glob("*.csv")) == sorted(VERSIONS)
    assert clock.today() >= VERSIONS[TEXT_VERSION]


@pytest.mark.parametrize("language", [*FULL, *OWN])
@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_every_purpose_has_words_in_every_language_with_the_german_beside(purpose, language):
    found = agreed_to(purpose.value, language, TEXT_VERSION)

    texts = [one.text for one in found]
    assert len(set(texts)) == len(texts) == (2 if language == "de" else 5)
    assert agreed_to(purpose.value, "de", TEXT_VERSION)[0] in found
    assert found[0].direction == ("rtl" if language in ("ar", "fa") else "ltr")


def test_a_language_without_words_is_interpreted_from_the_german_ones():
    assert agreed_to("care", "so", TEXT_VERSION) == agreed_to("care", "de", TEXT_VERSION)
    assert agreed_to("care", "prs", TEXT_VERSION) == agreed_to("care", "fa", TEXT_VERSION)
    assert agreed_to("care", "de", "1999-01") == ()


@pytest.mark.parametrize("language", OWN)
def test_the_phrases_around_a_yes_are_complete(language):
    phrases = own_words(language)

    german = {key for (code, key) in consent_words._texts(TEXT_VERSION) if code == "de"}
    assert set(phrases) == german
    assert {code: own_words(code) for code in i18n.BY_CODE} == {code: {} for code in i18n.BY_CODE}


def test_the_caseworker_and_the_person_read_what_was_agreed_to(desk, person, app):
    ConsentFactory(candidate_id=person.id, purpose=ConsentPurpose.CARD, work_field="Pflege", language="ar")
    words = agreed_to("card", "ar", TEXT_VERSION)
    visitor, address = behind_the_door(app, person)

    pages = desk.get(url(person, "/consents")).text, visitor.get(address).text

    for page in pages:
        assert all(one.text in page for one in words)
        assert 'lang="ar" dir="rtl"' in page
    assert "Zum Vorlesen" in desk.get(url(person, "/consents/give")).text


@pytest.mark.parametrize("language", OWN)
def test_somebody_without_a_page_of_their_own_reads_question_and_answer(client, language):
    person = CandidateFactory(ready_for_work=True, locale=language, email="sie@person.example")
    proposal = ProposalFactory(candidate=person, state=ProposalState.ASKED)
    token, _code = links.issue(consent_link_for(proposal))
    db.session.commit()
    client.post(f"/l/{token}", data={"birth_date": person.birth_date.isoformat()})

    page = client.get(f"/l/{token}").text
    client.post(f"/l/{token}", data={"deed": "agree"})

    own = own_words(language)
    assert all(own[key].text in page for key in ("question", "name", "free", "call", "unchecked", "yes", "no"))
    assert f'lang="{language}" dir="{own["free"].direction}"' in page
    given = db.session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.NAME)).one()
    assert (given.language, given.text_version) == (language, TEXT_VERSION)


def test_the_mail_says_it_in_the_own_language_too():
    person = CandidateFactory(ready_for_work=True, locale="ti", email="sie@person.example")

    services.send_link(person, actor=actor_of(db.session.get_one(User, person.caseworker_id)))

    (mail,) = db.session.scalars(select(OutboxMail))
    assert own_words("ti")["free"].text in outbox.opened(mail)
