"""What falls due around a placement: each reminder once, to the right people, and what lapses."""

from datetime import timedelta

import pytest
import time_machine

from portal.candidates.models import DisclosureGrant
from portal.core import clock, db, reminders
from portal.core.actor import Role
from portal.core.outbox import OutboxMail
from portal.organisations.services import companies
from portal.placements import services
from portal.placements.models import Placement
from portal.placements.queries.records import WHOLE
from portal.placements.rules import AgreementState, Origin, PlacementState
from portal.proposals import services as proposals
from portal.reference.calendar import add_working_days
from portal.wiring import JOBS, REMINDERS
from tests.factories.organisations import actor_of, company_member, office_member
from tests.factories.placements import Case
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import accept_purpose

OURS = tuple(kind for kind in REMINDERS if kind.name.startswith("placements/"))


def mails(name: str) -> list[OutboxMail]:
    return db.session.query(OutboxMail).filter_by(kind=f"placements/{name}").all()


def run_on(day) -> None:
    """Run the reminders twice at noon of a day."""
    with time_machine.travel(f"{day.isoformat()}T11:00:00+00:00"):
        reminders.run_due(OURS)
        reminders.run_due(OURS)


def test_what_is_still_open_is_said_three_and_one_working_days_before():
    case = Case()
    version = case.send()
    case.placement.starts_on = version.starts_on
    db.session.commit()
    counts = []
    for days in (4, 3, 2, 1, 0):
        run_on(add_working_days(version.starts_on, -days))
        counts.append(len(mails("still_open")))

    assert counts == [0, 2, 2, 4, 4]
    assert {mail.address for mail in mails("still_open")} == {case.member.email, case.caseworker.email}


def test_what_is_ready_is_not_asked_before_but_after_the_first_day():
    case = Case()
    case.make_ready()
    start = case.placement.starts_on

    run_on(add_working_days(start, -1))
    run_on(start)
    before = len(mails("still_open")) + len(mails("did_it_start"))
    for days in (1, 2, 3):
        run_on(add_working_days(start, days))

    assert before == 0
    assert len(mails("did_it_start")) == 2


def test_the_end_is_announced_asked_after_and_the_outcome_missed_ten_days_later():
    case = Case()
    case.run()
    end = case.placement.ends_on
    run_on(end - timedelta(days=10))
    early = len(mails("ends_soon")) + len(mails("how_did_it_end"))
    run_on(add_working_days(end, -1))
    run_on(end)
    with time_machine.travel(f"{end.isoformat()}T12:00:00+00:00"):
        services.complete(case.placement, actor=case.firm, ended_on=end)
        db.session.commit()
    run_on(end + timedelta(days=9))
    missed_early = len(mails("outcome_missing"))
    run_on(end + timedelta(days=10))
    run_on(end + timedelta(days=11))

    assert early == 0
    assert (len(mails("ends_soon")), len(mails("how_did_it_end"))) == (2, 2)
    assert missed_early == 0
    assert [mail.address for mail in mails("outcome_missing")] == [case.caseworker.email]


def test_no_mail_of_a_reminder_says_anything_personal():
    case = Case(person={"last_name": "Geheim"})
    version = case.send()
    case.placement.starts_on = version.starts_on
    db.session.commit()

    run_on(add_working_days(version.starts_on, -1))

    assert all("Geheim" not in mail.subject + mail.body for mail in mails("still_open"))


def test_the_job_voids_what_nobody_confirmed_in_time():
    case = Case()
    version = case.send()
    [job] = [job for job in JOBS if job.name == "agreements"]

    with time_machine.travel(clock.now() + timedelta(days=60)):
        job.run()

    db.session.refresh(version)
    assert version.state is AgreementState.VOID


def test_a_change_of_a_running_placement_does_not_lapse():
    case = Case()
    case.run()
    first = case.version
    second = case.send(starts_on=first.starts_on, tutor_name="Jan Peters")

    services.lapse_agreements(clock.today() + timedelta(days=30))

    db.session.refresh(second)
    assert second.state is AgreementState.CONFIRMING


@pytest.mark.parametrize("event", ["suspend", "close"])
def test_a_company_that_stops_is_brought_to_every_caseworker_and_forgets_at_once(event):
    case = Case()
    case.run()
    reviewer = actor_of(office_member(role=Role.COORDINATOR))

    companies.step(event, case.company, actor=reviewer, reason="Prüfung")

    assert [mail.address for mail in mails("company_stopped")] == [case.caseworker.email]
    assert case.placement.state is PlacementState.RUNNING
    open_grants = db.session.query(DisclosureGrant).filter(DisclosureGrant.ends_at.is_(None))
    assert [grant.level.value for grant in open_grants if grant.level.value != "L1"] == []


def test_an_accepted_proposal_opens_the_placement_and_cancelling_frees_the_place():
    vacancy = VacancyFactory(published=True, content={"positions": 1})
    proposal = ProposalFactory(vacancy=vacancy, interested=True)
    member = company_member(vacancy.organisation)
    accept_purpose(member, vacancy.organisation_id)
    proposals.accept(proposal, actor=actor_of(member))
    db.session.commit()
    placement = db.session.query(Placement).options(*WHOLE).filter_by(proposal_id=proposal.id).one()
    taken = vacancy.taken

    services.cancel(placement, actor=actor_of(member), reason="Auftrag weggefallen")

    assert (taken, vacancy.taken) == (1, 0)
    assert placement.number.startswith("E-")
    assert len(mails("opened")) == 1


@pytest.mark.parametrize("ending", ["complete", "no_show"])
def test_a_place_is_freed_only_where_nothing_came_of_it(ending):
    case = Case()
    vacancy = VacancyFactory(published=True, organisation=case.company, taken=1)
    proposal = ProposalFactory(vacancy=vacancy, accepted=True)
    case.make_ready(starts_on=clock.today())
    case.placement.vacancy_id = vacancy.id
    case.placement.proposal_id = proposal.id
    case.placement.origin = Origin.PROPOSAL
    db.session.commit()
    if ending == "complete":
        services.start(case.placement, actor=case.firm, started_on=clock.today())
        services.complete(case.placement, actor=case.firm, ended_on=clock.today())
    else:
        services.no_show(case.placement, actor=case.firm, reason="kam nicht")

    db.session.refresh(vacancy)
    assert vacancy.taken == (1 if ending == "complete" else 0)
