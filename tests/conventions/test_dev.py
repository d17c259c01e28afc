"""The tool that everything starts with: it stops what it starts, and takes no skipped stage for a green one."""

import json
import os
import signal
import subprocess
import sys
from types import ModuleType

import pytest

from tests.conventions.source import ROOT, load_dev

pytestmark = pytest.mark.static

SUPERVISE = """
import json, os, signal, sys
from tests.conventions.source import load_dev
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with it ignored
dev = load_dev()
dev.STOP_SECONDS = 1
sys.exit(dev.supervise(json.loads(sys.argv[1]), dict(os.environ)))
"""
SLEEPER = [sys.executable, "-c", "import os, time; os.write(1, b'%d\\n' % os.getpid()); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import os, signal, time; signal.signal(15, signal.SIG_IGN); os.write(1, b'%d\\n' % os.getpid()); time.sleep(60)",
]


@pytest.fixture
def dev() -> ModuleType:
    """The tool as a module."""
    return load_dev()


def supervise(*commands: list[str]) -> "subprocess.Popen[str]":
    """Let the tool supervise these commands in a process of its own."""
    supervisor = [sys.executable, "-c", SUPERVISE, json.dumps(commands)]
    return subprocess.Popen(supervisor, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def is_alive(pid: int) -> bool:
    """Tell whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [SLEEPER, STUBBORN])
def test_a_signal_ends_every_server_in_good_order(by, second):
    process = supervise(SLEEPER, second)
    assert process.stdout is not None
    servers = [int(process.stdout.readline()) for _ in range(2)]

    process.send_signal(by)

    assert process.wait(10) == 0
    assert [pid for pid in servers if is_alive(pid)] == []
    process.stdout.close()


def test_when_one_server_dies_the_other_is_stopped_and_the_tool_fails():
    process = supervise(SLEEPER, SLEEPER)
    assert process.stdout is not None
    first, second = (int(process.stdout.readline()) for _ in range(2))

    os.kill(first, signal.SIGKILL)

    assert process.wait(10) == 1
    assert not is_alive(second)
    process.stdout.close()


@pytest.mark.parametrize(
    ("counts", "code", "in_ci", "failed"),
    [
        ((5, 0, 0), 0, True, 0),
        ((5, 2, 0), 1, True, 2),
        ((5, 0, 0), 2, False, 1),
        ((0, 0, 0), 5, False, 1),
        ((0, 0, 3), 0, False, 1),
        ((5, 0, 1), 0, True, 1),
        ((5, 0, 1), 0, False, 0),
    ],
)
def test_a_stage_fails_that_is_empty_or_broken_or_in_ci_skips(dev, monkeypatch, counts, code, in_ci, failed):
    monkeypatch.setattr(dev, "IN_CI", in_ci)

    assert dev.judge(dev.Outcome(*counts), code).failed == failed


@pytest.mark.parametrize(("in_ci", "failed"), [(True, 1), (False, 0)])
def test_a_machine_without_a_browser_says_so_loudly(dev, monkeypatch, capsys, in_ci, failed):
    monkeypatch.setattr(dev, "IN_CI", in_ci)
    monkeypatch.setattr(dev, "CHROMIUM", ("no-such-program",))

    outcome = dev.browser_stage([])

    assert outcome.failed == failed
    assert "NO BROWSER TEST HAS RUN" in capsys.readouterr().out


def test_the_total_fails_when_one_stage_does(dev, capsys):
    good, bad = dev.Outcome(passed=3), dev.Outcome(passed=1, failed=2)

    assert dev.summarise({"one": (1.0, good)}) == 0
    assert dev.summarise({"one": (1.0, good), "two": (1.0, bad)}) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "total: 4 passed, 2 failed, 0 skipped"


def test_another_pip_than_the_trusted_one_is_refused(dev, monkeypatch, tmp_path):
    forged = tmp_path / "pip.whl"
    forged.write_bytes(dev.PIP.read_bytes() + b"x")
    monkeypatch.setattr(dev, "PIP", forged)
    monkeypatch.setattr(dev.shutil, "which", lambda _name: None)

    with pytest.raises(SystemExit, match="not the file this project trusts"):
        dev.installer()


def test_the_pip_in_the_repository_is_the_trusted_one(dev):
    assert dev.digest(dev.PIP) == dev.PIP_SHA256
