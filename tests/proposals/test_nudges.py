"""Reminders by hand: the side that is asked gets one mail, once a day; nobody reminds oneself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.core import db
from portal.core.errors import GuardRefused
from portal.core.outbox import OutboxMail
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.queries.asked import asked
from portal.proposals.rules import Side
from tests.candidates.files import come_in
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import mails
from tests.signing import sign_in

NOON = datetime(2027, 3, 1, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    """Live at noon of a Monday in winter."""
    with time_machine.travel(NOON):
        yield


def later(**span: int):
    return time_machine.travel(NOON + timedelta(**span))


def other(scene, **state: bool) -> Proposal:
    """Make a proposal of the person for another offer of the company."""
    vacancy = VacancyFactory(published=True, organisation=scene.company)
    return ProposalFactory(candidate=scene.person, vacancy=vacancy, **state)


def reminded(proposal, actor, **span: int) -> list[str]:
    """Remind after a while and give the kinds of the mails that brings."""
    known = {one.id for one in db.session.query(OutboxMail)}
    with later(**span):
        services.nudge(queries.by_id(proposal.id), actor=actor)
        db.session.commit()
    return [one.kind for one in db.session.query(OutboxMail) if one.id not in known]


def test_whoever_is_asked_is_reminded(scene):
    asking, proposed, interested = scene.proposal("asked"), other(scene), other(scene, interested=True)

    assert reminded(asking, scene.office) == ["proposals/asked"]
    assert reminded(proposed, scene.office) == ["proposals/nudge_company"]
    assert reminded(interested, scene.office) == ["proposals/nudge_company"]
    to = {one.kind: one.address for one in db.session.query(OutboxMail)}
    assert to == {"proposals/asked": scene.person.email, "proposals/nudge_company": scene.member.email}


def test_a_company_reminds_the_person_of_the_times_it_offers_and_the_office_of_its_question(scene):
    invited = scene.proposal("interested")
    services.invite(invited, actor=scene.firm, slots=[(NOON + timedelta(days=5), "Tor 3")])
    open_question = other(scene)
    services.write(open_question, actor=scene.firm, text="Ab wann?")
    db.session.commit()

    assert asked(invited) is Side.PERSON
    assert reminded(invited, scene.firm, days=2) == ["proposals/invited_person"]
    assert reminded(open_question, scene.firm, days=2) == ["proposals/nudge_office"]


def test_after_the_interview_the_company_is_asked_and_before_it_nobody(scene):
    proposal = scene.proposal("interested")
    services.invite(proposal, actor=scene.firm, slots=[(NOON + timedelta(days=5), "Tor 3")])
    services.choose_slot(proposal, actor=scene.candidate, slot_id=queries.slots(proposal)[0].id)
    db.session.commit()

    assert asked(proposal) is None
    for actor in (scene.firm, scene.office):
        with pytest.raises(GuardRefused):
            reminded(proposal, actor, days=2)
    assert reminded(proposal, scene.office, days=6) == ["proposals/nudge_company"]


def test_a_second_reminder_waits_a_day(scene):
    proposal = scene.proposal()
    assert reminded(proposal, scene.office)

    for span in ({"seconds": 1}, {"hours": 23, "minutes": 59}):
        with pytest.raises(GuardRefused) as refusal:
            reminded(proposal, scene.office, **span)
        assert "1. März 2027, 12:00" in str(refusal.value.message)
    assert reminded(proposal, scene.office, hours=24, seconds=1)


def test_what_the_portal_asked_by_itself_counts(scene):
    proposal = scene.proposal()
    services.remind_company(proposal)
    db.session.commit()

    with pytest.raises(GuardRefused):
        reminded(proposal, scene.office, hours=3)
    assert reminded(proposal, scene.office, hours=25)


def test_nobody_reminds_oneself(scene):
    proposal = scene.proposal()

    for actor in (scene.firm, scene.on_behalf(scene.caseworker)):
        with pytest.raises(GuardRefused):
            reminded(proposal, actor)


def test_a_person_without_mail_is_to_be_called(scene):
    proposal = scene.proposal("asked")
    scene.person.email = None
    db.session.commit()

    with pytest.raises(GuardRefused) as refusal:
        reminded(proposal, scene.office)
    assert "rufen Sie bitte an" in str(refusal.value.message)


@pytest.mark.parametrize("reads_mail", [True, False])
def test_a_company_does_not_learn_from_it_who_reads_mail(as_firm, scene, reads_mail):
    scene.person.email = "amina@person.example" if reads_mail else None
    invited = scene.proposal("interested")
    services.invite(invited, actor=scene.firm, slots=[(NOON + timedelta(days=5), "Tor 3")])
    db.session.commit()
    address, answers = f"/proposals/{invited.id}/nudge", []
    for hours in (1, 25, 26):
        with later(hours=hours):
            sign_in(as_firm, scene.member)
            answers.append(as_firm.post(address))

    assert [one.status_code for one in answers] == [422, 303, 422]
    assert ["Bitte warten Sie einen Tag" in one.text for one in answers] == [True, False, True]
    assert "liest" not in "".join(one.text for one in answers)
    to_office = [one.address for one in db.session.query(OutboxMail) if one.kind == "proposals/nudge_call"]
    assert to_office == ([] if reads_mail else [scene.caseworker.email])


def test_what_the_office_asks_the_person_stands_in_no_history_of_the_company(client, scene):
    invited = scene.proposal("interested")
    services.invite(invited, actor=scene.firm, slots=[(NOON + timedelta(days=5), "Tor 3")])
    reminded(invited, scene.office, hours=25)
    pages = []
    for user in (scene.member, scene.caseworker):
        sign_in(client, user)
        pages.append(client.get(f"/proposals/{invited.id}").text)
    reminded(invited, scene.firm, hours=50)
    sign_in(client, scene.member)
    pages.append(client.get(f"/proposals/{invited.id}").text)

    assert ["Noch einmal erinnert" in one for one in pages] == [False, True, True]


@pytest.mark.parametrize("state", ["on_hold", "declined", "accepted"])
def test_where_nobody_is_asked_there_is_no_button(as_office, scene, state):
    proposal = scene.proposal(state)

    assert "Noch einmal erinnern" not in as_office.get(f"/proposals/{proposal.id}").text
    assert as_office.get(f"/proposals/{proposal.id}/nudge").status_code == 409


def test_the_button_is_with_who_waits(client, as_office, scene):
    proposal = scene.proposal()
    address = f"/proposals/{proposal.id}/nudge"
    assert address in as_office.get(f"/proposals/{proposal.id}").text

    first, second = as_office.post(address), as_office.post(address)

    assert (first.status_code, second.status_code) == (303, 422)
    assert "Bitte warten Sie einen Tag" in second.text
    assert mails() == ["proposals/nudge_company"]


def test_who_is_asked_has_no_button(as_firm, scene):
    proposal = scene.proposal()

    assert f"/proposals/{proposal.id}/nudge" not in as_firm.get(f"/proposals/{proposal.id}").text


def test_others_learn_nothing_from_the_button(client, scene, stranger, colleague):
    proposal = scene.proposal("asked")
    for user in (stranger, colleague, scene.member):
        sign_in(client, user)
        assert client.post(f"/proposals/{proposal.id}/nudge").status_code == 404
    assert mails() == []


def test_the_person_reminds_a_company_that_is_silent_for_days_and_nobody_before(scene):
    proposal = scene.proposal()

    with pytest.raises(GuardRefused):
        reminded(proposal, scene.candidate, days=2)
    assert reminded(proposal, scene.candidate, days=3) == ["proposals/nudge_company"]
    with pytest.raises(GuardRefused):
        reminded(proposal, scene.candidate, days=3, hours=20)
    assert reminded(proposal, scene.candidate, days=4, hours=1) == ["proposals/nudge_company"]


def test_the_person_reminds_the_office_and_never_oneself(scene):
    waiting, own = scene.proposal(), other(scene, interested=True)
    services.write(waiting, actor=scene.firm, text="Ab wann?")
    own.name_agreed_at = None
    db.session.commit()

    assert reminded(waiting, scene.candidate, days=3) == ["proposals/nudge_office"]
    with pytest.raises(GuardRefused):
        reminded(own, scene.candidate, days=30)


def test_a_company_on_holiday_is_reminded_by_nobody(scene):
    proposal = scene.proposal()
    scene.company.holidays_from, scene.company.holidays_until = NOON.date(), NOON.date() + timedelta(days=14)
    db.session.commit()

    with pytest.raises(GuardRefused):
        reminded(proposal, scene.candidate, days=5)


def test_the_button_is_on_the_own_page_once_it_is_late(client, scene):
    proposal = scene.proposal()
    with later(days=1):
        assert "Bitte erinnern" not in client.get(f"{come_in(client, scene.person)}?proposal={proposal.id}").text
    with later(days=3):
        address = f"{come_in(client, scene.person)}?proposal={proposal.id}"
        shown = client.get(address).text
        first = client.post(address, data={"deed": "nudge"})
        second = client.post(address, data={"deed": "nudge"})

    assert "Bitte erinnern" in shown
    assert first.status_code == 303
    assert second.status_code in (303, 422)
    assert [one.kind for one in db.session.query(OutboxMail)].count("proposals/nudge_company") == 1
