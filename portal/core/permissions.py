"""Who may do what with which record: declared once per area, asked by routes, services, lists and templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from portal.core import db
from portal.core.actor import Actor, Role
from portal.core.errors import NotAllowed, NotFound

RecordT = TypeVar("RecordT")


def _always(_actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class Scope:
    """Which records a permission covers: `holds` for one that is loaded, `where` for a list. Both say the same.

    `opens` is asked at the door, where there is no record yet: whether it can cover anything for this actor at all.
    """

    name: str
    holds: Callable[[Actor, Any], bool]
    where: Callable[[Actor], ColumnElement[bool]]
    opens: Callable[[Actor], bool] = _always


ANYTHING = Scope("anything", lambda _actor, _record: True, lambda _actor: true())
"""Every record, and actions that need none."""

Table = Mapping[str, Mapping[Role | tuple[Role, ...], Scope]]
_TABLE: dict[str, dict[Role, Scope]] = {}


def declare(subject: str, table: Table) -> dict[str, dict[Role, Scope]]:
    """Enter the policy of one kind of record; an action is named `subject:verb` from then on."""
    own: dict[str, dict[Role, Scope]] = {}
    for verb, row in table.items():
        roles: dict[Role, Scope] = {}
        for key, scope in row.items():
            for role in key if isinstance(key, tuple) else (key,):
                roles[role] = scope
        own[f"{subject}:{verb}"] = roles
    _TABLE.update(own)
    return own


def declared() -> Mapping[str, Mapping[Role, Scope]]:
    """Give the whole table, for the tests and the handbook."""
    return _TABLE


def may(actor: Actor, action: str, record: Any = None) -> bool:
    """Tell whether the actor may do this: at the door (no record) or with one record. Unknown means no."""
    scope = _TABLE.get(action, {}).get(actor.role)
    if scope is None:
        return False
    return scope.opens(actor) if record is None else scope.holds(actor, record)


def require(actor: Actor, action: str, record: Any = None) -> None:
    """Refuse unless the actor may; whoever may not even see the record is told that there is none."""
    if may(actor, action, record):
        return
    view = action.split(":", maxsplit=1)[0] + ":view"
    if record is not None and view in _TABLE and not may(actor, view, record):
        raise NotFound
    raise NotAllowed


def where(actor: Actor, action: str) -> ColumnElement[bool]:
    """Give the condition that picks the records the actor may do this with."""
    scope = _TABLE.get(action, {}).get(actor.role)
    return scope.where(actor) if scope else false()


def any_of(name: str, *scopes: Scope) -> Scope:
    """Join scopes: one that holds is enough."""
    return Scope(
        name,
        lambda actor, record: any(scope.holds(actor, record) for scope in scopes),
        lambda actor: or_(*(scope.where(actor) for scope in scopes)),
        lambda actor: any(scope.opens(actor) for scope in scopes),
    )


def all_of(name: str, *scopes: Scope) -> Scope:
    """Narrow scopes by each other: all have to hold."""
    return Scope(
        name,
        lambda actor, record: all(scope.holds(actor, record) for scope in scopes),
        lambda actor: and_(*(scope.where(actor) for scope in scopes)),
        lambda actor: all(scope.opens(actor) for scope in scopes),
    )


def same(name: str, column: Any, own: Literal["id", "company_id", "office_id", "organisation_id"]) -> Scope:
    """Cover the records whose column holds an id of the actor: the account, the company, the office.

    Args: column: on the record's table; a loaded record calls it the same.
    """

    def holds(actor: Actor, record: Any) -> bool:
        mine = getattr(actor, own)
        return mine is not None and getattr(record, column.key) == mine

    def condition(actor: Actor) -> ColumnElement[bool]:
        mine = getattr(actor, own)
        return column == mine if mine is not None else false()

    return Scope(name, holds, condition)


def visible_or_404(model: type[RecordT], record_id: UUID, actor: Actor, action: str, *options: Any) -> RecordT:
    """Load one record the actor may see, as the database has it now; anything else does not exist for them."""
    query = select(model).where(model.id == record_id, where(actor, action)).options(*options)  # type: ignore[attr-defined]
    fresh = query.execution_options(populate_existing=True)
    found = db.session.scalars(fresh).unique().one_or_none()
    if found is None:
        raise NotFound
    return found
