"""Around every request: headers, caches, cookies, languages, arguments and the read log."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal.core import db
from portal.core.audit import ReadLog
from portal.core.db import new_id
from portal.core.requests import HEADERS, MOST_OF_AN_ARGUMENT

PUBLIC = "/lamps/public"


def test_every_answer_carries_the_strict_headers(browser: FlaskClient) -> None:
    for path in (PUBLIC, "/lamps/echo", "/nowhere", "/lamps/broken/bug", "/static/css/base.css"):
        answer = browser.get(path)

        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
        answer.close()


def test_an_installation_on_https_says_so_even_behind_a_proxy_that_does_not(live: Flask) -> None:
    answer = live.test_client().get(PUBLIC)

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_public_page_is_cached_and_sets_no_cookie(browser: FlaskClient) -> None:
    answer = browser.get(PUBLIC)

    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert browser.get(PUBLIC, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    head = browser.head(PUBLIC)
    assert (head.headers["ETag"], head.data) == (answer.headers["ETag"], b"")


def test_a_public_file_is_cached_without_being_read_twice(browser: FlaskClient) -> None:
    answer = browser.get("/lamps/file")
    again = browser.get("/lamps/file", headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, again.status_code) == (200, 304)
    assert again.headers["Cache-Control"] == "no-cache"
    answer.close()
    again.close()


def test_a_notice_for_one_reader_enters_no_public_page_and_waits_for_the_next(browser: FlaskClient) -> None:
    before = browser.get(PUBLIC).data
    browser.get("/lamps/notice")

    assert browser.get(PUBLIC).data == before
    with browser.session_transaction() as session:
        assert session["_flashes"] == [("success", "Nur für Sie")]


def test_other_pages_are_stored_nowhere(browser: FlaskClient) -> None:
    for path in ("/lamps/echo", "/nowhere", "/lamps/gone", "/lamps/broken/bug"):
        assert browser.get(path).headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("path", ["/l/abcdefghijklmnop", "/en/l/abcdefghijklmnop", "/reset/abc.def"])
def test_a_page_with_a_token_in_its_address_tells_nobody_where_it_was(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path)

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_works_for_a_browser_that_sends_no_referrer(browser: FlaskClient) -> None:
    page = browser.get("/login").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    answer = browser.post("/login", data={"csrf_token": token, "email": "", "password": ""})

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("path", "status", "language"),
    [
        (PUBLIC, 200, "de"),
        (f"/en{PUBLIC}", 200, "en"),
        (f"//en//{PUBLIC}", 200, "en"),
        (f"/en/en{PUBLIC}", 404, None),
        (f"/enx{PUBLIC}", 404, None),
        (f"/EN{PUBLIC}", 404, None),
        (f"/de{PUBLIC}", 404, None),
        ("/en/static/css/base.css", 404, None),
    ],
)
def test_the_language_stands_in_the_address(live: Flask, path: str, status: int, language: str | None) -> None:
    _, answered, headers = raw(live, path)

    assert answered.startswith(str(status))
    assert language is None or headers["Content-Language"] == language


def test_the_switch_between_languages_keeps_the_address_and_names_no_host(live: Flask) -> None:
    answer = raw(live, "/en//evil.example/%22%3E?q=%22%3E<b>", query='q=\xff"><b>&a=1')

    assert answer[1].startswith("404")
    text = answer[0].decode()
    assert 'href="//' not in text
    assert '"><b>' not in text
    assert 'href="/evil.example/' in text


def raw(app: Flask, path: str, *, query: str = "", **environ: str) -> tuple[bytes, str, dict[str, str]]:
    """Send a request that no client library would build, as a server hands it on."""
    values = EnvironBuilder("/").get_environ() | {"PATH_INFO": path, "QUERY_STRING": query} | environ
    body, status, headers = run_wsgi_app(app.wsgi_app, values)
    return b"".join(body), status, dict(headers)


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "q=\xff\xfe", "q=" + "a" * 100_000, "&&&=&", "q=%", "[]=%5B", "q=%ED%A0%80"]
)
def test_no_query_breaks_a_page(live: Flask, query: str) -> None:
    for path in ("/lamps/echo", PUBLIC, "/nowhere", "/login"):
        assert raw(live, path, query=query)[1][:3] in ("200", "404"), path


@pytest.mark.parametrize(
    "path", ["/\xff", "/lamps/\x00", "/l/\x00abc", "/lamps/\xe2\x80\xae", "/" + "a" * 10_000, "/\x1b[31m", "*"]
)
def test_no_path_breaks_the_portal(live: Flask, path: str) -> None:
    assert raw(live, path)[1].startswith("404")


@pytest.mark.parametrize("host", ["evil.example", "a b", "[", "\xff", "", "evil.example:99999", '"><b>'])
def test_a_forged_host_appears_nowhere(live: Flask, host: str) -> None:
    for path in (PUBLIC, "/lamps/slashed", "/en/lamps/slashed", "/lamps/desk", "/login", "/nowhere"):
        body, status, headers = raw(live, path, HTTP_HOST=host)

        assert status[:3] in ("200", "303", "308", "400", "404"), path
        assert "evil" not in body.decode() + str(headers), path
        assert "<b>" not in body.decode() + str(headers), path


def test_the_way_to_the_slash_stays_here_and_in_its_language(browser: FlaskClient) -> None:
    assert browser.get("/lamps/slashed?a=1").headers["Location"] == "/lamps/slashed/?a=1"
    assert browser.get("/en/lamps/slashed").headers["Location"] == "/en/lamps/slashed/"


def test_a_slash_too_many_leads_to_the_page(browser: FlaskClient) -> None:
    assert browser.get("/offers/?q=%C3%A4").headers["Location"] == "/offers?q=%C3%A4"
    assert browser.get("/en/offers/").headers["Location"] == "/en/offers"
    assert browser.get("/evil.example/").status_code == browser.get("/nowhere/").status_code == 404


def test_forwarded_addresses_are_believed_only_where_a_proxy_is_declared(live: Flask) -> None:
    answer = live.test_client().get(
        "/lamps/desk", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    )

    assert "evil" not in answer.headers["Location"]


def test_arguments_of_the_address_hold_nothing_dishonest(browser: FlaskClient) -> None:
    answer = browser.get("/lamps/echo?a=%00x%E2%80%AE%20&a=2&b=" + "n" * 5000)

    assert answer.json["args"] == {"a": ["x", "2"], "b": ["n" * MOST_OF_AN_ARGUMENT]}


NOT_OURS = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/\t/evil.example", "/\n/evil",
    "//[", "javascript:alert(1)", "", "evil", "/ /evil", "/a\\b", "/\x00/evil",
]  # fmt: skip


@pytest.mark.parametrize("target", NOT_OURS)
def test_nobody_is_sent_to_another_house(browser: FlaskClient, target: str) -> None:
    answer = browser.get("/lamps/echo", query_string={"next": target})

    assert answer.json["next"] in ("/default", "/evil")  # a sign that is cut from the address leaves our own


@pytest.mark.parametrize("target", ["/", "/offers?q=a&page=2", "/a/b#c", "/%2F%2Fevil"])
def test_the_reader_goes_on_where_they_wanted(browser: FlaskClient, target: str) -> None:
    assert browser.get("/lamps/echo", query_string={"next": target}).json["next"] == target


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(browser: FlaskClient) -> None:
    asked, posted = browser.get("/lamps/desk?a=1"), browser.post("/lamps/desk")

    assert asked.headers["Location"] == "/login?next=/lamps/desk?a%3D1"
    assert posted.status_code == 405


def test_a_look_at_a_person_is_kept_before_the_page_is_sent(browser: FlaskClient) -> None:
    person = new_id()

    assert browser.get(f"/lamps/people/{person}").text == "Amina"

    assert db.session.scalars(select(ReadLog.level).where(ReadLog.candidate_id == person)).all() == ["L2"]


def test_a_look_that_cannot_be_kept_is_not_given(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "transaction", a_full_disk)

    answer = browser.get(f"/lamps/people/{UUID(int=7)}")

    assert answer.status_code == 503
    assert "Amina" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def a_full_disk() -> None:
    """Fail as SQLite does."""
    raise OperationalError("INSERT", {}, Exception("database or disk is full"))
