"""State machines as data: the only place that sets a state, with its event, mails and reactions in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import event as sa_event
from sqlalchemy import inspect
from sqlalchemy.exc import InvalidRequestError

from portal.core import audit, clock, db, outbox, permissions
from portal.core.actor import Actor, ActorKind, Role
from portal.core.audit import Change
from portal.core.errors import NotFound, ReasonMissing, TransitionNotAllowed
from portal.core.outbox import MailKind

Guard = Callable[[Any, Actor, dict[str, Any]], None]
"""Raises a PortalError when the event may not happen; gets the record, the actor and the event's parameters."""
Effect = Callable[[Any, Actor, Change, dict[str, Any]], None]
"""Changes columns of the record or rows of the same area."""
Reaction = Callable[[Any, Actor, Change], None]
"""What the event means for another area; registered in `wiring`."""
Observer = Callable[[str, Any, Actor, Change], None]
"""What every event of every workflow means, whatever its name; gets the workflow's name before the record."""

_applying: ContextVar[bool] = ContextVar("applying", default=False)


class Reason(StrEnum):
    """Whether an event needs a reason."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Transition:
    """One row of a workflow table. `target=None` keeps the state; `sources=()` makes a new record."""

    event: str
    sources: tuple[StrEnum, ...]
    target: StrEnum | None
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    mails: tuple[MailKind, ...] = ()
    reason: Reason = Reason.NONE
    columns: tuple[str, ...] = ()
    """Parameters that are columns of the record and are set as they come."""
    automatic: bool = False
    """Done by the system or another event only; never a button."""


class Workflow:
    """The table of one kind of record and the one verb that moves it."""

    def __init__(self, name: str, model: type[Any], transitions: tuple[Transition, ...]) -> None:
        """Guard the model's `state` against everybody but `apply`."""
        self.name = name
        self.model = model
        self.transitions = transitions
        self._reactions: dict[str, list[Reaction]] = {}
        sa_event.listen(model.state, "set", _refuse_by_hand, propagate=True)
        _WORKFLOWS[name] = self

    def react(self, event: str, reaction: Reaction) -> None:
        """Let another area answer to an event, in the same transaction; registering twice counts once."""
        known = self._reactions.setdefault(event, [])
        if reaction not in known:
            known.append(reaction)

    def create(self, event: str, record: Any, *, actor: Actor, **params: Any) -> Any:
        """Bring a new record into its first state by an event without sources."""
        transition = next(row for row in self.transitions if row.event == event and not row.sources)
        record.id = record.id or db.new_id()
        self._move(transition, record, actor, params)
        return record

    def check_new(self, event: str, record: Any, *, actor: Actor, **params: Any) -> None:
        """Say what `create` would refuse, and do nothing. Raises: PortalError."""
        transition = next(row for row in self.transitions if row.event == event and not row.sources)
        permissions.require(actor, f"{self.name}:{event}", record)
        for guard in transition.guards:
            guard(record, actor, params)

    def apply(self, event: str, record: Any, *, actor: Actor, **params: Any) -> None:
        """Move the record: permission, state, guards, columns, effects, event, mails, reactions; or nothing.

        Args: params: `reason`, `reason_code`, `details` go to the event; the others to guards, effects, columns.
        Raises: TransitionNotAllowed where the state does not allow it, unless the same actor repeats what is done.
        """
        self._lock(record)
        transition = self.find(event, record.state)
        if transition is None:
            if self._is_repeat(event, record, actor):
                return
            raise TransitionNotAllowed
        self._move(transition, record, actor, params)

    def find(self, event: str, state: Any) -> Transition | None:
        """Give the row for an event in a state, if there is one."""
        return next((row for row in self.transitions if row.event == event and state in row.sources), None)

    def possible(self, actor: Actor, record: Any) -> list[Transition]:
        """List what the actor can press now; guards speak when it is pressed."""
        return [
            row
            for row in self.transitions
            if record.state in row.sources
            and not row.automatic
            and permissions.may(actor, f"{self.name}:{row.event}", record)
        ]

    def _move(self, row: Transition, record: Any, actor: Actor, params: dict[str, Any]) -> None:
        permissions.require(actor, f"{self.name}:{row.event}", record)
        reason = (params.pop("reason", None) or "").strip() or None
        change = Change(
            event=row.event,
            from_state=str(record.state) if row.sources else None,
            to_state=str(row.target or record.state),
            at=clock.now(),
            reason_code=params.pop("reason_code", None),
            reason=reason,
            details=params.pop("details", None),
        )
        _check_reason(row, change, actor)
        for guard in row.guards:
            guard(record, actor, params)
        with _allowed():
            _set(row, record, params)
        for effect in row.effects:
            effect(record, actor, change, params)
        self._write(row, record, actor, change)

    def _write(self, row: Transition, record: Any, actor: Actor, change: Change) -> None:
        db.session.add(record)
        db.session.flush()
        entry = audit.record(self.name, record, change, actor)
        db.session.flush()
        change = replace(change, event_id=entry.id)
        for kind in row.mails:
            outbox.enqueue(kind, record, actor, change)
        for reaction in self._reactions.get(row.event, ()):
            reaction(record, actor, change)
        for observer in _OBSERVERS:
            observer(self.name, record, actor, change)
        db.session.flush()

    def _lock(self, record: Any) -> None:
        """Two people at once: the later one waits here (PostgreSQL; SQLite has one writer) and sees the new state."""
        db.session.flush()
        columns = [column.key for column in inspect(type(record)).column_attrs]
        try:
            db.session.refresh(record, attribute_names=columns, with_for_update=True)
        except InvalidRequestError as error:  # erased since it was loaded
            raise NotFound from error

    def _is_repeat(self, event: str, record: Any, actor: Actor) -> bool:
        last = audit.latest(self.name, record.id)
        same = (event, actor.kind, actor.role, actor.id)
        return last is not None and (last.name, last.actor_kind, last.actor_role, last.actor_id) == same


_WORKFLOWS: dict[str, Workflow] = {}
_OBSERVERS: list[Observer] = []


def observe(observer: Observer) -> None:
    """Let an area see every event of every workflow, in the same transaction; registering twice counts once."""
    if observer not in _OBSERVERS:
        _OBSERVERS.append(observer)


def workflows() -> dict[str, Workflow]:
    """Give every declared workflow by name, for tests, diagrams and the handbook."""
    return _WORKFLOWS


def _check_reason(row: Transition, change: Change, actor: Actor) -> None:
    # A person may always say no without a reason; the system has none to give.
    if row.reason is not Reason.REQUIRED or actor.role in (Role.CANDIDATE, Role.SYSTEM):
        return
    if actor.kind is not ActorKind.SYSTEM and not (change.reason or change.reason_code):
        raise ReasonMissing


def _set(row: Transition, record: Any, params: dict[str, Any]) -> None:
    for name in row.columns:
        if name in params:
            setattr(record, name, params[name])
    if row.target is not None:
        record.state = row.target


@contextmanager
def _allowed() -> Iterator[None]:
    token = _applying.set(True)
    try:
        yield
    finally:
        _applying.reset(token)


def _refuse_by_hand(target: Any, value: Any, _old: Any, _initiator: object) -> None:
    if not _applying.get() and inspect(target).persistent:
        raise AssertionError(f"{type(target).__name__}.state is set by its workflow only")
