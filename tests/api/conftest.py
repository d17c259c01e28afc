"""Programs and whose keys they hold."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.accounts.models import User
from portal.api.models import ApiToken
from portal.api.rules import SCOPES, TokenScope
from portal.api.services import tokens
from portal.api.services.tokens import Wanted
from portal.core import clock, db
from portal.core.actor import Role
from portal.core.db import new_id
from tests.factories.organisations import OrganisationFactory, actor_of, company_member, office_member


def key_of(user: User, *scopes: TokenScope, days: int = 30) -> str:
    """Make a token of somebody, by default for all their role can open, and give its secret."""
    actor = actor_of(user)
    wanted = Wanted("Lohnprogramm", scopes or SCOPES[actor.role], clock.today() + timedelta(days=days))
    secret = tokens.make(new_id(), wanted, actor=actor)
    db.session.commit()
    assert secret is not None
    return secret


def only_token() -> ApiToken:
    """Give the one token there is, as the database has it."""
    db.session.expire_all()
    found: ApiToken = db.session.query(ApiToken).one()
    return found


class Program:
    """A program with a key; it knows no cookie."""

    def __init__(self, client: FlaskClient, secret: str = "") -> None:
        """Hold the key."""
        self.client, self.secret = client, secret

    def __call__(self, method: str, path: str, **sent: Any) -> Any:
        """Ask for an address under the present version."""
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers | sent.pop("headers", {}), **sent)


@pytest.fixture
def boss(app: Any) -> User:
    """Whoever looks after a verified company's entry."""
    return company_member(OrganisationFactory(verified=True), role=Role.COMPANY_ADMIN)


@pytest.fixture
def authority(app: Any) -> User:
    """Somebody of an authority."""
    return office_member(role=Role.AUTHORITY)


@pytest.fixture
def program(client: FlaskClient) -> Callable[..., Program]:
    """Make the program of somebody."""
    return lambda user, *scopes, **how: Program(client, key_of(user, *scopes, **how))
