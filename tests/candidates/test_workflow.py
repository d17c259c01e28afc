"""A file under any order of events: declared states only, an event each, nothing seen above the level."""

from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from portal.candidates import forms, queries, services
from portal.candidates.models import Candidate, Consent
from portal.candidates.policy import as_person
from portal.candidates.queries import RECORD_OPTIONS
from portal.candidates.rules import (
    CandidateState,
    ConsentProof,
    ConsentPurpose,
    DisclosureLevel,
    Field,
    Grade,
    ScreeningItem,
)
from portal.candidates.workflow import WORKFLOW
from portal.core import audit, clock, db
from portal.core.actor import Actor, ActorKind, Channel, Role
from portal.core.errors import GuardRefused, PortalError, TransitionNotAllowed
from portal.core.outbox import OutboxMail
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member

STEPS = ("start_screening", "make_ready", "pause", "resume", "follow_up", "close", "reopen")
MOVES = {
    **{(state, "merge"): "closed" for state in ("registered", "in_screening", "ready", "paused", "follow_up")},
    ("registered", "start_screening"): "in_screening",
    ("in_screening", "make_ready"): "ready",
    ("in_screening", "pause"): "paused",
    ("ready", "pause"): "paused",
    ("paused", "resume"): "in_screening",
    ("ready", "follow_up"): "follow_up",
    ("paused", "follow_up"): "follow_up",
    ("follow_up", "reopen"): "in_screening",
    ("closed", "reopen"): "in_screening",
    **{(state, "anonymise"): "closed" for state in CandidateState},
    **{(state, "close"): "closed" for state in ("registered", "in_screening", "ready", "paused", "follow_up")},
}
"""The table of the product design, written down apart from the code."""
PURPOSES = (ConsentPurpose.CARE, ConsentPurpose.NAME, ConsentPurpose.CONTACT_PHONE, ConsentPurpose.WORK_LIMITS)


class File(RuleBasedStateMachine):
    """One person, one company, and everything that can happen between them."""

    def __init__(self) -> None:
        super().__init__()
        self.company = OrganisationFactory(verified=True)
        self.firm = actor_of(company_member(self.company))
        made = CandidateFactory(email="amina@beispiel.example", work_limits="nicht heben")
        self.person = db.session.scalars(
            select(Candidate).where(Candidate.id == made.id).options(*RECORD_OPTIONS)
        ).one()
        self.staff = Actor(
            ActorKind.USER, Role.CASEWORKER, id=self.person.caseworker_id, office_id=self.person.office_id
        )
        self.state = "registered"
        self.events = 0
        self.granted = False

    def attempt(self, deed, *refusals: type[PortalError]) -> bool:
        """Do it; tell whether it was done or refused as it should be."""
        try:
            with db.session.begin_nested():
                deed()
        except refusals:
            return False
        return True

    @rule(event=st.sampled_from(STEPS))
    def step(self, event: str) -> None:
        target, grade = MOVES.get((self.state, event)), queries.grade(self.person.id, clock.today())
        last = audit.latest("candidate", self.person.id)
        is_repeat = last is not None and last.name == event
        deed = partial(services.step, self.person, event, actor=self.staff, reason="darum")
        done = self.attempt(deed, TransitionNotAllowed, GuardRefused)
        if target is None:
            assert not done or is_repeat
            return
        assert done or (event == "make_ready" and grade is Grade.NONE)
        if done:
            came_back = event == "resume" and grade is not Grade.NONE
            self.state, self.events = ("ready" if came_back else target), self.events + 1 + came_back

    @rule(item=st.sampled_from((ScreeningItem.IDENTITY, ScreeningItem.CONTACT, ScreeningItem.CONSENT)))
    def check(self, item: ScreeningItem) -> None:
        needs_consent = item is ScreeningItem.CONSENT
        agreed = queries.has_care_consent(self.person.id, clock.today())
        done = self.attempt(
            lambda: services.check(self.person, item, "gesehen", actor=self.staff), GuardRefused, TransitionNotAllowed
        )
        assert done is (self.state != "closed" and (agreed or not needs_consent))
        if done:
            self.events += 1 + (self.state == "registered")
            self.state = "in_screening" if self.state == "registered" else self.state

    @rule(purpose=st.sampled_from(PURPOSES))
    def agree(self, purpose: ConsentPurpose) -> None:
        to = {} if purpose is ConsentPurpose.CARE else {"organisation_id": self.company.id}
        known = purpose in self.live()
        proof = ConsentProof(Channel.DESK, "de")
        done = self.attempt(
            lambda: services.record_consent(self.person, purpose=purpose, proof=proof, actor=self.staff, **to),
            TransitionNotAllowed,
        )
        assert done is (known or self.state != "closed")
        self.events += done and not known

    @rule(purpose=st.sampled_from(PURPOSES))
    def take_back(self, purpose: ConsentPurpose) -> None:
        consent = next((one for one in self.consents() if one.purpose is purpose), None)
        if consent is None:
            return
        services.withdraw_consent(self.person, consent, actor=as_person(self.person.id, "de"))
        self.events += 1
        self.granted = self.granted and purpose not in (ConsentPurpose.CARE, ConsentPurpose.NAME)
        assert purpose not in self.live()

    @precondition(lambda self: ConsentPurpose.NAME in self.live())
    @rule()
    def show_name(self) -> None:
        services.grant(
            self.person.id,
            self.company.id,
            DisclosureLevel.L2,
            starts_at=clock.now() - timedelta(seconds=1),
            ends_at=None,
            cause=("proposal", db.new_id()),
        )
        self.granted = True

    @precondition(lambda self: self.state != "closed")
    @rule()
    def exclude(self) -> None:
        services.exclude(self.person, self.company.id, actor=as_person(self.person.id, "de"))
        self.events, self.granted = self.events + 1, False

    @rule()
    def send_link(self) -> None:
        done = self.attempt(lambda: services.send_link(self.person, actor=self.staff), TransitionNotAllowed)
        assert done is (self.state != "closed")
        self.events += done

    def consents(self) -> list[Consent]:
        return [line.consent for line in queries.consents_of(self.person.id) if line.is_live]

    def live(self) -> set[ConsentPurpose]:
        return {one.purpose for one in self.consents()}

    @invariant()
    def the_state_is_the_declared_one(self) -> None:
        assert self.person.state.value == self.state
        assert (self.person.closed_on is not None) is (self.state == "closed")

    @invariant()
    def every_deed_is_one_event(self) -> None:
        assert len(audit.history("candidate", self.person.id, limit=1000)) == self.events

    @invariant()
    def no_mail_goes_out_without_its_event(self) -> None:
        names = [event.name for event in audit.history("candidate", self.person.id, limit=1000)]
        telling = sum(map(names.count, ("send_link", "withdraw_consent", "exclude")))
        ids = {event.id for event in audit.history("candidate", self.person.id, limit=1000)}
        mails = db.session.scalars(select(OutboxMail.event_id).where(OutboxMail.event_id.in_(ids))).all()
        assert len(mails) == telling

    @invariant()
    def the_company_sees_what_was_granted_and_agreed_and_no_more(self) -> None:
        view = queries.card(self.firm, self.person)
        assert view.level is (DisclosureLevel.L2 if self.granted else DisclosureLevel.L0)
        opened = {
            Field.NAME: ConsentPurpose.NAME,
            Field.PHONE_AND_EMAIL: ConsentPurpose.CONTACT_PHONE,
            Field.WORK_LIMITS: ConsentPurpose.WORK_LIMITS,
        }
        for field, purpose in opened.items():
            assert (field in view) is (self.granted and purpose in self.live())


def test_any_order_of_events_keeps_the_file_in_order(app):
    calm = settings(
        max_examples=12,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

    run_state_machine_as_test(File, settings=calm)

    assert db.session.scalar(select(func.count(Candidate.id))) > 0


def test_every_event_and_state_has_its_words():
    assert set(forms.EVENTS) == {row.event for row in WORKFLOW.transitions}
    moving = {row.event for row in WORKFLOW.transitions if row.sources and row.target and not row.automatic}
    assert set(forms.STEPS) == moving | {"call", "give_data", "ask_erasure"}
    assert set(forms.STATES) == set(CandidateState)
    assert set(forms.GRADES) == set(Grade)
    assert set(forms.ITEMS) == set(ScreeningItem)
    assert set(forms.CONSENT_PURPOSES) == set(ConsentPurpose)
    assert set(forms.LEVELS) == set(DisclosureLevel) - {DisclosureLevel.L0}


def test_the_table_moves_as_the_design_says():
    moving = [row for row in WORKFLOW.transitions if row.target]
    declared = {(state.value, row.event): row.target.value for row in moving for state in row.sources}

    assert declared == MOVES
