"""Where the project's own source is, for the tests that read it."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> tuple[Path, ...]:
    """Return every Python file of the project but the migrations, which are written once and never read again."""
    folders = (PORTAL, ROOT / "tests", ROOT / "deploy", ROOT / "bench")
    return (ROOT / "dev", *sorted(path for folder in folders for path in folder.rglob("*.py")))


@cache
def tree(module: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(module.read_text(encoding="utf-8"), str(module))


def functions(module: Path) -> Iterator[FUNCTION]:
    """Give every function of a module, nested ones too."""
    return (node for node in ast.walk(tree(module)) if isinstance(node, FUNCTION))


def place(module: Path, node: ast.stmt | ast.expr | None = None) -> str:
    """Say where something is, so that an editor can jump to it."""
    return f"{module.relative_to(ROOT)}:{node.lineno if node else 1}"


def load_dev() -> ModuleType:
    """Return `./dev` as a module."""
    loader = SourceFileLoader("dev", str(ROOT / "dev"))
    module = module_from_spec(spec_from_loader("dev", loader))  # type: ignore[arg-type]
    sys.modules["dev"] = module  # dataclasses look their module up
    loader.exec_module(module)
    return module
