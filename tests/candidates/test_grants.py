"""Grants of the disclosure ladder: what opens one, and what ends how many of them on which moment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.candidates import queries, services
from portal.candidates.models import DisclosureGrant
from portal.candidates.rules import DisclosureLevel
from portal.candidates.services import grants
from portal.core import clock, db
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member

L1, L2, CONTRACT, START = (level for level in DisclosureLevel if level is not DisclosureLevel.L0)


@pytest.fixture
def person():
    return CandidateFactory()


@pytest.fixture
def company():
    return OrganisationFactory(verified=True)


def open_levels(person, company) -> set[DisclosureLevel]:
    """Say which grants are open a moment from now."""
    query = select(DisclosureGrant.level, DisclosureGrant.ends_at).where(
        DisclosureGrant.candidate_id == person.id, DisclosureGrant.organisation_id == company.id
    )
    soon = clock.now() + timedelta(seconds=1)
    return {level for level, ends_at in db.session.execute(query) if ends_at is None or ends_at > soon}


def every_level(person, *companies):
    for company in companies:
        for level in (L1, L2, CONTRACT, START):
            DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level)


@pytest.mark.parametrize("ends_at", [None, datetime(2026, 12, 1, 9, tzinfo=UTC)])
def test_a_grant_says_who_may_know_whom_up_to_where_how_long_and_why(person, company, ends_at):
    starts_at, cause_id = datetime(2026, 11, 1, 8, tzinfo=UTC), db.new_id()

    made = services.grant(person.id, company.id, L2, starts_at=starts_at, ends_at=ends_at, cause=("proposal", cause_id))
    db.session.expire_all()

    kept = db.session.get_one(DisclosureGrant, made.id)
    assert (kept.candidate_id, kept.organisation_id, kept.level) == (person.id, company.id, L2)
    assert (kept.starts_at, kept.ends_at, kept.cause_type, kept.cause_id) == (starts_at, ends_at, "proposal", cause_id)


def test_a_grant_opens_its_level_from_its_first_moment_to_the_one_before_its_last(person, company):
    actor, moment = actor_of(company_member(company)), timedelta(microseconds=1)
    starts_at, ends_at = datetime(2026, 11, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
    services.grant(person.id, company.id, L2, starts_at=starts_at, ends_at=ends_at, cause=("proposal", db.new_id()))

    assert queries.disclosure(actor, [person.id], starts_at - moment) == {}
    assert queries.disclosure(actor, [person.id], starts_at) == {person.id: L2}
    assert queries.disclosure(actor, [person.id], ends_at - moment) == {person.id: L2}
    assert queries.disclosure(actor, [person.id], ends_at) == {}


def test_what_one_deed_opened_ends_on_the_moment_named_unless_it_ends_before(person, company):
    at = clock.now() + timedelta(days=14)
    opened = DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=L1)
    same = DisclosureGrantFactory(cause_id=opened.cause_id, ends_at=at + timedelta(days=1))
    before = DisclosureGrantFactory(cause_id=opened.cause_id, ends_at=at - timedelta(days=1))
    other = DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=L2)

    services.end_grants(opened.cause_id, at)

    ends = dict(db.session.execute(select(DisclosureGrant.id, DisclosureGrant.ends_at)).all())
    assert ends == {opened.id: at, same.id: at, before.id: at - timedelta(days=1), other.id: None}


def test_a_suspended_company_keeps_cards_alone_and_others_keep_all(person, company):
    other = OrganisationFactory(verified=True)
    every_level(person, company, other)

    services.drop_grants_of_organisation(company.id)

    assert open_levels(person, company) == {L1}
    assert open_levels(person, other) == {L1, L2, CONTRACT, START}


def test_what_rests_on_a_yes_ends_with_it_and_the_duties_of_an_employer_stay(person, company):
    other, stranger = OrganisationFactory(verified=True), CandidateFactory()
    every_level(person, company, other)
    every_level(stranger, company)

    grants.end_what_consent_opened(person.id, [company.id])

    assert open_levels(person, company) == {START}
    assert open_levels(person, other) == {L1, L2, CONTRACT, START}
    assert open_levels(stranger, company) == {L1, L2, CONTRACT, START}


def test_a_yes_taken_back_everywhere_ends_at_every_company_and_one_for_none_at_none(person, company):
    other, stranger = OrganisationFactory(verified=True), CandidateFactory()
    every_level(person, company, other)
    every_level(stranger, company)

    grants.end_what_consent_opened(person.id, [])
    assert open_levels(person, company) == {L1, L2, CONTRACT, START}

    grants.end_what_consent_opened(person.id, None)
    assert open_levels(person, company) == open_levels(person, other) == {START}
    assert open_levels(stranger, company) == {L1, L2, CONTRACT, START}


def test_nobody_keeps_sight_of_a_person_whose_data_are_deleted(person, company):
    stranger = CandidateFactory()
    every_level(person, company)
    every_level(stranger, company)

    grants.end_all_of_person(person.id)

    assert open_levels(person, company) == set()
    assert open_levels(stranger, company) == {L1, L2, CONTRACT, START}
    assert db.session.scalar(select(DisclosureGrant.id).where(DisclosureGrant.candidate_id == person.id)) is not None
