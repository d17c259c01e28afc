"""The months of an offer through its mails: looked at by a scanner first, answered by one tap on a phone."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.core import audit, clock, db, outbox, reminders
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import SLEEPS_AFTER_DAYS, VacancyState
from portal.wiring.timetable import REMINDERS
from tests.factories.organisations import OrganisationFactory, company_member
from tests.factories.vacancies import VacancyFactory

pytestmark = [pytest.mark.browser, pytest.mark.commits]

S = VacancyState
LINKS = re.compile(r"/l/[\w-]+")
OF_OFFERS = tuple(kind for kind in REMINDERS if kind.name.startswith("vacancies/"))
PHONE = {"width": 390, "has_touch": True, "is_mobile": True}


class Months:
    """Lets days pass, and has a scanner and a thumb for what the mails bring."""

    def __init__(self, visit, client, vacancy, until):
        self.visit, self.client, self.vacancy_id, self.until = visit, client, vacancy.id, until

    def pass_by(self, days: int) -> None:
        """Let days pass one by one, as the worker sees them; what is due is done twice and must count once."""
        for _day in range(days):
            self.until.shift(timedelta(days=1))
            for _run in range(2):
                reminders.run_due(OF_OFFERS)

    def mail(self, kind: str) -> list[str]:
        """Give the links of the one new mail there must be, after a scanner has followed them all."""
        mail = db.session.scalars(select(OutboxMail).where(OutboxMail.kind.startswith("vacancies/"))).one()
        assert mail.kind == f"vacancies/{kind}"
        links, before = LINKS.findall(outbox.opened(mail)), self.state
        db.session.delete(mail)
        db.session.commit()
        for link in links:
            for look in (self.client.get, self.client.head):
                assert look(link).status_code == 200
        assert self.state == before
        return links

    def tap(self, link: str, label: str, *, first: str = "") -> None:
        """Open a link on a phone, choose where it asks, and tap the one button."""
        page = self.visit(link, **PHONE)
        if first:
            page.get_by_label(first).check()
        with page.expect_navigation():
            page.get_by_role("button", name=label).tap()
        db.session.rollback()  # what was read before is old

    @property
    def state(self) -> tuple[VacancyState, int]:
        """Read the offer's state and how much has happened to it."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.get_one(Vacancy, self.vacancy_id).state, len(audit.history("vacancy", self.vacancy_id))


@pytest.fixture
def months(visit, client):
    with time_machine.travel(clock.now(), tick=True) as until:
        company = OrganisationFactory(verified=True)
        company_member(company, role=Role.COMPANY_ADMIN)
        vacancy = VacancyFactory(
            organisation=company,
            published=True,
            confirmed_on=clock.today(),
            expires_on=clock.today() + timedelta(days=170),
        )
        db.session.commit()
        yield Months(visit, client, vacancy, until)


def test_the_months_of_an_offer(months):
    months.pass_by(60)
    months.tap(months.mail("still_current")[0], "Ist noch aktuell")
    assert audit.latest("vacancy", months.vacancy_id).name == "confirm"

    months.pass_by(60)
    months.mail("still_current")  # nobody answers
    months.pass_by(30)
    assert months.state[0] is S.PAUSED
    months.tap(months.mail("paused")[0], "Wieder zeigen")
    assert months.state[0] is S.PUBLISHED

    months.pass_by(21)
    assert months.state[0] is S.EXPIRED
    months.tap(months.mail("expired")[0], "Ergebnis mitteilen", first="ja, mit einer Person von hier")
    assert audit.latest("vacancy", months.vacancy_id).name == "tell_outcome"

    months.pass_by(SLEEPS_AFTER_DAYS)
    _back, stop = months.mail("nothing_offered")
    months.tap(stop, "Nicht mehr fragen")
    months.pass_by(SLEEPS_AFTER_DAYS)
    assert db.session.scalars(select(OutboxMail)).all() == []
