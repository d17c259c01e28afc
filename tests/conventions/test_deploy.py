"""What stands in `deploy/` for hosts fits the portal: its commands, its settings, its addresses."""

import configparser
import re
import shlex
from pathlib import Path

import pytest

from portal.operations.cli import COMMANDS
from tests.conventions.source import PORTAL, ROOT

pytestmark = pytest.mark.static

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KNOWN = {command.name for command in COMMANDS} | {"worker", "rotate-keys", "keys", "search"}
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
    "User": "portal",
}


def read(unit: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text(encoding="utf-8"))
    return parser["Service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_there_is_with_few_rights(unit: Path) -> None:
    service = read(unit)
    program, command, *_ = shlex.split(service["ExecStart"])

    assert program == "/opt/portal/bin/portal"
    assert command in KNOWN
    assert {name: service.get(name) for name in HARDENED} == HARDENED


def test_the_units_are_the_two_processes_and_the_backup() -> None:
    assert [unit.stem for unit in UNITS] == ["portal-backup", "portal-web", "portal-worker"]


def test_the_settings_of_the_example_are_settings() -> None:
    text = (DEPLOY / "portal.env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^(PORTAL_\w+)=", text, re.MULTILINE))
    known = set(re.findall(r'"(PORTAL_[A-Z_]+)"', (PORTAL / "config.py").read_text(encoding="utf-8")))

    assert {name for name in named - known if not name.startswith("PORTAL_OPERATOR_")} == set()


def test_every_command_of_the_page_on_operations_is_one() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8").replace("```", "`")
    spans = "\n".join(span.removeprefix("sh\n") for span in re.findall(r"`([^`]+)`", text))
    named = set(re.findall(r"(?:^|/bin/)portal ([a-z][a-z-]+)", spans, re.MULTILINE))

    assert named - KNOWN == set()
    assert {command.name for command in COMMANDS} <= named


@pytest.mark.parametrize("proxy", ["Caddyfile", "Caddyfile.many", "nginx.conf"])
def test_a_proxy_shows_the_probes_to_nobody_and_numbers_requests(proxy: str) -> None:
    text = (DEPLOY / "proxy" / proxy).read_text(encoding="utf-8")

    assert re.search(r"readyz.{1,3}metrics", text)
    assert "404" in text
    assert "X-Request-ID" in text
    assert re.search(r"12 ?mb?", text, re.IGNORECASE)
