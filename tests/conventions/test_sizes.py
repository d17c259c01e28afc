"""How large a function and a module may be, and what none of them may do."""

import ast

import pytest

from tests.conventions.source import FUNCTION, functions, modules, place, tree

pytestmark = pytest.mark.static

MAX_FUNCTION_LINES = 40
MAX_MODULE_LINES = 400
MAX_ARGUMENTS = 6
CLOCK = "portal/core/clock.py"


def test_functions_are_short():
    long = [
        f"{place(module, function)} {function.name}: {lines} lines"
        for module in modules()
        for function in functions(module)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > MAX_FUNCTION_LINES
    ]

    assert long == []


def test_modules_are_short():
    counted = {module: len(module.read_text(encoding="utf-8").splitlines()) for module in modules()}

    assert [f"{place(module)} {lines} lines" for module, lines in counted.items() if lines > MAX_MODULE_LINES] == []


def test_functions_take_few_arguments():
    greedy = [
        f"{place(module, function)} {function.name}: {count} arguments"
        for module in modules()
        for function in functions(module)
        if not function.name.startswith("test_") and (count := argument_count(function)) > MAX_ARGUMENTS
    ]

    assert greedy == []


def argument_count(function: FUNCTION) -> int:
    """Count what a caller passes: `self` and `cls` are not."""
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def test_imports_stand_at_the_top():
    hidden = [
        place(module, node)
        for module in modules()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_imports_are_absolute():
    relative = [
        place(module, node)
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


def test_a_module_says_in_its_first_sentence_what_belongs_there():
    silent = [place(module) for module in modules() if tree(module).body and not ast.get_docstring(tree(module))]

    assert silent == []


def test_the_time_is_asked_of_the_clock():
    asked = [
        f"{place(module, node)} {ast.unparse(node)}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node).removeprefix("datetime.")
        in ("datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time")
        and not place(module).startswith(CLOCK)
    ]

    assert asked == []
