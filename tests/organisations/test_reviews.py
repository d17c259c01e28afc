"""Twice a year the admins of a company say who still belongs to it; and who gets mails about what."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.core import audit, clock, db, outbox, reminders
from portal.core.actor import Channel, Role
from portal.core.outbox import OutboxMail
from portal.core.reminders import ReminderChannel, ReminderKind
from portal.organisations.models import Membership, Organisation
from portal.organisations.queries import recipients_of_company
from portal.organisations.queries.reviews import due_for_review
from portal.organisations.rules import Topic
from portal.organisations.services import companies, members, reviews
from portal.organisations.services.members import LastAdmin
from portal.reference.calendar import add_months
from tests.factories.organisations import (
    MembershipFactory,
    OrganisationFactory,
    actor_of,
    company_member,
    office_member,
)
from tests.mailbox import link_in
from tests.signing import sign_in

REVIEW = ReminderKind("organisations/access_review", "company", ReminderChannel.MAIL, due_for_review, reviews.ask)


def asked() -> list[OutboxMail]:
    """Give the mails that ask."""
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "organisations/access_review")))


def test_admins_are_asked_every_six_months_and_nobody_else(company):
    admin, other = (company_member(company, role=Role.COMPANY_ADMIN) for _ in range(2))
    recruiter = company_member(company, name="Zoë Ångström")
    OrganisationFactory(verified=True)
    start = clock.local(company.created_at).replace(hour=12)

    for months, days, mails in ((6, -1, 0), (6, 0, 2), (6, 20, 2)):
        day = add_months(start.date(), months) + timedelta(days=days)
        with time_machine.travel(start.replace(year=day.year, month=day.month, day=day.day)):
            reminders.run_due((REVIEW,))
        assert len(asked()) == mails

    assert sorted(mail.address for mail in asked()) == sorted([admin.email, other.email])
    assert recruiter.name in outbox.opened(asked()[0])


def test_one_click_confirms_and_the_next_question_comes_half_a_year_later(client, company):
    company_member(company, role=Role.COMPANY_ADMIN)
    reviews.ask(company)
    db.session.commit()
    path = link_in(asked()[0])

    assert client.get(path).status_code == 200
    assert company.access_reviewed_on is None
    for _ in range(2):
        assert client.post(path).status_code == 303

    assert company.access_reviewed_on == clock.today()
    event = audit.latest("company", company.id)
    assert event is not None
    assert (event.name, event.channel) == ("review_access", Channel.LINK)
    assert due_for_review(clock.today() + timedelta(days=150)) == []


def test_who_is_no_admin_any_more_confirms_nothing(client, company):
    company_member(company, role=Role.COMPANY_ADMIN)
    leaver = company_member(company, role=Role.COMPANY_ADMIN)
    reviews.ask(company)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == leaver.id)).one()
    members.end(membership, actor=actor_of(leaver))
    db.session.commit()
    path = link_in(next(mail for mail in asked() if mail.address == leaver.email))

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert company.access_reviewed_on is None


def test_nobody_is_asked_who_belongs_to_a_company_that_was_closed(client, company):
    admin = company_member(company, role=Role.COMPANY_ADMIN)
    reviews.ask(company)
    companies.step("close", company, actor=actor_of(admin), reason="Aufgegeben.")
    db.session.commit()
    path = link_in(asked()[0])

    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]


def test_an_admin_confirms_on_the_page_and_a_recruiter_does_not(client, company):
    sign_in(client, company_member(company))
    assert client.post("/organisations/members/review").status_code == 403
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    assert "Die Liste stimmt" in client.get("/organisations/members").text
    assert client.post("/organisations/members/review").status_code == 303

    assert company.access_reviewed_on == clock.today()


def test_an_admin_whose_account_is_closed_does_not_count(company):
    left, last = (company_member(company, role=Role.COMPANY_ADMIN) for _ in range(2))
    left.active = False
    db.session.commit()
    membership = db.session.scalars(select(Membership).where(Membership.user_id == last.id)).one()

    with pytest.raises(LastAdmin):
        members.end(membership, actor=actor_of(last))
    with pytest.raises(LastAdmin):
        members.change_role(membership, Role.RECRUITER, actor=actor_of(last))


def mute(user: User, *topics: Topic) -> None:
    """Let somebody get no mails about these."""
    membership = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    members.choose_mails(user.id, membership.id, set(Topic) - set(topics))
    db.session.commit()


def readers(company: Organisation, topic: Topic | None = None) -> list[str]:
    """Give who reads the company's mail about a topic."""
    return [one.address for one in recipients_of_company(company.id, topic=topic)]


def test_who_wants_no_mails_about_a_topic_gets_the_needed_ones_only(company):
    quiet, eager = sorted((company_member(company) for _ in range(2)), key=lambda user: user.email)
    mute(quiet, Topic.PROPOSALS)

    assert readers(company, Topic.PROPOSALS) == [eager.email]
    assert readers(company, Topic.OFFERS) == readers(company) == [quiet.email, eager.email]


def test_where_nobody_wants_them_everybody_gets_them(company):
    members_ = [company_member(company) for _ in range(2)]
    for member in members_:
        mute(member, *Topic)

    assert readers(company, Topic.PROPOSALS) == sorted(member.email for member in members_)


def test_a_member_chooses_per_company(client: FlaskClient, company):
    user = company_member(company)
    second = MembershipFactory(user_id=user.id, organisation_id=OrganisationFactory().id, is_active=False)
    first = db.session.scalars(select(Membership).where(Membership.organisation_id == company.id)).one()
    sign_in(client, user)
    address = f"/organisations/memberships/{first.id}/mails"
    assert address in client.get("/organisations/memberships").text
    assert client.get(address).text.count(" checked") == 3

    assert client.post(address, data={"topics": ["offers"]}).status_code == 303

    assert (first.muted, second.muted) == (["proposals", "digest"], [])
    assert client.get(address).text.count(" checked") == 1
    assert client.post(address, data={"topics": ["agreements"]}).status_code == 422


def test_the_mails_of_somebody_else_are_not_there(client: FlaskClient, company):
    company_member(company)
    first = db.session.scalars(select(Membership).where(Membership.organisation_id == company.id)).one()
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))

    assert client.post(f"/organisations/memberships/{first.id}/mails").status_code == 404
    sign_in(client, office_member())
    assert client.get(f"/organisations/memberships/{first.id}/mails").status_code == 404
