"""What happens to offers by itself: days that come, pauses that end, questions nobody answers; and its mails."""

import re
from datetime import timedelta

import pytest

from portal import wiring
from portal.core import audit, clock, db, outbox, reminders, retention
from portal.core.actor import Channel, Role
from portal.organisations.workflow import WORKFLOW as COMPANIES
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import PauseReason, VacancyState
from tests.factories.organisations import OrganisationFactory, actor_of, company_member
from tests.factories.vacancies import VacancyFactory

MINE = tuple(kind for kind in wiring.REMINDERS if kind.name.startswith("vacancies/"))


def in_days(days):
    """Give a day some days from now."""
    return clock.today() + timedelta(days=days)


def state_of(vacancy):
    """Read an offer's state afresh."""
    db.session.expire_all()
    return db.session.get(Vacancy, vacancy.id).state.value


def mails():
    """List the kinds of mails in the outbox."""
    return sorted(mail.kind for mail in db.session.query(outbox.OutboxMail))


@pytest.fixture
def offer(people):
    """Build an offer of the company, with other columns."""
    return lambda **columns: VacancyFactory(organisation=people.company, **columns)


DAYS = [
    ({"published": True, "expires_on": -1}, "expired", ["vacancies/expired"] * 2),
    ({"paused": True, "expires_on": -1}, "expired", ["vacancies/expired"] * 2),
    ({"published": True, "expires_on": 0}, "published", []),
    ({"paused": True, "paused_until": -1}, "published", []),
    ({"paused": True, "paused_until": 0}, "paused", []),
    ({"published": True, "confirmed_on": -59}, "published", []),
    ({"published": True, "confirmed_on": -60}, "published", ["vacancies/still_current"] * 2),
    ({"published": True, "confirmed_on": -90}, "paused", ["vacancies/paused"] * 2 + ["vacancies/still_current"] * 2),
    ({"filled": True, "expires_on": -1}, "filled", []),
]


@pytest.mark.parametrize(("columns", "after", "sent"), DAYS)
def test_each_day_does_its_deed_once(columns, after, sent, offer):
    days = {name: in_days(value) if type(value) is int else value for name, value in columns.items()}
    vacancy = offer(**days)

    for _run in range(2):
        reminders.run_due(MINE)

    assert (state_of(vacancy), mails()) == (after, sent)


def test_an_approved_offer_appears_on_its_day_and_not_before(offer, people):
    early, late = (offer(in_review=True, publish_on=in_days(days)) for days in (0, 1))
    for vacancy in (early, late):
        vacancy.text.reviewer_id = people.reviewer.id
    waiting = offer(in_review=True, publish_on=in_days(0))
    db.session.commit()

    reminders.run_due(MINE)

    assert [state_of(vacancy) for vacancy in (early, late, waiting)] == ["published", "in_review", "in_review"]


def test_nothing_of_a_suspended_company_comes_back_by_itself(people):
    company = OrganisationFactory(suspended=True)
    approved = VacancyFactory(in_review=True, organisation=company, publish_on=in_days(0))
    approved.text.reviewer_id = people.reviewer.id
    paused = VacancyFactory(paused=True, organisation=company, paused_until=in_days(-1))
    db.session.commit()

    reminders.run_due(MINE)

    assert [state_of(vacancy) for vacancy in (approved, paused)] == ["in_review", "paused"]


def test_suspending_a_company_takes_its_offers_off_the_board(offer, people):
    vacancy, other = offer(published=True), VacancyFactory(published=True)

    COMPANIES.apply("suspend", people.company, actor=actor_of(people.coordinator), reason="Beschwerden")

    assert (vacancy.state, other.state) == (VacancyState.PAUSED, VacancyState.PUBLISHED)


def test_a_forgotten_draft_is_erased_and_what_was_handed_in_is_kept(offer):
    old, young, handed_in = offer(draft=True), offer(draft=True), offer(in_review=True)
    returned = offer(draft=True)
    for vacancy in (old, handed_in):
        vacancy.text.saved_at = clock.now() - timedelta(days=61)
    db.session.commit()
    rule = next(rule for rule in wiring.RETENTION if rule.name == "vacancies/drafts")

    erased = retention.run_due((rule,))

    left = {vacancy_id for (vacancy_id,) in db.session.query(Vacancy.id)}
    assert (erased, left) == (1, {young.id, handed_in.id, returned.id})


def test_handing_in_tells_the_reviewers_but_not_the_one_who_entered_it(offer, people):
    vacancy = offer(draft=True)

    services.submit(vacancy, actor=people.on_behalf(people.reviewer))

    told = {mail.address for mail in db.session.query(outbox.OutboxMail).filter_by(kind="vacancies/submitted")}
    assert told == {people.coordinator.email}


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        (lambda vacancy, actor: services.publish(vacancy, actor=actor), "vacancies/published"),
        (lambda vacancy, actor: services.publish(vacancy, actor=actor, publish_on=in_days(3)), "vacancies/scheduled"),
        (lambda vacancy, actor: services.send_back(vacancy, actor=actor, reason="Zeiten?"), "vacancies/returned"),
    ],
)
def test_the_verdict_reaches_everybody_of_the_company_and_nobody_else(deed, kind, offer, people):
    vacancy = offer(in_review=True)

    deed(vacancy, actor_of(people.reviewer))

    sent = db.session.query(outbox.OutboxMail).all()
    assert {mail.kind for mail in sent} == {kind}
    assert {mail.address for mail in sent} == {people.recruiter.email, people.admin.email}


def test_a_mail_leads_to_the_offer_and_its_subject_says_nothing_of_it(offer, people):
    vacancy = offer(in_review=True)

    services.send_back(vacancy, actor=actor_of(people.reviewer), reason="Bitte die Zeiten ergänzen.")

    mail = db.session.query(outbox.OutboxMail).first()
    assert "Lagerhelfer" not in mail.subject
    assert "Bitte die Zeiten ergänzen." in mail.body
    assert f"http://portal.test/vacancies/{vacancy.id}" in mail.body


@pytest.mark.parametrize("code", list(PauseReason))
def test_a_pause_by_the_system_says_why(code, offer):
    vacancy = offer(published=True)

    services.pause_by_system(vacancy, code)

    written = [outbox.opened(mail) for mail in db.session.query(outbox.OutboxMail)]
    bodies = {re.sub(r"/l/[\w-]+", "/l/own", body) for body in written}
    assert (len(bodies), len(set(written))) == (1, 2)
    assert ("Lagerhelfer (m/w/d) im Versand" in bodies.pop(), mails()) == (True, ["vacancies/paused"] * 2)


def test_whoever_pauses_their_own_offer_gets_no_mail(offer, people):
    services.pause(offer(published=True), actor=actor_of(people.recruiter), until=in_days(5))

    assert mails() == []


def test_a_company_without_users_is_told_at_its_contact(people):
    company = OrganisationFactory(verified=True, contact_email="buero@firma.example")
    vacancy = VacancyFactory(in_review=True, organisation=company)

    services.publish(vacancy, actor=actor_of(people.reviewer))

    assert [mail.address for mail in db.session.query(outbox.OutboxMail)] == ["buero@firma.example"]


def test_mails_speak_the_readers_language_of_the_account(people):
    company = OrganisationFactory(verified=True)
    company_member(company, role=Role.COMPANY_ADMIN, locale="en")
    vacancy = VacancyFactory(in_review=True, organisation=company)

    services.publish(vacancy, actor=actor_of(people.reviewer))

    assert [mail.locale for mail in db.session.query(outbox.OutboxMail)] == ["en"]


def test_what_staff_do_for_a_company_names_who_asked(offer, people):
    vacancy = offer(published=True)

    services.fill(vacancy, actor=people.on_behalf(people.caseworker))

    event = audit.latest("vacancy", vacancy.id)
    assert (event.on_behalf_of_id, event.contact, event.channel) == (people.company.id, "Frau Beispiel", Channel.PHONE)
