"""What a proposal keeps of the decision on the work permission: the stricter day, and no yes for another job."""

from datetime import date, timedelta

from portal.candidates import queries as candidates
from portal.candidates.rules import ScreeningItem
from portal.core import clock
from portal.proposals import services
from portal.proposals.queries.verdicts import verdict
from portal.proposals.services import Plan
from portal.reference import Verdict
from tests.factories.candidates import ResidenceFactory

JOB = "job_unbefristet"


def ask(scene):
    """Ask the person of the scene for its offer."""
    return services.ask(scene.person, scene.vacancy, Plan(JOB), actor=scene.office)


def test_an_open_question_of_law_is_kept_and_stops_nothing(scene):
    proposal = ask(scene)

    assert proposal.verdict is Verdict.ASK
    assert proposal.verdict_firm == "Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher."


def test_the_verdict_is_also_asked_for_the_planned_start(scene):
    ResidenceFactory(candidate_id=scene.person.id, card_valid_until=clock.today() + timedelta(days=20))
    assert ask(scene).verdict is not None
    today = verdict(scene.person.id, JOB, None)

    later = verdict(scene.person.id, JOB, clock.today() + timedelta(days=60))

    assert (today.verdict, later.verdict) == (Verdict.ALLOWED, Verdict.ASK)


def test_a_question_today_is_not_answered_by_a_yes_for_the_start(scene, time_machine):
    ResidenceFactory(candidate_id=scene.person.id, status_key="chancen_104c", permission_on_paper="general")
    check = next(one for one in candidates.checks_of(scene.person.id) if one.item is ScreeningItem.RESIDENCE)
    check.checked_on = date(2022, 12, 19)
    time_machine.move_to("2022-12-20T10:00:00+01:00")  # before the title of section 104c came into force

    today, later = (verdict(scene.person.id, JOB, day) for day in (None, date(2023, 2, 1)))

    assert candidates.work_permission(scene.person.id, JOB, date(2023, 2, 1)).verdict is Verdict.ALLOWED
    assert (today.verdict, later.verdict) == (Verdict.ASK, Verdict.ASK)


def test_a_paper_for_one_job_is_no_yes_at_this_company(scene):
    ResidenceFactory(candidate_id=scene.person.id, status_key="duldung_60a", permission_on_paper="this_job")

    proposal = ask(scene)

    assert proposal.verdict is Verdict.ASK
    assert "nur für eine bestimmte Arbeit" in proposal.verdict_caseworker
    assert proposal.verdict_firm == "Die Erlaubnis wird geklärt. Bitte beginnen Sie nicht vorher."
