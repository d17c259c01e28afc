"""Writing an offer in the browser: step by step, with mistakes, by two people at once, and by strangers."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core import audit, clock, db
from portal.core.actor import Role
from portal.core.db import new_id
from portal.reference import snapshot
from portal.vacancies.forms.steps import STEP_TITLES
from portal.vacancies.models import Vacancy, VacancyVersion
from portal.vacancies.rules import STEPS, VacancyState
from portal.vacancies.rules.findings import concerns
from tests.factories.organisations import OrganisationFactory, company_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in
from tests.statements import statements

WHAT = {
    "offer_kind": "full_time_job",
    "title": "Küchenhilfe (m/w/d)",
    "tasks": "Sie spülen Geschirr und putzen Gemüse.",
    "occupation": "",
    "positions": "2",
}
WHERE = {"postal_code": "41812", "ags": "", "weekly_hours": "38,5"}
PAY = {"pay_unit": "hour", "pay_eur": "18,50", "physical_load": "", "licence": ""}
WHO = {"german_speaking": "A1", "german_reading": "A0", "languages_welcome": ["ar", "uk"]}
SUPPORT = {"support": "Arbeitskleidung stellen wir.", "by_train": "yes", "is_name_public": "y"}


def text_of(vacancy_id):
    """Read the only version of an offer afresh."""
    db.session.expire_all()
    return db.session.query(VacancyVersion).filter_by(vacancy_id=vacancy_id).one()


def begin(client, template="blank", record_id=None):
    """Press a button of the first page; gives the id of the draft."""
    record_id = record_id or new_id()
    answer = client.post(f"/vacancies/new/{template}/{record_id}")
    assert (answer.status_code, answer.location) == (303, f"/vacancies/{record_id}/edit/what")
    return record_id


def errors(answer):
    """List the ids of the fields a form complains about."""
    return re.findall(r'id="(?:\w+-)?(\w+)-error"', answer.text)


@pytest.mark.parametrize("path", ["edit", "preview"])
def test_what_lacks_a_step_leads_there_instead_of_to_the_review(client, recruiter, path):
    record_id = begin(client)
    client.post(f"/vacancies/{record_id}/edit/what", data={**WHAT, "version": text_of(record_id).version})

    text = client.get(f"/vacancies/{record_id}/{path}").text

    assert re.search(
        rf'href="/vacancies/{record_id}/edit/where"[^>]*>\s*(<span[^>]*>)?Weiter zum offenen Schritt', text
    )
    assert f'href="/vacancies/{record_id}/submit"' not in text


def test_an_offer_is_written_step_by_step_and_handed_in(client, recruiter):
    start = (clock.today() + timedelta(days=40)).isoformat()

    record_id = begin(client)
    steps = {"what": WHAT, "where": WHERE, "pay": PAY, "who": WHO, "support": SUPPORT, "when": {"starts_on": start}}
    for step, data in steps.items():
        version = text_of(record_id).version
        answer = client.post(f"/vacancies/{record_id}/edit/{step}", data={**data, "version": version})
        assert answer.status_code == 303, errors(answer)
    preview = client.get(f"/vacancies/{record_id}/preview").text
    assert preview.count("Küchenhilfe (m/w/d)") >= 2
    assert f'href="/vacancies/{record_id}/submit"' in preview
    answer = client.post(f"/vacancies/{record_id}/submit", data={})

    assert answer.status_code == 303
    written = text_of(record_id)
    assert (written.town, written.ags, written.weekly_hours) == ("Erkelenz", "05370004", Decimal("38.50"))
    assert (written.pay_eur, written.languages_welcome, written.by_train) == (Decimal("18.50"), ["ar", "uk"], True)
    assert db.session.get(Vacancy, record_id).state is VacancyState.IN_REVIEW


def test_beginning_twice_makes_one_offer(client, recruiter):
    record_id = begin(client)

    begin(client, record_id=record_id)

    assert db.session.query(Vacancy).count() == 1


@pytest.mark.parametrize("template", snapshot().offer_templates, ids=lambda template: template.key)
def test_a_ready_made_text_is_a_draft_nothing_stands_against(template, client, recruiter):
    written = text_of(begin(client, template.key))

    assert (written.title, written.tasks, written.offer_kind) == (template.title, template.tasks, "internship")
    assert (written.occupation, bool(written.kldb)) == (template.occupation, True)
    assert [concern for concern in concerns(written, on=clock.today(), tables=snapshot()) if concern.passage] == []


def test_a_ready_made_text_that_does_not_exist_begins_nothing(client, recruiter):
    assert client.post(f"/vacancies/new/zauberei/{new_id()}").status_code == 404
    assert db.session.query(Vacancy).count() == 0


def test_the_first_page_says_what_is_asked_and_offers_texts_and_own_earlier_offers(client, recruiter, people):
    VacancyFactory(organisation=people.company, content={"title": "Spülkraft (m/w/d)"})
    VacancyFactory(content={"title": "Fremdes Angebot (m/w/d)"})

    page = client.get("/vacancies/new").text

    assert all(str(title) in page for title in STEP_TITLES.values())
    assert all(template.title in page for template in snapshot().offer_templates)
    assert ("Spülkraft (m/w/d)" in page, "Fremdes Angebot" in page) == (True, False)


@pytest.mark.parametrize("occupation", ["azubi", "helfer_allgemein", "praktikant"])
def test_an_occupation_that_has_no_code_of_its_own_can_be_chosen(client, recruiter, draft, occupation):
    data = {**WHAT, "occupation": occupation, "version": draft.text.version}

    answer = client.post(f"/vacancies/{draft.id}/edit/what", data=data)

    assert answer.status_code == 303
    assert (text_of(draft.id).occupation, text_of(draft.id).kldb) == (occupation, None)


def test_saving_a_step_twice_is_harmless(client, recruiter, draft):
    data = {**WHAT, "version": draft.text.version}

    answers = [client.post(f"/vacancies/{draft.id}/edit/what", data=data).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_the_second_of_two_editors_sees_both_versions(client, recruiter, draft):
    opened_at = draft.text.version
    client.post(f"/vacancies/{draft.id}/edit/what", data={**WHAT, "version": opened_at})

    answer = client.post(
        f"/vacancies/{draft.id}/edit/what", data={**WHAT, "title": "Spülkraft (m/w/d)", "version": opened_at}
    )

    assert answer.status_code == 409
    assert "Spülkraft (m/w/d)" in answer.text
    assert "Küchenhilfe (m/w/d)" in answer.text
    assert text_of(draft.id).title == "Küchenhilfe (m/w/d)"


@pytest.mark.parametrize(
    ("step", "changes", "wrong"),
    [
        ("what", {"title": ""}, ["title"]),
        ("what", {"title": "\x00\u202e\ufeff "}, ["title"]),
        ("what", {"title": "x" * 121}, ["title"]),
        ("what", {"tasks": "x" * 1_000_000}, ["tasks"]),
        ("what", {"offer_kind": "standing_offer"}, ["offer_kind"]),
        ("what", {"offer_kind": "internship"}, ["training_aim"]),
        ("what", {"occupation": "hexer"}, ["occupation"]),
        ("what", {"positions": "viele"}, ["positions"]),
        ("what", {"positions": "0"}, ["positions"]),
        ("what", {"positions": "9" * 5000}, ["positions"]),
        ("when", {"starts_per_month": "-1"}, ["starts_per_month"]),
        ("where", {"postal_code": "10115"}, ["postal_code"]),
        ("where", {"postal_code": "\U0001f600" * 5}, ["postal_code"]),
        ("where", {"postal_code": "52525"}, ["ags"]),
        ("where", {"postal_code": "52525", "ags": "05370004"}, ["ags"]),
        ("where", {"ags": str(new_id())}, ["ags"]),
        ("when", {"starts_on": "1900-01-01"}, ["starts_on"]),
        ("when", {"starts_on": "9999-12-31"}, ["starts_on"]),
        ("when", {"starts_on": "31.02.2027"}, ["starts_on"]),
        ("when", {"starts_on": ""}, ["starts_on"]),
        ("when", {"ends_on": "9999-12-31"}, ["ends_on"]),
        ("when", {"ends_on": clock.today().isoformat()}, ["ends_on"]),
        ("where", {"weekly_hours": "NaN"}, ["weekly_hours"]),
        ("where", {"weekly_hours": "sNaN"}, ["weekly_hours"]),
        ("where", {"weekly_hours": "1e400"}, ["weekly_hours"]),
        ("where", {"weekly_hours": "-Infinity"}, ["weekly_hours"]),
        ("where", {"weekly_hours": "61"}, ["weekly_hours"]),
        ("when", {"duration_days": "99999"}, ["duration_days"]),
        ("where", {"times": "x" * 501}, ["times"]),
        ("pay", {"pay_unit": "gold"}, ["pay_unit"]),
        ("pay", {"pay_eur": ""}, ["pay_eur"]),
        ("pay", {"pay_eur": "sNaN"}, ["pay_eur"]),
        ("pay", {"pay_eur": "100000"}, ["pay_eur"]),
        ("pay", {"physical_load": "none"}, ["physical_load"]),
        ("pay", {"licence": "rocket"}, ["licence"]),
        ("who", {"german_speaking": "D1"}, ["german_speaking"]),
        ("who", {"languages_welcome": ["klingon"]}, ["languages_welcome"]),
        ("support", {"by_train": "maybe"}, ["by_train"]),
        ("support", {"reach": "x" * 501}, ["reach"]),
    ],
)
def test_bad_input_is_shown_at_its_field_and_kept(step, changes, wrong, client, recruiter, draft):
    start = (clock.today() + timedelta(days=40)).isoformat()
    valid = {"what": WHAT, "where": WHERE, "pay": PAY, "who": WHO, "support": SUPPORT, "when": {"starts_on": start}}
    data = {**valid[step], **changes, "version": draft.text.version}

    answer = client.post(f"/vacancies/{draft.id}/edit/{step}", data=data)

    assert (answer.status_code, errors(answer)) == (422, wrong)
    assert 'role="alert"' in answer.text
    kept = next(iter(changes.values()))
    if isinstance(kept, str) and kept.isalnum() and len(kept) in (121, 501):
        assert kept in answer.text
    assert text_of(draft.id).title == "Lagerhelfer (m/w/d) im Versand"


def test_the_town_follows_a_postal_code_that_is_changed(client, recruiter, draft):
    data = {**WHERE, "ags": "05370016", "version": draft.text.version}

    assert client.post(f"/vacancies/{draft.id}/edit/where", data=data).status_code == 303
    assert text_of(draft.id).ags == "05370004"


def test_unusual_letters_are_kept(client, recruiter, draft):
    data = {**WHAT, "title": "Köchin / Koch 🍳 (m/w/d) مطبخ", "version": draft.text.version}

    client.post(f"/vacancies/{draft.id}/edit/what", data=data)

    assert text_of(draft.id).title == "Köchin / Koch 🍳 (m/w/d) مطبخ"


def test_a_tampered_beginning_leads_nowhere(client, recruiter):
    assert client.post("/vacancies/new/blank/..%2F..%2Fetc").status_code == 404


def test_handing_in_what_is_unlawful_says_why(client, recruiter, people):
    vacancy = VacancyFactory(organisation=people.company, content={"title": "Lagerhelfer im Versand"})

    answer = client.post(f"/vacancies/{vacancy.id}/submit", data={})

    assert answer.status_code == 422
    assert "Die Anzeige muss alle Geschlechter ansprechen." in answer.text


def test_a_company_that_is_not_verified_is_told_so(client):
    company = OrganisationFactory()
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))
    vacancy = VacancyFactory(organisation=company)

    assert "noch nicht bestätigt" in client.get(f"/vacancies/{vacancy.id}/edit").text
    assert client.post(f"/vacancies/{vacancy.id}/submit", data={}).status_code == 422


def test_the_live_text_is_changed_through_a_new_version(client, recruiter, people):
    vacancy = VacancyFactory(published=True, organisation=people.company)

    answer = client.post(f"/vacancies/{vacancy.id}/revise")

    assert answer.location == f"/vacancies/{vacancy.id}/edit"
    page = client.get(f"/vacancies/{vacancy.id}").text
    assert "Weiter bearbeiten" in page
    assert "Änderung verwerfen" in page


def test_a_copy_made_twice_is_one_copy(client, recruiter, people):
    vacancy, record_id = VacancyFactory(published=True, organisation=people.company), new_id()

    for _click in range(2):
        answer = client.post(f"/vacancies/{vacancy.id}/copy/{record_id}")

    assert answer.location == f"/vacancies/{record_id}/edit"
    assert db.session.query(Vacancy).count() == 2


@pytest.mark.parametrize(
    "path", ["", "/edit", *(f"/edit/{step}" for step in STEPS), "/preview", "/submit", "/version/1"]
)
def test_the_offer_of_another_company_does_not_exist(path, client, recruiter):
    foreign = VacancyFactory()

    assert client.get(f"/vacancies/{foreign.id}{path}").status_code == 404


COPY = "/copy/01a2161e-df81-7001-a7af-e5f18c3e8d12"


@pytest.mark.parametrize("path", [f"/edit/{step}" for step in STEPS] + ["/submit", "/revise", COPY])
def test_nothing_is_written_into_the_offer_of_another_company(path, client, recruiter):
    foreign = VacancyFactory()
    before = foreign.text.version

    answer = client.post(f"/vacancies/{foreign.id}{path}", data={**WHAT, "version": before})

    assert answer.status_code == 404
    assert (text_of(foreign.id).version, db.session.query(Vacancy).count()) == (before, 1)


def test_nobody_signed_in_is_sent_to_the_door(client):
    vacancy = VacancyFactory()

    answer = client.get(f"/vacancies/{vacancy.id}/edit")

    assert answer.status_code == 303
    assert answer.location.startswith("/login")


@pytest.mark.parametrize("state", ["in_review", "published"])
def test_what_is_not_being_written_leads_back_to_its_page(state, client, recruiter, people):
    vacancy = VacancyFactory(**{state: True}, organisation=people.company)

    for path in ("/edit", "/edit/what", "/preview", "/submit"):
        assert client.get(f"/vacancies/{vacancy.id}{path}").location == f"/vacancies/{vacancy.id}"


@pytest.mark.parametrize("query", ["state=nonsense", "query=%00%E2%80%AE", "page=-5", "page=9" + "9" * 40, "page=x"])
def test_nonsense_in_the_address_of_the_list_is_ignored(query, client, recruiter):
    assert client.get(f"/vacancies/?{query}").status_code == 200


def test_the_list_finds_by_state_and_title_and_shows_own_offers_only(client, recruiter, people):
    VacancyFactory(organisation=people.company, content={"title": "Bäcker (m/w/d)", "search_title": "baecker (m/w/d)"})
    VacancyFactory(published=True, organisation=people.company)
    VacancyFactory(content={"title": "Fremdes Angebot (m/w/d)"})

    everything = client.get("/vacancies/").text
    found = client.get("/vacancies/?query=BÄCKER").text
    published = client.get("/vacancies/?state=published").text

    assert "2 Angebote" in everything
    assert "Fremdes Angebot" not in everything
    assert ("Bäcker (m/w/d)" in found, "Lagerhelfer" in found) == (True, False)
    assert ("Bäcker (m/w/d)" in published, "Lagerhelfer" in published) == (False, True)
    assert client.get("/vacancies/?query=%25").text.count("Lagerhelfer") == 0


def test_a_long_list_has_pages(client, recruiter, people):
    for _number in range(21):
        VacancyFactory(organisation=people.company)

    first, second = client.get("/vacancies/").text, client.get("/vacancies/?page=2").text

    assert first.count('data-label="Angebot"') == 20
    assert second.count('data-label="Angebot"') == 1


@pytest.mark.parametrize("path", ["/vacancies/", "/vacancies/?state=draft&query=lager"])
def test_the_list_asks_the_database_the_same_however_long_it_is(path, app, client, recruiter, people):
    counted = []
    for _round in range(2):
        for _number in range(4):
            VacancyFactory(organisation=people.company)
        db.session.expire_all()
        with statements(app) as said:
            client.get(path)
        counted.append(len(said))

    assert counted[0] == counted[1] <= 6


def test_a_caseworker_writes_what_a_company_says_on_the_telephone(client, people):
    sign_in(client, people.caseworker)
    called = {"contact": "Frau Beispiel", "channel": "phone"}
    company_page = client.post(f"/organisations/{people.company.id}/act-for", data=called).location

    assert 'href="/vacancies/"' in client.get(company_page).text
    record_id = begin(client)

    assert db.session.get(Vacancy, record_id).organisation_id == people.company.id
    event = audit.latest("vacancy", record_id)
    assert (event.on_behalf_of_id, event.contact, event.channel) == (people.company.id, "Frau Beispiel", "phone")
