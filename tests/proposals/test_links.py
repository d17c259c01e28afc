"""Answering from a mail: the company's card and answers, the person's yes or no; GET changes nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates.models import Consent
from portal.core import audit, clock, db, links, outbox
from portal.core.outbox import OutboxMail
from portal.organisations.models import Membership
from portal.organisations.queries import has_accepted_purpose
from portal.organisations.rules import PURPOSE_VERSION
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.proposals.services import Plan, retention
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import DESK, mails

S = ProposalState
LINK = re.compile(r"/l/[\w-]+")
IN_A_WEEK = (clock.today() + timedelta(days=7)).isoformat()
PURPOSE = {"interest-purpose": "y"}


def link_in(kind: str, address: str | None = None) -> str:
    """Read the personal link out of the newest queued mail of a kind."""
    query = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id.desc())
    row = next(row for row in db.session.scalars(query) if address in (None, row.address))
    return LINK.search(outbox.opened(row)).group()


def state_of(proposal) -> ProposalState:
    """Read the state afresh."""
    db.session.expire_all()
    return db.session.get_one(Proposal, proposal.id).state


def asked(scene):
    """Ask the person of the scene by mail."""
    proposal = services.ask(scene.person, scene.vacancy, Plan("job_unbefristet"), actor=scene.office)
    db.session.commit()
    return proposal, link_in("proposals/asked")


def proposed(scene):
    """Let the person agree, so that the company gets its mail."""
    proposal, _ = asked(scene)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    db.session.commit()
    return proposal, link_in("proposals/proposed", scene.member.email)


def prove(client, link, person):
    """Give the date of birth behind a link."""
    return client.post(link, data={"birth_date": person.birth_date.isoformat()})


def test_scanners_that_follow_links_change_nothing(client, scene):
    proposal, to_company = proposed(scene)
    to_person = link_in("proposals/asked")
    events = len(audit.history("proposal", proposal.id))

    for link in (to_company, to_person) * 3:
        for headers in ({}, {"Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}, {"X-Moz": "prefetch"}):
            assert client.get(link, headers=headers).status_code == 200
        assert client.head(link).status_code == 200
        assert client.get(f"{link}?deed=decline&decline-reason=hours").status_code == 200

    assert state_of(proposal) is S.PROPOSED
    assert len(audit.history("proposal", proposal.id)) == events


def test_the_company_reads_the_card_and_no_name(client, scene):
    _, link = proposed(scene)

    text = client.get(link).text

    assert scene.person.number in text
    assert scene.person.last_name not in text


@pytest.mark.parametrize(
    ("deed", "data", "target"),
    [
        ("show_interest", {}, S.INTERESTED),
        ("later", {"later-until": IN_A_WEEK, "later-reason": "Chef im Urlaub"}, S.ON_HOLD),
        ("decline", {"decline-reason": "hours"}, S.DECLINED),
    ],
)
def test_the_company_answers_from_the_mail_and_a_second_click_is_harmless(client, scene, deed, data, target):
    proposal, link = proposed(scene)

    answers = [client.post(link, data={"deed": deed, **data}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert state_of(proposal) is target
    assert client.get(link).status_code == 200
    last = audit.latest("proposal", proposal.id)
    assert (last.name, last.actor_id, last.channel) == (deed, scene.member.id, "link")


def test_interest_from_the_mail_shows_the_name_only_behind_the_sign_in(client, scene):
    _, link = proposed(scene)

    client.post(link, data={"deed": "show_interest"})

    assert scene.person.last_name not in client.get(link).text
    assert client.get("/proposals").status_code == 303


def test_who_has_not_promised_yet_promises_in_the_mail(client, scene):
    newcomer = company_member(scene.company)
    proposal, _ = proposed(scene)
    link = link_in("proposals/proposed", newcomer.email)
    assert client.post(link, data={"deed": "show_interest"}).status_code == 422

    client.post(link, data={"deed": "show_interest", **PURPOSE})

    assert state_of(proposal) is S.INTERESTED
    assert has_accepted_purpose(actor_of(newcomer))


def test_a_company_without_an_account_answers_too_and_its_promise_is_kept_with_the_event(client, scene):
    company = OrganisationFactory(verified=True, contact_email="chef@betrieb.example")
    scene.vacancy = VacancyFactory(published=True, organisation=company)
    proposal, _ = asked(scene)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    db.session.commit()
    link = link_in("proposals/proposed")
    assert client.post(link, data={"deed": "show_interest"}).status_code == 422

    client.post(link, data={"deed": "show_interest", **PURPOSE})

    assert state_of(proposal) is S.INTERESTED
    assert audit.latest("proposal", proposal.id).details == {"purpose": PURPOSE_VERSION}


@pytest.mark.parametrize("end", ["withdraw", "supersede", "lapse"])
def test_a_link_that_is_over_says_what_to_do(client, scene, end):
    proposal, link = proposed(scene)
    deeds = {
        "withdraw": lambda: services.withdraw(proposal, actor=scene.office, reason="Etwas anderes"),
        "supersede": lambda: services.supersede(proposal, actor=scene.office),
        "lapse": lambda: services.lapse(proposal),
    }
    deeds[end]()
    db.session.commit()

    for answer in (client.get(link), client.post(link, data={"deed": "decline", "decline-reason": "hours"})):
        assert answer.status_code == 404
        assert "Melden Sie sich an" in answer.text
        assert "rufen Sie uns an" in answer.text


def test_a_link_of_somebody_who_left_the_company_is_over(client, scene):
    company_member(scene.company)
    _, link = proposed(scene)
    membership = db.session.scalars(select(Membership).where(Membership.user_id == scene.member.id)).one()
    membership.ended_at = clock.now()
    db.session.commit()

    assert client.get(link).status_code == 404


def test_a_link_lives_until_the_answer_is_due(client, scene, time_machine):
    _, link = proposed(scene)
    time_machine.move_to(clock.now() + timedelta(days=40))

    assert client.get(link).status_code == 404


def test_a_link_to_a_contact_ends_when_somebody_signs_in_for_the_company(client, scene):
    company = OrganisationFactory(verified=True, contact_email="chef@betrieb.example")
    scene.vacancy = VacancyFactory(published=True, organisation=company)
    proposal, _ = asked(scene)
    services.agree(proposal, actor=scene.candidate, proof=DESK)
    link = link_in("proposals/proposed")
    company_member(company)

    assert client.get(link).status_code == 404


def test_a_link_without_a_company_opens_nothing(client, scene):
    _, link = proposed(scene)
    links.find(link.removeprefix("/l/")).organisation_id = None
    db.session.commit()

    assert client.get(link).status_code == 404


def test_a_link_to_what_was_erased_is_over(client, scene):
    proposal, link = proposed(scene)
    retention.erase(proposal)
    db.session.commit()

    assert client.get(link).status_code == 404


@pytest.mark.parametrize("deed", ["", "accept", "agree", "x" * 5000, "\x00"])
def test_a_button_that_is_not_on_the_page_is_no_page(client, scene, deed):
    proposal, link = proposed(scene)

    assert client.post(link, data={"deed": deed}).status_code == 404
    assert state_of(proposal) is S.PROPOSED


@pytest.mark.parametrize("bad", ["", "x" * 20_000, "\x00", "1900-01-01", "9999-12-31", "🙂"])
def test_bad_input_behind_a_link_is_refused_at_the_field(client, scene, bad):
    proposal, link = proposed(scene)

    for deed, field in (("later", "later-until"), ("decline", "decline-reason")):
        answer = client.post(link, data={"deed": deed, "later-reason": "Urlaub", field: bad})
        assert answer.status_code == 422
        assert "Bitte prüfen Sie" in answer.text
    assert state_of(proposal) is S.PROPOSED


def test_the_person_is_asked_for_the_date_of_birth_first(client, scene):
    proposal, link = asked(scene)
    page = client.get(link).text
    assert scene.vacancy.text.title not in page

    client.post(link, data={"deed": "agree"})
    client.post(link, data={"birth_date": "1990-01-01", "deed": "agree"})

    assert state_of(proposal) is S.ASKED


def test_the_person_reads_six_answers_and_says_yes(client, scene):
    proposal, link = asked(scene)
    prove(client, link, scene.person)
    page = client.get(link).text
    for question in ("Geld", "Weg", "meine Daten", "Nein sagen", "Jobcenter", "Wann geht es los"):
        assert question in page
    assert scene.company.name in page

    answers = [client.post(link, data={"deed": "agree"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert state_of(proposal) is S.PROPOSED
    consent = db.session.scalars(select(Consent).where(Consent.purpose == "name")).one()
    assert (consent.channel, consent.organisation_id, consent.language) == ("link", scene.company.id, "de")
    assert "Sie haben Ja gesagt" in client.get(link).text


def test_the_person_says_no_without_a_reason_and_the_company_learns_nothing(client, scene):
    proposal, link = asked(scene)
    prove(client, link, scene.person)

    answers = [client.post(link, data={"deed": "refuse"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert state_of(proposal) is S.REFUSED
    assert "Nein gesagt" in client.get(link).text
    assert mails() == ["proposals/asked", "proposals/refused"]


def test_the_person_stops_at_any_time(client, scene):
    proposal, _ = proposed(scene)
    link = link_in("proposals/asked")
    prove(client, link, scene.person)

    client.post(link, data={"deed": "withdraw"})

    assert state_of(proposal) is S.WITHDRAWN
    assert mails()[-2:] == ["proposals/withdrawn", "proposals/withdrawn_by_person"]
    assert "beendet" in client.get(link).text


def test_the_person_picks_a_time(client, scene):
    proposal, _ = proposed(scene)
    services.show_interest(proposal, actor=scene.firm)
    times = [(clock.now() + timedelta(days=days), f"Tor {days}") for days in (3, 4)]
    services.invite(proposal, actor=scene.firm, slots=times)
    db.session.commit()
    link = link_in("proposals/invited_person")
    prove(client, link, scene.person)
    slots = queries.slots(proposal)
    assert client.post(link, data={"deed": "choose_slot", "slot-slot_id": "x"}).status_code == 422

    client.post(link, data={"deed": "choose_slot", "slot-slot_id": str(slots[1].id)})

    db.session.expire_all()
    assert [slot.is_chosen for slot in queries.slots(proposal)] == [False, True]
    assert "Tor 4" in client.get(link).text


def test_the_name_is_asked_for_where_the_card_went_out_by_itself(client, scene):
    proposal = scene.proposal(name_agreed=False)
    services.show_interest(proposal, actor=scene.firm)
    db.session.commit()
    link = link_in("proposals/name_wanted")
    prove(client, link, scene.person)
    assert "Ihren Namen sehen" in client.get(link).text

    client.post(link, data={"deed": "give_name"})

    db.session.expire_all()
    assert db.session.get_one(Proposal, proposal.id).name_agreed_at is not None


@pytest.mark.parametrize("first", ["eltern@person.example", "kind@person.example"])
def test_of_a_minor_both_must_say_yes_each_by_the_own_link(client, scene, first):
    scene.person = CandidateFactory(
        ready_for_work=True,
        minor=True,
        caseworker=scene.caseworker,
        email="kind@person.example",
        guardian_email="eltern@person.example",
    )
    proposal, link = asked(scene)
    link = link_in("proposals/asked", first)
    (second,) = {"eltern@person.example", "kind@person.example"} - {first}
    other = link_in("proposals/asked", second)
    prove(client, link, scene.person)
    assert ("Ihr Kind" in client.get(link).text) is (first == "eltern@person.example")

    for _click in range(2):
        client.post(link, data={"deed": "agree"})

    assert state_of(proposal) is S.ASKED
    assert "Dann geht es weiter" in client.get(link).text
    prove(client, other, scene.person)
    client.post(other, data={"deed": "agree"})
    assert state_of(proposal) is S.PROPOSED
    kept = db.session.scalars(select(Consent).where(Consent.purpose == "name")).all()
    assert {(one.by_guardian, one.channel) for one in kept} == {(True, "link"), (False, "link")}


def test_a_link_that_names_another_person_opens_nothing(client, scene):
    proposal, link = asked(scene)
    stranger = CandidateFactory(birth_date=scene.person.birth_date)
    links.find(link.removeprefix("/l/")).candidate_id = stranger.id
    db.session.commit()
    prove(client, link, stranger)

    assert client.get(link).status_code == 404
    assert client.post(link, data={"deed": "agree"}).status_code == 404
    assert state_of(proposal) is S.ASKED
