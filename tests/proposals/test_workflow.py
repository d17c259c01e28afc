"""The workflow table of proposals: every event by role and state, and what each of them does."""

from datetime import timedelta
from typing import Any

import pytest

from portal.candidates import queries as candidates
from portal.candidates.rules import DisclosureLevel
from portal.core import audit, clock, db
from portal.core.actor import SYSTEM, Actor, ActorKind, Channel, Role
from portal.core.errors import GuardRefused, NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.proposals import services
from portal.proposals.rules import DeclineReason, InterviewOutcome, ProposalState
from portal.proposals.services import Declined, Plan
from portal.proposals.workflow import WORKFLOW
from tests.factories.organisations import actor_of, office_member
from tests.factories.proposals import ProposalFactory
from tests.proposals.conftest import DESK, mails

S = ProposalState
PARAMS: dict[str, dict[str, Any]] = {
    "agree": {"proof": DESK},
    "give_name": {"proof": DESK},
    "say_yes": {"proof": DESK},
    "later": {"on_hold_until": clock.today() + timedelta(days=5), "reason": "Chef im Urlaub"},
    "write": {"text": "Wann könnte es losgehen?"},
    "invite": {"slots": [(clock.now() + timedelta(days=3), "Tor 3")]},
    "offer_times": {"slots": [(clock.now() + timedelta(days=4), "Tor 4")]},
    "ask_other_time": {"text": "Montags ab 14 Uhr."},
    "report_interview": {"outcome": InterviewOutcome.CAME},
    "accept": {"offer_kind": None},
    "decline": {"decline_reason": DeclineReason.HOURS, "reason_code": "hours"},
    "withdraw": {"reason": "Etwas anderes gefunden"},
}
OF_INTERVIEW = ("invite", "offer_times", "cancel_interview", "report_interview")
OF_COMPANY = ("show_interest", "later", "write", *OF_INTERVIEW, "accept", "decline", "reopen")
OF_PERSON = ("agree", "refuse", "give_name", "choose_slot", "cannot_come", "ask_other_time", "withdraw")
BY = {
    "company": OF_COMPANY,
    "behalf": OF_COMPANY,
    "caseworker": (*OF_PERSON, "say_yes", "write", "nudge", "see_permission", "supersede", "reopen"),
    "person": (*OF_PERSON, "say_yes"),
    "system": ("lapse", "recheck", "supersede"),
    "stranger": (),
    "colleague": (),
    "coordinator": (),
}
"""Who does what; what company and person may remind of is in `test_nudges`, since nobody reminds oneself."""
EVENTS = sorted({row.event for row in WORKFLOW.transitions if row.sources})
NOT_SEEN_BY_COMPANY = (S.ASKED, S.REFUSED)


def actor(who: str, scene: Any, request: pytest.FixtureRequest) -> Actor:
    """Give somebody by the word of the table."""
    makers = {
        "company": lambda: scene.firm,
        "behalf": lambda: scene.on_behalf(request.getfixturevalue("service")),
        "caseworker": lambda: scene.office,
        "person": lambda: scene.candidate,
        "system": lambda: SYSTEM,
        "stranger": lambda: actor_of(request.getfixturevalue("stranger")),
        "colleague": lambda: actor_of(request.getfixturevalue("colleague")),
        "coordinator": lambda: actor_of(office_member(role=Role.COORDINATOR)),
    }
    return makers[who]()


def params_of(event: str, proposal: Any) -> dict[str, Any]:
    """Give what an event needs."""
    if event == "choose_slot":
        slots = services.queries.slots(proposal)
        return {"slot_id": slots[0].id if slots else None}
    if event == "report_interview" and (slots := services.queries.slots(proposal)):
        slots[0].is_chosen, slots[0].starts_at = True, clock.now() - timedelta(days=1)
    return dict(PARAMS.get(event, {}))


@pytest.mark.parametrize("who", BY)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_done_by_the_roles_of_the_table_and_refused_to_all_others(scene, request, who, event):
    row = next(row for row in WORKFLOW.transitions if row.event == event and row.sources)
    proposal = scene.proposal(row.sources[0].value.replace("proposed", ""))
    someone = actor(who, scene, request)

    if event in BY[who] and not (who in ("company", "behalf") and proposal.state in NOT_SEEN_BY_COMPANY):
        WORKFLOW.apply(event, proposal, actor=someone, **params_of(event, proposal))
        assert proposal.state is (row.target or row.sources[0])
        assert audit.latest("proposal", proposal.id).name == event
    else:
        oneself = (GuardRefused,) if (who, event) == ("person", "nudge") else ()
        with pytest.raises((NotAllowed, NotFound, *oneself)):
            WORKFLOW.apply(event, proposal, actor=someone, **params_of(event, proposal))
        assert proposal.state is row.sources[0]
        assert audit.history("proposal", proposal.id) == []


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_starts_from_the_states_of_the_table_alone(scene, state, event):
    proposal = scene.proposal(state.value if state is not S.PROPOSED else "")
    someone = next(
        one
        for who, one in (
            ("company", scene.firm),
            ("caseworker", scene.office),
            ("person", scene.candidate),
            ("system", SYSTEM),
        )
        if (event in BY[who] and not (who == "company" and state in NOT_SEEN_BY_COMPANY)) or who == "system"
    )

    if WORKFLOW.find(event, state) is None:
        with pytest.raises(TransitionNotAllowed):
            WORKFLOW.apply(event, proposal, actor=someone, **params_of(event, proposal))
        assert proposal.state is state
    else:
        WORKFLOW.apply(event, proposal, actor=someone, **params_of(event, proposal))
        assert proposal.state is (WORKFLOW.find(event, state).target or state)


def level(scene: Any) -> DisclosureLevel:
    """Give what the company may see of the person now."""
    return candidates.disclosure(scene.firm, [scene.person.id]).get(scene.person.id, DisclosureLevel.L0)


def test_asking_shows_the_company_nothing_and_agreeing_the_card(scene):
    proposal = services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
    assert (proposal.state, level(scene), mails()) == (S.ASKED, DisclosureLevel.L0, ["proposals/asked"])

    services.agree(proposal, actor=scene.candidate, proof=DESK)

    assert (proposal.state, level(scene)) == (S.PROPOSED, DisclosureLevel.L1)
    assert mails() == ["proposals/asked", "proposals/proposed", "proposals/agreed"]
    assert audit.latest("proposal", proposal.id).channel is Channel.DESK


def test_a_yes_at_the_desk_sends_no_question(scene):
    proposal = services.ask_in_person(
        scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office, proofs=[DESK]
    )

    assert proposal.state is S.PROPOSED
    assert mails() == ["proposals/proposed"]


def test_interest_opens_the_name_only_after_the_persons_yes(scene):
    proposal = scene.proposal(name_agreed=False)
    services.show_interest(proposal, actor=scene.firm)
    assert level(scene) is DisclosureLevel.L1
    assert mails() == ["proposals/interested", "proposals/name_wanted"]

    services.give_name(proposal, actor=scene.office, proof=DESK)

    assert level(scene) is DisclosureLevel.L2


def test_a_no_of_the_person_needs_no_reason_and_reaches_nobody_at_the_company(scene):
    proposal = scene.proposal("asked")

    services.refuse(proposal, actor=scene.candidate)

    assert (proposal.state, level(scene), mails()) == (S.REFUSED, DisclosureLevel.L0, ["proposals/refused"])


def test_a_decline_keeps_the_card_for_fourteen_days(scene, time_machine):
    proposal = scene.proposal("interested")
    services.decline(proposal, Declined(DeclineReason.SKILLS, "intern", "Danke"), actor=scene.firm)
    assert level(scene) is DisclosureLevel.L2

    time_machine.move_to(clock.now() + timedelta(days=14, minutes=1))

    assert level(scene) is DisclosureLevel.L0


@pytest.mark.parametrize("event", ["withdraw", "supersede"])
def test_what_is_taken_back_is_closed_at_once(scene, event):
    proposal = scene.proposal("interested")

    WORKFLOW.apply(event, proposal, actor=scene.office, **PARAMS.get(event, {}))

    assert level(scene) is DisclosureLevel.L0


def test_staff_give_a_reason_for_taking_back_and_the_person_none(scene):
    proposal = scene.proposal()
    with pytest.raises(ReasonMissing):
        services.withdraw(proposal, actor=scene.office)

    services.withdraw(proposal, actor=scene.candidate)

    assert proposal.state is S.WITHDRAWN


def test_a_mistake_leaves_no_trace_while_nobody_has_looked(scene):
    proposal = scene.proposal()

    services.withdraw(proposal, actor=scene.office, reason_code="mistake")

    assert services.queries.visible_to(scene.firm, services.queries.Filters())[1] == 0
    assert mails() == []


def test_a_mistake_that_was_seen_is_told(scene):
    proposal = scene.proposal()
    services.queries.card(scene.firm, proposal)
    audit.keep_reads(db.session())
    proposal = services.queries.loaded(proposal)

    services.withdraw(proposal, actor=scene.office, reason_code="mistake")

    assert services.queries.visible_to(scene.firm, services.queries.Filters())[1] == 1
    assert mails() == ["proposals/withdrawn"]


def test_reopening_asks_the_person_anew_and_takes_the_card_away(scene):
    proposal = scene.proposal("declined")

    services.reopen(proposal, actor=scene.firm)

    assert (proposal.state, proposal.proposed_at, proposal.decline_reason) == (S.ASKED, None, None)
    assert level(scene) is DisclosureLevel.L0
    assert mails() == ["proposals/asked"]


def test_accepting_takes_a_place_and_the_last_one_closes_the_others(scene):
    scene.vacancy.taken = 1
    db.session.commit()
    proposal = scene.proposal("interested")
    beside = ProposalFactory(vacancy=scene.vacancy)

    services.accept(proposal, actor=scene.firm)

    db.session.refresh(beside)
    assert (proposal.state, scene.vacancy.taken, beside.state) == (S.ACCEPTED, 2, S.SUPERSEDED)


def test_the_same_deed_twice_is_one(scene):
    proposal = scene.proposal()

    services.show_interest(proposal, actor=scene.firm)
    services.show_interest(proposal, actor=scene.firm)

    assert [event.name for event in audit.history("proposal", proposal.id)] == ["show_interest"]
    assert mails().count("proposals/interested") == 1


def test_a_question_stops_the_clock_and_the_answer_lets_it_run_on(scene, time_machine):
    time_machine.move_to("2026-12-01T10:00:00+01:00")
    proposal = scene.proposal()
    due = proposal.answer_due_on
    services.write(proposal, actor=scene.firm, text="Ab wann?")
    assert proposal.clock_stopped_on is not None

    time_machine.move_to("2026-12-04T10:00:00+01:00")
    services.write(proposal, actor=scene.office, text="Ab Januar.")

    assert proposal.clock_stopped_on is None
    assert (due.isoformat(), proposal.answer_due_on.isoformat()) == ("2026-12-15", "2026-12-18")
    assert mails() == ["proposals/message", "proposals/reply"]


def test_who_speaks_for_a_company_is_the_company_in_the_thread(scene, service):
    proposal = scene.proposal()

    services.write(proposal, actor=scene.on_behalf(scene.caseworker), text="Der Betrieb fragt nach dem Beginn.")

    assert [one.side for one in services.queries.thread(proposal)] == ["company"]
    assert audit.latest("proposal", proposal.id).contact == "Kim Beispiel"


def test_a_link_of_a_company_moves_it_like_its_member(scene):
    proposal = scene.proposal()
    holder = Actor(ActorKind.LINK, Role.RECRUITER, scene.member.id, scene.company.id, channel=Channel.LINK)

    services.show_interest(proposal, actor=holder)

    assert audit.latest("proposal", proposal.id).channel is Channel.LINK
