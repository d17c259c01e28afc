"""What is done with an offer at a click or through a small form."""

from datetime import timedelta

import pytest

from portal.core import clock, db
from portal.vacancies import services
from portal.vacancies.models import Vacancy
from portal.vacancies.rules import VacancyState
from tests.factories.organisations import actor_of
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in


def in_days(days):
    """Write a day as a form sends it."""
    return (clock.today() + timedelta(days=days)).isoformat()


def state_of(vacancy):
    """Read an offer's state afresh."""
    db.session.expire_all()
    return db.session.get(Vacancy, vacancy.id).state.value


FORMS = [
    ("published", "pause", {"paused_until": 7}, "paused"),
    ("published", "extend", {"expires_on": 100, "reason": "Noch frei"}, "published"),
    ("published", "withdraw", {"reason_code": "filled_elsewhere"}, "withdrawn"),
    ("expired", "outcome", {"reason_code": "not_filled"}, "expired"),
]
CLICKS = [
    ("paused", "resume", "published"),
    ("published", "confirm", "published"),
    ("published", "fill", "filled"),
    ("expired", "relist", "published"),
]


def sent(data):
    """Turn numbers of days into days."""
    return {name: in_days(value) if isinstance(value, int) else value for name, value in data.items()}


@pytest.mark.parametrize(("before", "deed", "data", "after"), FORMS)
def test_a_form_does_its_deed_once(before, deed, data, after, client, people):
    vacancy = VacancyFactory(**{before: True}, organisation=people.company)
    sign_in(client, people.recruiter)

    assert client.get(f"/vacancies/{vacancy.id}/{deed}").status_code == 200
    answers = [client.post(f"/vacancies/{vacancy.id}/{deed}", data=sent(data)).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert state_of(vacancy) == after


@pytest.mark.parametrize(("before", "deed", "_data", "_after"), FORMS)
def test_staff_who_act_for_no_company_get_no_form_of_its_deeds(before, deed, _data, _after, client, people):
    vacancy = VacancyFactory(**{before: True}, organisation=people.company)
    sign_in(client, people.caseworker)

    answers = (client.get(f"/vacancies/{vacancy.id}/{deed}"), client.post(f"/vacancies/{vacancy.id}/{deed}", data={}))

    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.parametrize(("before", "deed", "after"), CLICKS)
def test_a_click_does_its_deed_once(before, deed, after, client, people):
    vacancy = VacancyFactory(**{before: True}, organisation=people.company)
    sign_in(client, people.recruiter)

    answers = [client.post(f"/vacancies/{vacancy.id}/{deed}").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert state_of(vacancy) == after


@pytest.mark.parametrize(
    ("deed", "data"),
    [
        ("pause", {}),
        ("pause", {"paused_until": -1}),
        ("pause", {"paused_until": "1900-01-01"}),
        ("pause", {"paused_until": "9999-12-31"}),
        ("pause", {"paused_until": 5, "reason": "x" * 501}),
        ("extend", {"expires_on": 100}),
        ("extend", {"expires_on": 100, "reason": "\x00\u202e"}),
        ("extend", {"expires_on": 2, "reason": "kürzer"}),
        ("extend", {"expires_on": "9999-12-31", "reason": "ewig"}),
        ("withdraw", {}),
        ("withdraw", {"reason_code": "because"}),
        ("withdraw", {"reason_code": "other", "reason": "x" * 1001}),
    ],
)
def test_a_form_that_is_not_right_changes_nothing(deed, data, client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    sign_in(client, people.recruiter)

    answer = client.post(f"/vacancies/{vacancy.id}/{deed}", data=sent(data))

    assert (answer.status_code, state_of(vacancy)) == (422, "published")
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(("before", "deed", "data", "_after"), FORMS)
def test_another_company_gets_no_form_and_does_no_deed(before, deed, data, _after, client, people):
    vacancy = VacancyFactory(**{before: True}, organisation=people.company)
    sign_in(client, people.stranger)

    assert client.get(f"/vacancies/{vacancy.id}/{deed}").status_code == 404
    assert client.post(f"/vacancies/{vacancy.id}/{deed}", data=sent(data)).status_code == 404
    assert state_of(vacancy) == before


@pytest.mark.parametrize(("before", "deed", "_after"), CLICKS)
def test_another_company_does_nothing_at_a_click(before, deed, _after, client, people):
    vacancy = VacancyFactory(**{before: True}, organisation=people.company)
    sign_in(client, people.stranger)

    assert client.post(f"/vacancies/{vacancy.id}/{deed}").status_code == 404
    assert state_of(vacancy) == before


def test_dropping_a_change_asks_first(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    sign_in(client, people.recruiter)
    client.post(f"/vacancies/{vacancy.id}/revise")

    assert "Verwerfen?" in client.get(f"/vacancies/{vacancy.id}/discard").text
    answers = [client.post(f"/vacancies/{vacancy.id}/discard").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert "Weiter bearbeiten" not in client.get(f"/vacancies/{vacancy.id}").text


def test_filled_and_free_again(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    sign_in(client, people.recruiter)

    client.post(f"/vacancies/{vacancy.id}/fill")
    client.post(f"/vacancies/{vacancy.id}/reopen")

    assert state_of(vacancy) == "published"


def test_a_form_of_another_state_is_not_shown(client, people):
    vacancy = VacancyFactory(draft=True, organisation=people.company)
    sign_in(client, people.recruiter)

    assert client.get(f"/vacancies/{vacancy.id}/extend").status_code == 409


SHOWN = {
    "draft": {"Weiter bearbeiten", "Zur Prüfung geben", "Zurückziehen"},
    "in_review": {"Zurückziehen"},
    "published": {"Ist noch aktuell", "Text ändern", "Verlängern", "Pausieren", "Platz ist besetzt", "Zurückziehen"},
    "paused": {"Wieder zeigen", "Text ändern", "Platz ist besetzt", "Zurückziehen"},
    "filled": {"Text ändern", "Unverändert neu einstellen", "Platz ist wieder frei"},
    "withdrawn": {"Text ändern", "Unverändert neu einstellen"},
    "expired": {"Ergebnis mitteilen", "Text ändern", "Unverändert neu einstellen"},
}


@pytest.mark.parametrize("state", SHOWN)
def test_the_page_shows_what_is_possible_now(state, client, people):
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)
    sign_in(client, people.recruiter)

    shown = client.get(f"/vacancies/{vacancy.id}").text.split('class="ip-actions"')[1]

    every = set().union(*SHOWN.values())
    assert {label for label in every if f">{label}<" in shown} == SHOWN[state]
    assert ">Kopieren<" in shown


@pytest.mark.parametrize("state", [state.value for state in VacancyState if state is not VacancyState.DRAFT])
def test_a_caseworker_reads_every_offer_and_changes_none(state, client, people):
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)
    sign_in(client, people.caseworker)

    answer = client.get(f"/vacancies/{vacancy.id}")

    assert answer.status_code == 200
    assert f"/vacancies/{vacancy.id}/" not in answer.text.replace(f"/vacancies/{vacancy.id}/version/", "")


def test_a_draft_is_its_companys_own_business(client, people):
    vacancy = VacancyFactory(draft=True, organisation=people.company)

    for user in (people.caseworker, people.reviewer, people.coordinator):
        sign_in(client, user)
        assert client.get(f"/vacancies/{vacancy.id}").status_code == 404


NEXT = [
    ({"in_review": True}, "Wir prüfen das Angebot"),
    ({"paused": True, "paused_until": clock.today()}, "bis "),
    ({"published": True}, "Wir suchen Menschen, die passen"),
    ({"filled": True}, "Alle Plätze sind besetzt"),
    ({"withdrawn": True}, "Das Angebot ist zurückgezogen"),
    ({"expired": True}, "ob der Platz besetzt ist"),
]


@pytest.mark.parametrize(("columns", "words"), NEXT)
def test_the_page_says_what_happens_next(columns, words, client, people):
    vacancy = VacancyFactory(**columns, organisation=people.company)
    sign_in(client, people.recruiter)

    following = client.get(f"/vacancies/{vacancy.id}").text.split("ip-next", 1)[1]

    assert words in following


def test_an_approved_offer_says_when_it_appears(client, people):
    vacancy = VacancyFactory(in_review=True, organisation=people.company)
    services.publish(vacancy, actor=actor_of(people.reviewer), publish_on=clock.today() + timedelta(days=3))
    db.session.commit()
    sign_in(client, people.recruiter)

    assert "Das Angebot erscheint von selbst." in client.get(f"/vacancies/{vacancy.id}").text


def test_a_change_in_review_cannot_be_begun_again(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    services.revise(vacancy, actor=actor_of(people.recruiter))
    services.submit(vacancy, actor=actor_of(people.recruiter))
    db.session.commit()
    sign_in(client, people.recruiter)

    page = client.get(f"/vacancies/{vacancy.id}").text

    assert "Eine Änderung wird geprüft" in page
    assert "Text ändern" not in page


def test_bringing_a_changed_offer_back_twice_is_harmless(client, people):
    vacancy = VacancyFactory(withdrawn=True, organisation=people.company)
    sign_in(client, people.recruiter)
    client.post(f"/vacancies/{vacancy.id}/revise")

    answers = [client.post(f"/vacancies/{vacancy.id}/submit").status_code for _ in range(2)]

    assert (answers, state_of(vacancy)) == ([303, 303], "in_review")


def test_each_version_can_be_read(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    sign_in(client, people.recruiter)
    client.post(f"/vacancies/{vacancy.id}/revise")

    assert [client.get(f"/vacancies/{vacancy.id}/version/{n}").status_code for n in (1, 2, 3)] == [200, 200, 404]


def test_a_change_that_is_being_written_is_read_by_its_company_alone(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    sign_in(client, people.recruiter)
    client.post(f"/vacancies/{vacancy.id}/revise")
    sign_in(client, people.reviewer)

    assert f"/vacancies/{vacancy.id}/version/2" not in client.get(f"/vacancies/{vacancy.id}").text
    assert [client.get(f"/vacancies/{vacancy.id}/version/{n}").status_code for n in (1, 2)] == [200, 404]


def test_the_history_names_the_side_and_the_caller_but_no_colleague(client, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)
    services.fill(vacancy, actor=people.on_behalf(people.caseworker))
    services.reopen(vacancy, actor=actor_of(people.recruiter))
    services.pause(vacancy, actor=actor_of(people.coordinator), until=None, reason="Beschwerde")
    services.resume_due(vacancy)
    db.session.commit()
    sign_in(client, people.recruiter)

    history = client.get(f"/vacancies/{vacancy.id}").text.split("ip-timeline", 1)[1]

    for words in ("im Auftrag von Frau Beispiel", "Beschwerde", "von selbst", "Betrieb", "Integration Point"):
        assert words in history
    assert people.coordinator.name not in history


@pytest.mark.parametrize(("state", "label"), [("filled", "Änderung zur Prüfung geben"), ("expired", "Neu einstellen")])
def test_a_changed_text_of_an_ended_offer_has_one_way_on(state, label, client, people):
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)
    sign_in(client, people.recruiter)
    client.post(f"/vacancies/{vacancy.id}/revise")

    page = client.get(f"/vacancies/{vacancy.id}").text

    assert page.count(f'href="/vacancies/{vacancy.id}/submit"') == 1
    assert f">{label}<" in page
