"""The search for a person, the list of offers noted for somebody, and the people for an offer."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.candidates.models import ExcludedOrganisation
from portal.core import clock, db
from portal.core.actor import Role
from portal.organisations.models import Organisation
from portal.proposals.models import OfferMark
from portal.proposals.queries import facts, searching
from portal.proposals.rules.facts import PersonFacts
from portal.proposals.rules.searching import MarkKind, Preset, Question
from portal.proposals.services import searching as services
from portal.vacancies import search
from portal.vacancies.models import Vacancy
from tests.candidates.canaries import plant
from tests.conventions.test_disclosure import crawl
from tests.factories.candidates import CandidateFactory, ResidenceFactory
from tests.factories.organisations import MembershipFactory, actor_of, company_member, office_member
from tests.factories.proposals import ProposalFactory
from tests.factories.vacancies import VacancyFactory
from tests.pages import Page
from tests.proposals.conftest import Scene, act_for
from tests.signing import sign_in
from tests.statements import statements

EVERYTHING = Question(loosened=frozenset(Preset))


def offer(**content: Any) -> Vacancy:
    """Publish an offer that differs from the usual one."""
    made: Vacancy = VacancyFactory(published=True, content=content)
    return made


def pages(scene: Scene) -> list[str]:
    """Give the pages of the search for the person of the scene."""
    base = f"/proposals/people/{scene.person.id}"
    return [f"{base}/offers", f"{base}/shortlist", f"{base}/shortlist/print", f"{base}/orders"]


@pytest.fixture
def indexed(scene: Scene) -> Scene:
    """The scene with its offer on the board."""
    search.rebuild()
    return scene


def hits(scene: Scene, question: Question = EVERYTHING) -> list[Any]:
    """Search for the person of the scene."""
    search.rebuild()
    person = searching.person(scene.office, scene.person.id)
    return list(searching.offers_for(person, question, clock.today()).hits)


def test_every_hit_says_what_fits_what_is_near_and_what_is_missing(as_office: FlaskClient, indexed: Scene) -> None:
    text = Page(as_office.get(f"{pages(indexed)[0]}?off=german&off=reach").text).text

    assert "Lagerhelfer (m/w/d) im Versand" in text
    for words in ("passt", "nicht bekannt", "Spricht Deutsch A2, gebraucht A2", "Arbeitserlaubnis: bitte klären"):
        assert words in text


@pytest.mark.parametrize(
    ("preset", "person", "content"),
    [
        ("german", {"german": "A0"}, {"german_speaking": "B1"}),
        ("hours", {"weekly_hours": 20}, {}),
        ("reach", {"radius_km": 3}, {}),
        ("licence", {"licence": "none"}, {"licence": "B"}),
    ],
)
def test_a_filter_from_the_profile_hides_says_how_many_and_can_be_loosened_in_the_address(
    client: FlaskClient, preset: str, person: dict[str, Any], content: dict[str, Any]
) -> None:
    caseworker = office_member()
    somebody = CandidateFactory(ready_for_work=True, caseworker=caseworker, **person)
    number = offer(**content).number
    search.rebuild()
    sign_in(client, caseworker)
    address = f"/proposals/people/{somebody.id}/offers"

    hidden, loosened = client.get(address), client.get(f"{address}?off={preset}")

    assert f'id="{number}"' not in hidden.text
    assert "(1 ausgeblendet)" in Page(hidden.text).text
    assert f"{address}?off={preset}" in hidden.text
    assert f'id="{number}"' in loosened.text


def test_what_the_law_forbids_is_hidden_until_the_filter_is_loosened_and_then_says_so(client: FlaskClient) -> None:
    caseworker = office_member()
    somebody = CandidateFactory(ready_for_work=True, caseworker=caseworker)
    residence = {"status_key": "duldung_60a", "permission_on_paper": "none", "abh_ban_decision": "yes"}
    ResidenceFactory(candidate_id=somebody.id, housing="community", safe_origin_after_cutoff="no", **residence)
    number = offer(offer_kind="mini_job").number
    search.rebuild()
    sign_in(client, caseworker)
    address = f"/proposals/people/{somebody.id}/offers?off=reach"

    assert f'id="{number}"' not in client.get(address).text
    assert "Nach heutigem Stand nicht erlaubt" in client.get(f"{address}&off=permission").text


def test_words_and_kinds_narrow_and_nonsense_narrows_nothing(as_office: FlaskClient, indexed: Scene) -> None:
    number, base = indexed.vacancy.number, f"{pages(indexed)[0]}?off=reach"

    assert f'id="{number}"' in as_office.get(f"{base}&q=Lager").text
    assert f'id="{number}"' in as_office.get(f"{base}&kind=full_time_job").text
    assert f'id="{number}"' in as_office.get(f"{base}&off=nonsense&kind=nonsense&page=x").text
    assert f'id="{number}"' not in as_office.get(f"{base}&q=Zahnarzt").text
    assert f'id="{number}"' not in as_office.get(f"{base}&kind=shadowing").text


def test_the_best_comes_first_and_nothing_is_hidden_by_its_score(scene: Scene) -> None:
    near = offer(german_speaking="B1", german_reading="B1")
    poor = offer(german_speaking="C1", german_reading="C1", weekly_hours=None, starts_on=None)

    found = hits(scene)

    assert [hit.version.vacancy_id for hit in found] == [scene.vacancy.id, near.id, poor.id]
    assert [hit.match.score for hit in found] == sorted((hit.match.score for hit in found), reverse=True)


def test_a_company_the_person_does_not_want_is_never_among_the_hits(as_office: FlaskClient, indexed: Scene) -> None:
    db.session.add(ExcludedOrganisation(candidate_id=indexed.person.id, organisation_id=indexed.company.id))
    db.session.commit()
    everything = "&".join(f"off={preset}" for preset in Preset)
    address = f"/proposals/people/{indexed.person.id}/offers/{indexed.vacancy.id}"

    assert indexed.vacancy.number not in as_office.get(f"{pages(indexed)[0]}?{everything}").text
    assert as_office.post(f"{address}/note").status_code == 404
    assert as_office.get(f"{address}/unsuitable").status_code == 404
    people = as_office.get(f"/proposals/offers/{indexed.vacancy.id}/people")
    assert indexed.person.number not in people.text


def test_what_the_company_already_had_of_this_person_stands_beside_the_hit(
    as_office: FlaskClient, indexed: Scene
) -> None:
    other = VacancyFactory(published=True, organisation=db.session.get_one(Organisation, indexed.company.id))
    declined = ProposalFactory(candidate=indexed.person, vacancy=other, declined=True)
    strangers = ProposalFactory(vacancy=indexed.vacancy)

    for address in (f"{pages(indexed)[0]}?off=reach", f"/proposals/offers/{indexed.vacancy.id}/people"):
        text = as_office.get(address).text
        assert declined.number in text
        assert "Passt diesmal nicht: " in text
        assert strangers.number not in text


@pytest.mark.parametrize("who", ["colleague", "service", "stranger"])
def test_nobody_else_searches_for_this_person(
    client: FlaskClient, indexed: Scene, who: str, request: pytest.FixtureRequest
) -> None:
    services.save_order(indexed.person, Question("Lager"), actor=indexed.office)
    db.session.commit()
    sign_in(client, request.getfixturevalue(who))
    expected = 404 if who == "colleague" else 403
    base = f"/proposals/people/{indexed.person.id}"

    for address in pages(indexed):
        assert client.get(address).status_code == expected
    for deed in ("note", "take_back", "unsuitable"):
        assert client.post(f"{base}/offers/{indexed.vacancy.id}/{deed}").status_code == expected
    assert client.post(f"{base}/orders").status_code == expected


def test_a_caseworker_of_the_same_office_and_one_who_acts_for_a_company_find_nothing(
    client: FlaskClient, indexed: Scene
) -> None:
    colleague = MembershipFactory(role=Role.CASEWORKER, office_id=indexed.person.office_id)
    sign_in(client, db.session.get_one(User, colleague.user_id))
    assert client.get(pages(indexed)[0]).status_code == 404

    act_for(client, indexed.caseworker, indexed.company)
    assert client.get(pages(indexed)[0]).status_code == 403
    assert client.get(f"/proposals/offers/{indexed.vacancy.id}/people").status_code == 403


def test_an_offer_is_noted_once_printed_and_taken_back(as_office: FlaskClient, indexed: Scene) -> None:
    address = f"/proposals/people/{indexed.person.id}/offers/{indexed.vacancy.id}"
    for _ in range(2):
        assert as_office.post(f"{address}/note", data={"next": pages(indexed)[0]}).location == pages(indexed)[0]
    assert [mark.kind for mark in db.session.query(OfferMark)] == [MarkKind.SHORTLISTED]
    listed = as_office.get(pages(indexed)[1]).text
    assert indexed.vacancy.number in listed
    assert f"/proposals/new?candidate={indexed.person.id}&amp;vacancy={indexed.vacancy.id}" in listed

    as_office.post(f"{address}/take_back")

    assert indexed.vacancy.number not in as_office.get(pages(indexed)[1]).text


def test_the_paper_is_in_the_language_of_the_person_and_does_not_name_them(client: FlaskClient) -> None:
    caseworker = office_member()
    somebody = CandidateFactory(ready_for_work=True, caseworker=caseworker, locale="en", last_name="Tesfamariam")
    made = offer()
    services.note(somebody, made.id, actor=actor_of(caseworker))
    db.session.commit()
    sign_in(client, caseworker)

    paper = client.get(f"/proposals/people/{somebody.id}/shortlist/print")

    assert paper.headers["Content-Language"] == Page(paper.text).lang == "en"
    assert "39 hours per week" in paper.text
    assert "Sie arbeiten im Lager." in paper.text
    assert made.number in paper.text
    assert "Tesfamariam" not in paper.text


def test_what_is_nothing_for_the_person_is_put_aside_with_a_reason_and_shown_again(
    as_office: FlaskClient, indexed: Scene
) -> None:
    search_page = f"{pages(indexed)[0]}?off=reach"
    address = f"/proposals/people/{indexed.person.id}/offers/{indexed.vacancy.id}"
    assert as_office.get(f"{address}/unsuitable").status_code == 200
    for wrong in ({}, {"reason": "other"}, {"reason": "nonsense"}):
        assert as_office.post(f"{address}/unsuitable", data=wrong).status_code == 422

    as_office.post(f"{address}/unsuitable", data={"reason": "other", "note": "Nachtbus fährt nicht"})

    text = as_office.get(search_page).text
    assert f'id="{indexed.vacancy.number}"' not in text
    assert "Nachtbus fährt nicht" in text
    assert "Ausgeblendet (1)" in Page(text).text
    assert as_office.get(pages(indexed)[1]).text.count(indexed.vacancy.number) == 0
    as_office.post(f"{address}/take_back")
    assert f'id="{indexed.vacancy.number}"' in as_office.get(search_page).text


def test_an_offer_that_is_not_on_the_board_cannot_be_noted(as_office: FlaskClient, scene: Scene) -> None:
    over = VacancyFactory(expired=True)

    answer = as_office.post(f"/proposals/people/{scene.person.id}/offers/{over.id}/note")

    assert answer.status_code == 404


def test_the_people_for_an_offer_are_the_own_ones_the_ready_ones_marked_and_the_best_first(
    as_office: FlaskClient, scene: Scene
) -> None:
    caseworker = db.session.get_one(User, scene.caseworker.id)
    best = CandidateFactory(
        ready_for_work=True, caseworker=caseworker, wish_occupations=["Lagerhelfer/in"], radius_km=50
    )
    unready = CandidateFactory(caseworker=caseworker)
    strangers = CandidateFactory(ready_for_work=True)

    text = as_office.get(f"/proposals/offers/{scene.vacancy.id}/people").text

    assert text.index(best.number) < text.index(scene.person.number) < text.index(unready.number)
    assert strangers.number not in text
    assert f"/proposals/new?candidate={best.id}" in text
    assert f"/proposals/new?candidate={unready.id}" not in text
    assert "Der Profil-Check reicht dafür noch nicht" in text


def test_more_people_than_a_page_holds_have_pages_and_so_have_offers(as_office: FlaskClient, indexed: Scene) -> None:
    caseworker = db.session.get_one(User, indexed.caseworker.id)
    for _ in range(20):
        CandidateFactory(ready_for_work=True, caseworker=caseworker)
        offer()
    search.rebuild()

    for address in (f"/proposals/offers/{indexed.vacancy.id}/people?", f"{pages(indexed)[0]}?off=reach&off=german&"):
        first, second = as_office.get(f"{address}page=1"), as_office.get(f"{address}page=2")
        assert first.text.count("<article") == 20
        assert second.text.count("<article") == 1
        assert "page=2" in first.text
    assert "off=german&amp;off=reach&amp;page=2" in first.text


def test_where_a_proposal_stands_no_other_is_offered(as_office: FlaskClient, indexed: Scene) -> None:
    standing = indexed.proposal("interested")

    for address in (f"{pages(indexed)[0]}?off=reach", f"/proposals/offers/{indexed.vacancy.id}/people"):
        text = as_office.get(address).text
        assert f"/proposals/{standing.id}" in text
        assert f"/proposals/new?candidate={indexed.person.id}" not in text


def test_a_company_finds_neither_the_page_nor_the_way_to_it(as_firm: FlaskClient, scene: Scene) -> None:
    assert as_firm.get(f"/proposals/offers/{scene.vacancy.id}/people").status_code == 403
    assert "/people" not in as_firm.get(f"/vacancies/{scene.vacancy.id}").text


def test_notes_and_orders_open_nothing_to_the_company(client: FlaskClient) -> None:
    caseworker = office_member()
    planted = plant(caseworker=caseworker, locale="de")
    made = offer()
    services.note(planted.person, made.id, actor=actor_of(caseworker))
    services.save_order(planted.person, Question("Lager"), actor=actor_of(caseworker))
    db.session.commit()
    member = company_member(db.session.get_one(Organisation, made.organisation_id))
    sign_in(client, member)

    texts = "".join(found.text for found in crawl(client, f"/vacancies/{made.id}"))

    assert not [sign for signs in planted.signs.values() for sign in signs if sign in texts]


def test_the_pages_of_the_search_cost_the_same_for_one_offer_and_for_many(app: Any, client: FlaskClient) -> None:
    caseworker = office_member()
    somebody = CandidateFactory(ready_for_work=True, caseworker=caseworker, radius_km=90)
    sign_in(client, caseworker)
    counted: dict[str, list[int]] = {}
    for more in (1, 9):
        for _ in range(more):
            made = offer()
            ProposalFactory(candidate=somebody, vacancy=made, declined=True)
            services.note(somebody, made.id, actor=actor_of(caseworker))
            CandidateFactory(ready_for_work=True, caseworker=db.session.get_one(User, caseworker.id))
        db.session.commit()
        search.rebuild()
        for name in ("offers", "shortlist", "orders"):
            db.session.expunge_all()
            with statements(app) as said:
                assert client.get(f"/proposals/people/{somebody.id}/{name}").status_code == 200
            counted.setdefault(name, []).append(len(said))
        db.session.expunge_all()
        with statements(app) as said:
            assert client.get(f"/proposals/offers/{made.id}/people").status_code == 200
        counted.setdefault("people", []).append(len(said))

    assert all(first == last for first, last in counted.values()), counted
    assert max(last for _, last in counted.values()) <= 16, counted


def test_facts_say_what_is_stored_and_leave_unknown_what_nobody_said(scene: Scene) -> None:
    person = searching.person(scene.office, scene.person.id)

    known = facts.of_person(person, facts.Beside(), clock.today())

    assert known.speaking == "A2"
    assert {one.group_id for one in known.wishes} == {"baeckereihelfer"}
    assert (known.licence, known.weekly_hours, known.available_from, known.done) == (None, None, None, frozenset())
    assert replace(known, verdicts={}) != PersonFacts()
