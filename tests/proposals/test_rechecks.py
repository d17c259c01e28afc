"""A paper changes, or a day passes: open proposals get their verdict anew, and the caseworker sees it on the desk."""

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
from sqlalchemy import insert, select

from portal.candidates import services as candidates
from portal.candidates.models import Candidate
from portal.candidates.rules import ScreeningItem
from portal.core import audit, clock, db
from portal.core.errors import NotFound
from portal.core.reminders import run_due
from portal.insight.queries import own_people
from portal.proposals import services
from portal.proposals.models import Proposal
from portal.proposals.queries import verdicts
from portal.proposals.services import Plan, permission
from portal.reference import Verdict
from portal.wiring.timetable import REMINDERS
from tests.factories.candidates import ResidenceFactory
from tests.factories.organisations import actor_of
from tests.proposals.conftest import DESK
from tests.signing import sign_in
from tests.statements import statements

JOB = "job_unbefristet"
ASKING = "Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher."
PILE = "changed"
RECHECKS = tuple(row for row in REMINDERS if row.name == "proposals/recheck")
BANNED = {"status_key": "duldung_60b", "permission_on_paper": "none"}


@pytest.fixture
def proposal(scene) -> Proposal:
    ResidenceFactory(candidate_id=scene.person.id, card_valid_until=clock.today() + timedelta(days=40))
    made = services.ask(scene.person, scene.vacancy, Plan(JOB), actor=scene.office)
    assert made.verdict is Verdict.ALLOWED
    return made


def enter(scene, **values) -> None:
    """Enter a new residence document and look at it."""
    candidates.set_residence(scene.person, values, actor=scene.office)


def look_at_paper(scene) -> None:
    candidates.check(scene.person, ScreeningItem.RESIDENCE, "Original gesehen", actor=scene.office)


def piles(actor) -> dict[str, int]:
    """Count the own people by what lies on the desk for them."""
    return {code: count for code, count in own_people(actor).counts.items() if count}


def test_a_paper_that_is_entered_anew_is_a_question_on_the_desk_until_somebody_has_seen_it(scene, proposal):
    enter(scene, card_valid_until=clock.today() + timedelta(days=700))
    unseen = (proposal.verdict, proposal.verdict_firm, piles(scene.office).get(PILE))

    look_at_paper(scene)

    assert unseen == (Verdict.ASK, ASKING, 1)
    assert proposal.verdict is Verdict.ALLOWED
    assert PILE not in piles(scene.office)
    events = [event for event in audit.history("proposal", proposal.id) if event.name == "recheck"]
    assert [event.details for event in events] == [{"from": "ask", "to": "allowed"}, {"from": "allowed", "to": "ask"}]


def test_a_ban_that_came_up_stays_on_the_desk_until_it_was_looked_at(scene, proposal):
    enter(scene, **BANNED)
    look_at_paper(scene)
    assert (proposal.verdict, piles(scene.office)[PILE]) == (Verdict.FORBIDDEN, 1)

    permission.see_permission(proposal, actor=scene.office)

    assert PILE not in piles(scene.office)
    assert proposal.verdict_firm == "Diese Art der Beschäftigung ist zurzeit nicht möglich."


def test_other_changes_of_the_file_decide_nothing(scene, proposal):
    candidates.edit(scene.person, "wishes", {"wishes": "Frühschicht"}, actor=scene.office)

    assert [event.name for event in audit.history("proposal", proposal.id)] == ["ask"]


def test_a_card_that_runs_out_is_found_the_day_after(scene, proposal, time_machine):
    on_time = run_due(RECHECKS)

    time_machine.move_to(clock.now() + timedelta(days=41))
    run_due(RECHECKS)

    changed = db.session.get(Proposal, proposal.id)
    assert on_time == 0
    assert (changed.verdict, changed.verdict_seen) == (Verdict.ASK, Verdict.ALLOWED)
    assert run_due(RECHECKS) == 0


def test_looking_at_all_open_ones_asks_three_statements_a_batch(app, scene, proposal):
    crowd(proposal, 2 * db.BATCH)
    db.session.expire_all()

    with statements(app) as said:
        changed = [due.record.id for due in verdicts.changed_since(clock.today())]

    assert len(said) == 3 * 3
    assert len(changed) == 2 * db.BATCH
    assert proposal.id not in changed


def crowd(proposal: Proposal, people: int) -> None:
    """Give the same offer many people of whose papers nothing is known, with an answer that says otherwise."""
    for model, own in ((Candidate, proposal.candidate_id), (Proposal, proposal.id)):
        row = db.session.execute(select(model.__table__).where(model.id == own)).mappings().one()
        ids = {"number", "id"} | ({"candidate_id"} if model is Proposal else set())
        alike = {name: value for name, value in row.items() if name not in ids}
        db.session.execute(insert(model.__table__), [{**alike, **_ids(number, model)} for number in range(people)])
    db.session.commit()


def _ids(number: int, model: type) -> dict[str, Any]:
    person = uuid5(NAMESPACE_OID, f"person {number}")
    if model is Candidate:
        return {"id": person, "number": f"K-Z{number:05}"}
    return {"id": uuid5(NAMESPACE_OID, f"proposal {number}"), "number": f"P-Z{number:05}", "candidate_id": person}


def test_a_proposal_that_is_over_is_left_as_it_was(scene, proposal):
    services.refuse(proposal, actor=scene.candidate)

    enter(scene, **BANNED)

    assert proposal.verdict is Verdict.ALLOWED


def test_what_was_read_on_the_former_paper_says_nothing_of_the_new_one(scene):
    ResidenceFactory(candidate_id=scene.person.id, status_key="qualifiziert_19d", permission_on_paper="this_job")
    made = services.ask(scene.person, scene.vacancy, Plan(JOB, names_this_job=True), actor=scene.office)

    enter(scene, card_valid_until=clock.today() + timedelta(days=500))
    look_at_paper(scene)
    asked = (made.names_this_job, made.verdict)
    permission.see_permission(made, actor=scene.office, names_this_job=True)

    assert asked == (False, Verdict.ASK)
    assert (made.names_this_job, made.verdict, made.verdict_seen) == (True, Verdict.ALLOWED, Verdict.ALLOWED)


def test_only_the_own_caseworker_looks_at_it_and_the_company_reads_the_sentence_alone(
    client, scene, proposal, colleague
):
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    enter(scene, **BANNED)
    other = actor_of(colleague)
    with pytest.raises(NotFound):
        permission.see_permission(proposal, actor=other)
    db.session.commit()

    sign_in(client, scene.member)
    page = client.get(f"/proposals/{proposal.id}").text

    assert "zurzeit nicht möglich" in page
    assert "Erlaubnis neu geprüft" not in page
    assert client.post(f"/proposals/{proposal.id}/see_permission").status_code in (403, 404)


def test_the_caseworker_looks_at_it_in_the_browser(as_office, scene, proposal):
    enter(scene, **BANNED)
    db.session.commit()
    page = as_office.get(f"/proposals/{proposal.id}").text
    assert "Die Erlaubnis hat sich geändert" in page

    answer = as_office.post(f"/proposals/{proposal.id}/see_permission")

    assert answer.status_code == 303
    assert "Die Erlaubnis hat sich geändert" not in as_office.get(f"/proposals/{proposal.id}").text
