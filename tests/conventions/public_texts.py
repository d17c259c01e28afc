"""Which German texts the pages for visitors can show, read off the source: from the views down, name by name."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import meta
from jinja2.ext import babel_extract

from tests.conventions.source import PORTAL, ROOT, TEMPLATES, tree
from tests.conventions.test_templates import JINJA, as_pattern, is_in_a_folder, names

SAYING = {"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}
OPENING = {"public", "public_form", "context_processor", "part", "listing"}
"""The decorators of what visitors see; a context processor counts beside a view of that kind."""
SHOWN_TO_STAFF = ("portal.insight", "portal.wiring", "portal.demo", "portal.core.styleguide")
"""What public pages could ask by name but do not: the navigation is read on its own, the demo speaks German."""
NOT_OF_PEOPLE = (*SHOWN_TO_STAFF, "portal.reference", "portal.vacancies.rules.checks", "portal.vacancies.workflow")
"""What the pages of people could ask besides: what the law says of an offer or a start is told firms and offices."""
FOR_PEOPLE = {"after_birth_date", "part", "listing"}
"""The decorators of what people see behind the date of birth: pages, their parts, and lines on the own page."""
MAILS_FOR_VISITORS = re.compile(
    r"mail/(vacancies/alert|candidates/(link|moved|paper_refused)|proposals/(asked|name_wanted|invited_person|appointment|interview_off|interview_soon)"
    r"|placements/(confirm_person|copy|confirm_guardian|first_day(?!_call)|_first_day|refused_person|assessed_person))"
)
Name = tuple[str, str]
"""A module and a name in it."""


@dataclass
class Module:
    """What a module defines under each name, and what it takes from where."""

    defined: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imported: dict[str, Name] = field(default_factory=dict)


@cache
def texts() -> frozenset[str]:
    """Collect every German text that a page for visitors or people, its error pages or a mail to them can show."""
    code = list(code_of(views()))
    shown = with_their_parts({name for node in code for name in templates_of(node)} | set(mails()))
    spoken = {text for node in (*code, *visitors_navigation()) for text in said(node)}
    return frozenset(spoken | {text for name in shown for text in texts_of(name)})


def code_of(roots: Iterable[Name]) -> Iterator[ast.stmt]:
    """Give the code that answers: what visitors can reach, and what people can."""
    people, visitors = [], []
    for home, name in roots:
        marks = marks_of(module(home).defined.get(name, []))
        (people if marks & FOR_PEOPLE else visitors).append((home, name))
    for roots_of_one, left_out in ((visitors, SHOWN_TO_STAFF), (people, NOT_OF_PEOPLE)):
        yield from (node for statements in reachable(roots_of_one, left_out).values() for node in statements)


def views() -> Iterator[Name]:
    """Give the functions that answer visitors and people, and what turns errors into pages."""
    yield "portal.core.refusals", "init_app"
    for path in sorted(PORTAL.rglob("*.py")):
        home = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found = [(name, marks) for name, nodes in module(home).defined.items() if (marks := marks_of(nodes) & OPENING)]
        if any(marks - {"context_processor"} for _, marks in found):
            yield from ((home, name) for name, _ in found)


def marks_of(nodes: Iterable[ast.AST]) -> set[str]:
    """Give the names of the decorators in a piece of code, and `public` for links to pages for visitors."""
    marks = [mark for node in nodes for part in ast.walk(node) for mark in getattr(part, "decorator_list", [])]
    plain = {ast.unparse(mark).partition("(")[0].rpartition(".")[2] for mark in marks}
    return plain | {"public" for mark in marks if "for_visitors=True" in ast.unparse(mark)}


@cache
def module(name: str) -> Module:
    """Read a module of the portal; one that is no part of it defines nothing."""
    found = Module()
    for statement in tree(path_of(name)).body if path_of(name).is_file() else ():
        if isinstance(statement, ast.ImportFrom):
            taken = {alias.asname or alias.name: (statement.module or "", alias.name) for alias in statement.names}
            found.imported.update(taken)
        for target in names_set_by(statement):
            found.defined.setdefault(target, []).append(statement)
    return found


def path_of(name: str) -> Path:
    """Give the file of a module."""
    stem = ROOT / Path(*name.split("."))
    return stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py")


def names_set_by(statement: ast.stmt) -> Iterator[str]:
    """Give what a statement at the top of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", ast.Pass())]
    yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


def reachable(roots: Iterable[Name], left_out: tuple[str, ...]) -> dict[Name, list[ast.stmt]]:
    """Follow names from the roots through the portal, but into no module that is left out."""
    found: dict[Name, list[ast.stmt]] = {}
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in found and not name[0].startswith(left_out):
            found[name] = module(name[0]).defined.get(name[1], [])
            todo += [used for node in found[name] for used in uses(name[0], node)]
    return found


def uses(home: str, node: ast.AST) -> Iterator[Name]:
    """Give what of the portal a piece of code names."""
    for part in ast.walk(node):
        if (path := dotted(part)) and (found := resolve(home, path)):
            yield found


def dotted(node: ast.AST) -> tuple[str, ...]:
    """Give the parts of `a.b.c`, nothing for what is no such name."""
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return (*before, node.attr)
    return (node.id,) if isinstance(node, ast.Name) else ()


def resolve(home: str, path: tuple[str, ...]) -> Name | None:
    """Find what `a.b`, read in a module, is: where it is defined, and its name there."""
    first, *rest = path
    if first in module(home).defined:
        return home, first
    source, name = module(home).imported.get(first, ("", ""))
    if not source.startswith("portal"):
        return None
    if path_of(f"{source}.{name}").is_file():
        return resolve(f"{source}.{name}", tuple(rest)) if rest else None
    return resolve(source, (name,))


def said(node: ast.AST) -> Iterator[str]:
    """Give the texts a piece of code asks to be translated."""
    for call in ast.walk(node):
        name = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
        if name in SAYING and call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def templates_of(node: ast.AST) -> Iterator[str]:
    """Give the pages a piece of code shows, also by a name put together from parts."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and part.value in pages():
            yield str(part.value)
        elif isinstance(part, ast.JoinedStr) and is_in_a_folder(part):
            pattern = re.compile("".join(map(as_pattern, part.values)))
            yield from filter(pattern.fullmatch, pages())


@cache
def pages() -> frozenset[str]:
    """Give the names of all pages."""
    return frozenset(names(".html"))


def mails() -> Iterator[str]:
    """Give the mails that go to visitors."""
    return filter(MAILS_FOR_VISITORS.match, (*names(".txt"), "mail/_frame.html"))


def with_their_parts(shown: set[str]) -> set[str]:
    """Add to templates what they extend, include and import."""
    found: set[str] = set()
    while shown:
        found |= shown
        parts = {part for name in shown for part in meta.find_referenced_templates(JINJA.parse(source(name))) if part}
        shown = parts - found
    return found


def texts_of(name: str) -> Iterator[str]:
    """Give the texts of a template."""
    options = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
    with (TEMPLATES / name).open("rb") as file:
        for _line, _function, message, _comments in babel_extract(file, tuple(SAYING), (), options):
            yield message[0] if isinstance(message, tuple) else message


def source(name: str) -> str:
    """Return the source of a template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def visitors_navigation() -> Iterator[ast.AST]:
    """Give the footer, and the lines of the navigation that visitors see."""
    yield from module("portal.wiring.navigation").defined["FOOTER"]
    for statement in module("portal.wiring.navigation").defined["NAVIGATION"]:
        entries = (
            node for node in ast.walk(statement) if isinstance(node, ast.Call) and "Role.VISITOR" in ast.unparse(node)
        )
        yield from entries
