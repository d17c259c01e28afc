"""The number of a request: in its answer, in every line it writes, and never what a stranger chose."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.core import logs

CANARY = "amina.beispiel"


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    logs.configure()
    capfd.readouterr()
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]


@pytest.fixture
def behind_a_proxy(app: Flask) -> Iterator[None]:
    before = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(before, trusted_proxies=1)
    yield
    app.extensions["portal.settings"] = before


def test_every_request_is_one_line_under_the_number_of_its_answer(client: FlaskClient, lines: Any) -> None:
    answers = [client.get("/"), client.get("/nowhere"), client.post("/login", data={})]

    written = [line for line in lines() if line["event"] == "request"]
    assert [line["request_id"] for line in written] == [answer.headers["X-Request-ID"] for answer in answers]
    assert len({line["request_id"] for line in written}) == 3
    assert [(line["method"], line["endpoint"], line["status"]) for line in written] == [
        ("GET", "board.start", 200),
        ("GET", None, 404),
        ("POST", "security.login", answers[2].status_code),
    ]
    assert all(line["milliseconds"] >= 0 for line in written)


def test_a_stranger_chooses_no_number(client: FlaskClient) -> None:
    assert client.get("/", headers={"X-Request-ID": "abcdef-123456"}).headers["X-Request-ID"] != "abcdef-123456"


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("abcdef-123456", True),
        ("short", False),
        ("kim@firma.example", False),
        ("a b c d e f g h", False),
        ("a" * 65, False),
    ],
)
def test_a_trusted_proxy_chooses_a_number_that_is_one(client: FlaskClient, given: str, is_taken: bool) -> None:
    assert (client.get("/", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given) is is_taken


def test_nothing_a_person_typed_or_holds_is_written(client: FlaskClient, lines: Any) -> None:
    for path in (f"/?q={CANARY}", f"/l/{CANARY}", f"/reset/{CANARY}", f"/{CANARY}", f"/offers/{CANARY}"):
        client.get(
            path, headers={"User-Agent": CANARY, "Referer": f"https://x.example/{CANARY}", "X-Request-ID": CANARY}
        )
    client.post("/login", data={"email": f"{CANARY}@firma.example", "password": CANARY})

    written = lines()
    assert len([line for line in written if line["event"] == "request"]) == 6
    assert CANARY not in json.dumps(written)
