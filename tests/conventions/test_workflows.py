"""The workflow tables hold together: states, mails, texts, and the one writer of states."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from portal.core.outbox import MailChannel
from portal.core.workflow import Transition, Workflow, workflows
from tests.conventions.source import PORTAL, ROOT

OWN = ("test_",)
"""Workflows of the tests themselves."""


def tables() -> dict[str, Workflow]:
    """Give the portal's workflows."""
    return {name: flow for name, flow in workflows().items() if not flow.model.__tablename__.startswith(OWN)}


def rows() -> list[tuple[str, Transition]]:
    """Give every row of every table."""
    return [(name, row) for name, flow in tables().items() for row in flow.transitions]


def test_there_are_workflows_to_check(app: Flask) -> None:
    assert {"vacancy", "candidate", "proposal", "placement", "agreement", "clearance", "company"} <= set(tables())


ENDS = {
    "api_token": {"revoked"},
    "report": {"closed"},
    "call_back": {"reached"},
    "agreement": {"superseded", "void"},
    "override": {"approved", "refused"},
    "company": {"closed"},
    "download_deletion": {"confirmed"},
    "call_task": {"reached", "written", "over"},
    "invitation": {"accepted", "revoked"},
    "tip": {"joined", "declined"},
    "join_request": {"invited", "refused"},
    "person_message": {"closed"},
    "placement": {"closed", "cancelled"},
    "proposal": {"refused", "withdrawn", "accepted"},
    "referral": {"declined", "done", "withdrawn"},
    "transfer": {"accepted", "declined", "withdrawn"},
}
"""States that nothing leads out of."""


def test_every_state_is_reached_and_only_the_last_ones_are_never_left(app: Flask) -> None:
    for name, flow in tables().items():
        states = set(type(flow.transitions[0].target or flow.transitions[0].sources[0]))  # type: ignore[call-overload]
        reached = {row.target for row in flow.transitions if row.target}
        left = {source for row in flow.transitions if row.target for source in row.sources if source != row.target}
        assert states - reached == set(), f"{name}: never reached"
        assert {state.value for state in states - left} == ENDS.get(name, set()), f"{name}: never left"


def test_an_event_has_one_row_for_a_state(app: Flask) -> None:
    for name, flow in tables().items():
        pairs = [(row.event, source) for row in flow.transitions for source in row.sources]
        assert len(pairs) == len(set(pairs)), name


def test_every_mail_has_its_text(app: Flask) -> None:
    missing = [
        kind.name
        for _, row in rows()
        for kind in row.mails
        if not any((ROOT / "templates" / channel / f"{kind.name}.txt").exists() for channel in MailChannel)
    ]

    assert missing == []


def test_columns_of_a_row_are_columns_of_the_model(app: Flask) -> None:
    strangers = [
        f"{name}:{row.event} {column}"
        for name, flow in tables().items()
        for row in flow.transitions
        for column in row.columns
        if not hasattr(flow.model, column)
    ]

    assert strangers == []


@pytest.mark.static
def test_only_the_workflow_sets_a_state() -> None:
    setters = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in PORTAL.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _sets_state(node, path)
    ]

    assert setters == []


def _sets_state(node: ast.AST, path: Path) -> bool:
    if path.name in ("workflow.py", "delivery.py") and path.parent.name == "core":
        return False  # the kernel's own: the one writer, and the outbox, whose rows have no workflow
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    flat = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return any(isinstance(part, ast.Attribute) and part.attr == "state" for part in flat)
