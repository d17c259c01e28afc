"""Every public page, also those nobody has written yet: cacheable, without a cookie, the same for whoever reads it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.vacancies import search
from tests.factories.organisations import company_member
from tests.factories.vacancies import VacancyFactory
from tests.signing import sign_in

BAD_QUERIES = (
    "page=99999999999999999999999&size=-1&km=1e999&km=-5",
    "page=%00&q=%00&kind=%00&place=%E2%80%AE&sort=%0d%0aSet-Cookie:x=1",
    "q=" + "%F0%9F%91%A9" * 500,
    "q[]=a&q=b&q=c&page=1&page=2",
    "q=%22%3E%3Cscript%3E&place=%27%20OR%201%3D1--&german=ZZ&employment_type=x",
    "page=nan&km=nan&page=\u0663",
    "next=//evil.example&candidate=x&vacancy=00000000-0000-0000-0000-000000000000",
)


@pytest.fixture(autouse=True)
def _an_offer(app: Flask) -> None:
    """Something on the board, and an index that knows it."""
    VacancyFactory(published=True)
    search.rebuild()


def pages(app: Flask, *, publicity: str) -> Iterator[Rule]:
    """Give the routes of that publicity that can be read without knowing a record."""
    for rule in app.url_map.iter_rules():
        is_meant = getattr(app.view_functions[rule.endpoint], "public", None) == publicity
        if is_meant and "GET" in (rule.methods or set()) and not rule.arguments:
            yield rule


def test_there_are_public_pages(app: Flask) -> None:
    assert len(list(pages(app, publicity="page"))) >= 8


def test_a_public_page_is_the_same_for_everybody_and_sets_no_cookie(app: Flask, client: FlaskClient) -> None:
    reader = app.test_client()
    sign_in(reader, company_member())
    for rule in pages(app, publicity="page"):
        for path in (rule.rule, f"/en{rule.rule}"):
            mine, theirs = reader.get(path), client.get(path)

            assert (mine.data == theirs.data) is True, path
            assert "Set-Cookie" not in mine.headers, path
            assert "Cookie" not in mine.headers.get("Vary", ""), path
            if mine.status_code == 200:
                assert "public" in mine.headers["Cache-Control"], path
                again = reader.get(path, headers={"If-None-Match": mine.headers["ETag"]})
                assert (again.status_code, again.data) == (304, b""), path


def test_every_page_answers_head_and_options_and_refuses_what_it_does_not_do(app: Flask, client: FlaskClient) -> None:
    for rule in (*pages(app, publicity="page"), *pages(app, publicity="form")):
        read, head = client.get(rule.rule), client.head(rule.rule)

        assert (head.status_code, head.data) == (read.status_code, b""), rule.rule
        assert "GET" in client.options(rule.rule).headers["Allow"], rule.rule
        wrong = client.put(rule.rule)
        assert wrong.status_code == 405, rule.rule
        assert "GET" in wrong.headers["Allow"], rule.rule


@pytest.mark.parametrize("query", BAD_QUERIES)
def test_no_argument_of_an_address_breaks_a_public_page(app: Flask, client: FlaskClient, query: str) -> None:
    for rule in (*pages(app, publicity="page"), *pages(app, publicity="form")):
        answer = client.get(f"{rule.rule}?{query}")

        assert answer.status_code < 500, rule.rule
        assert "<script>" not in answer.text.replace("<script src=", ""), rule.rule
        assert "evil.example" not in answer.headers.get("Location", ""), rule.rule


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "\\\\evil.example", "//["],
)
def test_signing_in_leads_into_no_other_house(app: Flask, client: FlaskClient, target: str) -> None:
    reader = app.test_client()
    sign_in(reader, company_member())
    for browser in (client, reader):
        answer = browser.get("/login", query_string={"next": target})

        assert answer.status_code in (200, 302, 303), target
        assert "evil" not in answer.headers.get("Location", ""), target
