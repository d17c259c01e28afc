"""No page, list or mail of a proposal shows a company a field above its level: signs planted in every field."""

import subprocess
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates.models import Consent
from portal.candidates.rules import ConsentPurpose, PhoneUse
from portal.candidates.services import drop_grants_of_organisation, withdraw_consent
from portal.core import clock, db, outbox
from portal.core.outbox import OutboxMail
from portal.proposals import services
from portal.proposals.models import Message
from portal.proposals.rules import DeclineReason, ProposalState, Side
from portal.proposals.services import Declined, Plan
from tests.candidates.canaries import allowed, found_in, plant
from tests.factories.candidates import ConsentFactory
from tests.factories.organisations import company_member
from tests.proposals.conftest import DESK, act_for
from tests.proposals.test_links import link_in
from tests.signing import sign_in

S = ProposalState
TO_PERSON = ("proposals/asked", "proposals/invited_person", "proposals/appointment", "proposals/interview_off")
LEVELS = {
    "": "L1",
    "on_hold": "L1",
    "interested": "L2",
    "interview": "L2",
    "accepted": "L2",
    "declined": "L1",
    "lapsed": "L1",
    "withdrawn": "L0",
    "superseded": "L0",
}


@pytest.fixture
def planted(scene):
    """A person with a sign in every field, in the file of the scene."""
    found = plant(caseworker=scene.caseworker)
    scene.person = found.person
    return found


def names(planted) -> frozenset[str]:
    """Give the signs in the person's name."""
    return planted.signs["candidate.first_name"] | planted.signs["candidate.last_name"]


def may_show(planted, level: str) -> frozenset[str]:
    """Give the signs a company at this level may read; its person agreed to the name and to nothing else."""
    if level == "L0":
        return frozenset()
    return allowed(planted, level) | (names(planted) if level == "L2" else frozenset())


def pages_of(client, proposal) -> str:
    """Read every page a company has of a proposal."""
    events = ("show_interest", "later", "write", "invite", "accept", "decline", "reopen", "offer_times", "termin.ics")
    addresses = ["", *(f"/{event}" for event in events)]
    texts = [client.get(f"/proposals/{proposal.id}{address}").text for address in addresses]
    ticked = f"?chosen={proposal.id}"
    lists = ("/proposals?state=all", f"/proposals/several{ticked}", f"/proposals/compare{ticked}", "/desk")
    return "".join([*texts, *(client.get(address).text for address in lists)])


@pytest.mark.parametrize("state", LEVELS)
def test_the_pages_of_a_company_show_its_level_and_no_more(client, scene, planted, state):
    proposal = scene.proposal(state)
    sign_in(client, scene.member)

    found = found_in(pages_of(client, proposal), planted)

    assert found - may_show(planted, LEVELS[state]) == frozenset()
    if LEVELS[state] != "L0":
        assert found & allowed(planted, "L1")  # it does show the card
    if LEVELS[state] == "L2":
        assert names(planted) <= found


@pytest.mark.parametrize("state", ["interested", "interview", "accepted"])
def test_without_the_own_promise_the_pages_stay_at_the_card(client, scene, planted, state):
    proposal = scene.proposal(state)
    sign_in(client, company_member(scene.company))

    found = found_in(pages_of(client, proposal), planted)

    assert found - may_show(planted, "L1") == frozenset()


@pytest.mark.parametrize("state", ["asked", "refused"])
def test_before_the_yes_nothing_at_all_is_shown(client, scene, planted, state):
    proposal = scene.proposal(state)
    sign_in(client, scene.member)

    assert found_in(pages_of(client, proposal), planted) == frozenset()


@pytest.mark.parametrize("state", LEVELS)
def test_another_company_finds_no_sign_anywhere(client, scene, planted, stranger, state):
    proposal = scene.proposal(state)
    sign_in(client, stranger)

    assert found_in(pages_of(client, proposal), planted) == frozenset()


def walk(scene):
    """Take a proposal through everything that writes a mail."""
    proposal = services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    services.remind_company(proposal)
    services.write(proposal, actor=scene.firm, text="Ab wann?")
    services.write(proposal, actor=scene.office, text="Ab Januar.")
    services.later(proposal, actor=scene.firm, until=clock.today() + timedelta(days=3), reason="Urlaub")
    services.recall_company(proposal)
    services.show_interest(proposal, actor=scene.firm)
    services.invite(proposal, actor=scene.firm, slots=[(clock.now() + timedelta(days=4), "Tor 3")])
    slot = services.queries.slots(proposal)[0]
    services.choose_slot(proposal, actor=scene.candidate, slot_id=slot.id)
    services.decline(proposal, Declined(DeclineReason.HOURS, "intern", "Alles Gute"), actor=scene.firm)
    services.reopen(proposal, actor=scene.firm)
    services.remind_person(proposal)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    services.ask_for_call(proposal)
    services.lapse(proposal)
    db.session.commit()
    return proposal


def test_no_mail_holds_a_field_of_the_person_and_no_subject_anything_personal(scene, planted):
    walk(scene)

    rows = list(db.session.scalars(select(OutboxMail)))
    own = planted.signs["candidate.email"]

    assert len({row.kind for row in rows}) >= 14
    for row in rows:
        assert found_in(row.subject + outbox.opened(row), planted) == frozenset(), row.kind
        assert row.address not in own or row.kind in TO_PERSON
        assert scene.company.name not in row.subject


def test_the_page_behind_the_mail_shows_the_card_and_no_more(client, scene, planted):
    proposal = services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    db.session.commit()
    link = link_in("proposals/proposed", scene.member.email)
    at_first = found_in(client.get(link).text, planted)

    client.post(link, data={"deed": "show_interest"})

    after_interest = found_in(client.get(link).text, planted)
    assert at_first == after_interest
    assert at_first - may_show(planted, "L1") == frozenset()
    assert at_first


def test_a_consent_taken_back_closes_pages_and_link_at_once(client, scene, planted):
    proposal = services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    services.show_interest(proposal, actor=scene.firm)
    db.session.commit()
    link = link_in("proposals/proposed", scene.member.email)
    consent = db.session.scalars(select(Consent).where(Consent.organisation_id == scene.company.id)).one()

    withdraw_consent(candidates.one(scene.office, scene.person.id), consent, actor=scene.candidate)
    db.session.commit()

    sign_in(client, scene.member)
    db.session.refresh(proposal)
    assert proposal.state is S.SUPERSEDED
    assert found_in(pages_of(client, proposal), planted) == frozenset()
    assert client.get(link).status_code == 404


def test_a_suspended_company_falls_back_at_once(client, scene, planted):
    proposal = scene.proposal("interested")
    sign_in(client, scene.member)

    drop_grants_of_organisation(scene.company.id)
    db.session.commit()

    found = found_in(pages_of(client, proposal), planted)
    assert found - may_show(planted, "L1") == frozenset()


def test_fourteen_days_after_a_no_nothing_is_left(client, scene, planted, time_machine):
    proposal = scene.proposal("declined")
    time_machine.move_to(clock.now() + timedelta(days=15))
    sign_in(client, scene.member)

    assert found_in(pages_of(client, proposal), planted) == frozenset()


def test_messages_fall_back_with_the_card(client, scene, time_machine):
    proposal = scene.proposal()
    services.write(proposal, actor=scene.firm, text="Unsere Frage von damals")
    services.decline(proposal, Declined(DeclineReason.HOURS), actor=scene.firm)
    db.session.commit()
    sign_in(client, scene.member)
    assert "Unsere Frage von damals" in client.get(f"/proposals/{proposal.id}").text

    time_machine.move_to(clock.now() + timedelta(days=15))
    sign_in(client, scene.member)

    assert "Unsere Frage von damals" not in client.get(f"/proposals/{proposal.id}").text


def words_of(pdf: bytes) -> str:
    """Read a paper as text without its line breaks, which may fall into a sign."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(read.stdout.decode().split())


@pytest.mark.parametrize("state", [state for state, level in LEVELS.items() if level != "L0"])
def test_the_paper_shows_the_level_and_no_more(client, scene, planted, state):
    proposal = scene.proposal(state)
    sign_in(client, scene.member)

    answer = client.get(f"/proposals/{proposal.id}/card.pdf")

    found = found_in(words_of(answer.data), planted)
    assert found - may_show(planted, LEVELS[state]) == frozenset()
    assert planted.signs["candidate.skills"] <= found
    assert scene.person.number not in answer.headers["Content-Disposition"]


def test_the_paper_says_when_somebody_can_work_and_how_to_reach_them(client, scene):
    person = scene.person
    person.work_times, person.is_same_in_holidays, person.hours_note = ["mo-morning"], True, "nicht am Markttag"
    person.phone, person.phone_use = "0151 2345678", PhoneUse.CALL
    ConsentFactory(candidate_id=person.id, organisation_id=scene.company.id, purpose=ConsentPurpose.CONTACT_PHONE)
    proposal = scene.proposal("interested")
    sign_in(client, scene.member)

    paper = words_of(client.get(f"/proposals/{proposal.id}/card.pdf").data)

    assert "Movormittags,nichtamMarkttag" in paper
    assert "01512345678(nuranrufen)" in paper


@pytest.mark.parametrize("state", ["asked", "withdrawn", "superseded"])
def test_without_a_level_there_is_no_paper(client, scene, planted, stranger, state):
    proposal = scene.proposal(state)

    for user in (scene.member, scene.caseworker, stranger):
        sign_in(client, user)
        assert client.get(f"/proposals/{proposal.id}/card.pdf").status_code == 404


def test_the_list_of_a_company_never_loads_the_people(app, scene, planted):
    scene.proposal()
    db.session.expunge_all()

    found, _ = services.queries.visible_to(scene.firm, services.queries.Filters())

    assert [("candidate" in one.__dict__) for one in found] == [False]


def test_staff_who_act_for_a_company_see_what_it_sees(client, scene, planted, service):
    proposal = scene.proposal()
    sign_in(client, service)
    with client.session_transaction("/account") as session:
        session["behalf"] = {
            "organisation_id": str(scene.company.id),
            "name": scene.company.name,
            "contact": "Kim",
            "channel": "phone",
        }

    found = found_in(pages_of(client, proposal), planted)

    assert found - may_show(planted, "L1") == frozenset()
    assert found


def test_whoever_acts_for_a_company_reads_no_message_from_after_the_name(client, scene, service):
    proposal = scene.proposal("interested")
    before, after = (proposal.interested_at + timedelta(minutes=minutes) for minutes in (-1, 1))
    proposal.proposed_at = before - timedelta(minutes=1)
    for moment, text in ((before, "Kann sie stapeln?"), (after, "Frau Tesfamariam kommt am Montag.")):
        db.session.add(Message(proposal_id=proposal.id, side=Side.OFFICE, text=text, created_at=moment))
    db.session.commit()
    address = f"/proposals/{proposal.id}"

    act_for(client, service, scene.company)
    told = client.get(address).text
    sign_in(client, scene.member)
    whole = client.get(address).text

    assert ("Kann sie stapeln?" in told, "Tesfamariam" in told) == (True, False)
    assert ("Kann sie stapeln?" in whole, "Frau Tesfamariam kommt am Montag." in whole) == (True, True)
