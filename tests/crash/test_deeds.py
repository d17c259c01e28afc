"""The deeds people rely on most, with the servers killed in the middle of them: accept, publish, and the index."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.services.passwords import hash_password
from portal.candidates.models import Candidate, Consent, ExcludedOrganisation
from portal.candidates.rules import CandidateState
from portal.core import db
from portal.core.actor import Role
from portal.core.audit import Event
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership, Organisation
from portal.placements.models import Placement
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies import search
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import VacancyState, VersionState
from tests.crash.harness import Portal, Visitor, keep_posting, wait_until
from tests.factories.candidates import CandidateFactory, ConsentFactory
from tests.factories.organisations import OrganisationFactory, company_member, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import accept_purpose

pytestmark = pytest.mark.crash
LONG = pytest.param(10, marks=pytest.mark.long)
EMAIL, PASSWORD = "kim@firma.example", "correct horse battery"
A_ROUND = 8
"""Records worked off between two kills."""


def in_turn(ids: list[UUID]) -> Iterator[UUID]:
    """Give the ids one after the other, and again where a server died before it answered."""
    return (ids[number % len(ids)] for number in count())


@pytest.mark.parametrize("rounds", [2, LONG])
def test_a_proposal_is_accepted_with_its_place_placement_event_and_mail_or_not_at_all(
    portal: Portal, rounds: int
) -> None:
    with portal.inside():
        company = OrganisationFactory(verified=True)
        member = company_member(company, email=EMAIL, email_key=EMAIL, password=hash_password(PASSWORD))
        accept_purpose(member, company.id)
        offers = [
            VacancyFactory(published=True, organisation=company, content={"positions": 1})
            for _ in range(A_ROUND * (rounds + 1))
        ]
        ids = [ProposalFactory(vacancy=offer, interested=True).id for offer in offers]
        db.session.commit()
    portal.start_web()
    visitor, turns = Visitor(portal.url).sign_in(EMAIL, PASSWORD), in_turn(ids)

    def accept() -> tuple[int | None, str]:
        return visitor.submit(f"/proposals/{next(turns)}/accept", offer_kind="full_time_job")

    with keep_posting(accept, threads=2) as sent:
        for number in range(1, rounds + 1):
            wait_until(lambda limit=number * A_ROUND: sent.kept >= limit, "proposals are accepted")  # type: ignore[misc]
            portal.kill_web_worker()
            portal.await_web()

    with portal.session() as session:
        accepted = set(session.scalars(select(Proposal.id).where(Proposal.state == ProposalState.ACCEPTED)))
        events = session.execute(select(Event.id, Event.record_id).where(Event.name == "accept")).all()
        placed = session.scalars(select(Placement.proposal_id)).all()
        taken = {row[0]: row[1] for row in session.execute(select(Vacancy.id, Vacancy.taken))}
        offer_of = {row[0]: row[1] for row in session.execute(select(Proposal.id, Proposal.vacancy_id))}
        told = Counter(session.scalars(select(OutboxMail.event_id).where(OutboxMail.kind == "proposals/accepted")))
    assert len(accepted) >= rounds * A_ROUND / 2
    assert Counter(record for _, record in events) == dict.fromkeys(accepted, 1)
    assert Counter(placed) == dict.fromkeys(accepted, 1)
    assert {offer for offer, places in taken.items() if places == 1} == {offer_of[one] for one in accepted}
    assert told == dict.fromkeys((event for event, _ in events), 1)
    assert 500 not in sent.statuses


@pytest.mark.parametrize("rounds", [2, LONG])
def test_an_offer_is_published_with_its_text_event_and_index_or_not_at_all(portal: Portal, rounds: int) -> None:
    with portal.inside():
        office_member(role=Role.EMPLOYER_SERVICE, email=EMAIL, email_key=EMAIL, password=hash_password(PASSWORD))
        offers = [VacancyFactory(in_review=True) for _ in range(A_ROUND * (rounds + 1))]
        versions = {offer.id: str(offer.versions[0].version) for offer in offers}
        db.session.commit()
    portal.start_web()
    portal.start_worker()
    visitor, turns = Visitor(portal.url).sign_in(EMAIL, PASSWORD), in_turn(list(versions))

    def publish() -> tuple[int | None, str]:
        offer = next(turns)
        page, fields = f"/review/{offer}", {"publish-version": versions[offer]}
        return visitor.submit(f"/review/{offer}/publish", page=page, **fields)

    with keep_posting(publish, threads=2) as sent:
        for number in range(1, rounds + 1):
            wait_until(lambda limit=number * A_ROUND: sent.kept >= limit, "offers are published")  # type: ignore[misc]
            portal.kill_web_worker()
            portal.kill_worker()
            portal.let_leases_end()
            portal.start_worker()
            portal.await_web()

    with portal.session() as session:
        published = set(session.scalars(select(Vacancy.id).where(Vacancy.state == VacancyState.PUBLISHED)))
        live = set(
            session.scalars(select(VacancyVersion.vacancy_id).where(VacancyVersion.text_state == VersionState.LIVE))
        )
        events = session.scalars(select(Event.record_id).where(Event.name == "publish")).all()
    assert len(published) >= rounds * A_ROUND / 2
    assert live == published
    assert Counter(events) == dict.fromkeys(published, 1)
    assert 500 not in sent.statuses
    wait_until(lambda: is_found(portal), "the index holds what is published, and nothing else", every=0.5)


@pytest.mark.parametrize("rounds", [2, LONG])
def test_two_entries_become_one_with_all_that_hangs_on_the_double_or_stay_two(portal: Portal, rounds: int) -> None:
    with portal.inside():
        office_member(role=Role.EMPLOYER_SERVICE, email=EMAIL, email_key=EMAIL, password=hash_password(PASSWORD))
        pairs = {}
        for _ in range(A_ROUND * (rounds + 1)):
            kept, double = OrganisationFactory(verified=True), OrganisationFactory(verified=True)
            company_member(double)
            VacancyFactory(published=True, organisation=double)
            pairs[double.id] = (kept.id, kept.number, double.number, str(kept.version))
        db.session.commit()
    portal.start_web()
    visitor, turns = Visitor(portal.url).sign_in(EMAIL, PASSWORD), in_turn(list(pairs))

    def merge() -> tuple[int | None, str]:
        kept_id, stays, other, version = pairs[next(turns)]
        fields = {"version": version, "stays": stays, "reason": "Zweimal da.", "is_same": "y"}
        return visitor.submit(f"/organisations/{kept_id}/merge?other={other}", **fields)

    with keep_posting(merge, threads=2) as sent:
        for number in range(1, rounds + 1):
            wait_until(lambda limit=number * A_ROUND: sent.kept >= limit, "entries are merged")  # type: ignore[misc]
            portal.kill_web_worker()
            portal.await_web()

    with portal.session() as session:
        merged = dict(
            session.execute(
                select(Organisation.id, Organisation.merged_into_id).where(Organisation.merged_into_id.is_not(None))
            ).all()
        )
        homes = [
            set(session.scalars(select(column))) for column in (Vacancy.organisation_id, Membership.organisation_id)
        ]
        events = Counter(session.scalars(select(Event.name).where(Event.name.in_(("merge", "take_over")))))
    assert len(merged) >= rounds * A_ROUND / 2
    assert merged == {double: pairs[double][0] for double in merged}
    for home in homes:
        assert home - {None} == {merged.get(double, double) for double in pairs}
    assert events == {"merge": len(merged), "take_over": len(merged)}
    assert 500 not in sent.statuses


@pytest.mark.parametrize("rounds", [2, LONG])
def test_two_files_of_a_person_become_one_with_every_yes_and_no_or_stay_two(portal: Portal, rounds: int) -> None:
    with portal.inside():
        caseworker = office_member(email=EMAIL, email_key=EMAIL, password=hash_password(PASSWORD))
        pairs = dict(two_files(caseworker) for _ in range(A_ROUND * (rounds + 1)))
        db.session.commit()
    portal.start_web()
    visitor, turns = Visitor(portal.url).sign_in(EMAIL, PASSWORD), in_turn(list(pairs))

    def merge() -> tuple[int | None, str]:
        kept_id, stays, other, versions = pairs[next(turns)]
        fields = {**versions, "stays": stays, "reason": "Zweimal da.", "is_same": "y"}
        return visitor.submit(f"/candidates/{kept_id}/merge?other={other}", **fields)

    with keep_posting(merge, threads=2) as sent:
        for number in range(1, rounds + 1):
            wait_until(lambda limit=number * A_ROUND: sent.kept >= limit, "files are merged")  # type: ignore[misc]
            portal.kill_web_worker()
            portal.await_web()

    with portal.session() as session:
        rows = session.execute(select(Candidate.id, Candidate.merged_into_id, Candidate.last_name, Candidate.state))
        files = {row.id: row for row in rows}
        merged = {one: files[one].merged_into_id for one in pairs if files[one].merged_into_id}
        keepers = session.scalars(select(Proposal.candidate_id)).all()
        shut_out = Counter(session.scalars(select(ExcludedOrganisation.candidate_id)))
        standing = Counter(session.scalars(select(Consent.candidate_id).where(Consent.withdrawn_at.is_(None))))
        events = Counter(session.scalars(select(Event.name).where(Event.name.in_(("merge", "take_over", "exclude")))))
    assert len(merged) >= rounds * A_ROUND / 2
    assert merged == {double: pairs[double][0] for double in merged}
    assert Counter(keepers) == {merged.get(double, double): 1 for double in pairs}
    assert shut_out == {merged.get(double, double): 1 for double in pairs}
    assert {double: standing[double] for double in pairs} == {one: 0 if one in merged else 1 for one in pairs}
    assert {(files[one].last_name, files[one].state) for one in merged} == {("-", CandidateState.CLOSED)}
    assert events == {"merge": len(merged), "take_over": len(merged), "exclude": len(merged)}
    assert 500 not in sent.statuses


def two_files(caseworker: User) -> tuple[UUID, tuple[UUID, str, str, dict[str, str]]]:
    """Make two files of a person; of the second there are a proposal, a yes, and a company that is not wanted."""
    kept, double = CandidateFactory(caseworker=caseworker), CandidateFactory(caseworker=caseworker)
    ProposalFactory(candidate=double, vacancy=VacancyFactory(published=True), asked=True)
    ConsentFactory(candidate_id=double.id)
    db.session.add(ExcludedOrganisation(candidate_id=double.id, organisation_id=OrganisationFactory(verified=True).id))
    db.session.flush()
    versions = {"version": str(kept.version), "other_version": str(double.version)}
    return double.id, (kept.id, kept.number, double.number, versions)


def is_found(portal: Portal) -> bool:
    """Compare the index with the board."""
    with portal.inside():
        found = search.check()
    return found.is_good
