"""What a company saved of a person is deleted when the person is nobody's business any more, and it says so."""

from datetime import timedelta

import pytest

from portal.candidates import queries
from portal.candidates.models import DownloadDeletion
from portal.candidates.rules import DeletionState, DisclosureLevel
from portal.core import audit, clock, db, reminders
from portal.core.outbox import OutboxMail
from portal.wiring.timetable import REMINDERS
from tests.candidates.files import come_in
from tests.factories.candidates import CandidateFactory, DisclosureGrantFactory
from tests.factories.organisations import actor_of, company_member
from tests.signing import sign_in

OURS = tuple(kind for kind in REMINDERS if kind.name.startswith("candidates/delete_saved"))


def known_until(company, ends_at, level=DisclosureLevel.L2):
    """Make a person whom a company knows until a moment."""
    person = CandidateFactory()
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=level, ends_at=ends_at)
    return person


def saved(person, user, channel="sheet"):
    """Let somebody save something of a person."""
    audit.read(person.id, actor=actor_of(user), level="L2", channel=channel)
    db.session.add_all(audit.take_reads(db.session()))
    db.session.commit()


def run():
    """Let the reminders of a day go out."""
    reminders.run_due(OURS)
    return list(db.session.query(DownloadDeletion))


def kinds() -> list[str]:
    return [row.kind for row in db.session.query(OutboxMail).order_by(OutboxMail.created_at, OutboxMail.id)]


@pytest.mark.parametrize("channel", ["sheet", "file"])
def test_a_company_is_asked_once_when_it_may_know_no_more_and_reminded_twice(firm, time_machine, channel):
    company, member = firm
    person = known_until(company, clock.now() + timedelta(days=14))
    saved(person, member, channel)
    assert run() == []

    time_machine.move_to(clock.now() + timedelta(days=15))
    [deletion] = run()
    run()

    assert (deletion.candidate_id, deletion.organisation_id) == (person.id, company.id)
    assert kinds() == ["candidates/delete_saved"]
    mail = db.session.query(OutboxMail).one()
    assert person.number in mail.body
    assert person.first_name not in mail.subject + mail.body
    time_machine.move_to(clock.now() + timedelta(days=30))
    run()
    assert kinds() == ["candidates/delete_saved", *["candidates/delete_saved_again"] * 2]


def test_who_only_looked_or_saw_the_card_or_printed_the_agreement_has_nothing_to_delete(firm):
    company, member = firm
    over = clock.now() - timedelta(seconds=1)
    for channel in ("page", "pdf", "mail"):
        saved(known_until(company, over), member, channel)
    saved(known_until(company, over, DisclosureLevel.L1), member)

    assert run() == []


def test_who_still_knows_the_person_by_another_deed_keeps_it(firm):
    company, member = firm
    person = known_until(company, clock.now() - timedelta(seconds=1))
    DisclosureGrantFactory(candidate_id=person.id, organisation_id=company.id, level=DisclosureLevel.L3_START)
    saved(person, member)

    assert run() == []


def test_the_word_of_the_company_stands_on_the_traces_of_the_person(client, firm):
    company, member = firm
    person = known_until(company, clock.now() - timedelta(seconds=1))
    saved(person, member)
    [deletion] = run()
    sign_in(client, member)
    assert "/candidates/downloads" in client.get("/desk").text
    assert person.number in client.get("/candidates/downloads").text

    answer = client.post(f"/candidates/downloads/{deletion.id}/confirm")

    assert answer.status_code == 303
    [found] = queries.deletions_of(person.id)
    assert (found.state, found.confirmed_on) == (DeletionState.CONFIRMED, clock.today())
    assert "/candidates/downloads" not in client.get("/desk").text
    assert f"<bdi>{company.name}</bdi>: hat am" in client.get(come_in(client, person)).text


def test_another_company_neither_sees_nor_confirms_it(client, firm):
    company, member = firm
    person = known_until(company, clock.now() - timedelta(seconds=1))
    saved(person, member)
    [deletion] = run()
    sign_in(client, company_member())

    assert person.number not in client.get("/candidates/downloads").text
    assert client.post(f"/candidates/downloads/{deletion.id}/confirm").status_code == 404
    assert queries.deletions_of(person.id)[0].state is DeletionState.ASKED


def test_what_is_saved_again_after_the_word_is_asked_for_again(firm, time_machine):
    company, member = firm
    person = known_until(company, clock.now() - timedelta(seconds=1))
    saved(person, member)
    run()
    time_machine.move_to(clock.now() + timedelta(days=1))
    DisclosureGrantFactory(
        candidate_id=person.id,
        organisation_id=company.id,
        level=DisclosureLevel.L2,
        ends_at=clock.now() + timedelta(days=1),
    )
    saved(person, member)

    time_machine.move_to(clock.now() + timedelta(days=2))

    assert len(run()) == 2
