"""The page on threats names code and tests that exist, and no threat without a test."""

import ast
import re
from pathlib import Path

import pytest

from tests.conventions.source import ROOT, tree

pytestmark = pytest.mark.static

PAGE = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:4] for line in PAGE.splitlines() if line.count("|") == 4 and "`" in line]


def test_there_are_threats() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip()[:40])
def test_a_threat_is_met_by_code_there_is_and_proven_by_a_test_there_is(row: list[str]) -> None:
    _threat, met, proven = (re.findall(r"`([^`]+)`", cell) for cell in row)

    assert met
    assert proven
    assert [path for path in met if not (ROOT / path).exists()] == []
    assert [name for name in proven if not is_test(*name.split("::"))] == []


def is_test(path: str, name: str) -> bool:
    file = Path(ROOT / path)
    return file.exists() and any(getattr(node, "name", "") == name for node in ast.walk(tree(file)))
