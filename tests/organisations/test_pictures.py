"""A company's logo and photo: drawn anew, shown to everybody once it is verified, gone when it is taken away."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from portal.core import audit, db
from portal.core.actor import Role
from portal.core.errors import NotFound
from portal.organisations.models import Organisation
from portal.organisations.rules import CompanyState
from portal.organisations.services import companies, pictures
from tests.factories.organisations import OrganisationFactory, actor_of, company_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

TEXT = "Das Team vor der Werkstatt 🛠 مرحبا"


@pytest.fixture
def admin(client: FlaskClient, company: Organisation) -> None:
    """Its admin, signed in."""
    sign_in(client, company_member(company, role=Role.COMPANY_ADMIN))


def file(form: str = "JPEG", size: tuple[int, int] = (2000, 1000)) -> io.BytesIO:
    """Draw a picture."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, form)
    drawn.seek(0)
    return drawn


def kept(app: Flask) -> set[str]:
    """Give the names of the files in the store."""
    return {path.name for path in app.extensions["portal.files"]._folder.iterdir()}


def send(client: FlaskClient, company: Organisation, kind: str = "logo", **changed: object) -> TestResponse:
    """Send the form of a picture."""
    data = {"version": str(company.version), "file": (file(), "../../etc/passwd.svg"), "text": TEXT, **changed}
    return client.post(f"/organisations/{company.id}/{kind}", data=data)


@pytest.mark.parametrize(("kind", "size"), [("logo", (400, 200)), ("photo", (1600, 800))])
def test_a_picture_is_kept_small_and_shown_for_ever(client, company, admin, kind, size):
    assert send(client, company, kind).status_code == 303

    key = getattr(company, f"{kind}_key")
    page = client.get(f"/organisations/{company.id}").text
    assert f"/organisations/pictures/{key}" in page
    assert TEXT in page
    client.post("/logout")
    answer = client.get(f"/organisations/pictures/{key}")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/webp", "public, max-age=31536000, immutable")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == size
    event = audit.latest("company", company.id)
    assert event is not None
    assert event.details == {"changed": [f"{kind}_key", f"{kind}_text"]}


def test_the_public_page_says_what_the_company_does_speaks_and_who_helps(client, company, admin):
    send(client, company)
    VacancyFactory(published=True, organisation=company)
    said = {"about": "Wir backen Brot.", "team_speaks": "Türkisch, Polnisch", "newcomer_help": "Die Meisterin"}
    member = actor_of(company_member(company, role=Role.COMPANY_ADMIN))
    companies.edit(company, said, actor=member)
    db.session.commit()

    page = client.get(f"/companies/{company.number}").text

    assert all(words in page for words in (*said.values(), str(company.logo_key), TEXT))


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""},
        {"text": "x" * 201},
        {"file": (io.BytesIO(b"<svg onload='alert(1)'/>"), "logo.png")},
        {"file": (io.BytesIO(b""), "")},
        {"file": (io.BytesIO(file().getvalue()[:300]), "logo.jpg")},
    ],
)
def test_bad_pictures_are_refused_and_the_text_is_kept(client, company, admin, bad):
    answer = send(client, company, **bad)

    assert answer.status_code == 422
    assert company.logo_key is None
    assert ("مرحبا" in answer.text) is ("text" not in bad)


def test_a_stale_form_overwrites_nothing_and_leaves_no_file(client, company, admin, app):
    before = kept(app)

    assert send(client, company, version="0").status_code == 409

    assert kept(app) == before


def test_a_new_picture_replaces_the_file_and_a_removed_one_is_gone(client, company, admin):
    send(client, company)
    first = company.logo_key or ""
    send(client, company)
    second = company.logo_key or ""
    assert first != second
    with pytest.raises(NotFound):
        pictures.opened(first)

    for _ in range(2):
        assert client.post(f"/organisations/{company.id}/logo", data={"remove": "1"}).status_code == 303

    assert (company.logo_key, company.logo_text) == (None, None)
    assert client.get(f"/organisations/pictures/{second}").status_code == 404


def test_a_failed_deed_leaves_no_file(client, company, admin, app, monkeypatch):
    before = kept(app)
    monkeypatch.setattr(companies, "edit", lambda *_args, **_more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        pictures.put(company, "logo", pictures.Picture(file(), TEXT), actor=actor_of(company_member(company)))

    assert kept(app) == before


@pytest.mark.parametrize("state", [CompanyState.REGISTERED, CompanyState.SUSPENDED, CompanyState.CLOSED])
def test_the_picture_of_a_company_that_is_not_verified_is_shown_to_nobody(client, state):
    company = OrganisationFactory(state=state, logo_key="0190a0a0-0000-7000-8000-000000000000.webp", logo_text=TEXT)

    assert client.get(f"/organisations/pictures/{company.logo_key}").status_code == 404


@pytest.mark.parametrize("key", ["x", "..%2f..%2fsecrets.json", "0190a0a0-0000-7000-8000-000000000001.webp"])
def test_only_pictures_of_companies_are_handed_out(client, key):
    assert client.get(f"/organisations/pictures/{key}").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_of_another_company_changes_nothing(client, company, method):
    sign_in(client, company_member(role=Role.COMPANY_ADMIN))

    assert getattr(client, method)(f"/organisations/{company.id}/logo").status_code == 404


def test_a_recruiter_changes_nothing(client, company):
    sign_in(client, company_member(company))

    assert send(client, company).status_code == 403
    assert client.post(f"/organisations/{company.id}/logo", data={"remove": "1"}).status_code == 403
