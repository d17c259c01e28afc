"""How a person may be reached, who interprets, and how well each language is known."""

import pytest

from portal.candidates import queries
from portal.candidates.models import Candidate
from portal.candidates.queries import CARD_OPTIONS
from portal.candidates.rules import ConsentPurpose, DisclosureLevel, EmailUse, Field, PhoneUse
from portal.core import db
from tests.candidates.files import url
from tests.factories.candidates import (
    CandidateFactory,
    CandidateLanguageFactory,
    ConsentFactory,
    DisclosureGrantFactory,
)
from tests.factories.organisations import OrganisationFactory, actor_of, company_member


@pytest.mark.parametrize(
    ("phone_use", "email_use", "shown"),
    [
        (None, None, None),
        (PhoneUse.NEVER, EmailUse.NEVER, None),
        (PhoneUse.TEXT, None, "+49 151 23456789 (nur SMS schreiben), nach 16 Uhr"),
        (None, EmailUse.WRITE, "amina@beispiel.example, nach 16 Uhr"),
        (
            PhoneUse.BOTH,
            EmailUse.WRITE,
            "+49 151 23456789 (anrufen und SMS schreiben), amina@beispiel.example, nach 16 Uhr",
        ),
    ],
)
def test_a_company_gets_only_the_contact_the_person_allows(phone_use, email_use, shown):
    company = OrganisationFactory(verified=True)
    person = CandidateFactory(
        email="amina@beispiel.example", best_time="nach 16 Uhr", phone_use=phone_use, email_use=email_use
    )
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=DisclosureLevel.L2)
    ConsentFactory(candidate_id=person.id, organisation_id=company.id, purpose=ConsentPurpose.CONTACT_PHONE)
    loaded = db.session.get(Candidate, person.id, options=CARD_OPTIONS, populate_existing=True)

    view = queries.card(actor_of(company_member(company)), loaded)

    assert Field.PHONE_AND_EMAIL in view
    assert dict(view.lines).get("Telefon und E-Mail") == shown


def test_how_somebody_may_be_reached_is_saved_and_shown(desk, person):
    data = {"version": person.version, "phone": "0151 2345678", "phone_use": "text", "best_time": "abends"}

    answer = desk.post(url(person, "/edit/contact"), data=data)

    page = desk.get(url(person)).text
    assert answer.status_code == 303
    assert "0151 2345678 – nur SMS schreiben" in page
    assert "abends" in page


def test_a_wish_for_an_interpreter_names_no_relative(desk, person):
    data = {
        "version": person.version, "first_name": "Amina", "last_name": "Beispiel", "birth_date": "1995-03-14",
        "locale": "ar", "interpreter_language": "ar", "interpreter_gender": "woman",
    }  # fmt: skip

    form = desk.get(url(person, "/edit/person")).text
    answer = desk.post(url(person, "/edit/person"), data=data)

    assert "Niemals Kinder oder Angehörige, wenn es um Einwilligungen geht." in form
    assert answer.status_code == 303
    assert "Arabisch, eine Frau" in desk.get(url(person)).text


def test_all_four_skills_of_a_language_are_kept_with_what_shows_them(desk, person):
    CandidateLanguageFactory(candidate_id=person.id, language="ar")
    data = {
        "language": "de", "speaking": "B1", "listening": "B2", "reading": "A2", "writing": "A1",
        "evidence": "telc B1", "evidenced_on": "2026-03-01",
    }  # fmt: skip

    answer = desk.post(url(person, "/languages"), data=data)

    assert answer.status_code == 303
    page = desk.get(url(person)).text
    assert "Sprechen B1, Hören B2, Lesen A2, Schreiben A1 (telc B1, So, 1. März 2026)" in page
    assert "Sprechen A2, Lesen A2" in page
