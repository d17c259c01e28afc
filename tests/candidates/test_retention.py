"""What is kept of a person ends on its day, and nothing of the person is left."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import MetaData, func, select

from portal import wiring
from portal.candidates import services
from portal.candidates.mails import person_link
from portal.candidates.models import Candidate, Consent, DisclosureGrant
from portal.candidates.rules import CandidateState
from portal.candidates.services import retention as erasing
from portal.candidates.workflow import IsAnonymised
from portal.core import audit, clock, db, links, retention
from portal.core.actor import SYSTEM, Actor, ActorKind, Role
from portal.core.audit import Change, Event, ReadLog
from portal.core.errors import NotFound
from portal.core.retention import Erasure
from portal.core.workflow import workflows
from portal.insight.queries.evidence import OF_PEOPLE
from tests.candidates.canaries import plant
from tests.factories.candidates import CandidateFactory, ConsentFactory, DisclosureGrantFactory
from tests.factories.placements import PlacementFactory
from tests.factories.proposals import ProposalFactory

OWN = tuple(rule for rule in wiring.RETENTION if rule.name.startswith("candidates/"))
EVIDENCE = tuple(
    rule for rule in wiring.RETENTION if rule.name in ("candidates/consents", "candidates/grants", "people/events")
)
PROOF = {"text_version", "legal_basis", "work_field"}
"""What stays of a consent: that, when and on what words somebody agreed, not who."""


def closed(planted, days_ago: int) -> Candidate:
    planted.person.closed_on = clock.today() - timedelta(days=days_ago)
    db.session.commit()
    return planted.person


def everything() -> str:
    """Read every row of every table as text."""
    metadata = MetaData()
    metadata.reflect(db.session.connection())
    return "\n".join(str(row) for table in metadata.sorted_tables for row in db.session.execute(select(table)))


@pytest.mark.parametrize("hour", ["22:30", "23:30", "12:00"])
@pytest.mark.parametrize(("days_ago", "is_gone"), [(182, False), (183, True), (400, True)])
def test_a_closed_file_is_made_nobodys_half_a_year_later(days_ago, is_gone, hour, time_machine):
    time_machine.move_to(f"2026-11-26T{hour}:00+00:00")  # half a year ago it was summer time
    person = closed(plant(state=CandidateState.CLOSED), days_ago)

    retention.run_due(OWN)

    assert (db.session.get(Candidate, person.id).anonymised_at is not None) is is_gone


def test_no_sign_of_the_person_is_left_in_any_table():
    planted = plant(state=CandidateState.CLOSED)
    links.issue(person_link(planted.person, "candidate"))
    person = closed(planted, 200)

    retention.run_due(OWN)

    kept = frozenset().union(*(planted.signs[f"consent.{name}"] for name in PROOF))
    ags_and_level = planted.signs["candidate.ags"] | planted.signs["candidate.schooling_level"]
    text = everything()
    assert {sign for sign in planted.all if sign in text} == kept | ags_and_level
    assert (person.birth_date.month, person.birth_date.day) == (1, 1)
    assert db.session.scalars(select(Erasure.record_id)).all() == [person.id]


def test_consents_stay_as_proof_without_the_interpreter():
    person = CandidateFactory(state=CandidateState.CLOSED)
    ConsentFactory(candidate_id=person.id, interpreter="Frau Haddad")

    erasing.anonymise(person)

    (consent,) = db.session.scalars(select(Consent).where(Consent.candidate_id == person.id))
    db.session.refresh(consent)
    assert (consent.interpreter, consent.text_version) == (None, "2026-11")


def test_the_links_of_somebody_who_is_gone_open_nothing():
    person = CandidateFactory(state=CandidateState.CLOSED)
    token, _code = links.issue(person_link(person, "candidate"))

    erasing.anonymise(person)

    with pytest.raises(NotFound):
        links.find(token)


def test_somebody_who_is_gone_cannot_be_taken_up_again():
    person = CandidateFactory(state=CandidateState.CLOSED)
    erasing.anonymise(person)
    caseworker = Actor(ActorKind.USER, Role.CASEWORKER, id=person.caseworker_id, office_id=person.office_id)

    with pytest.raises(IsAnonymised):
        services.step(person, "reopen", actor=caseworker)


def test_running_twice_erases_once():
    closed(plant(state=CandidateState.CLOSED), 200)

    assert [retention.run_due(OWN), retention.run_due(OWN)] == [1, 0]


def test_an_entry_nobody_went_on_with_goes_after_sixty_days():
    draft, agreed = CandidateFactory(), CandidateFactory()
    ConsentFactory(candidate_id=agreed.id)

    with time_machine.travel(clock.now() + timedelta(days=61), tick=False):
        retention.run_due(OWN)

    assert (draft.state, draft.first_name) == (CandidateState.CLOSED, "-")
    assert agreed.anonymised_at is None


def year(number: int):
    return time_machine.travel(clock.now() + timedelta(days=366 * number), tick=False)


def test_an_open_file_keeps_the_evidence_however_old_it_is():
    person = CandidateFactory(state=CandidateState.READY)
    ConsentFactory(candidate_id=person.id, withdrawn_at=clock.now())
    DisclosureGrantFactory(candidate_id=person.id, ends_at=clock.now())
    placement = PlacementFactory(candidate=person)
    for kind, record in (("candidate", person), ("placement", placement)):
        audit.record(kind, record, Change("edit", "ready", "ready", clock.now()), SYSTEM)
    db.session.commit()

    with year(9):
        retention.run_due(EVIDENCE)

    assert evidence_of(person) == (1, 1)
    assert db.session.scalar(select(func.count(Event.id))) >= 2


def evidence_of(person):
    counted = (
        select(func.count(model.id)).where(model.candidate_id == person.id) for model in (Consent, DisclosureGrant)
    )
    return tuple(db.session.scalar(query) for query in counted)


def test_evidence_ends_three_years_after_its_person_became_nobody():
    person = CandidateFactory(state=CandidateState.CLOSED)
    ConsentFactory(candidate_id=person.id)
    DisclosureGrantFactory(candidate_id=person.id, ends_at=clock.now())
    with year(9):
        erasing.anonymise(person)
        db.session.commit()
        retention.run_due(EVIDENCE)
        kept = evidence_of(person), len(audit.history("candidate", person.id))
    with year(12):
        retention.run_due(EVIDENCE)

    assert kept == ((1, 1), 1)
    assert (evidence_of(person), audit.history("candidate", person.id)) == ((0, 0), [])


def test_events_of_a_record_that_is_erased_go_by_their_age():
    proposal = ProposalFactory(declined=True)
    audit.record("proposal", proposal, Change("decline", "proposed", "declined", clock.now()), SYSTEM)
    db.session.delete(proposal)
    db.session.commit()

    with year(2):
        retention.run_due(EVIDENCE)
        kept = len(audit.history("proposal", proposal.id))
    with year(4):
        retention.run_due(EVIDENCE)

    assert (kept, audit.history("proposal", proposal.id)) == (1, [])


def test_every_event_about_people_ends_one_day():
    """What has a caseworker or a person in it is in the table, so that no kind of event stays for ever."""
    about_people = {"referral", "call_back", "candidate", "agreement", "clearance"}
    for name, workflow in workflows().items():
        if hasattr(workflow.model, "candidate_id"):
            about_people.add(name)

    assert about_people <= set(OF_PEOPLE)


def test_who_looked_is_kept_for_a_year():
    person = CandidateFactory(state=CandidateState.READY)
    audit.read(person.id, actor=SYSTEM, level="L2")
    audit.keep_reads(db.session())

    with time_machine.travel(clock.now() + timedelta(days=364), tick=False):
        retention.run_due(OWN)
        kept = db.session.scalars(select(ReadLog)).all()
    with time_machine.travel(clock.now() + timedelta(days=366), tick=False):
        retention.run_due(OWN)

    assert len(kept) == 1
    assert db.session.scalars(select(ReadLog)).all() == []
