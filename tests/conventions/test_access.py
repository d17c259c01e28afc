"""Nobody gets in by a door nobody thought of: every route has a permission or says that it is public."""

from pathlib import Path

import pytest
from flask import Flask

from portal.core import permissions
from portal.core.actor import NOBODY
from portal.core.workflow import workflows
from tests.conventions.source import PORTAL, ROOT

NAMED_EXCEPTIONS = ("security.",)
"""Flask-Security guards its own routes; they are configured, not written, here."""
OF_TESTS = "lamp:"
"""The subject on which the kernel's own tests try permissions and workflows."""


def test_every_route_declares_who_may_open_it(app: Flask) -> None:
    open_doors = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(NAMED_EXCEPTIONS)
        and not hasattr(app.view_functions[rule.endpoint], "permission")
        and not hasattr(app.view_functions[rule.endpoint], "public")
    ]

    assert open_doors == []


def test_every_permission_a_route_asks_for_is_declared(app: Flask) -> None:
    asked = {getattr(view, "permission", None) for view in app.view_functions.values()} - {None}

    assert asked - set(permissions.declared()) == set()


def test_every_event_of_every_workflow_has_a_permission(app: Flask) -> None:
    events = {f"{name}:{row.event}" for name, flow in workflows().items() for row in flow.transitions}

    assert events - set(permissions.declared()) == set()


def test_no_permission_is_declared_for_nothing(app: Flask) -> None:
    used = {f"{name}:{row.event}" for name, flow in workflows().items() for row in flow.transitions}
    used |= {getattr(view, "permission", "") for view in app.view_functions.values()}

    declared = {name for name in permissions.declared() if not name.startswith(OF_TESTS)}
    assert sorted(declared - used - _asked_in_code()) == []


def _asked_in_code() -> set[str]:
    """Collect the permissions that services, queries and templates ask for by name."""
    texts = [path.read_text(encoding="utf-8") for path in _sources()]
    return {name for name in permissions.declared() if any(f'"{name}"' in text for text in texts)}


def _sources() -> list[Path]:
    return [*PORTAL.rglob("*.py"), *(ROOT / "templates").rglob("*.html")]


def test_get_is_never_the_method_of_a_deed(app: Flask) -> None:
    """Let a route that asks for the permission of an event take POST; it may show its form on GET."""
    deeds = {f"{name}:{row.event}" for name, flow in workflows().items() for row in flow.transitions}
    acting_on_get = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "permission", None) in deeds
        and "POST" not in (rule.methods or set())
    ]

    assert acting_on_get == []


@pytest.mark.parametrize("action", ["candidate:view", "proposal:view", "placement:view", "vacancy:edit"])
def test_a_visitor_may_do_nothing_with_records(app: Flask, action: str) -> None:
    assert not permissions.may(NOBODY, action)
