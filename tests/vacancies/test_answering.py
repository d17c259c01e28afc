"""Answering a mail about an offer: one click and one confirmation, by whoever it was sent to, and by nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import audit, clock, db
from portal.core.actor import Channel
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import PauseReason, VacancyState
from tests.factories.organisations import OrganisationFactory, company_member
from tests.factories.vacancies import VacancyFactory
from tests.mailbox import link_in

S = VacancyState


def link_to(address: str) -> str:
    """Read the link out of the newest mail about an offer to an address."""
    query = select(OutboxMail).where(OutboxMail.address == address, OutboxMail.kind.startswith("vacancies/"))
    return link_in(db.session.scalars(query.order_by(OutboxMail.id.desc()).limit(1)).one())


def stands(vacancy) -> VacancyState:
    """Read an offer's state afresh."""
    db.session.expire_all()
    return db.session.get_one(Vacancy, vacancy.id).state


@pytest.fixture
def mailed(people):
    """Build an offer in a state, and give it with the link its recruiter was sent."""

    def build(about=services.ask_whether_current, **columns):
        vacancy = VacancyFactory(organisation=people.company, **columns)
        about(vacancy)
        db.session.commit()
        return vacancy, link_to(people.recruiter.email)

    return build


def paused(vacancy) -> None:
    services.pause_by_system(vacancy, PauseReason.NOT_ANSWERING)


ANSWERS = [
    (services.ask_whether_current, "confirm", {}, S.PUBLISHED),
    (services.ask_whether_current, "fill", {}, S.FILLED),
    (paused, "resume", {}, S.PUBLISHED),
    (paused, "fill", {}, S.FILLED),
    (services.expire, "tell_outcome", {"outcome-reason_code": "filled_here"}, S.EXPIRED),
    (services.expire, "relist_unchanged", {}, S.PUBLISHED),
]


@pytest.mark.parametrize(("about", "event", "data", "target"), ANSWERS)
def test_one_click_answers_and_a_second_one_is_harmless(client, people, mailed, about, event, data, target):
    vacancy, link = mailed(about, published=True)

    answers = [client.post(link, data={"deed": event, **data}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert stands(vacancy) is target
    done = [one for one in audit.history("vacancy", vacancy.id) if one.name == event]
    assert [(one.actor_id, one.channel) for one in done] == [(people.recruiter.id, Channel.LINK)]
    assert client.get(link).status_code == 200


def test_a_scanner_that_follows_the_link_answers_nothing(client, mailed):
    vacancy, link = mailed(published=True, confirmed_on=clock.today() - timedelta(days=60))
    events = len(audit.history("vacancy", vacancy.id))

    for headers in ({}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}):
        assert client.get(link, headers=headers).status_code == 200
        assert client.head(link).status_code == 200
        assert client.get(f"{link}?deed=confirm").status_code == 200

    assert len(audit.history("vacancy", vacancy.id)) == events


def test_a_button_the_state_does_not_have_is_no_page(client, mailed):
    vacancy, link = mailed(published=True)

    assert client.post(link, data={"deed": "resume"}).status_code in (303, 404, 409)
    assert client.post(link, data={"deed": "publish"}).status_code == 404
    assert client.post(link, data={}).status_code == 404
    assert stands(vacancy) is S.PUBLISHED


def test_whoever_has_left_the_company_answers_no_more(client, people, mailed):
    vacancy, link = mailed(published=True)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == people.recruiter.id)).one()
    membership.ended_at = clock.now()
    db.session.commit()

    assert client.get(link).status_code == 404
    assert client.post(link, data={"deed": "fill"}).status_code == 404
    assert stands(vacancy) is S.PUBLISHED


def test_a_company_without_users_answers_by_its_contact_until_somebody_signs_in(client):
    company = OrganisationFactory(verified=True, contact_email="chef@firma.example")
    vacancy = VacancyFactory(organisation=company, published=True)
    services.ask_whether_current(vacancy)
    db.session.commit()
    link = link_to("chef@firma.example")

    assert client.post(link, data={"deed": "fill"}).status_code == 303
    assert stands(vacancy) is S.FILLED
    assert (audit.latest("vacancy", vacancy.id).actor_id, audit.latest("vacancy", vacancy.id).channel) == (None, "link")

    company_member(company)
    db.session.commit()
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("address", ["neu@firma.example", None])
def test_who_reads_an_address_that_was_the_companys_answers_no_more(client, address):
    company = OrganisationFactory(verified=True, contact_email="frueher@firma.example")
    vacancy = VacancyFactory(organisation=company, published=True)
    services.ask_whether_current(vacancy)
    db.session.commit()
    link = link_to("frueher@firma.example")
    assert client.get(link).status_code == 200

    company.contact_email = address
    db.session.commit()

    assert [client.get(link).status_code, client.post(link, data={"deed": "fill"}).status_code] == [404, 404]
    assert stands(vacancy) is S.PUBLISHED


def test_who_reads_an_address_that_was_a_members_answers_no_more(client, people, mailed):
    vacancy, link = mailed(published=True)

    people.recruiter.email = "neu@firma.example"
    db.session.commit()

    assert client.post(link, data={"deed": "fill"}).status_code == 404
    assert stands(vacancy) is S.PUBLISHED


def test_the_page_says_what_stands_against_coming_back(client, mailed):
    vacancy, link = mailed(services.expire, published=True)
    vacancy.text.starts_on = clock.today() - timedelta(days=1)
    db.session.commit()

    answer = client.post(link, data={"deed": "relist_unchanged"})

    assert answer.status_code == 422
    assert "Der Beginn liegt in der Vergangenheit" in answer.text
    assert stands(vacancy) is S.EXPIRED
