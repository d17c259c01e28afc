"""Whose mail goes to whom: absent people, dead addresses, and what is for one pair of eyes only."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts import mails
from portal.accounts.models import User
from portal.accounts.queries import recipient_of
from portal.core import clock, db, delivery, outbox
from portal.core.actor import Role
from portal.core.outbox import MailKind, OutboxMail
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import (
    recipients_of_company,
    recipients_of_file,
    recipients_of_office,
    recipients_with_role,
)
from tests.factories.organisations import (
    MembershipFactory,
    OfficeFactory,
    OrganisationFactory,
    company_member,
    office_member,
)
from tests.mailbox import Mailbox, text_of

ANY = MailKind("organisations/verified", lambda *_: [])


@pytest.fixture
def company(app: Flask) -> Organisation:
    """A company of two."""
    company: Organisation = OrganisationFactory(verified=True)
    return company


def send(user: User, kind: MailKind = ANY) -> OutboxMail:
    """Queue a mail to somebody."""
    row = outbox.put(kind, recipient_of(user), {"path": "/x", "link": "http://portal.test/l/x"})
    db.session.commit()
    return row


def test_the_deputy_of_an_absent_person_reads_the_mail_and_why():
    office = OfficeFactory()
    deputy = office_member(office, locale="en")
    user = office_member(office, absent=True, deputy_id=deputy.id, name="Kim Abwesend")

    row = send(user)

    assert (row.address, row.user_id, row.locale) == (deputy.email, deputy.id, "en")
    assert "Kim Abwesend" in row.body.splitlines()[0]
    assert "Kim" not in row.subject


@pytest.mark.parametrize("change", [{"absent_until": None}, {"deputy_id": None}, {"absent_until": "yesterday"}])
def test_who_is_there_reads_their_own(change):
    user = office_member(absent=True)
    for name, value in change.items():
        setattr(user, name, clock.today() - timedelta(days=1) if value else None)
    db.session.commit()

    row = send(user)

    assert (row.address, row.body.startswith("Guten Tag")) == (user.email, True)


def test_two_absent_people_who_stand_in_for_each_other_end_no_mail_in_circles():
    office = OfficeFactory()
    one, other = office_member(office, absent=True), office_member(office, absent=True)
    one.deputy_id, other.deputy_id = other.id, one.id
    db.session.commit()

    assert send(one).address == other.email


def test_a_dead_address_is_remembered_and_a_colleague_gets_the_mail(company, mailbox: Mailbox):
    user, admin = company_member(company, name="Kim Weg"), company_member(company, role=Role.COMPANY_ADMIN)
    company_member(company)
    send(user)
    mailbox.answer = "550 unknown"
    delivery.deliver_due(limit=1)
    mailbox.answer = "250 OK"

    delivery.deliver_due()

    [mail] = mailbox.to(admin.email)
    assert "Kim Weg" in text_of(mail).splitlines()[0]
    assert db.session.get_one(User, user.id, populate_existing=True).bounced_at is not None
    assert send(user).address == admin.email


@pytest.mark.parametrize("why", ["absent", "bounced"])
def test_mail_of_one_company_is_read_for_by_nobody_of_another_one_somebody_belongs_to(company, why):
    user, elsewhere = company_member(), company_member(company)
    own = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    MembershipFactory(user_id=user.id, organisation_id=company.id, is_active=False)
    user.absent_until, user.deputy_id = clock.today(), elsewhere.id if why == "absent" else None
    user.bounced_at = clock.now() if why == "bounced" else None
    db.session.commit()

    here, there = (
        next(one for one in recipients_of_company(home) if one.user_id == user.id)
        for home in (own.organisation_id, company.id)
    )

    assert outbox.redirect(here).address == outbox.redirect(recipient_of(user)).address == user.email
    assert outbox.redirect(there).address == elsewhere.email


def test_whoever_stood_in_and_has_left_reads_nothing_more(company):
    deputy, user = company_member(company), company_member(company)
    user.absent_until, user.deputy_id = clock.today(), deputy.id
    left = db.session.scalars(select(Membership).where(Membership.user_id == deputy.id)).one()
    left.ended_at, left.is_active = clock.now(), False
    db.session.commit()

    assert [outbox.redirect(one).address for one in recipients_of_company(company.id)] == [user.email]


def test_a_secret_that_came_back_goes_to_nobody_else(company, mailbox: Mailbox):
    user = company_member(company)
    company_member(company, role=Role.COMPANY_ADMIN)
    send(user, mails.RESET)
    mailbox.answer = "550 unknown"

    delivery.deliver_due()

    assert len(db.session.scalars(select(OutboxMail)).all()) == 1
    assert send(user, mails.RESET).address == user.email


def test_a_dead_address_without_colleagues_stays_what_it_is(company, mailbox: Mailbox):
    user = company_member(company)
    company_member()
    send(user)
    mailbox.answer = "550 unknown"

    delivery.deliver_due()

    assert send(user).address == user.email


def test_a_company_is_its_living_members_or_else_its_contact(company):
    assert recipients_of_company(company.id) == []
    company.contact_email = "buero@firma.example"
    db.session.commit()
    assert [one.address for one in recipients_of_company(company.id)] == ["buero@firma.example"]

    member = company_member(company)
    company_member(company, active=False)
    company_member()

    assert [one.address for one in recipients_of_company(company.id)] == [member.email]


def test_an_office_is_its_living_members_or_else_its_address():
    office = OfficeFactory(email="amt@kreis.example")
    assert [one.address for one in recipients_of_office(office.id)] == ["amt@kreis.example"]

    member = office_member(office)

    assert [one.address for one in recipients_of_office(office.id)] == [member.email]


@pytest.mark.parametrize("left", ["the office", "the portal", "the role"])
def test_a_file_is_its_caseworker_and_the_coordinators_once_the_caseworker_has_left(left):
    office = OfficeFactory()
    keeper, lead = office_member(office), office_member(office, role=Role.COORDINATOR)
    office_member(role=Role.COORDINATOR)
    assert [one.address for one in recipients_of_file(keeper.id, office.id)] == [keeper.email]

    if left == "the portal":
        keeper.active = False
    else:
        db.session.execute(update(Membership).where(Membership.user_id == keeper.id).values(ended_at=clock.now()))
        home = office if left == "the role" else OfficeFactory()
        MembershipFactory(user_id=keeper.id, office_id=home.id, role=Role.EMPLOYER_SERVICE)

    assert [one.address for one in recipients_of_file(keeper.id, office.id)] == [lead.email]


def test_a_role_is_who_holds_it_in_an_office():
    lead = office_member(role=Role.COORDINATOR)
    office_member()

    assert [one.address for one in recipients_with_role(Role.COORDINATOR)] == [lead.email]
