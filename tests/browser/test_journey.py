"""The heart of the work in a real Chromium against real servers: posted, proposed, accepted, confirmed, on paper."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from portal.accounts.services.passwords import hash_password
from portal.core import clock, db
from portal.core.actor import Role
from tests.crash.harness import Portal, wait_until
from tests.factories.accounts import PASSWORD
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import company_member, office_member
from tests.mailbox import Mailbox, text_of

pytestmark = [pytest.mark.browser, pytest.mark.commits]

FIRM, REVIEWER, CASEWORKER = "chef@bauer.example", "vogt@ip.example", "brandt@ip.example"
AMINA, BORN = "amina@post.example", "1995-03-14"
TITLE = "Lagerhelfer (m/w/d) im Versand"
PATIENCE_MS = 30_000
PLACEMENT = re.compile(r"/placements/[0-9a-f-]{36}$")


@dataclass
class World:
    """A portal that runs, the mails it sends, and how everybody's windows look."""

    portal: Portal
    chromium: Browser
    mailbox: Mailbox
    window: dict[str, Any]
    person_id: UUID

    def open(self, path: str) -> Page:
        """Open a window of its own."""
        page = self.chromium.new_context(locale="de-DE", base_url=self.portal.url, **self.window).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(path)
        return page

    def enter(self, email: str) -> Page:
        """Let somebody sign in; an office is asked for a second step, and puts it off for now."""
        page = self.open("/login")
        page.get_by_label("E-Mail-Adresse").fill(email)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        press(page, "Anmelden")
        page.wait_for_url(re.compile("/desk$|/account/second-factor$"))
        if email != FIRM:
            page.get_by_role("link", name="Später einrichten").click()
        page.wait_for_url("**/desk")
        return page

    def link(self, address: str, subject: str) -> str:
        """Wait for a mail and take the link out of its text."""
        wait_until(lambda: bool(self._mails(address, subject)), f"a mail to {address}: {subject}")
        found = re.search(rf"{self.portal.url}(/\S+)", text_of(self._mails(address, subject)[-1]))
        assert found
        return found[1]

    def _mails(self, address: str, subject: str) -> list[EmailMessage]:
        return [mail for mail in self.mailbox.to(address) if subject in str(mail["Subject"])]


@pytest.fixture(
    params=[
        pytest.param((True, 1280), id="1280", marks=pytest.mark.long),
        pytest.param((True, 390), id="390"),
        pytest.param((False, 1280), id="plain"),
        pytest.param((False, 390), id="tiny", marks=pytest.mark.long),
    ]
)
def world(request: pytest.FixtureRequest, app: Flask, chromium: Browser, mailbox: Mailbox) -> Iterator[World]:
    """Servers with a firm, staff and a person who is ready for work; with and without scripts, wide and narrow."""
    has_scripts, width = request.param
    settings = app.extensions["portal.settings"]
    portal = Portal(settings.data_dir, settings.database_url, mailbox)
    window = {"java_script_enabled": has_scripts, "viewport": {"width": width, "height": 900}}
    made = World(portal, chromium, mailbox, window, invite_everybody())
    db.session.remove()
    try:
        portal.start_web()
        portal.start_worker()
        yield made
    finally:
        for context in chromium.contexts:
            context.close()
        portal.stop()


def invite_everybody() -> UUID:
    """Make the accounts and the person; gives the person's id."""
    hashed = hash_password(PASSWORD)
    company_member(role=Role.COMPANY_ADMIN, email=FIRM, email_key=FIRM, password=hashed)
    office_member(role=Role.EMPLOYER_SERVICE, email=REVIEWER, email_key=REVIEWER, password=hashed)
    caseworker = office_member(email=CASEWORKER, email_key=CASEWORKER, password=hashed)
    person = CandidateFactory(
        ready_for_work=True, caseworker=caseworker, first_name="Amina", last_name="Haddad", email=AMINA
    )
    ResidenceFactory(candidate_id=person.id)
    return UUID(str(person.id))


def test_from_the_offer_to_the_paper(world: World) -> None:
    firm, caseworker = world.enter(FIRM), world.enter(CASEWORKER)

    post_an_offer(firm)
    let_it_onto_the_board(world.enter(REVIEWER))
    ask_the_person(caseworker, world.person_id)
    say_yes(world)
    accept(firm, world)
    placement = write_the_agreement(caseworker)
    confirm(firm, placement, world)
    paper = save_the_paper(firm, placement)

    assert "Amina Haddad" in paper
    assert TITLE.split(" (", maxsplit=1)[0] in firm.locator("main").inner_text()
    assert firm.evaluate("document.documentElement.scrollWidth <= innerWidth")


def post_an_offer(firm: Page) -> None:
    """Write an offer step by step and hand it in."""
    firm.goto("/vacancies/new")
    press(firm, "Ohne Vorlage beginnen")
    firm.get_by_label("Vollzeitstelle").check()
    firm.get_by_label("Titel").fill(TITLE)
    firm.get_by_label("Aufgaben").fill("Sie packen Pakete und kleben Etiketten auf.")
    press(firm, "Speichern und weiter")
    firm.get_by_label("Postleitzahl").fill("41812")
    firm.get_by_label("Stunden in der Woche").fill("38,5")
    firm.get_by_label("Arbeitszeiten").fill("Montag bis Freitag, 7 bis 15 Uhr")
    press(firm, "Speichern und weiter")
    firm.get_by_label("in der Stunde").or_(firm.get_by_label("je Stunde")).first.check()
    firm.get_by_label("Betrag in Euro").fill("18,50")
    press(firm, "Speichern und weiter")
    firm.get_by_role("group", name="verstehen und sagen").get_by_role("radio").nth(2).check()
    firm.get_by_role("group", name="auf Deutsch lesen").get_by_role("radio").nth(1).check()
    press(firm, "Speichern und weiter")
    press(firm, "Speichern und weiter")
    firm.get_by_label("Beginn").fill((clock.today() + timedelta(days=40)).isoformat())
    press(firm, "Speichern und weiter")
    firm.get_by_role("link", name="Zur Prüfung geben").first.click()
    press(firm, "Zur Prüfung geben")
    see(firm, "Wir prüfen Ihr Angebot")


def let_it_onto_the_board(reviewer: Page) -> None:
    """Open the offer that waits and publish it."""
    reviewer.goto("/review/")
    reviewer.get_by_role("link", name=TITLE).click()
    press(reviewer, "Veröffentlichen")
    see(reviewer, "Der Betrieb bekommt eine E-Mail")


def ask_the_person(caseworker: Page, person_id: UUID) -> None:
    """Choose the offer for the person and ask."""
    caseworker.goto(f"/candidates/{person_id}")
    caseworker.get_by_role("link", name="Für ein Angebot vorschlagen").click()
    caseworker.get_by_role("link", name=TITLE).click()
    caseworker.get_by_role("heading", name="Das sieht der Betrieb").wait_for()
    press(caseworker, "Person fragen")
    see(caseworker, "Die Person ist gefragt")


def say_yes(world: World) -> None:
    """Follow the mail, say the date of birth, say yes."""
    amina = behind_the_link(world, "Eine Frage")
    press(amina, "Ja, Sie dürfen mich vorschlagen")
    see(amina, "Sie haben Ja gesagt")


def accept(firm: Page, world: World) -> None:
    """Answer from the mail, then take the person on in the portal."""
    mail = world.open(world.link(FIRM, "Bewerbervorschlag wartet"))
    assert "Haddad" not in mail.locator("main").inner_text()
    mail.get_by_label("Ich verwende die Daten nur").check()
    press(mail, "Interesse zeigen")
    see(mail, "Danke für Ihre Antwort")
    firm.goto("/proposals")
    firm.get_by_role("link", name=TITLE).click()
    see(firm, "Amina Haddad")
    firm.get_by_role("link", name="Zusagen").click()
    press(firm, "Zusagen")
    see(firm, "Ein Platz ist reserviert")


def write_the_agreement(caseworker: Page) -> str:
    """Write the agreement and ask everybody to confirm; gives the placement's address."""
    caseworker.goto("/placements/")
    caseworker.locator("main").get_by_role("link", name=TITLE).click()
    placement = PLACEMENT.search(caseworker.url)
    assert placement
    caseworker.get_by_role("link", name="Vereinbarung schreiben").click()
    caseworker.get_by_label("Ort", exact=True).fill("Industriestraße 1, 52525 Heinsberg")
    caseworker.get_by_label("Ansprechperson im Betrieb").fill("Sabine Reuter")
    press(caseworker, "Entwurf speichern")
    caseworker.get_by_role("link", name="Zur Bestätigung schicken").click()
    press(caseworker, "Jetzt schicken")
    see(caseworker, "Die Vereinbarung ist unterwegs")
    return placement[0]


def confirm(firm: Page, placement: str, world: World) -> None:
    """Let firm and person say yes to the text."""
    firm.goto(f"{placement}/agreements/1/confirm")
    say_yes_to_the_text(firm, "Kim Beispiel", "Vereinbarung bestätigen")
    see(firm, "Ihre Bestätigung ist gespeichert")
    amina = behind_the_link(world, "Vereinbarung")
    say_yes_to_the_text(amina, "Amina Haddad", "Ich bestätige die Vereinbarung")
    see(amina, "Ihre Bestätigung ist gespeichert")


def say_yes_to_the_text(page: Page, name: str, button: str) -> None:
    page.get_by_label("Ich habe die Vereinbarung gelesen").check()
    page.get_by_label("Ihr Vor- und Nachname").fill(name)
    press(page, button)


def save_the_paper(firm: Page, placement: str) -> str:
    """Download the agreement and read it."""
    firm.goto(f"{placement}/agreements/1")
    paper = firm.locator("main a[href$='.pdf']").first.get_attribute("href")
    assert paper
    content = firm.request.get(paper).body()
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def behind_the_link(world: World, subject: str) -> Page:
    """Open what a mail to the person leads to, once the date of birth is said."""
    page = world.open(world.link(AMINA, subject))
    page.get_by_label("Geburtsdatum").fill(date.fromisoformat(BORN).isoformat())
    press(page, "Weiter")
    return page


def press(page: Page, label: str) -> None:
    """Press a button of the page itself."""
    page.locator("main").get_by_role("button", name=label, exact=True).click()


def see(page: Page, text: str) -> None:
    """Wait until a text can be read."""
    page.get_by_text(text).first.wait_for()
