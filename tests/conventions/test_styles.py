"""Our stylesheets speak KERN's tokens and logical directions, and style what exists."""

import re
from pathlib import Path

import pytest

from tests.conventions.source import ROOT, TEMPLATES

pytestmark = pytest.mark.static

SHEETS = sorted((ROOT / "static/css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
QUERY = re.compile(r"@media[^{]*\{")
DECLARATION = re.compile(r"(?<![-\w])(-?-?[a-z][-\w]*)\s*:\s*([^;{}]+);")
PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)|left|right|top|bottom|float"
    r"|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius"
)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|color-mix)a?\(", re.IGNORECASE)
LENGTH = re.compile(r"(?<![\w.-])\d*\.?\d+(?:px|rem|em|pt|cm|mm)\b")
CLASS = re.compile(r"\.(ip-[\w-]+)")
HIDDEN = {"inline-size: 1px", "block-size: 1px"}
"""What is read aloud but not seen is one pixel large, in every design system."""


def declarations(sheet: Path) -> list[tuple[str, str]]:
    """Return the (property, value) pairs of a stylesheet, fonts aside."""
    text = QUERY.sub("{", COMMENT.sub("", sheet.read_text(encoding="utf-8")))
    return [pair for pair in DECLARATION.findall(text) if pair[0] not in ("src", "unicode-range")]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_directions_are_logical(sheet):
    assert [name for name, _value in declarations(sheet) if PHYSICAL.fullmatch(name)] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_colour_or_length_stands_outside_a_token(sheet):
    loose = [f"{name}: {value}" for name, value in declarations(sheet) if COLOUR.search(value) or LENGTH.search(value)]

    assert [rule for rule in loose if rule not in HIDDEN] == []


def test_every_class_of_ours_is_used_by_a_template():
    styled = {name for sheet in SHEETS for name in CLASS.findall(COMMENT.sub("", sheet.read_text(encoding="utf-8")))}
    spoken = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    helpers = set(re.findall(r"`(ip-[\w-]+)`", (ROOT / "docs/components.md").read_text(encoding="utf-8")))

    assert {
        name for name in styled - helpers if name not in spoken and name.rsplit("--", 1)[0] + "--" not in spoken
    } == set()


def test_the_checks_see_what_they_look_for():
    assert PHYSICAL.fullmatch("margin-left")
    assert COLOUR.search("1px solid #fff")
    assert LENGTH.search("0 12px")
    assert not LENGTH.search("var(--kern-12)")
