"""Several proposals in one go: what stands against each pair is said before, and what came of it after."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidates.models import Candidate
from portal.core import db
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies import search
from portal.vacancies.models import Vacancy
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

AGAIN = "Für diese Person und dieses Angebot gibt es schon einen Vorschlag."


@pytest.fixture
def caseworker(client: FlaskClient) -> User:
    user = office_member()
    sign_in(client, user)
    return user


def ready(caseworker: User, **values: Any) -> Candidate:
    person: Candidate = CandidateFactory(caseworker=caseworker, ready_for_work=True, **values)
    ResidenceFactory(candidate_id=person.id)
    return person


def address(people: list[Candidate], offers: list[Vacancy]) -> str:
    pairs = [f"candidate={one.id}" for one in people] + [f"vacancy={one.id}" for one in offers]
    return "/proposals/together?" + "&".join(pairs)


def send(client: FlaskClient, people: list[Candidate], offers: list[Vacancy], deed: str = "ask", **fixed: str) -> Any:
    data: dict[str, Any] = {
        "candidate": [str(one.id) for one in people],
        "vacancy": [str(one.id) for one in offers],
        "deed": deed,
    }
    for person in people:
        for offer in offers:
            row = {"is_wanted": "y", "legal_kind": "job_unbefristet", "record_id": str(db.new_id()), **fixed}
            data |= {f"{person.number}-{offer.number}-{name}": value for name, value in row.items() if value}
    return client.post("/proposals/together", data=data)


def kind_of(client: FlaskClient, person: Candidate, offer: Vacancy) -> str:
    name = f"{person.number}-{offer.number}-legal_kind"
    chosen = client.get(address([person], [offer])).text.split(f'name="{name}"')[1].split("<option selected value=")[1]
    return chosen.split('"')[1]


def asked() -> set[tuple[Any, Any, Any]]:
    found = db.session.scalars(select(Proposal))
    return {(one.candidate_id, one.vacancy_id, one.state) for one in found}


def test_one_person_is_asked_about_several_offers(client: FlaskClient, caseworker: User) -> None:
    person, offers = ready(caseworker), VacancyFactory.create_batch(3, published=True)
    kind = kind_of(client, person, offers[0])

    answer = send(client, [person], offers, legal_kind=kind)

    assert "3 von 3 sind gefragt." in answer.text
    assert asked() == {(person.id, offer.id, ProposalState.ASKED) for offer in offers}


def test_what_stands_against_one_is_said_before_and_after_and_the_others_go_through(
    client: FlaskClient, caseworker: User
) -> None:
    offer = VacancyFactory(published=True)
    free, taken = ready(caseworker, last_name="Anders"), ready(caseworker, last_name="Berger")
    ProposalFactory(candidate=taken, vacancy=offer)
    kind = kind_of(client, free, offer)

    before = client.get(address([free, taken], [offer]))
    after = send(client, [free, taken], [offer], legal_kind=kind)

    assert (before.text.count(AGAIN), after.text.count(AGAIN)) == (1, 1)
    assert "1 von 2 sind gefragt." in after.text
    assert (free.id, offer.id, ProposalState.ASKED) in asked()
    assert len(asked()) == 2


def test_to_look_again_or_to_leave_a_row_out_asks_nobody(client: FlaskClient, caseworker: User) -> None:
    person, offer = ready(caseworker), VacancyFactory(published=True)
    kind = kind_of(client, person, offer)

    looked = send(client, [person], [offer], deed="check", legal_kind=kind)
    left_out = send(client, [person], [offer], legal_kind=kind, is_wanted="")
    wrong = send(client, [person], [offer], legal_kind="nonsense")
    spoilt = send(client, [person], [offer], legal_kind=kind, record_id="nonsense")

    assert (looked.status_code, left_out.status_code) == (200, 200)
    assert (wrong.status_code, spoilt.status_code) == (422, 422)
    assert asked() == set()


def test_people_of_another_file_cannot_be_proposed(client: FlaskClient, caseworker: User) -> None:
    stranger, offer = CandidateFactory(ready_for_work=True), VacancyFactory(published=True)

    assert client.get(address([stranger], [offer])).status_code == 404
    assert send(client, [stranger], [offer]).status_code == 404
    assert client.get("/proposals/together").status_code == 303
    assert asked() == set()


def test_after_a_refusal_three_other_offers_are_at_hand(app: Flask, client: FlaskClient, caseworker: User) -> None:
    person = ready(caseworker)
    refused = ProposalFactory(candidate=person, declined=True)
    others = VacancyFactory.create_batch(4, published=True)
    search.rebuild()

    page = client.get(f"/proposals/{refused.id}").text

    assert page.count("Auch dort fragen") == 3
    assert f"vacancy={refused.vacancy_id}" not in page
    assert sum(f"vacancy={other.id}" in page for other in others) == 3
