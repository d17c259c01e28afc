"""Companies' programs: offers under names of their own, and the proposals made to them."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from portal.api.models import ApiAnswer
from portal.api.rules import TokenScope
from portal.candidates.rules import DisclosureLevel
from portal.core import audit, clock, db
from portal.core.actor import Channel, Role
from portal.core.audit import ReadLog
from portal.organisations.models import Organisation
from portal.proposals.models import Proposal
from portal.proposals.rules import ProposalState
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import VacancyState, VersionState
from tests.api.conftest import Program, key_of
from tests.factories.candidates import CandidateFactory
from tests.factories.organisations import OrganisationFactory, actor_of, company_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.proposals.conftest import accept_purpose

OFFER = {
    "external_id": "HR-17",
    "title": "Lagerhelfer (m/w/d)",
    "tasks": "Sie packen Pakete und kleben Etiketten auf.",
    "offer_kind": "full_time_job",
    "postal_code": "41812",
    "ags": "05370004",
    "weekly_hours": 38.5,
    "pay_unit": "hour",
    "pay_eur": 16.2,
    "german_speaking": "A2",
    "german_reading": "A1",
    "starts_on": (clock.today() + timedelta(days=40)).isoformat(),
}


@pytest.fixture
def firm(boss, program):
    """The company's program."""
    return program(boss)


def the_offer() -> Vacancy:
    """Give the only offer, as the database has it."""
    db.session.expire_all()
    return db.session.query(Vacancy).one()


def text_of(vacancy, state):
    """Give the version of an offer in a state."""
    same = (VacancyVersion.vacancy_id == vacancy.id) & (VacancyVersion.text_state == state)
    return db.session.scalars(select(VacancyVersion).where(same)).one_or_none()


def company_of(user) -> Organisation:
    """Give the company of a member."""
    return db.session.get_one(Organisation, actor_of(user).organisation_id)


def test_an_offer_is_made_handed_in_and_found_by_the_name_it_has_at_home(firm, boss):
    answer = firm("POST", "/company/offers", json=OFFER)

    assert answer.status_code == 201
    assert (answer.json["external_id"], answer.json["state"]) == ("HR-17", "in_review")
    read = firm("GET", "/company/offers/HR-17").json
    assert {name: read["text"][name] for name in OFFER if name != "external_id"} == {
        name: value for name, value in OFFER.items() if name != "external_id"
    }
    assert firm("GET", f"/company/offers/{answer.json['reference']}").json == read
    assert [one["external_id"] for one in firm("GET", "/company/offers").json["items"]] == ["HR-17"]
    events = audit.history("vacancy", the_offer().id)
    assert {(one.name, one.channel, one.actor_id) for one in events} == {
        ("draft", Channel.API, boss.id),
        ("submit", Channel.API, boss.id),
    }


def test_a_name_is_taken_once_in_a_company_and_says_where(firm):
    firm("POST", "/company/offers", json=OFFER)

    answer = firm("POST", "/company/offers", json=OFFER | {"title": "Anderes"})

    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json["link"] == "/api/v1/company/offers/HR-17"
    assert text_of(the_offer(), VersionState.IN_REVIEW).title == OFFER["title"]


def test_another_company_has_names_of_its_own(firm, program):
    firm("POST", "/company/offers", json=OFFER)
    other = program(company_member(OrganisationFactory(verified=True), role=Role.COMPANY_ADMIN))

    assert other("GET", "/company/offers/HR-17").status_code == 404
    assert other("PUT", "/company/offers/HR-17", json={"title": "Fremd"}).status_code == 404
    assert other("POST", "/company/offers/HR-17/withdraw", json={"reason_code": "mistake"}).status_code == 404
    assert other("GET", "/company/offers").json["total"] == 0
    assert other("POST", "/company/offers", json=OFFER).status_code == 201


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"title": " "}, "/title"),
        ({"title": "x" * 121}, "/title"),
        ({"titel": "x"}, "/titel"),
        ({"postal_code": "99999"}, "/postal_code"),
        ({"ags": "05370012"}, "/ags"),
        ({"occupation": "gibtsnicht"}, "/occupation"),
        ({"languages_welcome": ["xx"]}, "/languages_welcome"),
        ({"weekly_hours": 61}, "/weekly_hours"),
        ({"weekly_hours": None}, "/weekly_hours"),
        ({"offer_kind": "slavery"}, "/offer_kind"),
        ({"starts_on": "gestern"}, "/starts_on"),
        ({"ends_on": "2020-01-01"}, "/ends_on"),
        ({"external_id": "../x"}, "/external_id"),
        ({"positions": 10**30}, "/positions"),
        ({"hand_in": "yes"}, "/hand_in"),
    ],
)
def test_what_does_not_fit_is_pointed_at_and_nothing_of_it_stays(firm, changed, pointer):
    answer = firm("POST", "/company/offers", json=OFFER | changed)

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert all(error["detail"] for error in answer.json["errors"])
    assert db.session.scalars(select(Vacancy.id)).all() == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": "title=x", "content_type": "application/x-www-form-urlencoded"}, 415),
        ({"json": []}, 422),
        ({"data": b'{"title": "' + b"x" * 300_000 + b'"}', "content_type": "application/json"}, 413),
    ],
)
def test_what_is_no_object_is_refused(firm, sent, status):
    answer = firm("POST", "/company/offers", **sent)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_draft_waits_until_it_is_handed_in(firm):
    firm("POST", "/company/offers", json={"external_id": "HR-17", "title": "Bald", "hand_in": False})
    assert the_offer().state is VacancyState.DRAFT

    rest = {name: value for name, value in OFFER.items() if name != "external_id"}
    answer = firm("PUT", "/company/offers/HR-17", json=rest)

    assert (answer.status_code, answer.json["state"]) == (200, "in_review")
    assert firm("PUT", "/company/offers/HR-17", json=rest | {"title": "Neu"}).status_code == 409


def test_a_new_text_of_an_offer_on_the_board_is_reviewed_first(firm, boss):
    vacancy = VacancyFactory(published=True, organisation=company_of(boss), external_ref="HR-9")
    now = firm("GET", "/company/offers/HR-9").json["text"]

    same = firm("PUT", "/company/offers/HR-9", json=now)
    assert (same.status_code, same.json["is_in_review"]) == (200, False)
    changed = firm("PUT", "/company/offers/HR-9", json=now | {"tasks": "Sie fahren den Stapler."})

    assert (changed.status_code, changed.json["state"], changed.json["is_in_review"]) == (200, "published", True)
    db.session.expire_all()
    assert text_of(vacancy, VersionState.LIVE).tasks == now["tasks"]
    assert firm("GET", "/company/offers/HR-9").json["text"]["tasks"] == "Sie fahren den Stapler."


def test_an_offer_is_withdrawn_with_a_reason_and_twice_is_once(firm):
    firm("POST", "/company/offers", json=OFFER)

    assert firm("POST", "/company/offers/HR-17/withdraw", json={}).status_code == 422
    answers = [
        firm("POST", "/company/offers/HR-17/withdraw", json={"reason_code": "no_longer_needed"}) for _ in range(2)
    ]

    assert [(one.status_code, one.json["state"]) for one in answers] == [(200, "withdrawn")] * 2
    assert [one.name for one in audit.history("vacancy", the_offer().id)].count("withdraw") == 1


def test_a_deed_sent_again_is_answered_as_before_and_done_once(firm):
    key = {"headers": {"Idempotency-Key": "a1"}}

    first = firm("POST", "/company/offers", json=OFFER, headers=dict(key["headers"]))
    again = firm("POST", "/company/offers", json=OFFER, headers=dict(key["headers"]))
    other = firm("POST", "/company/offers", json=OFFER | {"title": "X"}, headers=dict(key["headers"]))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert other.status_code == 422
    assert the_offer().external_ref == "HR-17"


def test_a_refusal_is_not_kept_and_a_key_belongs_to_one_program(firm, boss, program):
    key = {"Idempotency-Key": "a1"}
    assert firm("POST", "/company/offers", json=OFFER | {"weekly_hours": None}, headers=dict(key)).status_code == 422
    assert db.session.scalars(select(ApiAnswer.id)).all() == []
    assert firm("POST", "/company/offers", json=OFFER, headers=dict(key)).status_code == 201
    other = program(company_member(OrganisationFactory(verified=True), role=Role.COMPANY_ADMIN))
    assert other("POST", "/company/offers", json=OFFER, headers=dict(key)).headers.get("Idempotency-Replayed") is None
    assert firm("POST", "/company/offers", json=OFFER, headers={"Idempotency-Key": "x" * 101}).status_code == 400


@pytest.mark.commits
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "same"}])
def test_two_at_once_make_one_offer(app, boss, headers):
    secret, answers = key_of(boss), []

    def send():
        with app.test_client() as client:
            answers.append(Program(client, secret)("POST", "/company/offers", json=OFFER, headers=dict(headers)))

    db.session.remove()
    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.status_code for one in answers) == ([201, 201] if headers else [201, 409])
    assert the_offer().external_ref == "HR-17"


@pytest.fixture
def proposal(boss):
    """A person with a sign in every text, proposed to the company."""
    vacancy = VacancyFactory(published=True, organisation=company_of(boss), external_ref="HR-3")
    person = CandidateFactory(ready_for_work=True, last_name="Zqtesfamariam", email="zqamina@person.example")
    return ProposalFactory(candidate=person, vacancy=vacancy, organisation_id=vacancy.organisation_id)


def test_a_company_reads_what_its_page_shows_and_no_name_before_it_may(firm, boss, proposal):
    accept_purpose(boss, actor_of(boss).organisation_id)
    before = [firm("GET", "/company/proposals"), firm("GET", f"/company/proposals/{proposal.id}")]

    listed, card = (one.json for one in before)
    assert [(one["number"], one["offer_external_id"]) for one in listed["items"]] == [(proposal.number, "HR-3")]
    assert card["level"] == DisclosureLevel.L1
    assert {"german", "number"} <= {line["name"] for line in card["card"]}
    deed = firm("POST", f"/company/proposals/{proposal.id}/interest", json={})
    assert (deed.status_code, deed.json["state"]) == (200, "interested")
    for answer in (*before, deed):
        assert "zqtesfamariam" not in answer.text.lower()
        assert "zqamina" not in answer.text.lower()

    after = firm("GET", f"/company/proposals/{proposal.id}").json

    assert "Zqtesfamariam" in str(after["card"])
    db.session.expire_all()
    looks = db.session.scalars(select(ReadLog).where(ReadLog.channel == "api")).all()
    assert {look.actor_id for look in looks} == {boss.id}
    assert "zqtesfamariam" not in str([row.body for row in db.session.scalars(select(ApiAnswer))]).lower()


def test_no_name_is_told_to_whoever_has_not_promised_what_it_is_for(firm, boss, proposal):
    answer = firm("POST", f"/company/proposals/{proposal.id}/interest", json={})

    assert answer.status_code == 422
    assert "wofür Sie die Daten verwenden" in answer.json["detail"]
    db.session.expire_all()
    assert db.session.get(Proposal, proposal.id).state is ProposalState.PROPOSED


def test_a_proposal_is_declined_with_a_reason_and_twice_is_once(firm, proposal):
    path = f"/company/proposals/{proposal.id}/decline"

    assert firm("POST", path, json={}).status_code == 422
    assert firm("POST", path, json={"reason": "other"}).status_code == 422
    answers = [firm("POST", path, json={"reason": "hours", "text_for_person": "Alles Gute!"}) for _ in range(2)]

    assert [(one.status_code, one.json["state"]) for one in answers] == [(200, "declined")] * 2
    events = [one for one in audit.history("proposal", proposal.id) if one.name == "decline"]
    assert [(one.channel, one.reason_code) for one in events] == [(Channel.API, "hours")]
    assert firm("GET", "/company/proposals").json["total"] == 0
    assert firm("GET", "/company/proposals?all=1").json["total"] == 1


def test_another_company_learns_of_no_proposal(proposal, program):
    other = program(company_member(OrganisationFactory(verified=True), role=Role.COMPANY_ADMIN))

    assert other("GET", f"/company/proposals/{proposal.id}").status_code == 404
    assert other("POST", f"/company/proposals/{proposal.id}/decline", json={"reason": "hours"}).status_code == 404
    assert other("POST", f"/company/proposals/{proposal.id}/interest", json={}).status_code == 404
    assert other("GET", "/company/proposals?all=1").json["total"] == 0


def test_what_the_person_has_not_agreed_to_is_not_there(firm, boss):
    vacancy = VacancyFactory(published=True, organisation=company_of(boss))
    asked = ProposalFactory(vacancy=vacancy, organisation_id=vacancy.organisation_id, asked=True, proposed_at=None)

    assert firm("GET", f"/company/proposals/{asked.id}").status_code == 404
    assert firm("GET", "/company/proposals?all=1").json["total"] == 0


def test_a_key_opens_its_scopes_alone(boss, program, proposal):
    reads = program(boss, TokenScope.OFFERS_READ)

    assert reads("GET", "/company/offers").status_code == 200
    for method, path in (
        ("POST", "/company/offers"),
        ("PUT", "/company/offers/HR-3"),
        ("POST", "/company/offers/HR-3/withdraw"),
        ("GET", "/company/proposals"),
        ("GET", f"/company/proposals/{proposal.id}"),
        ("POST", f"/company/proposals/{proposal.id}/interest"),
        ("POST", f"/company/proposals/{proposal.id}/decline"),
    ):
        answer = reads(method, path, json={} if method != "GET" else None)
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
