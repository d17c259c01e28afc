"""Whatever people and the system try in whatever order, an offer stays whole."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.core import audit, clock, db, outbox
from portal.core.errors import PortalError
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import Ending, PauseReason, VacancyState, VersionState, WithdrawReason
from portal.vacancies.workflow import WORKFLOW
from tests.factories.organisations import actor_of
from tests.factories.vacancies import VacancyFactory

SHOWN = (VacancyState.PUBLISHED, VacancyState.PAUSED, VacancyState.FILLED)
EDGES = {(row.event, str(source), str(row.target or source)) for row in WORKFLOW.transitions for source in row.sources}
MAILED = {kind.name for row in WORKFLOW.transitions for kind in row.mails}
SELDOM = st.integers(0, 4)
"""Lets what ends an offer happen once in five times, so that most runs go on."""
TITLES = st.sampled_from(["Lagerhelfer (m/w/d)", "Packhelfer (m/w/d)", "Näher (m/w/d)", "Lagerhelfer"])


class OfferMachine(RuleBasedStateMachine):
    """One offer and everybody who may touch it; refusals are fine, broken offers are not."""

    people = None

    @initialize(state=st.sampled_from(VacancyState), positions=st.integers(1, 3))
    def begin(self, state, positions):
        """Start anywhere: the way from the draft alone would seldom get far."""
        content = {"positions": positions}
        if state not in (VacancyState.DRAFT, VacancyState.IN_REVIEW):
            content["reviewer_id"] = self.people.coordinator.id
        self.vacancy = VacancyFactory(**{state.value: True}, organisation=self.people.company, content=content)
        self.started = clock.now()

    def attempt(self, deed, *args, **kwargs):
        """Do a deed or take the refusal, which must leave nothing behind."""
        before = (self.vacancy.state, len(audit.history("vacancy", self.vacancy.id)))
        try:
            deed(self.vacancy, *args, **kwargs)
        except PortalError:
            assert (self.vacancy.state, len(audit.history("vacancy", self.vacancy.id))) == before

    def actor(self, name):
        """Give an actor by name; `phone` is staff the company has called."""
        return self.people.on_behalf(self.people.reviewer) if name == "phone" else actor_of(getattr(self.people, name))

    company = st.sampled_from(["recruiter", "admin", "recruiter", "phone", "stranger"])
    reviewer = st.sampled_from(["coordinator", "reviewer", "coordinator", "recruiter"])

    @rule(who=company, title=TITLES, positions=st.integers(1, 4))
    def write(self, who, title, positions):
        """Save a step."""
        draft = self.vacancy.version_in(VersionState.DRAFT)
        if draft:
            content = {"title": title, "positions": positions}
            self.attempt(services.save, draft, actor=self.actor(who), content=content)

    @rule(
        who=company,
        deed=st.sampled_from(["submit", "revise", "discard", "relist", "resume", "fill", "reopen", "confirm"]),
    )
    def click(self, who, deed):
        """Do what needs no more than a click."""
        self.attempt(getattr(services, deed), actor=self.actor(who))

    @rule(who=company, days=st.integers(-2, 200))
    def pause_or_extend(self, who, days):
        """Pause until, or extend to, a day."""
        day = clock.today() + timedelta(days=days)
        self.attempt(services.pause, actor=self.actor(who), until=day)
        self.attempt(services.extend, actor=self.actor(who), expires_on=day, reason="Grund")

    @rule(who=company, code=st.sampled_from(WithdrawReason), luck=SELDOM)
    def withdraw(self, who, code, luck):
        """Take it back."""
        if not luck:
            self.attempt(services.withdraw, actor=self.actor(who), code=code)

    @rule(who=company, code=st.sampled_from(Ending))
    def tell(self, who, code):
        """Say how it came out."""
        self.attempt(services.tell_outcome, actor=self.actor(who), code=code)

    @rule(who=reviewer, later=st.sampled_from([0, 0, 2]))
    def publish(self, who, later):
        """Publish now or on a day."""
        day = clock.today() + timedelta(days=later)
        self.attempt(services.publish, actor=self.actor(who), publish_on=day)

    @rule(who=reviewer)
    def send_back(self, who):
        """Return it."""
        self.attempt(services.send_back, actor=self.actor(who), reason="Bitte ändern")

    @rule(deed=st.sampled_from(["reserve_place", "free_place", "publish_due", "resume_due", "ask_whether_current"]))
    def by_itself(self, deed):
        """Let proposals and days pass."""
        self.attempt(getattr(services, deed))

    @rule(luck=SELDOM)
    def expire(self, luck):
        """Let its last day pass."""
        if not luck:
            self.attempt(services.expire)

    @rule(code=st.sampled_from(PauseReason))
    def pause_by_system(self, code):
        """Pause because nobody answers."""
        self.attempt(services.pause_by_system, code)

    @invariant()
    def it_is_whole(self):
        """Check what must always hold."""
        if not hasattr(self, "vacancy"):
            return
        vacancy = self.vacancy
        current = [text.text_state for text in vacancy.versions if text.text_state is not VersionState.OLD]
        assert len(current) == len(set(current))
        assert 0 <= vacancy.taken <= vacancy.places
        if vacancy.state in SHOWN:
            live = vacancy.version_in(VersionState.LIVE)
            assert live.reviewer_id is not None
            assert str(live.reviewer_id) not in live.editor_ids
            assert vacancy.places == live.positions
            assert "(m/w/d)" in live.title
        if vacancy.state is VacancyState.IN_REVIEW:
            assert VersionState.IN_REVIEW in current
        if vacancy.state is VacancyState.PUBLISHED:
            assert vacancy.places_left > 0

    @invariant()
    def nothing_happened_off_the_table(self):
        """Check events against the table, and mails against events."""
        if not hasattr(self, "vacancy"):
            return
        events = audit.history("vacancy", self.vacancy.id, limit=1000)
        assert {(event.name, event.from_state, event.to_state) for event in events} <= EDGES
        known = {event.id for event in events}
        mails = db.session.query(outbox.OutboxMail).filter(outbox.OutboxMail.created_at >= self.started)
        assert all(mail.event_id in known for mail in mails if mail.kind in MAILED)

    def teardown(self):
        """Check that the database agrees with what is in memory."""
        if hasattr(self, "vacancy"):
            db.session.flush()
            state = self.vacancy.state
            db.session.refresh(self.vacancy, attribute_names=["state", "taken", "places"])
            assert self.vacancy.state is state
            db.session.query(Vacancy).filter_by(id=self.vacancy.id).one()


def test_an_offer_stays_whole_whatever_is_tried(people):
    machine = type("Machine", (OfferMachine,), {"people": people})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
