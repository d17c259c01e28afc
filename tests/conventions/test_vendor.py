"""What is vendored is what the manifest says, and nothing else; no stylesheet asks anybody else for anything."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.conventions.source import ROOT

pytestmark = pytest.mark.static

MANIFEST = json.loads((ROOT / "static/vendor/MANIFEST.json").read_text(encoding="utf-8"))
FILES = {path: digest for package in MANIFEST["packages"] for path, digest in package["files"].items()}
REMOTE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(?!data:)(?:[a-z]+:)?//""", re.IGNORECASE)


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_vendored_file_is_what_was_fetched(path):
    assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == FILES[path]


def test_the_manifest_names_every_vendored_file():
    folders = (ROOT / "static/vendor", ROOT / "tests/browser/vendor")
    there = {str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*") if path.is_file()}
    compressed = {path for path in there if path.removesuffix(".gz") in there - {path}}

    assert there - compressed - {"static/vendor/MANIFEST.json"} == set(FILES)


def test_every_package_has_version_and_licence():
    assert [package for package in MANIFEST["packages"] if not (package["version"] and package["licence"])] == []


@pytest.mark.parametrize("sheet", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.name)
def test_no_stylesheet_loads_from_elsewhere(sheet: Path):
    assert REMOTE.findall(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("rule", ['url("https://x.example/a")', "url(//x.example/a)", '@import "http://x.example/a"'])
def test_each_kind_of_remote_address_is_found(rule):
    assert REMOTE.search(rule)
