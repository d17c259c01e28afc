"""What a template may hold, and that none lies about unused."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from tests.conventions.source import PORTAL, TEMPLATES, tree

pytestmark = pytest.mark.static

JINJA = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*(?:\ssrc=|application/ld\+json))[^>]*>",
    re.IGNORECASE,
)
TYPST_USE = re.compile(r'#(?:import|include)\s+"([^"]+)"')


def names(*endings: str) -> list[str]:
    """Return the names of the templates with these endings, as they are loaded."""
    files = (path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*") if path.suffix in endings)
    return sorted(str(path) for path in files if "fonts" not in path.parts)


def text(name: str) -> str:
    """Return the source of a template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def used() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the names that code and other templates use, and patterns for those put together from parts."""
    literal: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for module in PORTAL.rglob("*.py"):
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | int):
                literal.add(str(node.value))
            elif isinstance(node, ast.JoinedStr) and is_in_a_folder(node):
                patterns.append(re.compile("".join(map(as_pattern, node.values))))
    for name in names(".html", ".txt"):
        literal.update(filter(None, meta.find_referenced_templates(JINJA.parse(text(name)))))
    for name in names(".typ"):
        literal.update(str(Path(name).with_name(Path(used).name)) for used in TYPST_USE.findall(text(name)))
    return literal, patterns


def is_in_a_folder(node: ast.JoinedStr) -> bool:
    """Tell whether a formatted string starts with the name of a folder: `f"errors/{code}.html"`."""
    first = node.values[0]
    return isinstance(first, ast.Constant) and "/" in str(first.value)


def as_pattern(part: ast.expr) -> str:
    """Turn a part of a formatted string into what it can become."""
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"


def is_used(name: str) -> bool:
    """Tell whether something uses a template; those for paper are named without their folder.

    Where the name is put together, as in `f"mail/{kind.name}.txt"`, each part has to stand somewhere in the code.
    """
    literal, patterns = used()
    spoken = {name, name.removeprefix("pdf/"), name.removeprefix("pdf/").removesuffix(".typ")}
    built = filter(None, (pattern.fullmatch(name) for pattern in patterns))
    return bool(spoken & literal) or any(literal.issuperset(match.groups()) for match in built)


def test_no_template_is_unused():
    assert [name for name in names(".html", ".txt", ".typ") if not is_used(name)] == []


def test_templates_hold_no_inline_style_script_or_handler():
    found = [
        f"templates/{name}: {match.group().strip()}"
        for name in names(".html")
        for match in INLINE.finditer(EXPRESSION.sub(" ", text(name)))
    ]

    assert found == []


@pytest.mark.parametrize(
    "page",
    [
        "<style>",
        '<p style="x">',
        '<a onclick="x">',
        "<script>x</script>",
        '<a href="javascript:x">',
        '<p {% if a %}style="{{ b }}"{% endif %}>',
    ],
)
def test_each_kind_of_inline_code_is_found(page):
    assert INLINE.search(EXPRESSION.sub(" ", page))


def test_a_macro_file_holds_the_one_component_that_it_is_named_after():
    wrong = [
        f"templates/{name}: {macros}"
        for name in names(".html")
        if name.startswith("components/")
        and (macros := [macro.name for macro in JINJA.parse(text(name)).find_all(nodes.Macro)]) != [Path(name).stem]
    ]

    assert wrong == []
