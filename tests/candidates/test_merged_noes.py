"""What two files of one person agreed to and refused: of the merged file the last word counts, and a no most."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.mails import person_link
from portal.candidates.models import Candidate, Consent
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof, ConsentPurpose, DisclosureLevel
from portal.candidates.services import merging, retention
from portal.core import clock, db, links, outbox
from portal.core.actor import Channel, Role
from portal.core.outbox import OutboxMail
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from tests.candidates.files import again, office_of
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory

P = ConsentPurpose
BOTH_WAYS = pytest.mark.parametrize("no_in", ["double", "kept"])


class Pair:
    """Two files of one person, and a company that knows the person by one of them."""

    def __init__(self) -> None:
        """Keep both files with one caseworker."""
        self.caseworker: User = office_member()
        self.kept, self.double = (CandidateFactory(caseworker=self.caseworker, ready_for_work=True) for _ in range(2))
        self.company = OrganisationFactory(verified=True)
        self.member = company_member(self.company)

    def file(self, name: str) -> Candidate:
        """Give one of the two, or the other one."""
        return {"kept": self.kept, "double": self.double, "not kept": self.double, "not double": self.kept}[name]

    def merge(self) -> None:
        """Make them one."""
        merging.merge(self.double, self.kept, actor=actor_of(self.caseworker), reason="Zweimal angelegt.")
        db.session.commit()

    def level(self) -> DisclosureLevel:
        """Give what the company may know of the file that stays."""
        return queries.disclosure(actor_of(self.member), [self.kept.id]).get(self.kept.id, DisclosureLevel.L0)


@pytest.fixture
def pair() -> Pair:
    return Pair()


@BOTH_WAYS
@pytest.mark.parametrize("purpose", P)
def test_a_no_in_one_file_takes_the_yes_in_the_other_back(pair: Pair, no_in: str, purpose: P) -> None:
    recipient = {} if purpose is P.CARE else {"organisation_id": pair.company.id}
    yes = ConsentFactory(candidate_id=pair.file(f"not {no_in}").id, purpose=purpose, **recipient)
    ConsentFactory(candidate_id=pair.file(no_in).id, purpose=purpose, withdrawn_at=clock.now(), **recipient)

    pair.merge()

    assert db.session.get_one(Consent, yes.id).withdrawn_at is not None
    live = {line.consent.purpose for line in queries.consents_of(pair.kept.id) if line.is_live}
    assert purpose not in live
    assert (P.CARE in live) is (purpose is not P.CARE)


@BOTH_WAYS
def test_with_it_goes_what_the_company_had_its_proposals_and_its_mails(pair: Pair, no_in: str) -> None:
    known = pair.file(f"not {no_in}")
    vacancy = VacancyFactory(published=True, organisation=pair.company)
    made = ProposalFactory(candidate=known, vacancy=vacancy, interested=True)
    DisclosureGrantFactory(candidate_id=known.id, organisation_id=pair.company.id, level=DisclosureLevel.L2)
    ConsentFactory(candidate_id=known.id, purpose=P.NAME, organisation_id=pair.company.id)
    services.exclude(pair.file(no_in), pair.company.id, actor=as_person(pair.file(no_in).id, "de"))
    db.session.commit()

    pair.merge()

    assert pair.level() is DisclosureLevel.L0
    assert db.session.get_one(Proposal, made.id).state is ProposalState.SUPERSEDED
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.user_id == pair.member.id)).all()
    assert {mail.kind for mail in mails if outbox.is_still_wanted(mail)} == {"proposals/superseded"}


@BOTH_WAYS
def test_a_yes_that_was_given_after_the_no_stands(pair: Pair, no_in: str) -> None:
    before = clock.now() - timedelta(days=3)
    no = {"given_at": before, "withdrawn_at": before + timedelta(days=1)}
    ConsentFactory(candidate_id=pair.file(no_in).id, purpose=P.NAME, organisation_id=pair.company.id, **no)
    yes = ConsentFactory(candidate_id=pair.file(f"not {no_in}").id, purpose=P.NAME, organisation_id=pair.company.id)

    pair.merge()

    assert db.session.get_one(Consent, yes.id).withdrawn_at is None
    assert not queries.is_closed_to(pair.kept.id, pair.company.id)


def test_a_no_to_one_company_says_nothing_of_another(pair: Pair) -> None:
    other = OrganisationFactory(verified=True)
    yes = ConsentFactory(candidate_id=pair.kept.id, purpose=P.NAME, organisation_id=other.id)
    ConsentFactory(
        candidate_id=pair.double.id, purpose=P.NAME, organisation_id=pair.company.id, withdrawn_at=clock.now()
    )

    pair.merge()

    assert db.session.get_one(Consent, yes.id).withdrawn_at is None


def test_two_halves_of_two_files_are_no_whole_yes(pair: Pair) -> None:
    for person, by_guardian in ((pair.kept, False), (pair.double, True)):
        person.birth_date = clock.today() - timedelta(days=16 * 366)
        services.record_consent(
            person,
            purpose=P.NAME,
            proof=ConsentProof(Channel.DESK, "de", by_guardian=by_guardian),
            actor=actor_of(pair.caseworker),
            organisation_id=pair.company.id,
        )

    pair.merge()

    of_name = [line for line in queries.consents_of(pair.kept.id) if line.consent.purpose is P.NAME]
    assert [(line.is_live, line.is_half) for line in of_name] == [(False, True)] * 2


def test_whoever_wanted_to_be_erased_in_one_file_still_does(pair: Pair) -> None:
    services.step(pair.double, "ask_erasure", actor=actor_of(pair.caseworker), reason="Die Person möchte es.")
    coordinator = actor_of(office_member(office_of(pair.kept.office_id), role=Role.COORDINATOR))
    db.session.commit()

    pair.merge()

    asked = db.session.scalars(queries.ending.to_be_erased(coordinator)).all()
    assert [one.id for one in asked] == [pair.kept.id]
    retention.confirm_erasure(asked[0], actor=coordinator)
    assert again(pair.kept).anonymised_at is not None


@pytest.mark.parametrize("data", [{"own_data": "1"}, {"call": "1"}])
def test_a_link_to_the_double_speaks_to_the_file_that_stays(client, pair: Pair, data) -> None:
    token, _code = links.issue(person_link(pair.double, "candidate"))
    pair.double.birth_date = pair.kept.birth_date
    db.session.commit()
    pair.merge()

    client.post(f"/l/{token}", data={"birth_date": pair.kept.birth_date.isoformat()})
    assert client.post(f"/l/{token}", data=data).status_code == 303

    kept, double = again(pair.kept), again(pair.double)
    assert (kept.data_asked_at or kept.call_asked_at) is not None
    assert (double.data_asked_at, double.call_asked_at) == (None, None)
