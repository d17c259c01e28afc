"""Composing a proposal: from the person or from the offer, with the verdict and the card in sight."""

import pytest

from portal.candidates.models import Consent
from portal.core import db
from portal.proposals import queries
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from tests.factories.candidates import CandidateFactory, ConsentFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import (
    PROOF,
    act_for,
    compose,
    composed,
    mails,
)
from tests.signing import sign_in

S = ProposalState
NOBODY = "01a20000-0000-7000-8000-000000000000"


def test_a_caseworker_composes_from_the_person(as_office, scene):
    offers = as_office.get(f"/proposals/new?candidate={scene.person.id}&query=lager")
    assert f"vacancy={scene.vacancy.id}" in offers.text
    page = as_office.get(compose(scene))
    assert page.status_code == 200
    assert scene.person.number in page.text

    answer = as_office.post(compose(scene), data=composed())

    made = db.session.query(Proposal).one()
    assert answer.location.endswith(f"/proposals/{made.id}")
    assert made.state is S.ASKED


def test_a_caseworker_composes_from_the_offer_by_the_number_of_the_person(as_office, scene):
    address = f"/proposals/new?vacancy={scene.vacancy.id}"
    assert scene.person.number not in as_office.get(address).text

    answer = as_office.post(address, data={"number": scene.person.number.lower()})

    assert str(scene.person.id) in answer.location
    assert scene.person.last_name not in answer.location


def test_a_number_of_another_file_is_nobody(as_office, scene, colleague):
    other = CandidateFactory(ready_for_work=True, caseworker=colleague)

    for number in (other.number, "K-ZZZZZZ"):
        answer = as_office.post(f"/proposals/new?vacancy={scene.vacancy.id}", data={"number": number})
        assert answer.status_code == 422
        assert "niemanden mit dieser Nummer" in answer.text


def test_nobody_composes_for_a_person_of_another_file(client, scene, colleague):
    sign_in(client, colleague)

    assert client.get(compose(scene)).status_code == 404
    assert client.post(compose(scene), data=composed()).status_code == 404
    assert db.session.query(Proposal).filter_by(candidate_id=scene.person.id).count() == 0


@pytest.mark.parametrize("query", ["candidate=x", f"candidate={NOBODY}", "vacancy=x", f"vacancy={NOBODY}"])
def test_unknown_ids_are_no_page(as_office, query):
    assert as_office.get(f"/proposals/new?{query}").status_code == 404


def test_an_offer_that_never_got_as_far_as_a_kind_can_be_looked_at_but_not_proposed_for(as_office, scene):
    scene.vacancy = VacancyFactory(withdrawn=True, content={"offer_kind": None, "title": None})

    assert as_office.get(compose(scene)).status_code == 200
    assert as_office.post(compose(scene), data=composed()).status_code == 422


def test_an_offer_that_cannot_be_reached_gives_the_card_no_distance(as_office, scene):
    scene.vacancy = VacancyFactory(published=True, content={"ags": None})

    assert "Entfernung" not in as_office.get(compose(scene)).text


def test_nobody_composes_while_acting_for_a_company(client, scene):
    act_for(client, scene.caseworker, scene.company)

    assert client.get(compose(scene)).status_code == 403
    assert client.post(compose(scene), data=composed()).status_code == 403
    assert db.session.query(Proposal).count() == 0


def test_looking_again_sends_nothing(as_office, scene):
    answer = as_office.post(compose(scene), data=composed(deed="check", note_to_company="Kann gut packen."))

    assert answer.status_code == 200
    assert "Kann gut packen." in answer.text
    assert db.session.query(Proposal).count() == 0


def test_a_double_click_makes_one_proposal(as_office, scene):
    data = composed()

    first, second = as_office.post(compose(scene), data=data), as_office.post(compose(scene), data=data)

    assert first.location == second.location
    assert db.session.query(Proposal).count() == 1
    assert mails() == ["proposals/asked"]


def test_a_yes_at_the_telephone_goes_out_with_its_proof(as_office, scene):
    as_office.post(compose(scene), data=composed(deed="in_person", **PROOF))

    made = db.session.query(Proposal).one()
    consent = db.session.query(Consent).filter_by(purpose="name").one()
    assert made.state is S.PROPOSED
    assert (consent.channel, consent.language, consent.interpreter) == ("phone", "ar", "Frau Dolmetsch")


def test_a_yes_at_the_desk_needs_its_proof(as_office, scene):
    answer = as_office.post(compose(scene), data=composed(deed="in_person"))

    assert answer.status_code == 422
    assert db.session.query(Proposal).count() == 0


def test_a_standing_consent_offers_the_short_way(as_office, scene):
    assert 'value="propose"' not in as_office.get(compose(scene)).text
    ConsentFactory(candidate_id=scene.person.id, purpose="card", work_field="Lager und Logistik")
    assert 'value="propose"' in as_office.get(compose(scene)).text

    as_office.post(compose(scene), data=composed(deed="propose"))

    assert db.session.query(Proposal).one().state is S.PROPOSED


def test_the_composer_says_what_stands_against_it_and_keeps_what_was_typed(as_office, scene):
    scene.proposal()

    answer = as_office.post(compose(scene), data=composed(note_to_company="Packt gern an."))

    assert answer.status_code == 422
    assert "schon einen Vorschlag" in answer.text
    assert "Packt gern an." in answer.text


def test_the_card_in_the_composer_is_the_card_of_the_company(client, scene):
    sign_in(client, scene.caseworker)
    composer = client.get(compose(scene)).text
    client.post(compose(scene), data=composed(deed="in_person", **PROOF))
    made = queries.loaded(db.session.query(Proposal).one())

    card = queries.card(scene.firm, made)

    assert [text for _, text in card.lines if text not in composer] == []
