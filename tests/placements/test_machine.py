"""Whatever people and the system try in whatever order, nobody starts before everything is allowed."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.candidates import queries as candidates
from portal.candidates.rules import DisclosureLevel, rank
from portal.core import audit, clock, db, outbox
from portal.core.errors import PortalError
from portal.placements import queries, rules, services
from portal.placements.models import Agreement, Confirmation
from portal.placements.rules import AgreementState, BreakOffBy, ClearanceState, Party, PlacementState
from portal.placements.services import Decision
from portal.placements.workflow import AGREEMENT, CLEARANCE, PLACEMENT
from tests.factories.organisations import OfficeFactory, actor_of, company_member
from tests.factories.placements import Case, content, scan

FLOWS = {flow.name: flow for flow in (PLACEMENT, AGREEMENT, CLEARANCE)}
EDGES = {
    (name, row.event, str(source), str(row.target or source))
    for name, flow in FLOWS.items()
    for row in flow.transitions
    for source in row.sources
}
MAILED = {kind.name for flow in FLOWS.values() for row in flow.transitions for kind in row.mails}
EVERYBODY = ("firm", "staff", "person", "coordinator", "stranger")


def mostly(*right: str) -> st.SearchStrategy[str]:
    """Choose who acts: mostly somebody who may, else anybody."""
    return st.sampled_from([*right * (8 // len(right)), *EVERYBODY])


SELDOM = st.integers(0, 5)
"""Lets what ends a placement happen once in six times, so that most runs go on."""


class PlacementMachine(RuleBasedStateMachine):
    """One placement and everybody who may touch it; refusals are fine, broken placements are not."""

    @initialize(
        known=st.booleans(), minor=st.booleans(), stage=st.sampled_from(["new", "sent", "agreed", "allowed", "running"])
    )
    def begin(self, known, minor, stage):
        """Open it, for a grown-up or a minor, with or without a clear permission; start somewhere on the way."""
        person = {"minor": True, "guardian_email": "samira@familie.example"} if minor else {}
        self.case = Case(residence={} if known else {"unknown": True}, person=person)
        self.minor = minor
        self.office = OfficeFactory(can_receive=["clearance:work_permission"])
        self.actors = {
            "firm": self.case.firm,
            "staff": self.case.staff,
            "person": self.case.person_actor,
            "coordinator": actor_of(self.case.coordinator()),
            "stranger": actor_of(company_member()),
        }
        if stage != "new":
            version = self.case.send(starts_on=clock.today())
            if stage != "sent":
                self.case.company_confirms(version)
                self.case.person_confirms(version)
                if minor:
                    self.case.person_confirms(version, Party.GUARDIAN)
            if stage in ("allowed", "running"):
                self.case.allow()
                self.case.approve()
            if stage == "running":
                services.start(self.case.placement, actor=self.case.firm, started_on=clock.today())
        self.case.reload()

    def attempt(self, deed):
        """Do a deed or take the refusal, of which nothing stays."""
        try:
            with db.session.begin_nested():
                deed()
        except PortalError:
            db.session.expire_all()
        db.session.commit()
        self.case.reload()

    @property
    def placement(self):
        return self.case.placement

    @property
    def version(self):
        return self.placement.agreements[-1] if self.placement.agreements else None

    def on_version(self, deed):
        if self.version is not None:
            self.attempt(lambda: deed(self.version))

    @rule(who=mostly("firm", "staff"), hours=st.sampled_from([20, 30, 30, 70]), today=st.booleans())
    def write(self, who, hours, today):
        """Begin or change a version."""
        words = content(weekly_hours=Decimal(hours), starts_on=clock.today() if today else None)
        actor = self.actors[who]
        if self.version is not None and self.version.state is AgreementState.DRAFT:
            self.attempt(lambda: services.edit(self.version, words, actor=actor))
        else:
            self.attempt(lambda: services.new_version(self.placement, words, actor=actor))

    @rule(who=mostly("firm", "staff"))
    def send(self, who):
        """Send it out."""
        self.on_version(lambda version: services.send(version, actor=self.actors[who]))

    @rule(who=mostly("firm", "staff"), seldom=SELDOM)
    def give_back(self, who, seldom):
        """Take it back."""
        if not seldom:
            self.on_version(lambda one: services.return_version(one, actor=self.actors[who], reason="falsch"))

    @rule(who=mostly("firm"), stale=st.sampled_from([False, False, False, True]))
    def company_confirms(self, who, stale):
        """Say yes on the page, sometimes to another text."""
        self.on_version(
            lambda version: services.confirm_on_page(
                version, actor=self.actors[who], name="Kim", text_hash="0" if stale else version.text_hash or ""
            )
        )

    @rule(who=mostly("person"), party=st.sampled_from([Party.PERSON, Party.GUARDIAN]))
    def person_confirms(self, who, party):
        """Say yes by the link."""
        self.on_version(
            lambda version: services.confirm_by_link(
                version,
                self.case.link(version, party),
                actor=self.actors[who],
                name="Amina",
                text_hash=version.text_hash or "",
            )
        )

    @rule(who=mostly("staff"), party=st.sampled_from(Party))
    def sign_on_paper(self, who, party):
        """Bring the signed page."""
        self.on_version(
            lambda version: services.confirm_on_paper(version, party, scan(), actor=self.actors[who], name="X")
        )

    @rule(who=mostly("staff"), what=st.sampled_from(["sign", "request", "grant", "refuse", "waive"]), seldom=SELDOM)
    def decide(self, who, what, seldom):
        """Ask an authority, or note what it says."""
        if not self.placement.clearances or (what in ("refuse", "waive") and seldom):
            return
        clearance, actor = self.placement.clearances[0], self.actors[who]
        decision = Decision(clock.today(), "Az. 1")
        deeds = {
            "sign": lambda: services.sign_dossier(
                clearance, actor=actor, request_signed_on=clock.today(), proxy_signed_on=clock.today()
            ),
            "request": lambda: services.request(clearance, actor=actor, office_id=self.office.id),
            "grant": lambda: services.grant(clearance, decision, actor=actor),
            "refuse": lambda: services.refuse(clearance, decision, actor=actor, reason="Verbot"),
            "waive": lambda: services.waive(clearance, actor=actor, reason="EU"),
        }
        self.attempt(deeds[what])

    @rule(who=mostly("coordinator"))
    def approve(self, who):
        """Approve for the Integration Point."""
        self.attempt(lambda: services.approve(self.placement, actor=self.actors[who]))

    @rule(who=mostly("firm"))
    def start(self, who):
        """Begin."""
        self.attempt(lambda: services.start(self.placement, actor=self.actors[who], started_on=clock.today()))

    @rule(who=mostly("firm"), days=st.integers(-1, 40))
    def starts_later(self, who, days):
        """Move the first day."""
        day = clock.today() + timedelta(days=days)
        self.attempt(
            lambda: services.starts_later(self.placement, actor=self.actors[who], starts_on=day, reason="krank")
        )

    @rule(
        who=mostly("firm"), how=st.sampled_from(["complete", "break_off", "cancel", "no_show", "close"]), seldom=SELDOM
    )
    def end(self, who, how, seldom):
        """End it in one of the ways."""
        actor, today = self.actors[who], clock.today()
        deeds = {
            "complete": lambda: services.complete(self.placement, actor=actor, ended_on=today),
            "break_off": lambda: services.break_off(
                self.placement, actor=actor, ended_on=today, by=BreakOffBy.COMPANY, reason="passt nicht"
            ),
            "cancel": lambda: services.cancel(self.placement, actor=actor, reason="passt nicht"),
            "no_show": lambda: services.no_show(self.placement, actor=actor, reason="kam nicht"),
            "close": lambda: services.close(self.placement, actor=actor),
        }
        if not seldom:
            self.attempt(deeds[how])

    @invariant()
    def every_event_is_an_edge_of_its_table(self):
        records = [("placement", self.placement)]
        records += [("agreement", one) for one in self.placement.agreements]
        records += [("clearance", one) for one in self.placement.clearances]
        for name, record in records:
            history = audit.history(name, record.id)
            assert history[0].to_state == record.state
            for event in history[:-1]:
                assert (name, event.name, event.from_state, event.to_state) in EDGES

    @invariant()
    def nobody_is_ready_or_begins_while_something_is_missing(self):
        if self.placement.state is PlacementState.READY:
            assert rules.missing(queries.readiness(self.placement)) == ()
        for event in audit.history("placement", self.placement.id):
            assert event.name != "start" or event.from_state == "ready"

    @invariant()
    def one_version_is_in_force_and_confirmed_by_all(self):
        in_force = [one for one in self.placement.agreements if one.state is AgreementState.IN_FORCE]
        open_ones = [
            one for one in self.placement.agreements if one.state in (AgreementState.DRAFT, AgreementState.CONFIRMING)
        ]
        assert len(in_force) <= 1
        assert len(open_ones) <= 1
        for version in in_force:
            confirmations = db.session.query(Confirmation).filter_by(agreement_id=version.id).all()
            assert rules.is_complete([one.party for one in confirmations], is_minor=self.minor)
            assert {one.text_hash for one in confirmations} == {rules.fingerprint(version.text)}
        assert db.session.query(Agreement).filter(Agreement.text.is_not(None), Agreement.state == "draft").count() == 0

    @invariant()
    def the_company_sees_the_contract_only_while_there_is_one(self):
        level = candidates.disclosure(self.case.firm, [self.placement.candidate_id])
        seen = level.get(self.placement.candidate_id, DisclosureLevel.L0)
        is_out = any(
            one.state in (AgreementState.CONFIRMING, AgreementState.IN_FORCE) for one in self.placement.agreements
        )
        begun = any(event.name == "make_ready" for event in audit.history("placement", self.placement.id))
        if rank(seen) >= rank(DisclosureLevel.L3_CONTRACT):
            assert is_out or begun

    @invariant()
    def a_permission_stands_for_the_terms_that_are_out(self):
        version = queries.current_agreement(self.placement)
        if version is None or version.state is AgreementState.DRAFT:
            return
        for clearance in self.placement.clearances:
            if clearance.state in (ClearanceState.REQUESTED, ClearanceState.GRANTED):
                assert clearance.terms_hash == rules.terms(version)

    @invariant()
    def no_mail_comes_without_its_event(self):
        for mail in db.session.query(outbox.OutboxMail).filter(outbox.OutboxMail.kind.like("placements/%")):
            assert mail.kind in MAILED
            assert mail.event_id is not None


def test_a_placement_stays_whole(app):
    run_state_machine_as_test(
        PlacementMachine,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
