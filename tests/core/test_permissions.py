"""The table of permissions: unknown means no, unseen means not found, and lists come from the same rows."""

import pytest
from flask import Flask
from sqlalchemy import false, select, true

from portal.core import db, permissions
from portal.core.actor import NOBODY, Actor, ActorKind, Role
from portal.core.db import new_id
from portal.core.errors import NotAllowed, NotFound
from portal.core.permissions import ANYTHING, Scope, any_of
from tests.core.lamps import FIRM, LEAD, Lamp, a_lamp

RED = Scope("red", lambda _actor, lamp: lamp.colour == "red", lambda _actor: Lamp.colour == "red")
NEVER = Scope("never", lambda *_: False, lambda _actor: false())
CASEWORKER = Actor(ActorKind.USER, Role.CASEWORKER, id=new_id())


@pytest.fixture
def table(lamps: tuple[Lamp, Lamp], monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy of its own beside that of the portal."""
    monkeypatch.setattr(permissions, "_TABLE", {})
    permissions.declare(
        "torch",
        {
            "view": {(Role.RECRUITER, Role.CASEWORKER): RED, Role.COORDINATOR: ANYTHING},
            "throw": {Role.COORDINATOR: any_of("red or never", NEVER, RED), Role.RECRUITER: NEVER},
        },
    )


@pytest.fixture
def lamps(app: Flask) -> tuple[Lamp, Lamp]:
    """One red, one not."""
    red, plain = a_lamp(), a_lamp()
    red.colour = "red"
    db.session.commit()
    return red, plain


def test_unknown_means_no(table: None, lamps: tuple[Lamp, Lamp]) -> None:
    assert not permissions.may(NOBODY, "torch:view")
    assert not permissions.may(LEAD, "torch:eat")
    assert permissions.may(FIRM, "torch:view")
    with pytest.raises(NotAllowed):
        permissions.require(NOBODY, "torch:view")
    permissions.require(FIRM, "torch:view")


def test_what_nobody_may_see_does_not_exist_and_what_is_seen_may_be_forbidden(
    table: None, lamps: tuple[Lamp, Lamp]
) -> None:
    red, plain = lamps

    with pytest.raises(NotFound):
        permissions.require(FIRM, "torch:throw", plain)
    with pytest.raises(NotAllowed):
        permissions.require(FIRM, "torch:throw", red)
    permissions.require(LEAD, "torch:throw", red)


def test_lists_and_records_follow_the_same_rows(table: None, lamps: tuple[Lamp, Lamp]) -> None:
    red, plain = lamps

    def listed(actor: Actor, action: str) -> set[object]:
        return set(db.session.scalars(select(Lamp.id).where(permissions.where(actor, action))))

    assert listed(CASEWORKER, "torch:view") == listed(LEAD, "torch:throw") == {red.id}
    assert listed(LEAD, "torch:view") == {red.id, plain.id}
    assert listed(NOBODY, "torch:view") == set()
    assert permissions.visible_or_404(Lamp, red.id, FIRM, "torch:view") is red
    with pytest.raises(NotFound):
        permissions.visible_or_404(Lamp, plain.id, FIRM, "torch:view")
    assert str(ANYTHING.where(FIRM)) == str(true())
