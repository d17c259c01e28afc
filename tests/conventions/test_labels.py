"""Every state and every event has its words, so that no page has to show a code or to fail."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from flask import Flask

from portal.core.workflow import Workflow
from tests.conventions.source import TEMPLATES
from tests.conventions.test_workflows import tables

IN_TEMPLATES = {"company": "organisations/_words.html", "invitation": "organisations/members.html"}
"""Where the words of a workflow stand that has them in no table of the area's forms."""
NEVER_TOLD = {"invitation", "second_factor"}
"""Workflows whose history no page shows."""


def word_tables(flow: Workflow) -> Iterator[Mapping[Any, Any]]:
    """Give every mapping of the forms of a workflow's area."""
    forms = import_module(f"{'.'.join(flow.model.__module__.split('.')[:2])}.forms")
    parts = [import_module(f"{forms.__name__}.{part.name}") for part in iter_modules(getattr(forms, "__path__", []))]
    for module in (forms, *parts):
        yield from (table for table in vars(module).values() if isinstance(table, Mapping))


def are_said(flow: Workflow, codes: set[Any]) -> bool:
    """Tell whether some table, or the workflow's template, has a word for each of the codes."""
    if any(codes <= set(table) for table in word_tables(flow)):
        return True
    template = (TEMPLATES / IN_TEMPLATES[flow.name]).read_text(encoding="utf-8") if flow.name in IN_TEMPLATES else ""
    return all(f'"{code}":' in template for code in codes)


def test_every_state_has_a_word(app: Flask) -> None:
    states = {name: {row.target for row in flow.transitions} - {None} for name, flow in tables().items()}

    assert [name for name, flow in tables().items() if not are_said(flow, states[name])] == []


def test_every_event_has_a_word_in_the_history(app: Flask) -> None:
    told = {name: flow for name, flow in tables().items() if name not in NEVER_TOLD}

    assert [name for name, flow in told.items() if not are_said(flow, {row.event for row in flow.transitions})] == []


def test_a_code_without_a_word_is_seen(app: Flask) -> None:
    assert [name for name, flow in tables().items() if are_said(flow, {"state_of_nowhere"})] == []
