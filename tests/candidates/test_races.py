"""Two at once with files that are merged: one merge of them counts, and nothing anybody writes is lost on a double."""

from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.models import User
from portal.candidates import queries, services
from portal.candidates.models import Candidate, Consent
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof, ConsentPurpose, DisclosureLevel
from portal.candidates.services import merging
from portal.core import audit, clock, db
from portal.core.actor import Actor, Channel
from portal.core.audit import Event
from portal.core.errors import StaleVersion, TransitionNotAllowed
from portal.proposals import services as proposals
from portal.proposals.models import Proposal
from portal.proposals.queries import loaded
from tests.candidates.files import office_of
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.organisations import OrganisationFactory, actor_of, office_member
from tests.factories.proposals import ProposalFactory
from tests.racing import at_once

pytestmark = pytest.mark.commits
PROOF = ConsentProof(Channel.DESK, "de")
LATE = {"TransitionNotAllowed", "StaleVersion"}
"""What whoever is late gets: a page of the status 409."""


class Files:
    """Some files of one person, by their ids, and two people who may merge them."""

    def __init__(self, count: int = 2) -> None:
        """Keep them with one caseworker, for whom a colleague stands in."""
        keeper: User = office_member()
        people = [CandidateFactory(caseworker=keeper, ready_for_work=True) for _ in range(count)]
        for one in people:
            ProposalFactory(candidate=one)
        self.company_id = OrganisationFactory(verified=True).id
        deputy = office_member(office_of(people[0].office_id))
        keeper.deputy_id, keeper.absent_until = deputy.id, clock.today()
        self.ids = [one.id for one in people]
        self.keeper: Actor = actor_of(keeper)
        self.deputy: Actor = replace(actor_of(deputy), deputy_for=frozenset({keeper.id}))
        db.session.commit()

    def merge(self, double: int, kept: int, actor: Actor) -> None:
        """Merge one of them into another."""
        merging.merge(
            db.session.get_one(Candidate, self.ids[double]),
            db.session.get_one(Candidate, self.ids[kept]),
            actor=actor,
            reason="Zweimal angelegt.",
        )

    def file(self, number: int) -> Candidate:
        """Read a file afresh."""
        return db.session.get_one(Candidate, self.ids[number], populate_existing=True)


def merges() -> list[str]:
    """List the events of all merges."""
    return sorted(db.session.scalars(select(Event.name).where(Event.name.in_(("merge", "take_over")))))


def test_late_is_a_conflict() -> None:
    assert {TransitionNotAllowed.status, StaleVersion.status} == {409}


def test_two_people_who_merge_the_same_files_merge_them_once(app: Flask) -> None:
    files = Files()

    outcomes = at_once(app, *(lambda actor=actor: files.merge(0, 1, actor) for actor in (files.keeper, files.deputy)))

    assert set(outcomes) <= {"done", *LATE}
    assert outcomes.count("done") == 1
    assert merges() == ["merge", "take_over"]
    assert files.file(0).merged_into_id == files.ids[1]


def test_a_double_click_on_the_merge_merges_once_and_is_no_error(app: Flask) -> None:
    files = Files()

    outcomes = at_once(app, *(lambda: files.merge(0, 1, files.keeper) for _ in range(2)))

    assert outcomes == ["done", "done"]
    assert merges() == ["merge", "take_over"]


def test_of_two_who_keep_different_files_one_is_late(app: Flask) -> None:
    files = Files()

    outcomes = at_once(app, lambda: files.merge(0, 1, files.keeper), lambda: files.merge(1, 0, files.deputy))

    assert outcomes.count("done") == 1
    assert set(outcomes) - {"done"} <= LATE
    merged = [files.file(number).merged_into_id for number in (0, 1)]
    assert merged in ([files.ids[1], None], [None, files.ids[0]])
    stays = files.ids[merged.index(None)]
    assert set(db.session.scalars(select(Proposal.candidate_id))) == {stays}


def test_a_chain_of_two_merges_at_once_leaves_no_file_merged_into_a_double(app: Flask) -> None:
    files = Files(3)

    outcomes = at_once(app, lambda: files.merge(0, 1, files.keeper), lambda: files.merge(1, 2, files.deputy))

    assert "done" in outcomes
    assert set(outcomes) <= {"done", *LATE}
    doubles = {files.ids[number] for number in range(3) if files.file(number).merged_into_id}
    assert not doubles & {files.file(number).merged_into_id for number in range(3)}
    assert not doubles & set(db.session.scalars(select(Proposal.candidate_id)))


def test_a_change_of_the_double_is_merged_or_refused_and_never_lost(app: Flask) -> None:
    files = Files()

    def edit() -> None:
        person = db.session.get_one(Candidate, files.ids[0])
        try:
            services.edit(person, "contact", {"email": "neu@person.example"}, actor=files.keeper)
        except StaleDataError as late:  # the page of every request makes this of it
            raise StaleVersion from late

    outcomes = at_once(app, lambda: files.merge(0, 1, files.deputy), edit)

    is_merged = files.file(0).merged_into_id is not None
    said = [files.file(number).email for number in (0, 1)]
    assert outcomes.count("done") >= 1
    assert set(outcomes) <= {"done", *LATE}
    if outcomes == ["done", "done"]:
        assert (is_merged, said[1]) == (True, "neu@person.example")
    else:
        assert "neu@person.example" not in said if is_merged else said[0] == "neu@person.example"


Deed = Callable[[Files], None]


def give(files: Files) -> None:
    """Say yes to a company."""
    person = db.session.get_one(Candidate, files.ids[0])
    services.record_consent(
        person, purpose=ConsentPurpose.NAME, proof=PROOF, actor=files.keeper, organisation_id=files.company_id
    )


def withdraw(files: Files) -> None:
    """Take the yes to the company back, as the person does."""
    person = db.session.get_one(Candidate, files.ids[0])
    consent = db.session.scalars(select(Consent).where(Consent.organisation_id == files.company_id)).one()
    services.withdraw_consent(person, consent, actor=as_person(person.id, "de"))


def shut_out(files: Files) -> None:
    """Shut the company out."""
    person = db.session.get_one(Candidate, files.ids[0])
    services.exclude(person, files.company_id, actor=as_person(person.id, "de"))


def ask_for_data(files: Files) -> None:
    """Ask for all that is kept."""
    services.ask_for_data(db.session.get_one(Candidate, files.ids[0]), actor=as_person(files.ids[0], "de"))


EVENTS = {"give_consent", "withdraw_consent", "exclude", "ask_for_data"}


def known(*deeds: Deed) -> Files:
    """Let a company know the person of the first file by name."""
    files = Files()
    about = {"candidate_id": files.ids[0], "organisation_id": files.company_id}
    if give not in deeds:
        ConsentFactory(purpose=ConsentPurpose.NAME, **about)
    DisclosureGrantFactory(level=DisclosureLevel.L2, **about)
    db.session.commit()
    return files


def is_shown(files: Files, number: int) -> bool:
    """Tell whether the company knows of a file."""
    return files.company_id in {one.organisation_id for one in queries.shared_with(files.ids[number])}


@pytest.mark.parametrize("deed", [give, withdraw, shut_out, ask_for_data])
def test_what_is_said_to_the_double_while_it_is_merged_is_refused_whole(app: Flask, deed: Deed) -> None:
    files, outcomes = known(deed), list[str]()
    before = sorted(db.session.scalars(select(Consent.id)))

    def write() -> None:
        outcomes.extend(at_once(app, lambda: deed(files)))

    db.session.remove()
    late = Thread(target=write)
    with db.transaction():
        files.merge(0, 1, files.keeper)
        late.start()
        late.join(0.5)  # it waits for whoever merges
    late.join()

    assert outcomes == ["TransitionNotAllowed"]
    kept = db.session.scalars(select(Consent)).all()
    assert sorted(one.id for one in kept) == before
    assert {(one.candidate_id, one.withdrawn_at) for one in kept} == {(files.ids[1], None)}
    assert is_shown(files, 1)
    assert not {event.name for event in audit.history("candidate", files.ids[0])} & EVENTS
    assert files.file(0).data_asked_at is None


@pytest.mark.parametrize("deed", [withdraw, shut_out])
def test_a_no_to_the_double_counts_for_the_file_that_stays_or_is_refused(app: Flask, deed: Deed) -> None:
    files = known()

    outcomes = at_once(app, lambda: deed(files), lambda: files.merge(0, 1, files.keeper))

    assert set(outcomes) <= {"done", *LATE}
    if outcomes == ["done", "done"]:
        assert not is_shown(files, 1)
    elif files.file(0).merged_into_id is None:
        assert not is_shown(files, 0)
    else:
        assert is_shown(files, 1)


def test_a_yes_and_a_no_of_one_person_at_once_wait_for_each_other(app: Flask) -> None:
    files = known()
    person_id = files.ids[0]
    asked_id = ProposalFactory(candidate=files.file(0), asked=True).id
    db.session.commit()

    def agree() -> None:
        proposal = db.session.get_one(Proposal, asked_id)
        proposals.agree(loaded(proposal), actor=as_person(person_id, "de"), proof=PROOF)

    def end_it_all() -> None:
        care = (Consent.candidate_id == person_id) & (Consent.purpose == ConsentPurpose.CARE)
        consent = db.session.scalars(select(Consent).where(care)).one()
        services.withdraw_consent(files.file(0), consent, actor=as_person(person_id, "de"))

    outcomes = at_once(app, agree, end_it_all)

    assert set(outcomes) <= {"done", *LATE}
    assert "done" in outcomes
    assert queries.shared_with(person_id) == []
