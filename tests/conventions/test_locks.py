"""The lock files pin what pyproject.toml asks for, with hashes, and say the same of the same package."""

import re
import tomllib
from functools import cache

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conventions.source import ROOT

pytestmark = pytest.mark.static

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME, DEV, BUILD = "requirements.txt", "requirements-dev.txt", "deploy/bootstrap/build.txt"
FORKS = [f"deploy/forks/{pins.name}" for pins in sorted((ROOT / "deploy" / "forks").glob("*.txt"))]
Pins = list[tuple[Requirement, frozenset[str]]]


@cache
def pins(lock: str) -> Pins:
    """Return what a lock pins, each requirement with its hashes; one package may be pinned for several machines."""
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    said = [
        re.split(r"\s+--hash=", line.strip()) for line in lines if line.strip() and not line.lstrip().startswith("#")
    ]
    return [(Requirement(requirement), frozenset(hashes)) for requirement, *hashes in said]


def is_hashed(hashes: frozenset[str]) -> bool:
    """Tell whether there are hashes and all of them are strong."""
    return bool(hashes) and all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes)


def is_pinned(asked: Requirement, lock: str) -> bool:
    """Tell whether a lock pins a package, and only to versions that were asked for."""
    name = canonicalize_name(asked.name)
    versions = [str(pin.specifier).removeprefix("==") for pin, _ in pins(lock) if canonicalize_name(pin.name) == name]
    return bool(versions) and all(map(asked.specifier.contains, versions))


@pytest.mark.parametrize("lock", [RUNTIME, DEV, BUILD, *FORKS])
def test_every_package_is_pinned_to_one_version_with_hashes(lock):
    loose = [
        str(pin)
        for pin, hashes in pins(lock)
        if [rule.operator for rule in pin.specifier] != ["=="] or not is_hashed(hashes)
    ]

    assert loose == []
    assert pins(lock)


@pytest.mark.parametrize("lock", [RUNTIME, DEV, BUILD, *FORKS])
def test_a_lock_names_no_package_host(lock):
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / lock).read_text(encoding="utf-8"))


DIRECT = [(RUNTIME, asked) for asked in PROJECT["project"]["dependencies"]]
DIRECT += [(DEV, asked) for asked in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]]
DIRECT += [(DEV, asked) for asked in PROJECT["build-system"]["requires"]]


def test_every_direct_dependency_is_pinned_within_its_bounds():
    assert [(lock, asked) for lock, asked in DIRECT if not is_pinned(Requirement(asked), lock)] == []


def test_tests_run_on_what_is_shipped():
    assert [str(pin) for pin, hashes in pins(RUNTIME) if (pin, hashes) not in pins(DEV)] == []
