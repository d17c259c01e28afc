"""A firm's whole way on a desk without a mouse: an offer, an answer, an invitation, and a slip on the way."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from portal.accounts.services.passwords import hash_password
from portal.core import db
from portal.core.actor import Role
from portal.organisations.models import PurposeAcceptance
from portal.organisations.rules import PURPOSE_VERSION
from portal.proposals.models import InterviewSlot, Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from tests.browser.keyboard import Keyboard, even_day
from tests.factories.accounts import PASSWORD
from tests.factories.organisations import OrganisationFactory, company_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory

ONE_LINE = 40
"""Pixels by which what stands beside something may stand higher."""

pytestmark = [pytest.mark.browser, pytest.mark.commits]


@pytest.fixture
def firm(app):
    return OrganisationFactory(verified=True, street="Markt 1", postal_code="41812", town="Erkelenz", ags="05370004")


@pytest.fixture
def keyboard(visit, firm):
    """The desk of a firm's member, signed in by keyboard."""
    member = company_member(firm, role=Role.RECRUITER, password=hash_password(PASSWORD))
    db.session.add(PurposeAcceptance(user_id=member.id, organisation_id=firm.id, text_version=PURPOSE_VERSION))
    db.session.commit()
    hands = Keyboard(visit("/login"))
    hands.write("E-Mail-Adresse", member.email)
    hands.write("Passwort", PASSWORD)
    hands.press("Anmelden", where="**/desk")
    return hands


def test_an_offer_is_written_and_handed_in(keyboard):
    page = keyboard.page
    keyboard.press("Unsere Angebote", where="**/vacancies/")
    keyboard.press("Neues Angebot", where="**/vacancies/new")
    keyboard.press("Praktikum im Lager (m/w/d)", where="**/edit/what")
    keyboard.press("Speichern und weiter", where="**/edit/what")  # a question is still open
    assert page.locator(":focus").get_attribute("role") == "alert"  # what is wrong is read out first
    keyboard.press("Soll daraus eine Ausbildung werden?")  # the link to the question
    keyboard.answer("Soll daraus eine Ausbildung werden?", "Ja")
    keyboard.press("Speichern und weiter", where="**/edit/where*")
    keyboard.write("Stunden in der Woche", "30")
    keyboard.write("Arbeitszeiten", "Montag bis Freitag, 8 bis 14 Uhr")
    keyboard.press("Speichern und weiter", where="**/edit/pay*")
    keyboard.answer("Lohn", "ohne Lohn")
    keyboard.press("Speichern und weiter", where="**/edit/who*")
    keyboard.press("Speichern und weiter", where="**/edit/support*")
    keyboard.press("Speichern und weiter", where="**/edit/when*")
    keyboard.write_day("Beginn", even_day(after=30))
    keyboard.write("Dauer in Tagen", "28")
    keyboard.press("Speichern und weiter", where="**/edit*")
    keyboard.press("Zur Prüfung geben", where="**/submit")
    keyboard.press("Zur Prüfung geben")
    page.get_by_text("Wir prüfen Ihr Angebot").first.wait_for()

    db.session.rollback()
    assert db.session.query(Vacancy.state).scalar() is VacancyState.IN_REVIEW


def test_a_proposal_is_answered_and_the_person_invited(keyboard, firm, address):
    proposal = ProposalFactory(vacancy=VacancyFactory(published=True, organisation=firm))
    title, proposal_id = proposal.vacancy.text.title, proposal.id
    db.session.commit()
    page = keyboard.page
    keyboard.press("Bewerbervorschläge", where="**/proposals")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    keyboard.press(title, where=f"**/proposals/{proposal_id}")
    keyboard.press("Interesse", where=f"**/proposals/{proposal_id}")
    keyboard.press("Zum Gespräch einladen", where="**/invite")
    keyboard.write_day("Tag und Uhrzeit", even_day(after=5), "1030", group="Erster Termin")
    keyboard.write("Ort", "Markt 1, Erkelenz", group="Erster Termin")
    keyboard.press("Zum Gespräch einladen", where=f"**/proposals/{proposal_id}")
    expect(page.locator("main")).to_contain_text("Markt 1, Erkelenz")

    db.session.rollback()
    assert db.session.query(Proposal.state).scalar() is ProposalState.INTERVIEW
    assert db.session.query(InterviewSlot.place).scalar() == "Markt 1, Erkelenz"


@pytest.mark.parametrize("path", ["/vacancies/new", "/proposals", "/desk", "/organisations/mine"])
def test_the_keyboard_goes_as_the_eye_does(keyboard, firm, address, path):
    for _number in range(2):
        ProposalFactory(vacancy=VacancyFactory(published=True, organisation=firm))
    db.session.commit()
    page = keyboard.page
    page.goto(address + path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the navigation

    stops = keyboard.around()

    assert len(stops) > 5
    up_again = [
        (before["name"], after["name"])
        for before, after in pairwise(stops)
        if after["top"] < before["top"] - ONE_LINE and after["left"] <= before["left"]
    ]
    assert up_again == []
