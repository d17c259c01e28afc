"""Interviews: offered, chosen, moved, called off, told of; with the file that calendars follow."""

import subprocess
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from portal.core import audit, clock, db, delivery, outbox, reminders
from portal.core.errors import PortalError
from portal.core.outbox import OutboxMail, calendar
from portal.proposals import queries, services
from portal.proposals.queries import interviews
from portal.proposals.rules import DeclineReason, InterviewOutcome, ProposalState
from portal.proposals.services import Declined
from portal.wiring.timetable import REMINDERS
from tests.candidates.canaries import found_in, plant
from tests.proposals.conftest import IN_A_WEEK, act_for, mails, state_of
from tests.proposals.test_links import link_in, prove
from tests.signing import sign_in

S = ProposalState
WORDS = {"came": "Ja, wir haben", "did_not_come": "nicht gekommen", "moved": "verschoben"}


def invited(scene, *days: int):
    """Offer times on so many days from now."""
    proposal = scene.proposal("interested")
    slots = [(clock.now() + timedelta(days=one), f"Tor {one}") for one in days or (3, 4)]
    services.invite(proposal, actor=scene.firm, slots=slots)
    db.session.commit()
    return queries.by_id(proposal.id)


def fixed(scene, *days: int):
    """Let the person choose the first time."""
    proposal = invited(scene, *days)
    services.choose_slot(proposal, actor=scene.candidate, slot_id=queries.slots(proposal)[0].id)
    db.session.commit()
    return proposal


def been(scene, time_machine):
    """Let the day of the interview pass."""
    proposal = fixed(scene)
    time_machine.move_to(clock.now() + timedelta(days=4))
    return queries.by_id(proposal.id)


def files() -> list[tuple[str, str, Calendar]]:
    """Read the files in the mails, oldest first: kind, address, content."""
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.calendar.is_not(None)).order_by(OutboxMail.id))
    return [(row.kind, row.address, Calendar.from_ical(calendar(row))) for row in rows]


def person_page(client, scene, kind="proposals/invited_person") -> str:
    """Open the person's newest link of a kind."""
    link = link_in(kind)
    prove(client, link, scene.person)
    return link


def test_a_chosen_time_reaches_both_calendars(scene):
    proposal = fixed(scene)

    sent = files()

    assert [(kind, address) for kind, address, _ in sent] == [
        ("proposals/slot_chosen", scene.member.email),
        ("proposals/appointment", scene.person.email),
    ]
    for _, address, file in sent:
        [event] = file.events
        assert file["METHOD"] == "REQUEST"
        assert event["UID"] == f"{proposal.id}@portal.test"
        assert event.start == queries.slots(proposal)[0].starts_at.replace(microsecond=0)
        assert event.end - event.start == timedelta(hours=1)
        assert event["LOCATION"] == "Tor 3"
        assert str(event["ATTENDEE"]) == f"mailto:{address}"


def test_moves_and_ends_are_the_same_appointment_with_a_higher_number(scene):
    proposal = fixed(scene)
    services.choose_slot(proposal, actor=scene.candidate, slot_id=queries.slots(proposal)[1].id)
    services.offer_times(proposal, actor=scene.firm, slots=[(clock.now() + timedelta(days=9), "Hof")])
    services.choose_slot(proposal, actor=scene.candidate, slot_id=queries.slots(proposal)[0].id)
    services.cancel_interview(proposal, actor=scene.firm, reason="Chef krank")
    db.session.commit()

    own = [file for _, address, file in files() if address == scene.person.email]

    assert [file["METHOD"] for file in own] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert len({file.events[0]["UID"] for file in own}) == 1
    numbers = [file.events[0]["SEQUENCE"] for file in own]
    assert numbers == sorted(set(numbers))
    assert own[-1].events[0]["STATUS"] == "CANCELLED"
    assert own[-1].events[0]["LOCATION"] == "Hof"


@pytest.mark.parametrize("end", ["cannot_come", "decline", "withdraw", "supersede"])
def test_whoever_ends_it_calls_the_interview_off_for_both(scene, end):
    proposal = fixed(scene)
    deeds = {
        "cannot_come": lambda: services.cannot_come(proposal, actor=scene.candidate),
        "decline": lambda: services.decline(proposal, Declined(DeclineReason.HOURS), actor=scene.firm),
        "withdraw": lambda: services.withdraw(proposal, actor=scene.candidate),
        "supersede": lambda: services.supersede(proposal, actor=scene.office),
    }

    deeds[end]()

    off = [(kind, address) for kind, address, file in files() if file["METHOD"] == "CANCEL"]
    assert off == [("proposals/interview_off", scene.member.email), ("proposals/interview_off", scene.person.email)]
    assert interviews.fixed(proposal) is None


@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_an_interview_that_has_been_is_called_off_by_nothing(scene, time_machine, end):
    proposal = been(scene, time_machine)
    deeds = {
        "decline": lambda: services.decline(proposal, Declined(DeclineReason.HOURS), actor=scene.firm),
        "withdraw": lambda: services.withdraw(proposal, actor=scene.candidate),
    }

    deeds[end]()

    assert "proposals/interview_off" not in mails()


def test_the_file_goes_along_and_is_gone_from_the_queue_where_a_link_stood_beside_it(scene, mailbox):
    fixed(scene)

    delivery.deliver_due()

    for address in (scene.member.email, scene.person.email):
        mail = mailbox.to(address)[-1]
        [file] = list(mail.iter_attachments())
        assert (file.get_filename(), file.get_content_type()) == ("termin.ics", "text/calendar")
        assert ("method", "REQUEST") in file.get_params()
        assert "BEGIN:VEVENT" in file.get_content()
    db.session.expire_all()
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "proposals/appointment"))
    assert [row.calendar for row in rows] == [None]


def test_no_file_and_no_mail_about_an_interview_holds_a_field_of_the_person(scene):
    planted = plant(caseworker=scene.caseworker)
    scene.person = planted.person
    proposal = fixed(scene)
    services.ask_other_time(proposal, actor=scene.candidate, text="Lieber montags um 14 Uhr.")
    services.ask_how_it_went(proposal)
    services.offer_times(proposal, actor=scene.firm, slots=[(clock.now() + timedelta(days=9), "Hof")])
    services.cannot_come(proposal, actor=scene.candidate)
    services.cancel_interview(proposal, actor=scene.firm)
    db.session.commit()

    rows = list(db.session.scalars(select(OutboxMail)))

    assert sum(row.calendar is not None for row in rows) == 4
    for row in rows:
        assert (row.calendar != calendar(row)) == (row.is_encrypted and row.calendar is not None)
        unfolded = (calendar(row) or "").replace("\r\n ", "").replace(f"mailto:{row.address}", "")
        assert found_in(row.subject + outbox.opened(row) + unfolded, planted) == frozenset(), row.kind
        assert scene.company.name not in row.subject + unfolded


def test_a_company_that_may_not_yet_know_the_name_gets_a_file_without_it(client, scene):
    planted = plant(caseworker=scene.caseworker)
    scene.person = planted.person
    proposal = scene.proposal("interview", name_agreed=False)
    services.choose_slot(proposal, actor=scene.office, slot_id=queries.slots(proposal)[0].id)
    db.session.commit()
    sign_in(client, scene.member)

    answer = client.get(f"/proposals/{proposal.id}/termin.ics")

    assert answer.content_type == "text/calendar; charset=utf-8; method=REQUEST"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="termin.ics"'
    assert found_in(answer.text.replace("\r\n ", ""), planted) == frozenset()


def test_the_file_is_on_the_pages_of_both_and_of_nobody_else(client, scene, stranger, colleague):
    proposal = fixed(scene)
    address = f"/proposals/{proposal.id}/termin.ics"

    for user in (scene.member, scene.caseworker):
        sign_in(client, user)
        assert address in client.get(f"/proposals/{proposal.id}").text
        assert client.get(address).status_code == 200
    for user in (stranger, colleague):
        sign_in(client, user)
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", ["interested", "declined", "interview"])
def test_without_a_chosen_time_there_is_no_file(as_firm, scene, state):
    proposal = scene.proposal(state)

    assert as_firm.get(f"/proposals/{proposal.id}/termin.ics").status_code == 404
    assert "termin.ics" not in as_firm.get(f"/proposals/{proposal.id}").text


def test_a_scanner_answers_no_invitation(client, scene):
    proposal = invited(scene)
    link, before = link_in("proposals/invited_person"), mails()

    for address in (link, f"{link}?calendar=1", f"{link}?deed=cannot_come", f"{link}?deed=choose_slot"):
        for headers in ({}, {"Purpose": "prefetch"}):
            assert client.get(address, headers=headers).status_code == 200
        assert client.head(address).status_code == 200
    prove(client, link, scene.person)
    client.get(f"{link}?deed=cannot_come")

    assert mails() == before
    assert len(queries.slots(proposal)) == 2
    assert audit.latest("proposal", proposal.id).name == "invite"


def test_the_person_comes_from_the_mail_and_takes_the_file(client, scene):
    proposal = invited(scene)
    link = person_page(client, scene)
    slot = queries.slots(proposal)[1]

    for _ in range(2):
        answer = client.post(link, data={"deed": "choose_slot", "slot-slot_id": str(slot.id)})
        assert answer.status_code == 303

    assert mails().count("proposals/slot_chosen") == 1
    file = Calendar.from_ical(client.get(f"{link}?calendar=1").data)
    assert file.events[0]["LOCATION"] == "Tor 4"


def test_the_person_cannot_come_and_the_company_offers_anew(client, scene):
    proposal = invited(scene)
    link = person_page(client, scene)

    for _ in range(2):
        assert client.post(link, data={"deed": "cannot_come"}).status_code == 303

    assert mails().count("proposals/cannot_come") == 2  # the company and the caseworker, once each
    assert "Es gibt noch keinen neuen Termin" in client.get(link).text
    sign_in(client, scene.member)
    page = client.get(f"/proposals/{proposal.id}").text
    assert "Person kann nicht kommen" in page
    assert "Bieten Sie neue Termine an" in page
    times = {"first-starts_at": f"{IN_A_WEEK}T10:00", "first-place": "Tor 9"}
    assert client.post(f"/proposals/{proposal.id}/offer_times", data=times).status_code == 303
    assert state_of(proposal) is S.INTERVIEW
    assert "Tor 9" in client.get(person_page(client, scene)).text


def test_the_person_asks_for_another_time_and_the_company_reads_it(client, scene):
    proposal = fixed(scene)
    link = person_page(client, scene)
    wish = {"deed": "ask_other_time", "other-text": "Montags, oder am 12.01.2027 ab 14 Uhr.", "other-record_id": ""}
    assert client.post(link, data=wish).status_code == 422
    wish["other-record_id"] = str(proposal.id)

    for _ in range(2):
        assert client.post(link, data=wish).status_code == 303

    assert [(one.side, one.text) for one in queries.thread(proposal)] == [("person", wish["other-text"])]
    assert interviews.fixed(proposal) is not None
    assert mails().count("proposals/other_time") == 2
    sign_in(client, scene.member)
    assert wish["other-text"] in client.get(f"/proposals/{proposal.id}").text


@pytest.mark.parametrize(
    "text", ["Rufen Sie 02452 123456 an", "ich@mail.example", "x" * 301, "", "Tesfamariam, montags"]
)
def test_a_wish_that_tells_more_than_a_time_is_refused_and_kept(client, scene, text):
    proposal = invited(scene)
    link = person_page(client, scene)

    answer = client.post(link, data={"deed": "ask_other_time", "other-text": text})

    assert answer.status_code == 422
    assert f"{text}</textarea>" in answer.text
    assert queries.thread(proposal) == []


def test_a_stale_tab_of_the_person_takes_no_time_that_is_gone(client, scene):
    proposal = invited(scene)
    link, slot = person_page(client, scene), queries.slots(proposal)[0]
    services.offer_times(proposal, actor=scene.firm, slots=[(clock.now() + timedelta(days=8), "Hof")])
    db.session.commit()

    answer = client.post(link, data={"deed": "choose_slot", "slot-slot_id": str(slot.id)})

    assert answer.status_code == 422
    assert interviews.fixed(proposal) is None


def test_a_time_that_is_over_cannot_be_chosen(scene, time_machine):
    proposal = invited(scene, 3, 6)
    first, second = queries.slots(proposal)
    time_machine.move_to(clock.now() + timedelta(days=4))

    with pytest.raises(PortalError):
        services.choose_slot(proposal, actor=scene.office, slot_id=first.id)
    services.choose_slot(proposal, actor=scene.office, slot_id=second.id)


def test_a_company_cancels_the_interview_and_keeps_its_interest(as_firm, scene):
    proposal = fixed(scene)

    for _ in range(2):
        answer = as_firm.post(f"/proposals/{proposal.id}/cancel_interview", data={"reason": "Chef krank"})
        assert answer.status_code == 303

    assert state_of(proposal) is S.INTERESTED
    assert mails().count("proposals/interview_off") == 2
    assert mails().count("proposals/interview_cancelled") == 1
    sent = outbox.opened(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first())
    assert "Chef krank" not in sent


@pytest.mark.parametrize(
    "event", ["offer_times", "cancel_interview", "report_interview", "cannot_come", "ask_other_time"]
)
def test_another_company_finds_nothing_of_an_interview(client, scene, stranger, event):
    proposal = fixed(scene)
    sign_in(client, stranger)

    expected = 403 if event in ("cannot_come", "ask_other_time") else 404
    assert client.post(f"/proposals/{proposal.id}/{event}", data={}).status_code == expected
    assert interviews.fixed(proposal) is not None


def test_the_day_after_the_company_is_asked_once(scene, time_machine):
    fixed(scene)
    kinds = tuple(kind for kind in REMINDERS if kind.name == "proposals/interview_over")
    assert reminders.run_due(kinds) == 0

    time_machine.move_to(clock.now() + timedelta(days=4))

    assert (reminders.run_due(kinds), reminders.run_due(kinds)) == (1, 0)
    assert mails().count("proposals/interview_over") == 1


@pytest.mark.parametrize("outcome", list(InterviewOutcome))
def test_the_company_tells_from_the_mail_how_it_went(client, scene, time_machine, outcome):
    proposal = been(scene, time_machine)
    services.ask_how_it_went(proposal)
    db.session.commit()
    sign_in(client, scene.member)
    assert "ob das Gespräch stattgefunden hat" in client.get(f"/proposals/{proposal.id}").text
    link = link_in("proposals/interview_over", scene.member.email)
    assert WORDS[outcome] in client.get(link).text

    data = {"deed": "report_interview", "interview-outcome": outcome.value}
    answers = [client.post(link, data=data).status_code for _ in range(2)]

    assert answers == [303, 422 if outcome is InterviewOutcome.MOVED else 303]

    assert state_of(proposal) is S.INTERVIEW
    assert mails().count("proposals/interview_told") == 1
    assert audit.latest("proposal", proposal.id).details == {"outcome": outcome.value}
    assert (interviews.fixed(proposal) is None) is (outcome is InterviewOutcome.MOVED)


def test_before_the_interview_there_is_nothing_to_tell(client, scene, service):
    proposal = fixed(scene)
    act_for(client, service, scene.company)

    assert "report_interview" not in client.get(f"/proposals/{proposal.id}").text
    answer = client.post(f"/proposals/{proposal.id}/report_interview", data={"outcome": "came"})
    assert answer.status_code == 422


def test_a_caseworker_answers_for_the_person_and_prints_the_letter(as_office, scene):
    proposal = invited(scene)
    scene.person.locale = "uk"
    db.session.commit()

    answer = as_office.post(f"/proposals/{proposal.id}/letter")

    words = subprocess.run(["pdftotext", "-raw", "-", "-"], input=answer.data, capture_output=True, check=True)
    assert answer.mimetype == "application/pdf"
    assert scene.company.name.split()[0] in words.stdout.decode()
    assert as_office.post(f"/proposals/{proposal.id}/cannot_come").status_code == 303
    assert as_office.post(f"/proposals/{proposal.id}/letter").status_code == 409


def test_nobody_else_prints_the_letter(client, scene, stranger, colleague):
    proposal = invited(scene)

    for user, status in ((scene.member, 403), (stranger, 403), (colleague, 404)):
        sign_in(client, user)
        assert client.post(f"/proposals/{proposal.id}/letter").status_code == status
