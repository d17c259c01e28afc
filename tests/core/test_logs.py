"""Lines of the log: JSON, one a line, from every library, without tokens, addresses and what errors quote."""

import json
import logging
from typing import Any

import pytest
import structlog

from portal.core import logs


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Any:
    """Give what has been logged since."""
    logs.configure()
    logs.configure()
    capfd.readouterr()
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /l/abc-DEF_1?x=1 HTTP/1.1", "GET /l/…?x=1 HTTP/1.1"),
        ("GET /en/l/abc", "GET /en/l/…"),
        ("/reset/WyJ.abc.def", "/reset/…"),
        ("/login?next=%2Fl%2Fabc%3Fx&y", "/login?next=%2Fl%2F…%3Fx&y"),
        ("/login?next=/l/abc&y=1", "/login?next=/l/…&y=1"),
        ("von kim.beispiel+1@firma.example an", "von …@… an"),
        ("q=kim%40firma.example&b", "q=…%40…&b"),
        ("/legal/imprint", "/legal/imprint"),
        ("/offers/A-123456", "/offers/A-123456"),
    ],
)
def test_tokens_and_addresses_are_blanked(said: str, kept: str) -> None:
    assert logs.scrub(said) == kept


@pytest.mark.parametrize("name", ["gunicorn.access", "gunicorn.error", "werkzeug", "flask.app", "any.library"])
def test_every_library_writes_such_lines(name: str, lines: Any) -> None:
    logging.getLogger(name).warning("%s %s", "GET /l/secret HTTP/1.1", "kim@firma.example")

    [line] = lines()
    assert (line["event"], line["logger"], line["level"]) == ("GET /l/… HTTP/1.1 …@…", name, "warning")
    assert line["timestamp"].endswith("Z")


def test_a_logger_that_brought_its_own_handler_writes_through_ours_alone(lines: Any) -> None:
    logger = logging.getLogger("gunicorn.access")
    logger.addHandler(logging.StreamHandler())
    logs.configure()

    logger.warning("one")

    assert len(lines()) == 1


def test_an_error_is_told_by_kind_and_place_not_by_what_it_quotes(lines: Any) -> None:
    def fail(secret: str) -> None:
        raise ExceptionGroup("Amina", [ValueError(secret), KeyError("Amina")])

    for log in (structlog.get_logger("portal.test"), logging.getLogger("flask.app")):
        try:
            fail("Amina Beispiel")
        except ExceptionGroup:
            log.exception("broken")

    ours, theirs = lines()
    for line in (ours, theirs):
        assert "Amina" not in json.dumps(line)
        assert line["exception"][0]["exc_type"] == "ExceptionGroup"
        assert line["exception"][0]["frames"][-1]["name"] == "fail"
    assert (ours["level"], ours["event"]) == ("error", "broken")


def test_values_of_all_shapes_are_cleaned(lines: Any) -> None:
    structlog.get_logger("portal.test").warning(
        "seen", to=["kim@firma.example", 3], by={"path": "/l/abc"}, thing=object
    )

    [line] = lines()
    assert (line["to"], line["by"]) == (["…@…", 3], {"path": "/l/…"})
