"""Whatever people and the system try in whatever order, a company and its people stay whole."""

from datetime import timedelta
from uuid import uuid4

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from portal.accounts import workflow as invitation
from portal.accounts.models import Invitation
from portal.accounts.rules import InvitationState
from portal.accounts.services import invitations
from portal.accounts.services.invitations import Wanted
from portal.core import audit, clock, db
from portal.core.actor import Channel, Role
from portal.core.errors import PortalError
from portal.core.outbox import OutboxMail
from portal.core.workflow import Workflow
from portal.organisations import workflow as company
from portal.organisations.queries import members_of
from portal.organisations.rules import CompanyState
from portal.organisations.services import companies, members
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member

NAMES = st.sampled_from(["admin", "stranger", "service", "coordinator", "caseworker", "phone"])


def edges(flow: Workflow) -> set[tuple[str, str, str]]:
    """Give what the table allows."""
    return {(row.event, str(source), str(row.target or source)) for row in flow.transitions for source in row.sources}


class CompanyMachine(RuleBasedStateMachine):
    """One company, its invitations, and everybody who may touch them."""

    @initialize(state=st.sampled_from(CompanyState))
    def begin(self, state):
        """Start in any state, with one admin."""
        self.company = OrganisationFactory(state=state, contact_email="buero@firma.example")
        self.people = {
            "admin": company_member(self.company, role=Role.COMPANY_ADMIN),
            "stranger": company_member(role=Role.COMPANY_ADMIN),
            "service": office_member(role=Role.EMPLOYER_SERVICE),
            "coordinator": office_member(role=Role.COORDINATOR),
            "caseworker": office_member(),
        }

    def actor(self, name):
        """Give an actor by name; `phone` is staff whom the company has called."""
        if name == "phone":
            return actor_of(self.people["service"]).acting_for(self.company.id, "Frau Beispiel", Channel.PHONE)
        return actor_of(self.people[name])

    def attempt(self, deed, *args, **kwargs):
        """Do a deed or take the refusal, which must leave nothing behind."""
        before = self.written()
        try:
            deed(*args, **kwargs)
        except PortalError:
            db.session.flush()
            assert self.written() == before

    def written(self):
        """Count what deeds leave."""
        return [db.session.scalar(select(func.count()).select_from(model)) for model in (audit.Event, OutboxMail)]

    @rule(
        who=NAMES,
        event=st.sampled_from(["verify", "suspend", "resume", "close"]),
        reason=st.sampled_from(["", "Grund"]),
    )
    def step(self, who, event, reason):
        """Take a step."""
        self.attempt(companies.step, event, self.company, actor=self.actor(who), reason=reason)

    @rule(who=NAMES, name=st.sampled_from(["Ä GmbH", "B GmbH"]))
    def edit(self, who, name):
        """Change the data."""
        self.attempt(companies.edit, self.company, {"name": name}, actor=self.actor(who))

    @rule(who=NAMES, role=st.sampled_from([Role.RECRUITER, Role.COMPANY_ADMIN, Role.ADMINISTRATOR]))
    def invite(self, who, role):
        """Invite somebody."""
        wanted = Wanted(f"{uuid4()}@firma.example", "Neu", role, organisation_id=self.company.id)
        self.attempt(members.invite, wanted, actor=self.actor(who), invitation_id=uuid4())

    @rule(who=NAMES, deed=st.sampled_from([invitations.resend, invitations.revoke]), which=st.integers(0, 3))
    def treat(self, who, deed, which):
        """Send again or take back."""
        if found := self.invitation(which):
            self.attempt(deed, found, actor=self.actor(who))

    @rule(which=st.integers(0, 3))
    def accept(self, which):
        """Accept as the invited."""
        if found := self.invitation(which):
            self.attempt(invitations.accept, found, name="Neu", hashed_password="hashed")

    @rule()
    def time_passes(self):
        """Let what is overdue end."""
        with time_machine.travel(clock.now() + timedelta(days=15)):
            invitations.expire_due()

    @rule(who=NAMES, which=st.integers(0, 3), role=st.sampled_from([Role.RECRUITER, Role.COMPANY_ADMIN]))
    def change_role(self, who, which, role):
        """Give another role."""
        if member := self.member(which):
            self.attempt(members.change_role, member, role, actor=self.actor(who))

    @rule(who=NAMES, which=st.integers(1, 3))
    def end(self, who, which):
        """End a membership."""
        if member := self.member(which):
            self.attempt(members.end, member, actor=self.actor(who))

    def invitation(self, which):
        """Give one of the invitations, if there is one."""
        found = self.sent()
        return found[which % len(found)] if found else None

    def sent(self):
        """List the invitations into the company."""
        query = select(Invitation).where(Invitation.organisation_id == self.company.id)
        return db.session.scalars(query.order_by(Invitation.id)).all()

    def member(self, which):
        """Give one of the members."""
        found = members_of(self.company.id)
        return found[which % len(found)] if found else None

    @invariant()
    def only_declared_moves_were_made(self):
        """No state but by a row of its table."""
        for flow, ids in (
            (company.WORKFLOW, {self.company.id}),
            (invitation.WORKFLOW, {one.id for one in self.sent()}),
        ):
            mine = (audit.Event.record_type == flow.name) & audit.Event.record_id.in_(ids)
            events = db.session.scalars(select(audit.Event).where(mine))
            made = {(event.name, event.from_state, event.to_state) for event in events if event.from_state}
            assert made <= edges(flow)

    @invariant()
    def somebody_is_left_to_look_after_the_others(self):
        """A company never loses its last admin."""
        if members_of(self.company.id):
            assert any(one.role is Role.COMPANY_ADMIN for one in members_of(self.company.id))

    @invariant()
    def every_deed_for_the_company_was_copied(self):
        """One copy for each reader of each event on behalf."""
        query = select(audit.Event.id).where(audit.Event.on_behalf_of_id == self.company.id)
        done = set(db.session.scalars(query))
        copied = select(OutboxMail.event_id).where(OutboxMail.kind == "organisations/on_behalf")
        assert done <= set(db.session.scalars(copied))

    @invariant()
    def an_accepted_invitation_names_who_belongs(self):
        """No acceptance without a person."""
        for one in self.sent():
            assert (one.state is InvitationState.ACCEPTED) == (one.accepted_by_id is not None)


def test_a_company_and_its_people_stay_whole_whatever_is_tried(app):
    run_state_machine_as_test(
        CompanyMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
