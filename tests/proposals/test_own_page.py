"""The person's own page, from above: proposals answered there, talks and first days, and a dead link made new."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.candidates.mails import person_link
from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.core import clock, db, links, outbox
from portal.core.outbox import OutboxMail
from portal.proposals.mails import consent_link_for
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from tests.candidates.files import come_in
from tests.factories.candidates import CandidateFactory
from tests.factories.placements import Case
from tests.factories.proposals import InterviewSlotFactory, ProposalFactory
from tests.journeys.windows import LINK


@pytest.fixture
def person() -> Candidate:
    made: Candidate = CandidateFactory(ready_for_work=True, email="sie@person.example")
    return made


def sent() -> list[OutboxMail]:
    """Read what was put into the outbox."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_question_is_answered_on_the_own_page(client, person):
    proposal = ProposalFactory(candidate=person, state=ProposalState.ASKED)
    address = come_in(client, person)

    page = client.get(address).text
    question = f"{address}?proposal={proposal.id}"
    asked = client.get(question).text
    answer = client.post(question, data={"deed": "agree"})

    assert question in page
    assert "Wir warten auf Ihre Antwort" in page
    assert "Dürfen wir Sie diesem Betrieb vorschlagen?" in asked
    assert f'action="{question}"' in asked
    assert (answer.status_code, answer.location) == (303, question)
    db.session.expire_all()
    assert db.session.get_one(Proposal, proposal.id).state is ProposalState.PROPOSED
    assert "Der Betrieb hat Ihr Kurzprofil" in client.get(address).text


@pytest.mark.parametrize("deed", ["agree", "refuse", "withdraw"])
def test_the_question_to_somebody_else_is_not_there(client, person, deed):
    foreign = ProposalFactory(state=ProposalState.ASKED)
    address = come_in(client, person)

    for wrong in (foreign.id, "nonsense", "\x00"):
        assert client.get(address, query_string={"proposal": str(wrong)}).status_code == 404
        answer = client.post(address, query_string={"proposal": str(wrong)}, data={"deed": deed})
        assert answer.status_code == 404

    assert foreign.state is ProposalState.ASKED


def test_talks_and_first_days_stand_on_the_page(client):
    case = Case(person={"email": "sie@person.example"})
    version = case.send()
    proposal = ProposalFactory(candidate=case.person, state=ProposalState.INTERVIEW)
    when = clock.now() + timedelta(days=3)
    InterviewSlotFactory(proposal_id=proposal.id, starts_at=when, place="Am Tor 4", is_chosen=True)

    page = client.get(come_in(client, case.person)).text

    assert "Am Tor 4" in page
    assert "Bitte noch nicht anfangen" in page
    assert str(version.starts_on.year) in page
    assert version.place not in page


@pytest.mark.parametrize("way", ["own page", "question"])
def test_a_dead_link_brings_a_new_one_to_the_address_on_file_and_only_one(client, person, way):
    proposal = ProposalFactory(candidate=person, state=ProposalState.ASKED)
    link = person_link(person, "candidate") if way == "own page" else consent_link_for(proposal)
    token, _code = links.issue(link)
    links.find(token).ended_at = clock.now()
    db.session.commit()
    again = f"/l/{token}/again"

    answers = [client.post(again) for _press in range(2)] + [client.post("/l/neverwas/again")]

    (mail,) = sent()
    assert mail.address == "sie@person.example"
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.text.replace(token, "neverwas") for answer in answers}) == 1
    fresh = LINK.search(outbox.opened(mail)).group(1)
    assert "Wann sind Sie geboren?" in client.get(fresh).text


@pytest.mark.parametrize("why", ["closed", "anonymised", "refused"])
def test_who_is_no_longer_asked_gets_no_new_link(client, why):
    state = CandidateState.CLOSED if why == "closed" else CandidateState.READY
    person = CandidateFactory(state=state, email="sie@person.example")
    proposal = ProposalFactory(candidate=person, state=ProposalState.REFUSED)
    token, _code = links.issue(consent_link_for(proposal) if why == "refused" else person_link(person, "candidate"))
    links.find(token).ended_at = clock.now()
    if why == "anonymised":
        person.anonymised_at = clock.now()
    db.session.commit()

    client.post(f"/l/{token}/again")

    assert sent() == []
