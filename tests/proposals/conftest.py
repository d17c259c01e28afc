"""The people around a proposal: the caseworker, the company, another one of each, and the person."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.policy import as_person
from portal.candidates.rules import ConsentProof
from portal.core import clock, db
from portal.core.actor import Actor, Channel, Role
from portal.core.db import new_id
from portal.core.outbox import OutboxMail
from portal.organisations.models import Organisation, PurposeAcceptance
from portal.organisations.rules import PURPOSE_VERSION
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import actor_of, company_member, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import INSIDE, sign_in

S = ProposalState
IN_A_WEEK = (clock.today() + timedelta(days=7)).isoformat()
DESK = ConsentProof(Channel.DESK, "de")


def accept_purpose(user: User, company_id: Any) -> None:
    """Let a member of a company promise what people's data are for."""
    db.session.add(PurposeAcceptance(user_id=user.id, organisation_id=company_id, text_version=PURPOSE_VERSION))
    db.session.commit()


def mails() -> list[str]:
    """Give the kinds of the mails that wait to be sent, in the order they were written."""
    return list(db.session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id)))


@dataclass
class Scene:
    """A caseworker with a person, a verified company with an offer and a member, and who speaks as whom."""

    caseworker: User
    member: User
    company: Organisation
    person: Any
    vacancy: Any

    @property
    def office(self) -> Actor:
        """The caseworker."""
        return actor_of(self.caseworker)

    @property
    def firm(self) -> Actor:
        """The member of the company, who accepted the purpose."""
        return actor_of(self.member)

    @property
    def candidate(self) -> Actor:
        """The person, through a personal link."""
        return as_person(self.person.id, "de")

    def on_behalf(self, staff: User) -> Actor:
        """Give staff who were told by telephone what the company wants."""
        return actor_of(staff).acting_for(self.company.id, "Kim Beispiel", Channel.PHONE)

    def proposal(self, state: str = "", **values: Any) -> Proposal:
        """Make a proposal of this person for this offer."""
        made: Proposal = ProposalFactory(
            candidate=self.person, vacancy=self.vacancy, **({state: True} if state else {}), **values
        )
        return made


@pytest.fixture
def scene() -> Scene:
    """One of each."""
    caseworker = office_member()
    vacancy = VacancyFactory(published=True)
    company = vacancy.organisation
    member = company_member(company)
    accept_purpose(member, company.id)
    person = CandidateFactory(
        ready_for_work=True, caseworker=caseworker, last_name="Tesfamariam", email="amina@person.example"
    )
    return Scene(caseworker, member, company, person, vacancy)


@pytest.fixture
def stranger() -> User:
    """A member of another company with a proposal of its own."""
    other: Proposal = ProposalFactory()
    user = company_member(db.session.get_one(Organisation, other.organisation_id))
    accept_purpose(user, other.organisation_id)
    return user


@pytest.fixture
def colleague() -> User:
    """A caseworker of another office with a person of their own."""
    other: Proposal = ProposalFactory()
    return db.session.get_one(User, other.caseworker_id)


@pytest.fixture
def service() -> User:
    """Somebody of the employer service."""
    return office_member(role=Role.EMPLOYER_SERVICE)


def act_for(client, user, company):
    """Let a member of staff act for a company, as the page of the company does."""
    sign_in(client, user)
    behalf = {"organisation_id": str(company.id), "name": company.name, "contact": "Kim Beispiel", "channel": "phone"}
    with client.session_transaction(INSIDE) as session:
        session["behalf"] = behalf


@pytest.fixture
def as_firm(client, scene):
    """The member of the company at the browser."""
    sign_in(client, scene.member)
    return client


@pytest.fixture
def as_office(client, scene):
    """The caseworker at the browser."""
    sign_in(client, scene.caseworker)
    return client


def state_of(proposal) -> ProposalState:
    """Read the state afresh."""
    db.session.expire_all()
    return db.session.get_one(Proposal, proposal.id).state


def compose(scene) -> str:
    """Give the address of the composer for the person and offer of the scene."""
    return f"/proposals/new?candidate={scene.person.id}&vacancy={scene.vacancy.id}"


def composed(**values) -> dict[str, str]:
    """Give a filled composer."""
    return {"record_id": str(new_id()), "legal_kind": "job_unbefristet", "deed": "ask", **values}


PROOF = {
    "proof-channel": "phone",
    "proof-language": "ar",
    "proof-interpreter": "Frau Dolmetsch",
    "proof-interpreter_is_neutral": "y",
    "proof-was_explained": "y",
}


ANSWERS = {
    "show_interest": ("", {}),
    "later": ("", {"until": IN_A_WEEK, "reason": "Chef im Urlaub"}),
    "write": ("", {"text": "Ab wann?"}),
    "invite": ("interested", {"first-starts_at": f"{IN_A_WEEK}T10:00", "first-place": "Tor 3"}),
    "accept": ("interested", {"offer_kind": "full_time_job"}),
    "decline": ("", {"reason": "hours", "note": "intern", "text_for_person": "Alles Gute!"}),
    "reopen": ("declined", {}),
}
TARGETS = {
    "show_interest": S.INTERESTED,
    "later": S.ON_HOLD,
    "write": S.PROPOSED,
    "invite": S.INTERVIEW,
    "accept": S.ACCEPTED,
    "decline": S.DECLINED,
    "reopen": S.ASKED,
}
