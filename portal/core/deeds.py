"""Deeds as pages: a button and a small form for each, refusals shown in the form, and their routes from a table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.core import db
from portal.core.actor import Actor
from portal.core.errors import NotFound, PortalError, TransitionNotAllowed
from portal.core.web import requires
from portal.core.workflow import Workflow

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One event of a workflow as a button and a small page; `form` is made for a record and the actor."""

    event: str
    label: Any
    said: Any
    form: Callable[[Any, Actor], Any]
    deed: Callable[[Any, Any, Actor], None]
    text: Any = ""
    variant: str = "secondary"


@dataclass(frozen=True)
class NextStep:
    """What happens next with a record, who must do it, by when."""

    title: Any
    who: Any = ""
    text: Any = ""
    due: Any = ""
    tone: str = "info"


def of(kind: type[Any]) -> Callable[[Any, Actor], Any]:
    """Make the form of a step that is the same whatever the record."""
    return lambda _record, _actor: kind()


Serve = Callable[[Step, UUID], ResponseReturnValue]


def route(bp: Blueprint, kind: str, steps: Iterable[Step], serve: Serve, *, under: str = "") -> None:
    """Give each step its address, `/<id>/<event>`, behind its permission, `kind:event`.

    Args: under: the path before the id where the blueprint has no prefix of its own.
    """
    for step in steps:
        _route(bp, kind, step, serve, under)


def _route(bp: Blueprint, kind: str, step: Step, serve: Serve, under: str) -> None:
    @requires(f"{kind}:{step.event}")
    def view(**ids: UUID) -> ResponseReturnValue:
        return serve(step, ids[f"{kind}_id"])

    bp.add_url_rule(f"{under}/<uuid:{kind}_id>/{step.event}", step.event, view, methods=["GET", "POST"])


def check_possible(flow: Workflow, event: str, record: Any) -> None:
    """Refuse to show the form of a step that is not possible any more. Raises: TransitionNotAllowed."""
    if request.method == "GET" and flow.find(event, record.state) is None:
        raise TransitionNotAllowed


def each(records: Sequence[T], deed: Callable[[T], object], *, name: Callable[[T], str]) -> dict[str, Any]:
    """Do the same with each of some records, one refused standing in no other's way.

    Each is undone alone (a savepoint), and all that is done is committed together by the view: what the page says of
    each is then true of all, and where the machine breaks down halfway nothing has happened, so that sending the form
    again does no half of it twice. A transaction each would need a commit below the view, and would mail the first
    people of a form whose rest failed. As many as one page of a list are few enough to be held that long.

    Returns: the reason for each that was refused, by its name. They are locked in the order of their ids.
    """
    refused: dict[str, Any] = {}
    for record in sorted(records, key=attrgetter("id")):
        called = name(record)
        try:
            with db.session.begin_nested():
                deed(record)
        except PortalError as error:
            refused[called] = error.message
    return refused


def is_done(form: Any, deed: Callable[[], object]) -> bool:
    """Do the deed; what a rule says against it is shown in the form, and nothing of it stays.

    After a refusal the records it touched are stale: load them again before the page is shown.
    """
    try:
        with db.session.begin_nested():
            deed()
    except PortalError as refused:
        if refused.status != PortalError.status:
            raise
        form.form_errors = [*form.form_errors, refused.message]
        return False
    return True


Deeds = dict[str, tuple[Any, Callable[[Any], None]]]
"""What can be done behind a personal link: event -> its form, and what the filled form does."""


def left_by(flow: Workflow, state: Any, deeds: Deeds) -> Deeds:
    """Leave what the state allows, and what was just sent: a second click finds its own answer."""
    sent = request.form.get("deed")
    return {event: deed for event, deed in deeds.items() if event == sent or flow.find(event, state) is not None}


def has_acted(deeds: Deeds) -> bool:
    """Do what was sent, if anything was. Raises: NotFound for a button that does not exist."""
    if request.method != "POST":
        return False
    if (sent := request.form.get("deed", "")) not in deeds:
        raise NotFound
    form, deed = deeds[sent]
    return bool(form.validate()) and is_done(form, lambda: deed(form))


def status_of(deeds: Deeds) -> int:
    """Give the status of a page with these forms: 422 where one was refused."""
    return 422 if any(form.errors for form, _deed in deeds.values()) else 200
