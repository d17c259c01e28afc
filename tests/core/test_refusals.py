"""What the reader is told: one page per error, in no case a stack of lines, also when the database is away."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from portal.core import db
from portal.core.actor import Role
from portal.core.errors import GuardRefused, NotFound, PortalError
from portal.core.web import get_or_404
from tests.core.lamps import FIRM, a_lamp


def test_a_bug_is_a_page_and_a_line_without_what_it_quoted(
    browser: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = browser.get("/lamps/broken/bug")

    assert answer.status_code == 500
    assert "Fehler 500" in answer.text
    said = capfd.readouterr().err
    assert "ValueError" in said
    assert "Amina" not in answer.text + said


@pytest.mark.parametrize(("kind", "codes"), [("number", {422}), ("text", {200, 422}), ("syntax", {500, 503})])
def test_what_the_database_refuses_is_a_page(
    browser: FlaskClient, kind: str, codes: set[int], capfd: pytest.CaptureFixture[str]
) -> None:
    answer = browser.get(f"/lamps/broken/{kind}")

    assert answer.status_code in codes
    assert "Amina" not in capfd.readouterr().err


def test_a_wrong_method_says_which_is_right(browser: FlaskClient) -> None:
    answer = browser.delete("/lamps/public")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "Fehler 405" in answer.text


def test_a_form_that_is_too_large_is_told_so(browser: FlaskClient) -> None:
    sent = {"text": "a" * (3 * 1024 * 1024)}

    answer = browser.post("/lamps/echo", data=sent)

    assert answer.status_code == 413
    assert "Fehler 413" in answer.text


def test_a_form_without_its_token_is_refused(browser: FlaskClient) -> None:
    answer = browser.post("/lamps/echo", data={"text": "a"})

    assert answer.status_code == 400
    assert "Fehler 400" in answer.text


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=1", b"csrf_token=%00", b"csrf_token=" + b"%F0%9F" * 9, b"&" * 5000, b"=", b""]
)
def test_no_body_breaks_the_portal(browser: FlaskClient, body: bytes) -> None:
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "x/y",
        "",
    ):
        assert browser.post("/lamps/echo", data=body, content_type=kind).status_code == 400, kind


def test_a_gone_page_says_so(browser: FlaskClient) -> None:
    assert browser.get("/lamps/gone").status_code == 410


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_database_that_is_away_is_a_page(
    live: Flask, browser: FlaskClient, method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.config["WTF_CSRF_ENABLED"] = False
    lamp = a_lamp()
    away = create_engine(f"sqlite:///{tmp_path}/no/such/folder.db")
    db.session.remove()
    db.session.configure(bind=away)
    monkeypatch.setitem(live.extensions, "portal.load_actor", db.session.connection)

    for path in (f"/lamps/{lamp.id}/ring", "/lamps/desk", "/nowhere", "/login"):
        answer = browser.open(path, method=method)

        assert answer.status_code in (405, 503), path
        assert "Fehler " in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert browser.get("/lamps/desk").headers["Retry-After"] == "30"
    live.config["WTF_CSRF_ENABLED"] = True


def test_the_second_of_two_editors_sees_both_versions(live: Flask, browser: FlaskClient) -> None:
    live.config["WTF_CSRF_ENABLED"] = False
    lamp = a_lamp()
    opened_at = lamp.version
    first = browser.post(f"/lamps/{lamp.id}/paint", data={"version": opened_at, "colour": "red"})
    second = browser.post(f"/lamps/{lamp.id}/paint", data={"version": opened_at, "colour": "blue"})
    live.config["WTF_CSRF_ENABLED"] = True

    assert (first.status_code, second.status_code) == (303, 409)
    db.session.expire_all()
    assert db.session.get_one(type(lamp), lamp.id).colour == "red"


def test_a_page_that_fails_while_a_refusal_is_shown_is_a_page_all_the_same(
    live: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise LookupError

    monkeypatch.setitem(live.extensions, "portal.load_actor", fail)

    answer = browser.get("/nowhere")

    assert answer.status_code == 500
    assert "Fehler 500" in answer.text


@pytest.mark.parametrize(("role", "status"), [(Role.RECRUITER, 200), (Role.AUTHORITY, 403)])
def test_whoever_is_inside_is_told_what_is_not_theirs(
    live: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, role: Role, status: int
) -> None:
    monkeypatch.setitem(live.extensions, "portal.load_actor", lambda: replace(FIRM, role=role))

    assert browser.get("/lamps/desk").status_code == status


def test_what_is_not_there_is_not_found(live: Flask, browser: FlaskClient) -> None:
    live.config["WTF_CSRF_ENABLED"] = False
    answer = browser.post(f"/lamps/{db.new_id()}/ring")
    live.config["WTF_CSRF_ENABLED"] = True

    assert answer.status_code == 404


def test_what_breaks_a_constraint_is_a_conflict(live: Flask, browser: FlaskClient) -> None:
    lamp = a_lamp()

    assert browser.get(f"/lamps/broken/twice-{lamp.id}").status_code == 409


def test_a_view_may_answer_with_a_page_of_its_own(browser: FlaskClient) -> None:
    answer = browser.get("/lamps/broken/teapot")

    assert (answer.status_code, answer.text) == (418, "teapot")


def test_a_page_behind_the_door_offers_what_the_reader_may(
    live: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(live.extensions, "portal.load_actor", lambda: FIRM)

    assert browser.get("/lamps/possible").text == "ring"


def test_an_error_may_know_more_than_its_kind() -> None:
    assert GuardRefused("Nur am Tag.").message == "Nur am Tag."
    assert str(GuardRefused("Nur am Tag.")) == "GuardRefused"
    assert GuardRefused().message == PortalError.message


def test_what_was_loaded_is_given_and_what_is_missing_is_not_found() -> None:
    assert get_or_404("lamp") == "lamp"
    with pytest.raises(NotFound):
        get_or_404(None)
