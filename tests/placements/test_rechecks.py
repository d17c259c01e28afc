"""A paper changes, or a day passes: open placements get their verdict anew; what has not begun does not begin."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.candidates import services as candidates
from portal.candidates.rules import ScreeningItem
from portal.core import audit, clock, db
from portal.core.errors import NotFound, TransitionNotAllowed
from portal.core.reminders import run_due
from portal.insight.queries import own_people
from portal.placements import services
from portal.placements.models import Placement
from portal.placements.rules import ClearanceItem, ClearanceState, PlacementState
from portal.reference import Verdict
from portal.vacancies.rules import PayUnit
from portal.wiring.timetable import REMINDERS
from tests.factories.organisations import actor_of, office_member
from tests.factories.placements import Case
from tests.placements.browsing import here
from tests.signing import sign_in

PILE = "permission"
RECHECKS = tuple(row for row in REMINDERS if row.name == "placements/recheck")
JOB = {"ends_on": None, "pay_eur": Decimal(20), "pay_unit": PayUnit.HOUR}


def ready() -> Case:
    """Give a job that can begin today, by a paper that allows it."""
    case = Case(kind="job_unbefristet")
    case.make_ready(starts_on=clock.today(), **JOB)
    assert case.placement.verdict is Verdict.ALLOWED
    return case


def enter(case: Case, **values) -> None:
    """Enter a new residence document."""
    candidates.set_residence(case.person, values, actor=case.staff)
    case.reload()


def look_at_paper(case: Case) -> None:
    candidates.check(case.person, ScreeningItem.RESIDENCE, "Original gesehen", actor=case.staff)
    case.reload()


def work_permission(case: Case) -> ClearanceState | None:
    """Tell where the permission of the authority stands."""
    return next((one.state for one in case.placement.clearances if one.item is ClearanceItem.WORK_PERMISSION), None)


def is_on_desk(case: Case) -> bool:
    return bool(own_people(case.staff).counts.get(PILE))


def test_what_could_begin_does_not_until_somebody_has_seen_the_new_paper():
    case = ready()

    enter(case, card_valid_until=clock.today() + timedelta(days=900))
    unseen = (case.placement.state, case.placement.verdict, work_permission(case), is_on_desk(case))
    look_at_paper(case)

    assert unseen == (PlacementState.PREPARING, Verdict.ASK, ClearanceState.TO_PREPARE, True)
    assert (case.placement.verdict, work_permission(case)) == (Verdict.ALLOWED, ClearanceState.NOT_NEEDED)
    assert case.placement.state is PlacementState.READY
    assert not is_on_desk(case)


def test_a_ban_that_came_up_stops_the_first_day_and_waits_on_the_desk(client):
    case = ready()

    enter(case, status_key="duldung_60b", permission_on_paper="none")

    assert (case.placement.verdict, case.placement.state) == (Verdict.FORBIDDEN, PlacementState.PREPARING)
    assert case.placement.verdict_firm == "Diese Art der Beschäftigung ist zurzeit nicht möglich."
    assert is_on_desk(case)
    with pytest.raises(TransitionNotAllowed):
        services.start(case.placement, actor=case.firm, started_on=clock.today())


def test_what_was_waived_for_one_paper_is_not_waived_for_the_next():
    case = ready()
    enter(case, card_valid_until=clock.today() + timedelta(days=900))
    look_at_paper(case)

    enter(case, status_key="duldung_60a", permission_on_paper="other_job")

    assert (case.placement.verdict, work_permission(case)) == (Verdict.ASK, ClearanceState.TO_PREPARE)


def test_a_card_that_runs_out_during_the_placement_waits_on_the_desk_and_stops_nothing_by_itself(time_machine):
    case = Case(kind="job_unbefristet", residence={"card_valid_until": clock.today() + timedelta(days=40)})
    case.make_ready(starts_on=clock.today(), **JOB)
    services.start(case.placement, actor=case.firm, started_on=clock.today())
    db.session.commit()
    assert run_due(RECHECKS) == 0

    time_machine.move_to(clock.now() + timedelta(days=41))
    run_due(RECHECKS)
    case.reload()

    assert (case.placement.state, case.placement.verdict) == (PlacementState.RUNNING, Verdict.ASK)
    assert is_on_desk(case)
    assert work_permission(case) is None


def test_looking_at_it_notes_what_must_be_allowed_now(client, time_machine):
    case = ready()
    services.start(case.placement, actor=case.firm, started_on=clock.today())
    enter(case, status_key="duldung_60a", permission_on_paper="other_job")
    db.session.commit()
    sign_in(client, case.caseworker)
    assert "Die Erlaubnis hat sich geändert" in client.get(here(case)).text

    answer = client.post(here(case, "/see_permission"))

    case.reload()
    assert answer.status_code == 303
    assert case.placement.verdict_seen is Verdict.ASK
    assert work_permission(case) is ClearanceState.TO_PREPARE
    assert audit.history("placement", case.placement.id)[0].name in ("see_permission", "unready")


def test_nobody_else_looks_at_it_and_the_company_reads_nothing_of_it(client):
    case = ready()
    enter(case, status_key="duldung_60b", permission_on_paper="none")
    with pytest.raises(NotFound):
        services.see_permission(case.placement, actor=actor_of(office_member()))
    db.session.commit()

    sign_in(client, case.member)

    assert "Erlaubnis neu geprüft" not in client.get(here(case)).text
    assert client.post(here(case, "/see_permission")).status_code in (403, 404)


def test_a_placement_that_is_over_is_left_as_it_was():
    case = ready()
    services.cancel(case.placement, actor=case.staff, reason="Der Betrieb hat abgesagt.")

    enter(case, status_key="duldung_60b", permission_on_paper="none")

    assert db.session.get(Placement, case.placement.id).verdict is Verdict.ALLOWED
