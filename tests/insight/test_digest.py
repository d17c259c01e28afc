"""The digest: once a day, from six, to people of companies, and only where something cannot wait."""

from datetime import datetime

import pytest
import time_machine
from sqlalchemy import select

from portal.core import clock, db, reminders
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.insight.queries.digest import company_memberships
from portal.insight.services import DIGEST
from portal.organisations.models import Organisation
from portal.organisations.rules import Topic
from portal.wiring.timetable import REMINDERS
from tests.factories.organisations import MembershipFactory, OrganisationFactory, company_member, office_member
from tests.factories.proposals import ProposalFactory

KINDS = tuple(kind for kind in REMINDERS if kind.name == "insight/digest")
SIX = datetime(2027, 3, 3, 6, 0, tzinfo=clock.LOCAL_ZONE)


def digests() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == DIGEST.name)))


@pytest.fixture
def recruiter(app):
    return company_member(OrganisationFactory(verified=True))


def run(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return reminders.run_due(KINDS)


def test_nobody_is_written_to_where_nothing_waits(recruiter):
    office_member(role=Role.COORDINATOR)

    assert run(SIX) == 0
    assert digests() == []


def test_once_a_day_from_six_what_waits_is_told(recruiter):
    waiting = ProposalFactory(vacancy__organisation=recruiter_company(recruiter), answer_due_on=SIX.date())

    assert run(SIX.replace(hour=5, minute=59)) == 0
    assert (run(SIX), run(SIX), run(SIX.replace(hour=23))) == (1, 0, 0)

    (mail,) = digests()
    assert (mail.address, mail.subject) == (recruiter.email, "Heute wartet 1 Sache auf Sie")
    assert f"{waiting.number}: " in mail.body
    assert f"/proposals/{waiting.id}\n" in mail.body
    assert "Mi, 3. März 2027" in mail.body
    assert waiting.candidate.last_name not in mail.body
    assert run(SIX.replace(day=4)) == 1


def test_what_waits_at_two_companies_stands_in_one_mail(recruiter):
    companies = [recruiter_company(recruiter), OrganisationFactory(verified=True, name="Zweite GmbH")]
    MembershipFactory(user=recruiter, organisation=companies[1], role=Role.RECRUITER, is_active=False)
    numbers = [ProposalFactory(vacancy__organisation=company).number for company in companies]

    assert run(SIX) == 1
    (mail,) = digests()
    assert all(number in mail.body for number in numbers)
    assert "== Zweite GmbH" in mail.body


def test_whoever_has_left_hears_nothing(recruiter):
    ProposalFactory(vacancy__organisation=recruiter_company(recruiter))
    (membership,) = company_memberships(recruiter.id)
    membership.ended_at = clock.now()

    assert run(SIX) == 0


def test_a_dead_proposal_does_not_wait(recruiter):
    ProposalFactory(vacancy__organisation=recruiter_company(recruiter), declined=True)

    assert run(SIX) == 0


def recruiter_company(user) -> Organisation:
    (membership,) = company_memberships(user.id)
    return membership.organisation


def test_whoever_wants_no_digest_gets_none_and_the_others_do(recruiter):
    company = recruiter_company(recruiter)
    ProposalFactory(vacancy__organisation=company)
    other = company_member(company)
    (membership,) = company_memberships(recruiter.id)
    membership.muted = [Topic.DIGEST]
    db.session.commit()

    assert run(SIX) == 1
    assert [mail.address for mail in digests()] == [other.email]
