"""Papers and permissions that run out: eight and three weeks before, to caseworker and person, each once."""

from datetime import timedelta
from decimal import Decimal

import time_machine

from portal.candidates.queries import checks_of
from portal.core import clock, db, reminders
from portal.core.outbox import OutboxMail
from portal.placements import services
from portal.vacancies.rules import PayUnit
from portal.wiring import REMINDERS
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import OfficeFactory
from tests.factories.placements import Case
from tests.signing import sign_in

NAMES = ("placements/permission_", "candidates/paper_", "candidates/check_")
OURS = tuple(kind for kind in REMINDERS if kind.name.startswith(NAMES))
IN_DAYS = 200


def sent(kind: str) -> list[OutboxMail]:
    """Give the mails of a kind."""
    return db.session.query(OutboxMail).filter_by(kind=kind).order_by(OutboxMail.id).all()


def run(day) -> None:
    """Run the reminders twice at noon of a day."""
    with time_machine.travel(f"{day.isoformat()}T11:00:00+00:00"):
        reminders.run_due(OURS)
        reminders.run_due(OURS)


def counts(kind: str, end) -> list[int]:
    """Count the mails of a kind on the days around eight and three weeks before an end, and on the end itself."""
    found = []
    for days in (57, 56, 55, 22, 21, 20, 0):
        run(end - timedelta(days=days))
        found.append(len(sent(kind)))
    return found


def case_until(end, **residence) -> Case:
    """Give a placement without an end for a person who reads Arabic and whose paper has one."""
    return Case(
        kind="job_unbefristet",
        residence={"card_valid_until": end, **residence},
        person={"email": "amina@menschen.example", "locale": "ar", "last_name": "Geheim"},
    )


def test_a_permission_that_ends_during_a_placement_is_told_to_both_eight_and_three_weeks_before():
    end = clock.today() + timedelta(days=IN_DAYS)
    case = case_until(end, status_key="qualifiziert_19d")

    assert counts("placements/permission_ends", end) == [0, 1, 1, 1, 2, 2, 2]
    assert [mail.address for mail in sent("placements/permission_ends")] == [case.caseworker.email] * 2
    theirs = sent("placements/permission_ends_person")
    assert [(mail.address, mail.locale) for mail in theirs] == [("amina@menschen.example", "ar")] * 2
    assert "Ausländerbehörde" in theirs[0].body
    assert "Ihre Erlaubnis" not in theirs[0].body
    assert sent("candidates/paper_ends") == []


def test_the_caseworker_reads_who_must_report_what_and_no_name():
    end = clock.today() + timedelta(days=IN_DAYS)
    case_until(end, status_key="qualifiziert_19d")

    run(end - timedelta(weeks=8))

    mail = sent("placements/permission_ends")[0]
    assert "innerhalb von 4 Wochen, nachdem er davon erfahren hat. (AufenthG § 4a Abs. 5 S. 3 Nr. 3)" in mail.body
    assert "innerhalb von 2 Wochen, nachdem sie davon erfahren hat. (AufenthG § 82 Abs. 6)" in mail.body
    assert "Geheim" not in mail.subject + mail.body


def test_what_the_authority_granted_for_a_time_ends_too():
    end = clock.today() + timedelta(days=IN_DAYS)
    case = Case(kind="job_unbefristet", residence={"status_key": "duldung_60a", "permission_on_paper": "other_job"})
    case.agree(starts_on=clock.today(), ends_on=None, pay_eur=Decimal(20), pay_unit=PayUnit.HOUR)
    office = OfficeFactory(can_receive=["clearance:work_permission"])
    case.ask(case.next_clearance(), office.id)
    services.grant(case.next_clearance(), services.Decision(clock.today(), "Az. 1", valid_until=end), actor=case.staff)
    db.session.commit()

    assert counts("placements/permission_ends", end)[1] == 1


def test_a_placement_that_ends_before_its_permission_is_no_matter():
    end = clock.today() + timedelta(days=IN_DAYS)
    case = case_until(end)
    case.placement.ends_on = end
    db.session.commit()

    assert counts("placements/permission_ends", end)[-1] == 0


def test_a_paper_of_somebody_without_a_placement_is_told_as_well():
    end = clock.today() + timedelta(days=IN_DAYS)
    person = CandidateFactory(ready_for_work=True, email="amina@menschen.example", locale="uk")
    ResidenceFactory(candidate_id=person.id, card_valid_until=end)
    db.session.commit()

    assert counts("candidates/paper_ends", end) == [0, 1, 1, 1, 2, 2, 2]
    assert {mail.locale for mail in sent("candidates/paper_ends_person")} == {"uk"}
    assert person.number in sent("candidates/paper_ends")[0].body


def test_a_check_that_lapses_is_told_fourteen_and_three_days_before():
    person = CandidateFactory(ready_for_work=True)
    end = clock.today() + timedelta(days=100)
    for check in checks_of(person.id):
        check.valid_until = end
    db.session.commit()
    found = []
    for days in (15, 14, 13, 4, 3, 2, 0):
        run(end - timedelta(days=days))
        found.append(len(sent("candidates/check_lapses")))

    assert found == [0, 1, 1, 1, 2, 2, 2]
    assert person.number in sent("candidates/check_lapses")[0].body


def test_the_page_of_the_person_says_who_must_report_what(client):
    case = case_until(clock.today() + timedelta(days=IN_DAYS), status_key="qualifiziert_19d")
    sign_in(client, case.caseworker)

    page = client.get(f"/candidates/{case.person.id}/permission").text

    assert "Wer was melden muss" in page
    assert "AufenthG § 82 Abs. 6" in page
