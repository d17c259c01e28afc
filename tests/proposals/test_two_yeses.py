"""A proposal of somebody under 18: the own yes and the guardian's come by any way, the second sends the card."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.candidates import queries as candidates
from portal.candidates.models import Candidate, Consent
from portal.candidates.rules import ConsentProof, ConsentPurpose
from portal.candidates.services.consents import SaysItAlone
from portal.core import clock, db
from portal.core.actor import Channel
from portal.core.errors import GuardRefused
from portal.core.outbox import OutboxMail
from portal.proposals import services
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.proposals.services import Plan
from tests.factories.candidates import CandidateFactory
from tests.proposals.conftest import DESK, PROOF, Scene, compose, composed
from tests.proposals.test_links import link_in, prove, state_of
from tests.signing import sign_in

S = ProposalState
OWN = ConsentProof(Channel.PHONE, "ar", "Frau Haddad")
GUARDIANS = ConsentProof(Channel.PAPER, "tr", by_guardian=True)
ORDERS = [(OWN, GUARDIANS), (GUARDIANS, OWN)]
ADDRESSES = {False: "kind@person.example", True: "eltern@person.example"}


@pytest.fixture
def young(scene: Scene) -> Scene:
    """The scene with somebody of sixteen."""
    scene.person = CandidateFactory(
        ready_for_work=True,
        minor=True,
        caseworker=scene.caseworker,
        email=ADDRESSES[False],
        guardian_email=ADDRESSES[True],
    )
    return scene


def kept(person: Candidate) -> set[tuple[bool, str, str]]:
    """Name the yeses that are kept: whose, by which way, in which language."""
    of_name = (Consent.candidate_id == person.id) & (Consent.purpose == ConsentPurpose.NAME)
    found = db.session.scalars(select(Consent).where(of_name))
    return {(one.by_guardian, one.channel.value, one.language) for one in found}


def asked_by_mail() -> list[str]:
    """List who was asked by mail, in order."""
    question = OutboxMail.kind.in_(("proposals/asked", "proposals/name_wanted"))
    return list(db.session.scalars(select(OutboxMail.address).where(question).order_by(OutboxMail.id)))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("event", ["agree", "give_name"])
def test_at_the_desk_each_yes_is_kept_by_itself_and_nothing_happens_before_the_second(young, event, order):
    proposal = young.proposal("asked") if event == "agree" else young.proposal(name_agreed=False)
    deed = getattr(services, event)

    deed(proposal, actor=young.office, proof=order[0])
    alone = proposal.name_agreed_at, len(kept(young.person))
    deed(proposal, actor=young.office, proof=order[1])

    assert alone == (None, 1)
    assert (proposal.state, bool(proposal.name_agreed_at)) == (S.PROPOSED, True)
    assert kept(young.person) == {(False, "phone", "ar"), (True, "paper", "tr")}
    assert young.company.id in candidates.consents.companies_named(young.person.id, proposal.answer_due_on)


@pytest.mark.parametrize("proof", [OWN, GUARDIANS])
def test_who_has_said_yes_in_the_talk_is_not_asked_by_mail_and_the_other_is(young, proof):
    proposal = services.ask_in_person(
        young.person, young.vacancy, Plan("job_unbefristet"), actor=young.office, proofs=[proof]
    )
    services.remind_person(proposal)

    assert proposal.state is S.ASKED
    assert asked_by_mail() == [ADDRESSES[not proof.by_guardian]] * 2


def test_both_in_one_talk_send_the_card_and_no_question(young):
    proposal = services.ask_in_person(
        young.person, young.vacancy, Plan("job_unbefristet"), actor=young.office, proofs=[OWN, GUARDIANS]
    )

    assert proposal.state is S.PROPOSED
    assert asked_by_mail() == []


@pytest.mark.parametrize(("said_by", "state"), [("both", S.PROPOSED), ("person", S.ASKED), ("guardian", S.ASKED)])
def test_the_composer_asks_whose_yes_it_was(client, young, said_by, state):
    sign_in(client, young.caseworker)

    data = composed(deed="in_person", **PROOF, **{"proof-said_by": said_by})
    page = client.post(compose(young), data=data, follow_redirects=True)

    assert db.session.scalars(select(Proposal.state)).one() is state
    assert ("Jetzt fehlt noch das Ja" in page.text) is (state is S.ASKED)


def test_one_by_link_and_the_other_at_the_desk(client: FlaskClient, young):
    proposal = services.ask(young.person, young.vacancy, Plan("job_unbefristet"), actor=young.office)
    db.session.commit()
    link = link_in("proposals/asked", ADDRESSES[False])
    prove(client, link, young.person)
    client.post(link, data={"deed": "agree"})
    sign_in(client, young.caseworker)

    data = {"channel": "paper", "language": "tr", "was_explained": "y", "said_by": "guardian"}
    client.post(f"/proposals/{proposal.id}/agree", data=data)

    assert state_of(proposal) is S.PROPOSED
    assert kept(young.person) == {(False, "link", "de"), (True, "paper", "tr")}


def test_a_no_of_one_forgets_the_yes_of_the_other(young):
    proposal = young.proposal("asked")
    services.agree(proposal, actor=young.office, proof=OWN)

    services.refuse(proposal, actor=young.candidate)

    assert kept(young.person) == set()
    later = young.proposal("asked")
    services.agree(later, actor=young.office, proof=GUARDIANS)
    assert later.state is S.ASKED


def test_of_a_grown_up_nobody_else_says_yes(scene):
    proposal = scene.proposal("asked")

    with pytest.raises(SaysItAlone):
        services.agree(proposal, actor=scene.office, proof=ConsentProof(Channel.DESK, "de", by_guardian=True))


def test_who_turned_eighteen_since_says_yes_alone(client, young):
    proposal = services.ask(young.person, young.vacancy, Plan("job_unbefristet"), actor=young.office)
    young.person.birth_date = young.person.birth_date.replace(year=young.person.birth_date.year - 3)
    db.session.commit()
    to_guardian = link_in("proposals/asked", ADDRESSES[True])

    prove(client, to_guardian, young.person)
    assert client.post(to_guardian, data={"deed": "agree"}).status_code == 404
    assert state_of(proposal) is S.ASKED
    services.agree(proposal, actor=young.candidate, proof=DESK)
    assert proposal.state is S.PROPOSED


def test_the_guard_knows_the_yes_of_one_alone(young):
    proposal = young.proposal("asked")

    with pytest.raises(GuardRefused):
        services.WORKFLOW.apply("agree", proposal, actor=young.office, proof=OWN)


def test_whose_half_yes_is_older_than_the_eighteenth_birthday_is_asked_again_and_says_the_whole_one(client, young):
    proposal = services.ask(young.person, young.vacancy, Plan("job_unbefristet"), actor=young.office)
    db.session.commit()
    to_person = link_in("proposals/asked", ADDRESSES[False])
    services.agree(proposal, actor=young.candidate, proof=OWN)
    young.person.birth_date = young.person.birth_date.replace(year=young.person.birth_date.year - 3)
    db.session.commit()
    prove(client, to_person, young.person)

    services.remind_person(proposal)
    page = client.get(to_person).text
    client.post(to_person, data={"deed": "agree"})

    assert asked_by_mail() == [ADDRESSES[False], ADDRESSES[True], ADDRESSES[False]]
    assert 'value="agree"' in page
    assert "Ihrer Eltern" not in page
    assert state_of(proposal) is S.PROPOSED
    assert young.company.id in candidates.consents.companies_named(young.person.id, clock.today())
