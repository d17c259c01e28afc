"""An offer written in a real browser: few inputs on a phone, by keyboard alone on a desk, and judged by axe."""

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.accounts.services.passwords import hash_password
from portal.core import clock, db
from portal.core.actor import Role
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import VacancyState
from tests.factories.accounts import PASSWORD
from tests.factories.organisations import OrganisationFactory, company_member

pytestmark = [pytest.mark.browser, pytest.mark.commits]

MOST_INPUTS = 25
MOST_SECONDS = 40
PHONE = {"width": 390, "has_touch": True, "is_mobile": True}


@dataclass
class Hand:
    """A hand that uses a page and counts what it does."""

    page: Page
    inputs: int = 0

    def tap(self, name):
        """Press a button or follow a link of the page itself."""
        main = self.page.locator("main")
        found = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        self._count(found.first.tap)

    def choose(self, label):
        """Choose a radio or tick a box."""
        self._count(self.page.get_by_label(label).first.check)

    def answer(self, question, label):
        """Answer one question among several."""
        group = self.page.get_by_role("group", name=question)
        self._count(group.get_by_label(label, exact=True).check)

    def write(self, label, text):
        """Fill in a field."""
        self._count(lambda: self.page.get_by_label(label).fill(text))

    def _count(self, deed):
        deed()
        self.inputs += 1


@pytest.fixture
def sign_in(visit, address):
    """Open the list of offers of a firm, in a window as it is wished for."""
    company = OrganisationFactory(verified=True, street="Markt 1", postal_code="41812", town="Erkelenz", ags="05370004")
    member = company_member(company, role=Role.RECRUITER, password=hash_password(PASSWORD))
    db.session.commit()

    def open_window(**window):
        page = visit("/login", **window)
        page.get_by_label("E-Mail-Adresse").fill(member.email)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url("**/desk")
        page.goto(f"{address}/vacancies/")
        return page

    return open_window


def test_an_internship_with_a_ready_made_text_takes_few_inputs_on_a_phone(sign_in):
    hand, began = Hand(sign_in(**PHONE)), time.monotonic()

    hand.tap("Neues Angebot")
    hand.tap("Praktikum im Lager (m/w/d)")
    hand.answer("Soll daraus eine Ausbildung werden?", "Ja")
    hand.tap("Speichern und weiter")
    write_the_rest(hand)

    assert hand.inputs <= MOST_INPUTS, hand.inputs
    assert time.monotonic() - began < MOST_SECONDS
    assert_handed_in()


def test_an_internship_in_own_words_takes_few_inputs_on_a_phone(sign_in):
    hand = Hand(sign_in(**PHONE))

    hand.tap("Neues Angebot")
    hand.tap("Ohne Vorlage beginnen")
    hand.write("Titel", "Praktikum im Lager (m/w/d)")
    hand.write("Aufgaben", "Sie packen Pakete und kleben Etiketten auf.")
    expect(hand.page.get_by_role("group", name="Soll daraus eine Ausbildung werden?")).to_be_hidden()
    hand.choose("Praktikum:")
    hand.answer("Soll daraus eine Ausbildung werden?", "Ja")
    hand.tap("Speichern und weiter")
    write_the_rest(hand)

    assert hand.inputs <= MOST_INPUTS, hand.inputs
    assert_handed_in()


def write_the_rest(hand):
    """Answer the steps after the first one and hand in."""
    hand.write("Stunden in der Woche", "30")
    hand.write("Arbeitszeiten", "Montag bis Freitag, 8 bis 14 Uhr")
    hand.tap("Speichern und weiter")
    hand.choose("ohne Lohn")
    expect(hand.page.get_by_label("Betrag in Euro")).to_be_hidden()
    hand.tap("Speichern und weiter")
    hand.tap("Speichern und weiter")
    hand.choose("Daraus kann eine feste Stelle werden")
    hand.tap("Speichern und weiter")
    hand.write("Beginn", (clock.today() + timedelta(days=40)).isoformat())
    hand.write("Dauer in Tagen", "28")
    hand.tap("Speichern und weiter")
    hand.tap("Zur Prüfung geben")
    hand.tap("Zur Prüfung geben")
    hand.page.get_by_text("Wir prüfen Ihr Angebot").first.wait_for()


def assert_handed_in():
    """Look at what was kept: the answers, and the likely ones that were left standing."""
    db.session.rollback()
    said = db.session.query(VacancyVersion).one()
    assert db.session.query(Vacancy.state).scalar() is VacancyState.IN_REVIEW
    assert (said.town, said.street, said.german_speaking, said.german_reading) == ("Erkelenz", "Markt 1", "A0", "A0")
    assert (said.positions, said.duration_days, said.is_name_public) == (1, 28, True)
    assert "Die Arbeit ist in Erkelenz." in said.easy_german or "Sie arbeiten im Lager." in said.easy_german


def test_every_page_of_the_wizard_pleases_axe(sign_in, violations):
    page = sign_in(width=390)
    found = {}

    def look(name):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[name, scheme] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    page.goto(page.url + "new")
    look("new")
    page.get_by_role("button", name="Praktikum in der Küche (m/w/d)").click()
    for step in ("what", "where", "pay", "who", "support", "when"):
        page.goto(page.url.rsplit("/", 1)[0] + f"/{step}")
        look(step)

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_what_is_typed_is_judged_at_once_and_a_passage_mended_with_a_tap(sign_in, violations):
    page = sign_in(**PHONE)
    page.goto(page.url + "new")
    page.get_by_role("button", name="Praktikum im Lager (m/w/d)").tap()
    live = page.locator("[aria-live=polite][hx-post]")

    page.get_by_label("Aufgaben").fill("Unser junges Team packt Pakete.")
    expect(live).to_contain_text("junges Team")
    assert violations(page) == []
    page.get_by_label("Aufgaben").fill("Unser Team packt Pakete.")
    expect(live).to_contain_text("nichts aufgefallen")
    page.get_by_label("Aufgaben").fill("Unser junges Team packt Pakete.")
    Hand(page).answer("Soll daraus eine Ausbildung werden?", "Ja")
    Hand(page).tap("Speichern und weiter")
    page.wait_for_url("**/edit/where")
    assert violations(page) == []
    Hand(page).tap("Ersetzen durch „motiviertes Team“")
    expect(page.get_by_text("Die Stelle ist ersetzt")).to_be_visible()

    assert db.session.query(VacancyVersion.tasks).scalar() == "Unser motiviertes Team packt Pakete."
