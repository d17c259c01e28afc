"""The board for programs: what anybody reads without a key, and how refusals are told."""

import pytest

from portal.api.forms.offers import LONGEST_DAYS, PublicOffer, Told
from portal.core.actor import Role
from portal.vacancies import search
from portal.vacancies.forms import steps
from portal.vacancies.models import VacancyVersion
from portal.vacancies.rules import STEPS
from tests.api.conftest import Program
from tests.factories.organisations import company_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in


@pytest.fixture
def ask(client):
    """Ask without a key."""
    return Program(client)


def test_an_offer_of_the_board_is_read_by_anybody_and_kept_by_caches(ask):
    vacancy = VacancyFactory(published=True)

    answer = ask("GET", f"/offers/{vacancy.number}")

    assert answer.status_code == 200
    assert answer.json["title"] == "Lagerhelfer (m/w/d) im Versand"
    assert answer.json["pay_eur"] == 18.5
    assert answer.json["company"] == vacancy.organisation.name
    assert answer.json["places_left"] == 2
    assert answer.json["url"].endswith(f"/offers/{vacancy.number}")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers
    again = ask("GET", f"/offers/{vacancy.number}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_company_that_wants_no_name_has_none_here_either(ask):
    vacancy = VacancyFactory(published=True, content={"is_name_public": False})

    answer = ask("GET", f"/offers/{vacancy.number}")

    assert (answer.json["company"], answer.json["company_reference"], answer.json["street"]) == (None, None, None)
    assert vacancy.organisation.name not in answer.text
    assert "Industriestraße" not in answer.text


def test_what_is_asked_of_the_board_finds_the_same_here(app, ask, client):
    VacancyFactory(published=True)
    VacancyFactory(published=True, content={"title": "Koch (m/w/d)", "occupation": "koch", "tasks": "Sie kochen."})
    VacancyFactory(in_review=True)
    search.rebuild()

    everything, cooks = ask("GET", "/offers").json, ask("GET", "/offers?q=Koch").json

    assert (everything["total"], everything["page"], everything["pages"]) == (2, 1, 1)
    assert [one["title"] for one in cooks["items"]] == ["Koch (m/w/d)"]
    assert ask("GET", "/offers?page=x&km=y&kind=z").status_code == 200


@pytest.mark.parametrize(("made", "status"), [("draft", 404), ("in_review", 404), ("expired", 410), ("paused", 404)])
def test_what_is_not_on_the_board_is_not_here(ask, made, status):
    vacancy = VacancyFactory(**{made: True})

    answer = ask("GET", f"/offers/{vacancy.number}")

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/nowhere", "/offers/A-NONE"])
def test_an_address_that_leads_nowhere_says_so_in_problem_details(ask, path):
    answer = ask("GET", path)

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json["title"] == "Not Found"


def test_a_method_that_does_not_exist_says_which_do(ask):
    answer = ask("DELETE", "/offers")

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_refusals_are_told_in_the_language_that_is_asked_for(ask):
    vacancy = VacancyFactory(expired=True)

    german, english = (
        ask("GET", f"/offers/{vacancy.number}", headers={"Accept-Language": code}).json["detail"]
        for code in ("de-DE", "en-GB")
    )

    assert german == "Dieses Angebot ist vorbei."
    assert english == "This offer is over."


def test_being_signed_in_opens_nothing(client, ask):
    sign_in(client, company_member(role=Role.COMPANY_ADMIN))

    assert ask("GET", "/company/offers").status_code == 401
    assert ask("POST", "/company/offers", json={}).status_code == 401


def test_every_name_of_an_offer_is_described_and_asked_alike():
    written = {name for names in STEPS.values() for name in names}
    lengths = {column.name: getattr(column.type, "length", None) for column in VacancyVersion.__table__.columns}

    assert set(Told.model_fields) == written
    assert steps.LONGEST_DAYS == LONGEST_DAYS
    schema = PublicOffer.model_json_schema()["properties"]
    for name in written:
        most = next(
            (one.get("maxLength") for one in schema[name].get("anyOf", [schema[name]]) if "maxLength" in one), None
        )
        if lengths[name] and most:
            assert most <= lengths[name], name


def test_the_description_names_every_door(app, ask):
    described = ask("GET", "/openapi.json").json

    doors = {
        (method.lower(), rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    named = {
        (method, path.replace("{proposal_id}", "<uuid:proposal_id>").replace("{clearance_id}", "<uuid:clearance_id>"))
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert described["openapi"] == "3.1.0"
    assert named == {
        (method, path.replace("<name>", "{name}").replace("<reference>", "{reference}")) for method, path in doors
    }
    text = ask("GET", "/openapi.json").text
    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]}
    assert references
    assert references <= set(described["components"]["schemas"])
