"""What the documentation says of the code is what the code says."""

import re
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from flask import Flask

from portal.config import Operator
from portal.core.actor import Role
from portal.core.diagrams import drawn
from portal.wiring import JOBS, REMINDERS, RETENTION
from tests.conventions.source import PORTAL, ROOT
from tests.conventions.test_workflows import tables

DOCS = ROOT / "docs"
HANDBOOK = sorted((DOCS / "handbook").glob("*.md"))
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
PAGE_OF = {Role.RECRUITER: "company", Role.COMPANY_ADMIN: "company"}
"""Roles that share a page; the others have one of their own name."""
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
FILE = re.compile(r"`((?:portal|templates|tests|static|migrations|docs|deploy)/[\w/.-]+)`")
SETTING = re.compile(r"\"(PORTAL_[A-Z_]+)\"")


def text(page: Path) -> str:
    """Read a page."""
    return page.read_text(encoding="utf-8")


def test_the_page_of_workflows_is_drawn_from_the_tables_as_they_are(app: Flask) -> None:
    assert text(DOCS / "workflows.md") == drawn(tables().values()), "run ./dev diagrams"


@pytest.mark.static
def test_every_role_has_its_page_in_the_handbook() -> None:
    roles = {PAGE_OF.get(role, role.value.replace("_", "-")) for role in Role if role is not Role.SYSTEM}

    assert {page.stem for page in HANDBOOK} == roles


@pytest.mark.static
@pytest.mark.parametrize("page", HANDBOOK, ids=lambda page: page.stem)
def test_bold_words_of_the_handbook_are_words_on_the_screen(page: Path) -> None:
    said = {entry.msgid for entry in polib.pofile(str(PORTAL / "translations/en/LC_MESSAGES/messages.po"))}
    bold = {" ".join(words.split()) for words in BOLD.findall(text(page))}

    assert bold
    assert sorted(bold - said) == []


@pytest.mark.static
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_at_exists(page: Path) -> None:
    links = {target for target in LINK.findall(text(page)) if not (page.parent / target).exists()}
    files = {name for name in FILE.findall(text(page)) if not (ROOT / name).exists()}
    tests = {f"{name}::{test}" for name, test in TEST.findall(text(page)) if f"def {test}" not in text(ROOT / name)}

    assert links | files | tests == set()


@pytest.mark.static
def test_the_settings_of_the_readme_are_those_there_are() -> None:
    known = set(SETTING.findall(text(PORTAL / "config.py")))
    known |= {f"PORTAL_OPERATOR_{name.upper()}" for name in Operator.__dataclass_fields__}
    listed = set(re.findall(r"^\| `(PORTAL_[A-Z_]+)`", text(ROOT / "README.md"), re.MULTILINE))

    assert listed == known


@pytest.mark.static
def test_decisions_are_numbered_in_a_row_and_listed() -> None:
    decisions = sorted(DOCS.glob("decisions/[0-9]*.md"))
    listed = text(DOCS / "decisions/README.md")

    for number, decision in enumerate(decisions, start=1):
        assert decision.name.startswith(f"{number:04}-")
        assert text(decision).startswith(f"# {number}. ")
        assert f"[{number}]({decision.name})" in listed


@pytest.mark.static
def test_the_timetable_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `([a-z_0-9/]+)` \| ([^|]+) \|", text(DOCS / "timetable.md"), re.MULTILINE)
    listed = dict(rows)
    every = {timedelta(minutes=1): "minute", timedelta(hours=1): "hour", timedelta(days=1): "day"}

    assert len(listed) == len(rows)
    assert set(listed) == {row.name for row in (*REMINDERS, *RETENTION, *JOBS)}
    assert {rule.name: str(rule.keep.days) for rule in RETENTION}.items() <= listed.items()
    assert {job.name: every[job.every] for job in JOBS}.items() <= listed.items()
