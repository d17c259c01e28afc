"""An answer another office owes: that office is reminded, then the caseworker who asked has it on the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates.models import Candidate
from portal.cooperation import queries
from portal.cooperation.queries.reasons import UNANSWERED
from portal.cooperation.rules import ReferralState
from portal.core import clock, db
from portal.core.outbox import OutboxMail
from portal.core.reminders import run_due as remind_due
from portal.wiring.timetable import REMINDERS
from tests.cooperation.test_referrals import Case
from tests.factories.cooperation import ReferralFactory

S = ReferralState


@pytest.mark.parametrize(("days", "told"), [(1, 0), (0, 1), (-3, 1), (-14, 1), (-15, 0)])
def test_who_was_asked_is_reminded_once_on_the_day_and_late_rather_than_never(days: int, told: int):
    case = Case()
    referral = ReferralFactory(candidate=case.person, to_office=case.body, due_on=clock.today() + timedelta(days=days))
    db.session.commit()
    only = tuple(kind for kind in REMINDERS if kind.name == "cooperation/answer_due")

    done = [remind_due(only) for _ in range(2)]

    assert done == [told, 0]
    reminded = db.session.query(OutboxMail).filter_by(kind="cooperation/answer_due").all()
    assert [one.address for one in reminded] == [case.member.email] * told
    assert all(case.person.last_name not in one.subject + one.body for one in reminded)
    assert all(f"/referrals/{referral.id}" in one.body for one in reminded)


@pytest.mark.parametrize("state", [S.DECLINED, S.DONE, S.WITHDRAWN])
def test_who_has_answered_is_not_reminded_and_no_desk_waits(state: ReferralState):
    case = Case()
    ReferralFactory(candidate=case.person, to_office=case.body, state=state, due_on=clock.today() - timedelta(days=1))
    db.session.commit()

    assert queries.unanswered(clock.today()) == []
    assert not has_reason(case)


@pytest.mark.parametrize(("days", "waits"), [(0, False), (-1, True), (-60, True)])
def test_an_answer_that_is_late_comes_to_the_desk_of_who_asked(days: int, waits: bool):
    case = Case()
    ReferralFactory(candidate=case.person, to_office=case.body, due_on=clock.today() + timedelta(days=days))
    db.session.commit()

    assert has_reason(case) is waits


def has_reason(case: Case) -> bool:
    """Tell whether the person lies on a desk because another office has not answered."""
    late = select(Candidate.id).where(Candidate.id == case.person.id, UNANSWERED.find(clock.today()).holds)
    return db.session.scalar(late) is not None
