"""The reviewers' queue and page: findings, what changed, publish and return."""

import re
from datetime import timedelta

import pytest

from portal.core import clock, db
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VersionState
from tests.factories.organisations import actor_of
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in
from tests.statements import statements

NOBODY = "01a21953-aada-7000-afc0-9e49d8f5efcd"


@pytest.fixture
def waiting(client, people):
    """An offer in review; the reviewer is signed in."""
    sign_in(client, people.reviewer)
    return VacancyFactory(in_review=True, organisation=people.company)


def fresh(vacancy):
    """Read an offer afresh."""
    db.session.expire_all()
    return db.session.get(Vacancy, vacancy.id)


def test_the_queue_shows_new_offers_and_changes_but_not_what_is_approved(client, people, waiting):
    changed = VacancyFactory(published=True, organisation=people.company)
    services.revise(changed, actor=actor_of(people.recruiter))
    services.submit(changed, actor=actor_of(people.recruiter))
    approved = VacancyFactory(in_review=True)
    approved.text.reviewer_id = people.coordinator.id
    db.session.commit()

    page = client.get("/review/").text

    assert f"/review/{waiting.id}" in page
    assert f"/review/{changed.id}" in page
    assert f"/review/{approved.id}" not in page
    assert page.count(f"<bdi>{waiting.text.title}</bdi>") == 2


def test_publishing_from_the_page_works_once(client, waiting):
    data = {"publish-version": waiting.text.version}

    answers = [client.post(f"/review/{waiting.id}/publish", data=data) for _ in range(2)]

    assert [answer.location for answer in answers] == ["/review/", "/review/"]
    assert fresh(waiting).state == "published"


def test_returning_from_the_page_works_once(client, waiting):
    data = {"return-version": waiting.text.version, "return-reason": "Bitte die Zeiten ergänzen."}

    answers = [client.post(f"/review/{waiting.id}/return", data=data) for _ in range(2)]

    assert [answer.location for answer in answers] == ["/review/", "/review/"]
    assert fresh(waiting).state == "draft"


@pytest.mark.parametrize("reason", ["", "  ", "\x00", "x" * 2001])
def test_a_return_needs_a_text_of_some_length(reason, client, waiting):
    data = {"return-version": waiting.text.version, "return-reason": reason}

    answer = client.post(f"/review/{waiting.id}/return", data=data)

    assert (answer.status_code, fresh(waiting).state) == (422, "in_review")


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31", "morgen"])
def test_a_day_of_publication_is_near_and_ahead(day, client, waiting):
    data = {"publish-version": waiting.text.version, "publish-publish_on": day}

    answer = client.post(f"/review/{waiting.id}/publish", data=data)

    assert (answer.status_code, fresh(waiting).state) == (422, "in_review")


def test_a_text_that_changed_since_the_page_was_opened_is_not_published(client, waiting):
    answer = client.post(f"/review/{waiting.id}/publish", data={"publish-version": waiting.text.version - 1})

    assert (answer.status_code, fresh(waiting).state) == (409, "in_review")


def test_an_exception_is_shown_and_asks_for_its_reason(client, people):
    sign_in(client, people.reviewer)
    vacancy = VacancyFactory(in_review=True, content={"needed": "Wir suchen nur Männer."})
    data = {"publish-version": vacancy.text.version}

    page = client.get(f"/review/{vacancy.id}").text
    refused = client.post(f"/review/{vacancy.id}/publish", data=data)
    accepted = client.post(f"/review/{vacancy.id}/publish", data={**data, "publish-reason": "§ 8 AGG: Männerwohnheim"})

    assert "Ausnahme nur mit Grund" in page
    assert "nur Männer" in page
    assert (refused.status_code, accepted.status_code) == (422, 303)
    assert "Bitte nennen Sie den Grund" in refused.text


def test_the_page_shows_what_changes_on_the_board(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    recruiter = actor_of(people.recruiter)
    services.revise(vacancy, actor=recruiter)
    draft = vacancy.version_in(VersionState.DRAFT)
    services.save(vacancy, draft, actor=recruiter, content={"title": "Packhelfer (m/w/d)", "has_shifts": True})
    services.submit(vacancy, actor=recruiter)
    db.session.commit()
    sign_in(client, people.reviewer)

    page = client.get(f"/review/{vacancy.id}").text

    assert "<del>Lagerhelfer</del> (m/w/d)<del> im Versand</del>" in page
    assert "<ins>Packhelfer</ins> (m/w/d)</span>" in page
    assert ("<del>Nein</del>" in page, page.count("<del")) == (True, 3)


def test_whoever_wrote_it_is_shown_no_buttons(client, people):
    vacancy = VacancyFactory(organisation=people.company)
    services.submit(vacancy, actor=people.on_behalf(people.reviewer))
    db.session.commit()
    sign_in(client, people.reviewer)

    page = client.get(f"/review/{vacancy.id}").text

    assert "Prüfen muss ihn jemand anderes" in page
    assert f"/review/{vacancy.id}/publish" not in page


@pytest.mark.parametrize("name", ["recruiter", "admin", "stranger", "caseworker"])
def test_the_queue_is_not_for_others(name, client, people, waiting):
    sign_in(client, getattr(people, name))

    assert client.get("/review/").status_code == 403
    assert client.get(f"/review/{waiting.id}").status_code == 403
    assert client.post(f"/review/{waiting.id}/publish", data={}).status_code == 403
    assert fresh(waiting).state == "in_review"


def test_a_draft_is_no_reviewers_business(client, people):
    vacancy = VacancyFactory(draft=True)
    sign_in(client, people.reviewer)

    assert client.get(f"/review/{vacancy.id}").status_code == 404
    assert client.post(f"/review/{vacancy.id}/publish", data={}).status_code == 404


def test_the_queue_asks_the_database_the_same_however_long_it_is(app, client, people):
    sign_in(client, people.reviewer)
    counted = []
    for _round in range(2):
        for _number in range(4):
            VacancyFactory(in_review=True)
        db.session.expire_all()
        with statements(app) as said:
            client.get("/review/")
        counted.append(len(said))

    assert counted[0] == counted[1] <= 6


def test_an_offer_withdrawn_meanwhile_is_not_published(client, people, waiting):
    data = {"publish-version": waiting.text.version}
    services.withdraw(waiting, actor=actor_of(people.recruiter), code="mistake")
    db.session.commit()

    answer = client.post(f"/review/{waiting.id}/publish", data=data)

    assert (answer.status_code, fresh(waiting).state) == (409, "withdrawn")


def test_what_is_not_in_review_leads_to_the_offers_page(client, people):
    vacancy = VacancyFactory(published=True)
    sign_in(client, people.reviewer)

    shown = client.get(f"/review/{vacancy.id}")
    refused = client.post(f"/review/{vacancy.id}/return", data={"return-reason": ""})

    assert shown.location == refused.location == f"/vacancies/{vacancy.id}"


def test_the_offers_page_leads_reviewers_to_the_check(client, people, waiting):
    assert f'href="/review/{waiting.id}"' in client.get(f"/vacancies/{waiting.id}").text


def chosen(*vacancies):
    """Give the boxes that stand for offers, as they were read."""
    return [f"{vacancy.id}:{vacancy.version_in(VersionState.IN_REVIEW).version}" for vacancy in vacancies]


def test_the_longest_waiting_stands_first_and_says_for_how_long(client, people, waiting):
    late = VacancyFactory(in_review=True, organisation=people.company, content={"title": "Bäckerhelfer (m/w/d)"})
    late.text.submitted_at = clock.now() - timedelta(days=7)
    waiting.text.submitted_at = clock.now()
    db.session.commit()

    page = client.get("/review/").text

    assert page.index("Bäckerhelfer") < page.index("Lagerhelfer")
    assert re.search(r"[45] Arbeitstage", page)
    assert "seit heute" in page


def test_several_are_published_at_once_and_each_refusal_says_why(client, people, waiting):
    others = [VacancyFactory(in_review=True, organisation=people.company) for _ in range(3)]
    stale, unlawful, clean = others
    boxes = chosen(waiting, *others)
    stale.text.tasks = "Sie packen Pakete und fegen."
    unlawful.text.title = "Junge Verkäuferin gesucht"
    db.session.commit()
    boxes[2] = chosen(unlawful)[0]

    answer = client.post("/review/several", data={"chosen": boxes}, follow_redirects=True)

    assert [fresh(one).state for one in (waiting, stale, unlawful, clean)] == [
        "published",
        "in_review",
        "in_review",
        "published",
    ]
    assert "2 Angebote sind veröffentlicht." in answer.text
    assert f"Angebot {stale.number} nicht: Jemand hat das inzwischen geändert." in answer.text
    assert f"Angebot {unlawful.number} nicht: " in answer.text
    again = client.post("/review/several", data={"chosen": boxes[:1]}, follow_redirects=True)
    assert "Bitte wählen Sie zuerst Angebote aus." in again.text


def test_only_what_nothing_stands_against_can_be_ticked(client, people, waiting):
    own, unlawful = (VacancyFactory(in_review=True, organisation=people.company) for _ in range(2))
    VacancyFactory(in_review=True)
    own.text.editor_ids = [str(people.reviewer.id)]
    unlawful.text.title = "Junge Verkäuferin gesucht"
    db.session.commit()

    page = client.get("/review/").text

    assert chosen(waiting)[0] in page
    assert not any(chosen(one)[0] in page for one in (own, unlawful))


@pytest.mark.parametrize("boxes", [[], ["x"], ["x:1", ":", NOBODY], [f"{NOBODY}:1"]])
def test_nothing_ticked_leads_back(client, waiting, boxes):
    for answer in (client.get("/review/several", query_string={"chosen": boxes}), client.post("/review/several")):
        assert (answer.status_code, answer.location) == (303, "/review/")


def test_nobody_publishes_several_of_their_own_and_no_company_at_all(client, people, waiting):
    waiting.text.editor_ids = [str(people.reviewer.id)]
    db.session.commit()
    boxes = chosen(waiting)

    answer = client.post("/review/several", data={"chosen": boxes}, follow_redirects=True)
    assert "Diesen Text haben Sie selbst geschrieben" in answer.text
    sign_in(client, people.recruiter)
    assert client.post("/review/several", data={"chosen": boxes}).status_code == 403
    assert fresh(waiting).state == "in_review"
