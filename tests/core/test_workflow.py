"""The workflow kernel on a small table of its own."""

import pytest
from sqlalchemy import delete, select

from portal.core import audit, db, outbox, permissions, workflow
from portal.core.actor import Actor, ActorKind, Channel, Role
from portal.core.audit import Change
from portal.core.db import new_id
from portal.core.errors import GuardRefused, NotAllowed, NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.outbox import OutboxMail
from portal.core.permissions import ANYTHING
from tests.core.lamps import FIRM, FLOW, LEAD, Lamp, Light


@pytest.fixture
def lamp(app: object, monkeypatch: pytest.MonkeyPatch) -> Lamp:
    """A lamp that is off; its mail needs no template file."""
    monkeypatch.setattr(outbox, "rendered", lambda _name, **_context: "Subject\n\nBody")
    made: Lamp = FLOW.create("make", Lamp(), actor=FIRM)
    return made


def test_a_transition_writes_state_columns_event_and_mail_together(lamp: Lamp) -> None:
    FLOW.apply("switch_on", lamp, actor=FIRM, colour="red")

    assert (lamp.state, lamp.colour) == (Light.ON, "red")
    event = audit.latest("lamp", lamp.id)
    assert event is not None
    assert (event.name, event.from_state, event.to_state, event.actor_id) == ("switch_on", "off", "on", FIRM.id)
    assert db.session.scalars(select(OutboxMail.event_id)).all() == [event.id]


def test_a_refused_guard_leaves_nothing(lamp: Lamp) -> None:
    with pytest.raises(GuardRefused):
        FLOW.apply("switch_on", lamp, actor=FIRM, colour="night")

    assert lamp.state is Light.OFF
    assert len(audit.history("lamp", lamp.id)) == 1
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_double_click_of_the_same_actor_succeeds_once(lamp: Lamp) -> None:
    FLOW.apply("switch_on", lamp, actor=FIRM)
    FLOW.apply("switch_on", lamp, actor=FIRM)

    assert [event.name for event in audit.history("lamp", lamp.id)] == ["switch_on", "make"]
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1


def test_another_actor_is_told_that_the_state_has_moved_on(lamp: Lamp) -> None:
    FLOW.apply("switch_on", lamp, actor=FIRM)
    other = Actor(ActorKind.USER, Role.RECRUITER, id=new_id())

    with pytest.raises(TransitionNotAllowed):
        FLOW.apply("switch_on", lamp, actor=other)


def test_a_role_without_the_permission_is_refused(lamp: Lamp) -> None:
    FLOW.apply("switch_on", lamp, actor=FIRM)

    with pytest.raises(NotAllowed):
        FLOW.apply("smash", lamp, actor=FIRM, reason="curious")


def test_a_required_reason_is_asked_for(lamp: Lamp) -> None:
    FLOW.apply("switch_on", lamp, actor=FIRM)

    with pytest.raises(ReasonMissing):
        FLOW.apply("smash", lamp, actor=LEAD, reason="   ")


def test_nobody_sets_a_state_by_hand(lamp: Lamp) -> None:
    with pytest.raises(AssertionError, match="workflow only"):
        lamp.state = Light.ON


def test_only_what_the_role_may_is_offered(lamp: Lamp) -> None:
    assert [row.event for row in FLOW.possible(FIRM, lamp)] == ["switch_on", "ring"]
    assert FLOW.possible(LEAD, lamp) == []


def test_a_holder_of_a_link_does_not_repeat_what_the_holder_of_another_did(lamp: Lamp) -> None:
    company, person = (Actor(ActorKind.LINK, role) for role in (Role.RECRUITER, Role.CANDIDATE))
    FLOW.apply("switch_on", lamp, actor=company)

    with pytest.raises(TransitionNotAllowed):
        FLOW.apply("switch_on", lamp, actor=person)


def test_a_record_that_was_erased_meanwhile_is_not_found(lamp: Lamp) -> None:
    db.session.execute(delete(Lamp).execution_options(synchronize_session=False))

    with pytest.raises(NotFound):
        FLOW.apply("switch_on", lamp, actor=FIRM)


def test_a_reaction_of_another_area_runs_in_the_same_transaction(lamp: Lamp) -> None:
    seen: list[str] = []
    FLOW.react("switch_on", lambda _lamp, _actor, change: seen.append(change.to_state))

    FLOW.apply("switch_on", lamp, actor=FIRM)

    assert seen == ["on"]


def test_an_observer_sees_every_event_of_every_workflow(lamp: Lamp, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr(workflow, "_OBSERVERS", [])
    workflow.observe(lambda name, _lamp, _actor, change: seen.append((name, change.event)))

    FLOW.apply("switch_on", lamp, actor=FIRM)

    assert seen == [("lamp", "switch_on")]


def test_a_reaction_or_an_observer_registered_twice_answers_once(lamp: Lamp, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(FLOW, "_reactions", {})
    monkeypatch.setattr(workflow, "_OBSERVERS", [])

    def react(_lamp: Lamp, _actor: Actor, change: Change) -> None:
        seen.append(change.event)

    def watch(_name: str, _lamp: Lamp, _actor: Actor, change: Change) -> None:
        seen.append(f"watched {change.event}")

    for _ in range(2):
        FLOW.react("switch_on", react)
        workflow.observe(watch)
    FLOW.apply("switch_on", lamp, actor=FIRM)

    assert seen == ["switch_on", "watched switch_on"]


def test_a_required_reason_is_not_asked_of_a_person(lamp: Lamp, monkeypatch: pytest.MonkeyPatch) -> None:
    FLOW.apply("switch_on", lamp, actor=FIRM)
    person = Actor(ActorKind.LINK, Role.CANDIDATE, id=new_id())
    monkeypatch.setitem(permissions._TABLE["lamp:smash"], Role.CANDIDATE, ANYTHING)

    FLOW.apply("smash", lamp, actor=person)

    assert lamp.state is Light.BROKEN


def test_an_event_keeps_its_reason_and_who_it_was_done_for(lamp: Lamp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflow, "_OBSERVERS", [])
    company = new_id()
    FLOW.apply("switch_on", lamp, actor=FIRM)
    acting = LEAD.acting_for(company, "Kim Beispiel", Channel.PHONE)

    FLOW.apply("smash", lamp, actor=acting, reason=" Sturz ", reason_code="fall", details={"height": 2})

    [event] = audit.history("lamp", lamp.id, limit=1)
    assert (event.reason, event.reason_code, event.details) == ("Sturz", "fall", {"height": 2})
    assert (event.on_behalf_of_id, event.contact, event.channel) == (company, "Kim Beispiel", Channel.PHONE)
    assert event.record_version == lamp.version
