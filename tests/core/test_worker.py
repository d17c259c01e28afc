"""The worker: it goes on whatever fails, and ends in good order."""

import os
import signal
import socket
from collections.abc import Iterator

import pytest
from flask import Flask

from portal import cli
from portal.core import delivery, jobs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Give the process back its signals and its patience."""
    handler, patience = signal.getsignal(signal.SIGTERM), socket.getdefaulttimeout()
    yield
    signal.signal(signal.SIGTERM, handler)
    socket.setdefaulttimeout(patience)


def test_one_round_does_what_is_due(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(delivery, "deliver_due", lambda: done.append("mail"))
    monkeypatch.setattr(jobs, "run_due", lambda _kinds: done.append("jobs"))

    result = app.test_cli_runner().invoke(args=["worker", "run", "--once"])

    assert (result.exit_code, done) == (0, ["mail", "jobs"])


def test_one_round_tells_what_went_wrong(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise LookupError

    monkeypatch.setattr(delivery, "deliver_due", fail)

    assert isinstance(app.test_cli_runner().invoke(args=["worker", "run", "--once"]).exception, LookupError)


@pytest.mark.parametrize("asked", [["worker"], ["worker", "run"]])
def test_a_worker_survives_what_fails_and_stops_when_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    rounds: list[int] = []

    def fail() -> None:
        raise ConnectionError

    def stop_in_the_third_round(_kinds: object) -> None:
        rounds.append(1)
        if len(rounds) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(cli, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(delivery, "deliver_due", fail)
    monkeypatch.setattr(jobs, "run_due", stop_in_the_third_round)

    result = app.test_cli_runner().invoke(args=asked)

    assert (result.exit_code, len(rounds)) == (0, 3)
