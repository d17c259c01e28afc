"""A company without offers is asked once whether it has something again, and not where it does not want that."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.core import clock, db, outbox, reminders
from portal.core.outbox import OutboxMail
from portal.organisations.models import Organisation
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import SLEEPS_AFTER_DAYS, VacancyState
from portal.vacancies.services import sleeping
from portal.wiring.timetable import REMINDERS
from tests.factories.organisations import OrganisationFactory
from tests.factories.vacancies import VacancyFactory

KINDS = tuple(kind for kind in REMINDERS if kind.name == "vacancies/sleeping")
LINKS = re.compile(r"http://portal\.test(/l/[\w-]+)")


def run(days: int) -> int:
    """Let some days pass and do what is due."""
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
        return reminders.run_due(KINDS)


def mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "vacancies/nothing_offered")))


@pytest.fixture
def ended(people) -> Vacancy:
    """An offer of the company that has just expired."""
    vacancy = VacancyFactory(organisation=people.company, published=True)
    services.expire(vacancy)
    db.session.commit()
    return vacancy


def test_it_is_asked_once_and_after_the_next_end_once_more(people, ended):
    assert [run(days) for days in (SLEEPS_AFTER_DAYS - 1, SLEEPS_AFTER_DAYS, SLEEPS_AFTER_DAYS + 30)] == [0, 1, 0]
    assert {mail.address for mail in mails()} == {people.recruiter.email, people.admin.email}

    with time_machine.travel(clock.now() + timedelta(days=200), tick=False):
        services.tell_outcome(ended, actor=people.on_behalf(people.coordinator), code="not_filled")
        db.session.commit()
    assert run(200 + SLEEPS_AFTER_DAYS) == 1


@pytest.mark.parametrize("columns", [{"published": True}, {"draft": True}, {"in_review": True}, {"paused": True}])
def test_whoever_has_another_offer_is_not_asked(people, ended, columns):
    VacancyFactory(organisation=people.company, **columns)

    assert run(SLEEPS_AFTER_DAYS) == 0


def test_neither_a_suspended_company_nor_one_that_never_offered_is_asked(people, ended):
    OrganisationFactory(verified=True)
    db.session.execute(Organisation.__table__.update().values(state="suspended"))

    assert run(SLEEPS_AFTER_DAYS) == 0


def test_the_last_offer_is_one_click_away(client, ended):
    run(SLEEPS_AFTER_DAYS)
    back, _stop = LINKS.findall(outbox.opened(mails()[0]))

    assert "Unverändert neu einstellen" in client.get(back).text
    assert client.post(back, data={"deed": "relist_unchanged"}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Vacancy, ended.id).state is VacancyState.PUBLISHED


def test_who_wants_to_be_left_alone_is_also_by_one_click_of_a_mail_program(client, people, ended):
    run(SLEEPS_AFTER_DAYS)
    _back, stop = LINKS.findall(outbox.opened(mails()[0]))

    for _scanner in range(2):
        assert client.get(stop).status_code == 200
    assert "Nicht mehr fragen" in client.get(stop).text
    for _click in range(2):
        assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        db.session.rollback()  # as at the end of every request: only what was committed stays
    assert "nicht mehr nach neuen Angeboten" in client.get(stop).text
    with time_machine.travel(clock.now() + timedelta(days=20), tick=False):
        services.relist(ended, actor=people.on_behalf(people.coordinator))
        services.expire(ended)
        db.session.commit()
    assert run(SLEEPS_AFTER_DAYS + 20) == 0

    assert client.post(stop, data={"deed": "ask"}).status_code == 303
    assert client.post(stop, data={"deed": "x"}).status_code == 404
    assert run(SLEEPS_AFTER_DAYS + 20) == 1


def test_a_company_without_any_shown_offer_gets_no_mail(people):
    sleeping.ask_for_offers(people.company)

    assert mails() == []
