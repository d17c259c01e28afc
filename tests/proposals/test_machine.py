"""Whatever happens in whatever order: no undeclared state, no negative places, no mail without its event."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import booleans, integers, sampled_from
from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates.rules import DisclosureLevel, rank
from portal.core import audit, clock, db
from portal.core.audit import Event
from portal.core.errors import PortalError
from portal.core.outbox import OutboxMail
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.rules import KNOWS_NAME, OPEN, DeclineReason, ProposalState
from portal.proposals.services import Declined, Plan
from portal.proposals.workflow import WORKFLOW
from portal.vacancies import services as vacancies
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import company_member, office_member
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import DESK, Scene, accept_purpose

S = ProposalState
TOP = {
    **dict.fromkeys((S.ASKED, S.REFUSED, S.WITHDRAWN, S.SUPERSEDED), DisclosureLevel.L0),
    S.PROPOSED: DisclosureLevel.L1,
}
"""The highest level a company may have while a person's proposals are in these states alone."""
DEEDS = ("agree", "refuse", "give_name", "show_interest", "later", "write", "invite", "choose_slot", "accept")
INTERVIEW = ("offer_times", "cannot_come", "ask_other_time", "cancel_interview")
ENDS = ("decline", "withdraw", "supersede", "lapse", "reopen")


class Proposals(RuleBasedStateMachine):
    """Two people, one offer with one place, and everybody who may do something with them."""

    happened: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        """Set the scene; every run begins with nothing."""
        super().__init__()
        vacancy = VacancyFactory(published=True, content={"positions": 1})
        caseworker, member = office_member(), company_member(vacancy.organisation)
        accept_purpose(member, vacancy.organisation_id)
        people = [CandidateFactory(ready_for_work=True, caseworker=caseworker) for _ in range(2)]
        self.people = people
        self.scene = Scene(caseworker, member, vacancy.organisation, people[0], vacancy)

    def teardown(self) -> None:
        """Forget the run."""
        db.session.rollback()

    def tried(self, name: str, deed: Any) -> None:
        """Do something or be refused; a refusal leaves nothing."""
        try:
            with db.session.begin_nested():
                deed()
            self.happened.add(name)
        except PortalError:
            db.session.expire_all()

    def proposals(self) -> list[Proposal]:
        """Read all proposals afresh."""
        db.session.flush()
        query = select(Proposal).where(Proposal.vacancy_id == self.scene.vacancy.id).order_by(Proposal.id)
        return list(db.session.scalars(query.options(*queries.WHOLE).execution_options(populate_existing=True)))

    @initialize()
    def begin(self) -> None:
        """Begin half-way: one of the people has said yes and the company is interested."""
        person = candidates.one(self.scene.office, self.people[0].id)
        vacancy = vacancies.queries.one(self.scene.office, self.scene.vacancy.id)
        plan = Plan("job_unbefristet")
        proposal = services.ask_in_person(person, vacancy, plan, actor=self.scene.office, proofs=[DESK])
        services.show_interest(proposal, actor=self.scene.firm)

    @rule(number=integers(0, 1), in_person=booleans())
    def ask(self, number: int, in_person: bool) -> None:
        """Ask one of the people."""
        person = candidates.one(self.scene.office, self.people[number].id)
        vacancy = vacancies.queries.one(self.scene.office, self.scene.vacancy.id)
        plan = Plan("job_unbefristet")
        if in_person:
            self.tried(
                "ask", lambda: services.ask_in_person(person, vacancy, plan, actor=self.scene.office, proofs=[DESK])
            )
        else:
            self.tried("ask", lambda: services.ask(person, vacancy, plan, actor=self.scene.office))

    @precondition(lambda self: self.proposals())
    @rule(number=integers(0, 5), deed=sampled_from(DEEDS + INTERVIEW + ENDS))
    def act(self, number: int, deed: str) -> None:
        """Let somebody try something with one of the proposals."""
        found = self.proposals()
        self.do(deed, found[number % len(found)], number)

    @precondition(lambda self: self.proposals())
    @rule(number=integers(0, 5), choice=integers(0, 50))
    def go_on(self, number: int, choice: int) -> None:
        """Let somebody do what the state of the newest proposals allows."""
        found = self.proposals()
        proposal = found[-1 - number % min(2, len(found))]
        possible = [deed for deed in DEEDS + INTERVIEW + ENDS if WORKFLOW.find(deed, proposal.state)]
        if possible:
            self.do(possible[choice % len(possible)], proposal, number)

    @precondition(lambda self: any(one.state in KNOWS_NAME for one in self.proposals()))
    @rule(choice=integers(0, 50))
    def meet(self, choice: int) -> None:
        """Go on with an interview, or with the interest that may come to one."""
        proposal = next(one for one in self.proposals() if one.state in KNOWS_NAME)
        possible = [
            one for one in ("invite", "accept", "choose_slot", *INTERVIEW) if WORKFLOW.find(one, proposal.state)
        ]
        self.do(possible[choice % len(possible)], proposal, 0)

    @precondition(lambda self: any(one.state in (S.ASKED, S.PROPOSED) for one in self.proposals()))
    @rule()
    def wait(self) -> None:
        """Let the deadline of one that waits for an answer pass."""
        self.do("lapse", next(one for one in self.proposals() if one.state in (S.ASKED, S.PROPOSED)), 0)

    def do(self, deed: str, proposal: Proposal, number: int) -> None:
        """Try a deed by whoever does it."""
        firm, office = self.scene.firm, self.scene.office
        deeds = {
            "agree": lambda: services.agree(proposal, actor=office, proof=DESK),
            "refuse": lambda: services.refuse(proposal, actor=office),
            "give_name": lambda: services.give_name(proposal, actor=office, proof=DESK),
            "show_interest": lambda: services.show_interest(proposal, actor=firm),
            "later": lambda: services.later(
                proposal, actor=firm, until=clock.today() + timedelta(days=3), reason="Urlaub"
            ),
            "write": lambda: services.write(proposal, actor=firm if number % 2 else office, text="Ab wann?"),
            "invite": lambda: services.invite(proposal, actor=firm, slots=[(clock.now() + timedelta(days=2), "Tor")]),
            "choose_slot": lambda: services.choose_slot(
                proposal, actor=office, slot_id=next(iter(queries.slots(proposal)), proposal).id
            ),
            "offer_times": lambda: services.offer_times(
                proposal, actor=firm, slots=[(clock.now() + timedelta(days=3), "Hof")]
            ),
            "cannot_come": lambda: services.cannot_come(proposal, actor=office),
            "ask_other_time": lambda: services.ask_other_time(proposal, actor=office, text="Ab 14 Uhr."),
            "cancel_interview": lambda: services.cancel_interview(proposal, actor=firm),
            "accept": lambda: services.accept(proposal, actor=firm),
            "decline": lambda: services.decline(proposal, Declined(DeclineReason.HOURS), actor=firm),
            "withdraw": lambda: services.withdraw(proposal, actor=office, reason_code="mistake"),
            "supersede": lambda: services.supersede(proposal, actor=office),
            "lapse": lambda: services.lapse(proposal),
            "reopen": lambda: services.reopen(proposal, actor=office),
        }
        self.tried(deed, deeds[deed])

    @rule()
    def free(self) -> None:
        """Give a place back, if one is taken."""
        vacancy = vacancies.queries.one(self.scene.office, self.scene.vacancy.id)
        self.tried("free", lambda: vacancies.free_place(vacancy))

    @invariant()
    def every_step_is_declared(self) -> None:
        """Compare each event with the table, and the state with its last event."""
        rows = {(row.event, source, row.target) for row in WORKFLOW.transitions for source in row.sources or (None,)}
        for proposal in self.proposals():
            history = audit.history("proposal", proposal.id)
            assert history[0].to_state == proposal.state
            for event in history:
                source = S(event.from_state) if event.from_state else None
                target = S(event.to_state)
                assert (event.name, source, target) in rows or (event.name, source, None) in rows

    @invariant()
    def places_hold(self) -> None:
        """Count the places."""
        vacancy = vacancies.queries.one(self.scene.office, self.scene.vacancy.id)
        assert 0 <= vacancy.taken <= vacancy.places

    @invariant()
    def a_pair_has_one_open_proposal(self) -> None:
        """Count the open ones of each person."""
        open_ones = [one.candidate_id for one in self.proposals() if one.state in OPEN]
        assert len(open_ones) == len(set(open_ones))

    @invariant()
    def no_mail_without_its_event(self) -> None:
        """Look for the event of each mail."""
        events = set(db.session.scalars(select(Event.id)))
        assert all(row.event_id in events for row in db.session.scalars(select(OutboxMail)))

    @invariant()
    def the_company_is_on_its_rung(self) -> None:
        """Compare what the company may see with the states: a name needs the yes and the interest."""
        found = self.proposals()
        levels = candidates.disclosure(self.scene.firm, [person.id for person in self.people])
        for person in self.people:
            level = levels.get(person.id, DisclosureLevel.L0)
            own = [one for one in found if one.candidate_id == person.id]
            highest = max((TOP.get(one.state, DisclosureLevel.L3_START) for one in own), key=rank, default=None)
            assert rank(level) <= rank(highest or DisclosureLevel.L0)
            if level is DisclosureLevel.L2:
                assert any(one.interested_at and one.name_agreed_at for one in own)

    @invariant()
    def the_company_lists_only_what_it_was_shown(self) -> None:
        """Read the company's list."""
        listed, _ = queries.visible_to(self.scene.firm, queries.Filters())
        assert all(one.proposed_at and one.state not in (S.ASKED, S.REFUSED) for one in listed)


@pytest.mark.usefixtures("app")
def test_no_order_of_deeds_breaks_what_must_hold(app: Flask) -> None:
    run_state_machine_as_test(
        Proposals,
        settings=settings(
            max_examples=14,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )

    assert Proposals.happened >= {"ask", "invite", "accept", *ENDS}  # the walks did get about
