"""The pages of proposals: lists, records, composing and every deed, by company, caseworker and employer service."""

from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.core import audit, clock, db
from portal.organisations.models import Organisation
from portal.organisations.queries import has_accepted_purpose
from portal.proposals import queries, services
from portal.proposals.models import Proposal
from portal.proposals.queries import Filters
from portal.proposals.rules import ProposalState
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import actor_of, company_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import (
    ANSWERS,
    TARGETS,
    accept_purpose,
    act_for,
    mails,
    state_of,
)
from tests.signing import sign_in
from tests.statements import statements

S = ProposalState


@pytest.mark.parametrize("event", ANSWERS)
def test_a_company_answers_on_the_page(as_firm, scene, event):
    state, data = ANSWERS[event]
    proposal = scene.proposal(state)
    assert f"/proposals/{proposal.id}/{event}" in as_firm.get(f"/proposals/{proposal.id}").text
    assert as_firm.get(f"/proposals/{proposal.id}/{event}").status_code == 200

    answer = as_firm.post(f"/proposals/{proposal.id}/{event}", data=data)

    assert answer.status_code == 303, answer.text
    assert state_of(proposal) is TARGETS[event]
    assert as_firm.get(answer.location).status_code == 200


@pytest.mark.parametrize("event", ANSWERS)
@pytest.mark.parametrize("who", ["service", "caseworker"])
def test_staff_answer_for_a_company_that_telephones(client, scene, service, event, who):
    state, data = ANSWERS[event]
    proposal = scene.proposal(state)
    act_for(client, service if who == "service" else scene.caseworker, scene.company)

    answer = client.post(f"/proposals/{proposal.id}/{event}", data=data)

    assert answer.status_code == 303, answer.text
    assert state_of(proposal) is TARGETS[event]
    last = next(one for one in audit.history("proposal", proposal.id) if one.name == event)
    assert (last.on_behalf_of_id, last.contact, last.channel) == (scene.company.id, "Kim Beispiel", "phone")


@pytest.mark.parametrize("event", ANSWERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_company_does_not_learn_that_the_proposal_exists(client, scene, stranger, event, method):
    state, data = ANSWERS[event]
    proposal = scene.proposal(state)
    before = proposal.state
    sign_in(client, stranger)

    answer = getattr(client, method)(f"/proposals/{proposal.id}/{event}", data=data)

    assert answer.status_code == 404
    assert client.get(f"/proposals/{proposal.id}").status_code == 404
    assert proposal.number not in client.get("/proposals?state=all").text
    assert state_of(proposal) is before


@pytest.mark.parametrize("state", ["asked", "refused"])
def test_a_company_sees_nothing_before_the_person_has_agreed(as_firm, scene, state):
    proposal = scene.proposal(state)

    assert as_firm.get(f"/proposals/{proposal.id}").status_code == 404
    for address in ("/proposals", "/proposals?state=all", f"/proposals?state={state}"):
        assert proposal.number not in as_firm.get(address).text
    assert as_firm.post(f"/proposals/{proposal.id}/decline", data=ANSWERS["decline"][1]).status_code == 404


@pytest.mark.parametrize("state", [one.value for one in S if one not in (S.ASKED, S.REFUSED, S.PROPOSED)] + [""])
def test_every_state_has_a_page_for_company_and_office(client, scene, state):
    proposal = scene.proposal(state)

    for user, words in ((scene.member, "Bewerbervorschlag"), (scene.caseworker, scene.person.last_name)):
        sign_in(client, user)
        answer = client.get(f"/proposals/{proposal.id}")
        assert answer.status_code == 200
        assert words in answer.text


def test_the_first_interest_asks_for_the_promise_and_keeps_it(client, scene):
    proposal, newcomer = scene.proposal(), company_member(scene.company)
    sign_in(client, newcomer)
    assert client.post(f"/proposals/{proposal.id}/show_interest").status_code == 422
    assert state_of(proposal) is S.PROPOSED

    client.post(f"/proposals/{proposal.id}/show_interest", data={"purpose": "y"})

    assert state_of(proposal) is S.INTERESTED
    assert has_accepted_purpose(actor_of(newcomer))


def test_a_colleague_sees_the_name_only_after_the_own_promise(client, scene):
    proposal, newcomer = scene.proposal("interested"), company_member(scene.company)
    sign_in(client, newcomer)
    assert scene.person.last_name not in client.get(f"/proposals/{proposal.id}").text

    accept_purpose(newcomer, scene.company.id)

    assert scene.person.last_name in client.get(f"/proposals/{proposal.id}").text


def test_a_look_at_the_name_is_in_the_read_log_and_the_first_one_at_the_card_too(as_firm, scene):
    proposal = scene.proposal()
    for _ in range(2):
        as_firm.get(f"/proposals/{proposal.id}")
    as_firm.post(f"/proposals/{proposal.id}/show_interest")
    as_firm.get(f"/proposals/{proposal.id}")

    levels = [row.level for row in db.session.query(audit.ReadLog).order_by(audit.ReadLog.created_at)]

    assert levels == ["L1", "L2"]


def test_a_company_reads_its_own_words_in_the_history_and_none_of_the_office(as_firm, scene):
    proposal = scene.proposal()
    services.later(proposal, actor=scene.firm, until=clock.today() + timedelta(days=3), reason="Unser Grund")
    services.withdraw(proposal, actor=scene.office, reason="Geheimes aus der Akte")
    db.session.commit()

    text = as_firm.get(f"/proposals/{proposal.id}").text

    assert "Unser Grund" in text
    assert "Geheimes" not in text


def test_the_page_of_a_company_names_neither_legal_kind_nor_the_id_of_the_person(as_firm, scene):
    proposal = scene.proposal("interested", legal_kind="mag", verdict_caseworker="Nur für die Akte")

    text = as_firm.get(f"/proposals/{proposal.id}").text

    for secret in (str(scene.person.id), "Maßnahme", "MAG", "mag", "Nur für die Akte"):
        assert f">{secret}<" not in text
        assert str(scene.person.id) not in text


def test_the_card_names_the_first_day_that_is_allowed(as_firm, scene):
    proposal = scene.proposal(earliest_start_on=clock.today() + timedelta(days=40))

    assert "Frühestens ab" in as_firm.get(f"/proposals/{proposal.id}").text


def test_the_page_says_whose_turn_it_is(client, scene):
    unnamed = scene.proposal("interested", name_agreed=False)
    sign_in(client, scene.caseworker)
    assert "ob der Betrieb den Namen erfahren darf" in client.get(f"/proposals/{unnamed.id}").text

    services.write(unnamed, actor=scene.on_behalf(scene.caseworker), text="Ab wann?")
    db.session.commit()

    page = client.get(f"/proposals/{unnamed.id}").text
    assert "Der Betrieb wartet auf Ihre Antwort" in page
    assert "im Auftrag von Kim Beispiel" in page


def test_the_inbox_shows_what_is_due_first(as_firm, scene):
    late = scene.proposal()
    soon = ProposalFactory(vacancy=scene.vacancy, answer_due_on=clock.today() + timedelta(days=1))

    text = as_firm.get("/proposals").text

    assert text.index(soon.number) < text.index(late.number)
    assert "noch 10 Arbeitstage" in text


def test_lists_are_narrowed_by_state_person_and_offer(as_office, scene):
    here = scene.proposal()
    elsewhere = ProposalFactory(
        candidate=CandidateFactory(ready_for_work=True, caseworker=scene.caseworker), declined=True
    )

    for query, found, left_out in (
        ("", here, elsewhere),
        ("?state=declined", elsewhere, here),
        (f"?state=all&candidate={scene.person.id}", here, elsewhere),
        (f"?state=all&vacancy={elsewhere.vacancy_id}", elsewhere, here),
    ):
        text = as_office.get(f"/proposals{query}").text
        assert found.number in text
        assert left_out.number not in text


@pytest.mark.parametrize("query", ["?state=nonsense", "?page=0", "?page=x", "?page=99999999999", "?candidate=x"])
def test_nonsense_in_the_address_of_a_list_is_ignored(as_firm, scene, query):
    assert as_firm.get(f"/proposals{query}").status_code == 200


def test_a_list_has_pages(as_firm, scene):
    for _ in range(21):
        ProposalFactory(vacancy=scene.vacancy)

    assert as_firm.get("/proposals").text.count('name="chosen"') == 20
    assert "page=2" in as_firm.get("/proposals").text
    assert as_firm.get("/proposals?page=2").text.count('name="chosen"') == 1


def test_the_list_of_a_company_costs_the_same_for_one_row_and_for_many(app, scene):
    counted = []
    actor, company_id = scene.firm, scene.company.id
    for more in (1, 12):
        for _ in range(more):
            company = db.session.get_one(Organisation, company_id)
            ProposalFactory(vacancy=VacancyFactory(published=True, organisation=company))
        db.session.expunge_all()
        with statements(app) as said:
            found, _ = queries.visible_to(actor, Filters())
        counted.append(len(said))
        assert len(found) >= more

    assert counted[0] == counted[1]
    assert counted[0] <= 4


def test_the_list_of_a_caseworker_costs_the_same_for_one_row_and_for_many(app, scene):
    counted = []
    actor, caseworker_id = scene.office, scene.caseworker.id
    for more in (1, 12):
        for _ in range(more):
            caseworker = db.session.get_one(User, caseworker_id)
            ProposalFactory(candidate=CandidateFactory(ready_for_work=True, caseworker=caseworker))
        db.session.expunge_all()
        with statements(app) as said:
            queries.visible_to(actor, Filters())
        counted.append(len(said))

    assert counted[0] == counted[1]
    assert counted[0] <= 4


STEPS_OF_OFFICE = {
    "agree": ("asked", {"channel": "desk", "language": "de", "was_explained": "y"}, S.PROPOSED),
    "refuse": ("asked", {"reason": ""}, S.REFUSED),
    "write": ("", {"text": "Ab Januar."}, S.PROPOSED),
    "withdraw": ("", {"code": "other", "reason": "Notiz"}, S.WITHDRAWN),
    "supersede": ("", {}, S.SUPERSEDED),
    "reopen": ("lapsed", {}, S.ASKED),
}


@pytest.mark.parametrize("event", STEPS_OF_OFFICE)
def test_a_caseworker_does_what_the_table_allows(as_office, scene, event):
    state, data, target = STEPS_OF_OFFICE[event]
    proposal = scene.proposal(state)
    assert as_office.get(f"/proposals/{proposal.id}/{event}").status_code == 200

    answer = as_office.post(f"/proposals/{proposal.id}/{event}", data=data)

    assert answer.status_code == 303, answer.text
    assert state_of(proposal) is target


@pytest.mark.parametrize("event", STEPS_OF_OFFICE)
def test_a_caseworker_of_another_file_finds_nothing(client, scene, colleague, event):
    state, data, _ = STEPS_OF_OFFICE[event]
    proposal = scene.proposal(state)
    before = proposal.state
    sign_in(client, colleague)

    answer = client.post(f"/proposals/{proposal.id}/{event}", data=data)

    assert answer.status_code == 404
    assert state_of(proposal) is before


def test_a_caseworker_chooses_the_time_and_opens_the_name(as_office, scene):
    proposal = scene.proposal("interview", name_agreed=False)
    slot = queries.slots(proposal)[0]

    as_office.post(f"/proposals/{proposal.id}/choose_slot", data={"slot_id": str(slot.id)})
    as_office.post(
        f"/proposals/{proposal.id}/give_name", data={"channel": "desk", "language": "de", "was_explained": "y"}
    )

    db.session.expire_all()
    made = db.session.get_one(Proposal, proposal.id)
    assert made.name_agreed_at is not None
    assert [one.is_chosen for one in queries.slots(made)] == [True]


def test_after_a_yes_the_caseworker_closes_a_list(as_office, scene):
    accepted = scene.proposal("accepted")
    others = [ProposalFactory(candidate=scene.person) for _ in range(3)]
    address = f"/proposals/{accepted.id}/others"
    assert all(str(one.id) in as_office.get(address).text for one in others)
    assert as_office.post(address, data={}).status_code == 422

    as_office.post(address, data={"chosen": [str(one.id) for one in others[:2]]})

    assert [state_of(one) for one in others] == [S.SUPERSEDED, S.SUPERSEDED, S.PROPOSED]
    assert mails().count("proposals/superseded") == 0  # nobody signs in for those companies, and none left an address


def test_a_proposal_of_somebody_else_cannot_be_closed_with_the_list(as_office, scene):
    accepted, foreign = scene.proposal("accepted"), ProposalFactory()

    answer = as_office.post(f"/proposals/{accepted.id}/others", data={"chosen": [str(foreign.id)]})

    assert answer.status_code == 422
    assert state_of(foreign) is S.PROPOSED


def test_a_tab_that_is_behind_is_told_so(client, scene):
    proposal = scene.proposal("interested")
    colleague = company_member(scene.company)
    accept_purpose(colleague, scene.company.id)
    sign_in(client, scene.member)
    client.get(f"/proposals/{proposal.id}/decline")
    services.accept(proposal, actor=actor_of(colleague))
    db.session.commit()

    answer = client.post(f"/proposals/{proposal.id}/decline", data=ANSWERS["decline"][1])

    assert answer.status_code == 409
    assert client.get(f"/proposals/{proposal.id}/decline").status_code == 409
    assert state_of(proposal) is S.ACCEPTED


def test_a_double_click_on_an_answer_is_harmless(as_firm, scene):
    proposal = scene.proposal("interested")

    answers = [as_firm.post(f"/proposals/{proposal.id}/accept", data={"offer_kind": "full_time_job"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    db.session.expire_all()
    assert db.session.get_one(type(scene.vacancy), scene.vacancy.id).taken == 1
