"""What falls due: reminders, calls, lapses, days to come back to, and what is erased; each once and on its day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal import wiring
from portal.core import audit, clock, db, reminders, retention
from portal.core.outbox import OutboxMail
from portal.core.reminders import Reminder
from portal.proposals import services
from portal.proposals.models import Message, Proposal
from portal.proposals.rules import DeclineReason, ProposalState
from portal.proposals.services import Declined
from portal.reference.calendar import add_working_days
from portal.vacancies.rules import VacancyState
from tests.factories.proposals import ProposalFactory

S = ProposalState
START = date(2026, 12, 1)
KINDS = tuple(kind for kind in wiring.REMINDERS if kind.name.startswith("proposals/"))
OVER = tuple(rule for rule in wiring.RETENTION if rule.name == "proposals/over")


@pytest.fixture(autouse=True)
def december(time_machine):
    """A Tuesday in December, with Christmas ahead."""
    time_machine.move_to(at(START))


def at(day: date) -> datetime:
    """Give noon of a day."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def run_until(time_machine, last: date, *, first: date = START) -> dict[str, list[date]]:
    """Run the reminders twice a day and note on which day each went out."""
    days: dict[str, list[date]] = {}
    day = first
    while day <= last:
        time_machine.move_to(at(day))
        before = set(db.session.scalars(select(Reminder.id)))
        reminders.run_due(KINDS)
        reminders.run_due(KINDS)
        for row in db.session.scalars(select(Reminder)):
            if row.id not in before:
                days.setdefault(row.name.removeprefix("proposals/"), []).append(day)
        day += timedelta(days=1)
    return days


def test_a_silent_company_is_reminded_after_three_and_five_days_called_after_seven_and_lapses_after_ten(
    scene, time_machine
):
    proposal = scene.proposal()

    days = run_until(time_machine, date(2026, 12, 31))

    assert days == {
        "first": [add_working_days(START, 3)],
        "again": [add_working_days(START, 5)],
        "call": [add_working_days(START, 7)],
        "lapse": [add_working_days(START, 10) + timedelta(days=1)],
    }
    db.session.refresh(proposal)
    assert proposal.state is S.LAPSED
    sent = list(db.session.scalars(select(OutboxMail.kind).where(OutboxMail.user_id == scene.member.id)))
    assert sent == ["proposals/reminder", "proposals/reminder", "proposals/lapsed"]


def test_a_silent_person_is_asked_again_after_two_and_four_days_and_lapses_after_five(scene, time_machine):
    proposal = scene.proposal("asked")

    days = run_until(time_machine, date(2026, 12, 31))

    assert days == {
        "ask_again": [add_working_days(START, 2)],
        "ask_last": [add_working_days(START, 4)],
        "lapse": [add_working_days(START, 5) + timedelta(days=1)],
    }
    db.session.refresh(proposal)
    assert (proposal.state, proposal.proposed_at) == (S.LAPSED, None)
    assert not db.session.scalars(select(OutboxMail).where(OutboxMail.user_id == scene.member.id)).all()


def test_the_holidays_of_a_company_move_everything(scene, time_machine):
    scene.company.holidays_from, scene.company.holidays_until = date(2026, 12, 7), date(2026, 12, 11)
    db.session.commit()
    scene.proposal()

    days = run_until(time_machine, date(2026, 12, 31))

    assert days["first"] == [date(2026, 12, 4)]
    assert days["again"] == [date(2026, 12, 15)]
    assert days["lapse"] == [date(2026, 12, 23)]


def test_while_a_question_is_open_nothing_is_reminded_and_nothing_lapses(scene, time_machine):
    proposal = scene.proposal()
    services.write(proposal, actor=scene.firm, text="Ab wann?")
    db.session.commit()

    assert run_until(time_machine, date(2026, 12, 31)) == {}
    db.session.refresh(proposal)
    assert proposal.state is S.PROPOSED


def test_an_answered_proposal_is_not_reminded(scene, time_machine):
    services.show_interest(scene.proposal(), actor=scene.firm)
    db.session.commit()

    assert run_until(time_machine, date(2026, 12, 31)) == {}


def test_a_worker_that_was_away_reminds_once_and_not_of_everything(scene, time_machine):
    scene.proposal()

    days = run_until(time_machine, date(2026, 12, 8), first=date(2026, 12, 8))

    assert days == {"again": [date(2026, 12, 8)]}


def test_the_day_to_come_back_to_it_is_told_once(scene, time_machine):
    proposal = scene.proposal()
    services.later(proposal, actor=scene.firm, until=date(2026, 12, 10), reason="Urlaub")
    db.session.commit()

    assert run_until(time_machine, date(2026, 12, 20)) == {"hold_over": [date(2026, 12, 10)]}
    assert "proposals/hold_over" in list(db.session.scalars(select(OutboxMail.kind)))


def test_a_reopened_proposal_is_reminded_anew(scene, time_machine):
    proposal = scene.proposal()
    run_until(time_machine, date(2026, 12, 16))
    services.reopen(services.queries.loaded(proposal), actor=scene.firm)
    db.session.commit()

    days = run_until(time_machine, date(2026, 12, 20), first=date(2026, 12, 17))

    assert days["ask_again"] == [add_working_days(date(2026, 12, 16), 2)]


def test_three_in_a_row_pause_the_offer(scene, time_machine):
    for _ in range(2):
        services.lapse(ProposalFactory(vacancy=scene.vacancy))
        time_machine.shift(60)
    assert scene.vacancy.state is VacancyState.PUBLISHED

    services.lapse(ProposalFactory(vacancy=scene.vacancy))

    assert scene.vacancy.state is VacancyState.PAUSED
    assert "vacancies/paused" in list(db.session.scalars(select(OutboxMail.kind)))


def test_an_answer_in_between_counts_anew(scene, time_machine):
    for answer in ("lapse", "lapse", "decline", "lapse"):
        proposal = ProposalFactory(vacancy=scene.vacancy)
        if answer == "lapse":
            services.lapse(proposal)
        else:
            services.decline(proposal, Declined(DeclineReason.HOURS), actor=scene.firm)
        time_machine.shift(60)

    assert scene.vacancy.state is VacancyState.PUBLISHED


def test_a_person_who_does_not_answer_is_not_the_fault_of_the_company(scene):
    for _ in range(3):
        services.lapse(ProposalFactory(asked=True, vacancy=scene.vacancy))

    assert scene.vacancy.state is VacancyState.PUBLISHED


@pytest.mark.parametrize("state", ["refused", "declined", "withdrawn", "lapsed", "superseded"])
def test_after_half_a_year_what_came_to_nothing_is_erased_and_only_that_it_happened_is_kept(scene, time_machine, state):
    proposal = scene.proposal()
    services.write(proposal, actor=scene.firm, text="Ab wann?")
    services.later(proposal, actor=scene.firm, until=clock.today() + timedelta(days=3), reason="Persönlicher Grund")
    over = ProposalFactory(candidate=scene.person, **{state: True})
    services.withdraw(proposal, actor=scene.office, reason="Grund aus der Akte")
    db.session.commit()
    assert retention.run_due(OVER) == 0

    time_machine.move_to(clock.now() + timedelta(days=184))

    assert retention.run_due(OVER) == 2
    assert db.session.query(Proposal).count() == db.session.query(Message).count() == 0
    assert {event.reason for event in audit.history("proposal", proposal.id)} == {None}
    assert over.id not in set(db.session.scalars(select(Proposal.id)))


@pytest.mark.parametrize("state", ["asked", "", "on_hold", "interested", "interview", "accepted"])
def test_what_is_open_or_accepted_is_not_erased(scene, time_machine, state):
    scene.proposal(state)
    time_machine.move_to(clock.now() + timedelta(days=400))

    assert retention.run_due(OVER) == 0
