"""The district of the stories: its offices, worker and clock; whoever reads mail and opens pages; offers and papers."""

import re
import subprocess
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import time_machine
from flask import Flask

from portal.core import clock, delivery
from portal.organisations.models import Office
from portal.reference.calendar import is_working_day
from portal.wiring import JOBS
from tests.factories.organisations import OfficeFactory
from tests.journeys.windows import Window, link_in
from tests.mailbox import Mailbox


class District:
    """The portal with its offices, its worker and its clock."""

    def __init__(self, app: Flask, mailbox: Mailbox, calendar: time_machine.Traveller) -> None:
        """Begin with nobody in it."""
        self.app, self.mailbox, self._calendar = app, mailbox, calendar
        self.office: Office = OfficeFactory(name="Integration Point")

    def works(self) -> None:
        """Let the worker do everything that is due: reminders, the index of the board, mails."""
        for job in JOBS:
            if job.name != "index_rebuild":
                job.run()
        delivery.deliver_due()

    def lets_days_pass(self, days: int) -> None:
        """Let the worker work through some calendar days, each at eight in the morning."""
        for _ in range(days):
            self._calendar.shift(timedelta(days=1))
            self.works()

    def lets_working_days_pass(self, days: int) -> None:
        """Let so many days pass on which offices and firms work."""
        while days:
            self.lets_days_pass(1)
            days -= is_working_day(clock.today())

    def goes_to(self, day: date) -> None:
        """Let time pass until a day."""
        self.lets_days_pass((day - clock.today()).days)

    def mails_to(self, address: str, subject: str = "") -> list[EmailMessage]:
        """Give what has arrived in a mailbox, oldest first."""
        self.works()
        return [mail for mail in self.mailbox.to(address) if subject in str(mail["Subject"])]


class Reader:
    """Somebody with a mailbox and a browser."""

    def __init__(self, district: District, name: str, email: str) -> None:
        """Enter the story."""
        self.district, self.name, self.email = district, name, email
        self.window = Window(district.app)

    def mails(self, subject: str = "") -> list[EmailMessage]:
        """Look into the mailbox."""
        return self.district.mails_to(self.email, subject)

    def opens_the_mail(self, subject: str) -> None:
        """Follow the link of the newest mail with this subject."""
        mails = self.mails(subject)
        assert mails, f"{self.name} got no mail about: {subject}"
        self.window.opens(link_in(mails[-1]))

    def reads(self, path: str, *texts: str) -> bool:
        """Open a page and look for some words."""
        self.window.opens(path)
        return self.window.sees(*texts)

    def takes_the_step(self, record: str, step: str, **fields: Any) -> None:
        """Open the small page of a step and send it."""
        self.window.sends(f"{record}/{step}", **fields)

    def saves_the_paper(self, path: str, part: str) -> str:
        """Download a PDF that a page links to, and read it."""
        self.window.opens(path)
        return pdf_text(self.window.downloads(part))


def write_offer(window: Window, **changed: Any) -> str:
    """Write an offer step by step and give its address."""
    start = clock.today() + timedelta(days=60)
    steps: dict[str, dict[str, Any]] = {
        "what": {
            "offer_kind": "full_time_job",
            "title": "Lagerhelfer (m/w/d) im Versand",
            "tasks": "Sie packen Pakete, kleben Etiketten auf und stapeln Paletten.",
            "occupation": "lagerhelfer",
            "positions": 1,
        },
        "where": {
            "postal_code": "41812",
            "street": "Industriestraße 5",
            "weekly_hours": "38,5",
            "times": "Montag bis Freitag, 7 bis 15 Uhr",
        },
        "pay": {"pay_unit": "hour", "pay_eur": "18,50"},
        "who": {"german_speaking": "A2", "german_reading": "A1", "needed": "Sie können Kisten bis 15 kg heben."},
        "support": {"support": "Eine Kollegin zeigt Ihnen alles.", "easy_german": "Sie arbeiten im Lager."},
        "when": {"starts_on": start},
    }
    if changed.get("offer_kind") == "internship":
        steps["what"]["training_aim"] = "yes"
        steps["when"]["duration_days"] = 26
        steps["pay"] = {"pay_unit": "none"}
    window.sends("/vacancies/new")
    offer = window.path.split("/edit")[0]
    for step, fields in steps.items():
        window.sends(f"{offer}/edit/{step}", **{name: changed.get(name, value) for name, value in fields.items()})
    return offer


def open_placement(window: Window, where: str = "/placements/") -> str:
    """Open the first placement of a list and give its address."""
    window.opens(where)
    found = [link for link in window.page.own_links if re.fullmatch(r"/placements/[0-9a-f-]{36}", link)]
    assert found, window.page.own_links
    window.opens(found[0])
    return found[0]


def pdf_text(content: bytes) -> str:
    """Read a PDF."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
