"""Deeds of the first day and of every release: the schema, the offices, the index, the first administrator."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from flask import current_app

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.accounts.services import passwords, users
from portal.core import db, schema
from portal.core.actor import Role
from portal.core.search import IndexBusy
from portal.operations import queries
from portal.organisations.services import load_offices, members
from portal.reference import snapshot
from portal.vacancies import search

log = structlog.get_logger()


@dataclass(frozen=True)
class Prepared:
    """What `prepare` found to do."""

    has_migrated: bool
    offices: int
    indexed: int | None
    """How many offers were indexed anew; None where the index was usable."""


class AlreadyThere(Exception):
    """The person belongs to the office in another role, which is not changed by the way."""


def prepare() -> Prepared:
    """Bring database, offices and index up to the release; where nothing is missing, nothing happens."""
    engine = current_app.extensions["portal.engine"]
    with engine.connect() as connection:
        was_current = schema.is_current(connection)
    if not was_current:
        schema.upgrade(engine)
    with db.transaction():
        offices = load_offices(snapshot())
    return Prepared(not was_current, offices, _indexed())


def _indexed() -> int | None:
    if search.check().is_usable:
        return None
    try:
        return search.rebuild().written
    except IndexBusy:  # the worker is at it, and makes it anew by itself where it cannot be used
        return None


def make_administrator(*, name: str, email: str, password: str, office_id: UUID) -> tuple[User, bool]:
    """Let somebody administer the portal from an office; tell whether an account that was there keeps its password.

    An account that was never confirmed may be somebody else's attempt: it gets the new name and password.
    Raises: AlreadyThere: in another role.
    """
    hashed = passwords.hash_password(password)
    with db.transaction():
        user = accounts.by_email(email)
        keeps = user is not None and user.confirmed_at is not None
        if user is None:
            user = users.create(name=name, email=email, hashed_password=hashed)
        elif not keeps:
            users.take_over(user, name=name, hashed_password=hashed)
        users.prove_address(user)
        if members.join(user.id, Role.ADMINISTRATOR, office_id=office_id).role is not Role.ADMINISTRATOR:
            raise AlreadyThere
    log.info("administrator_made", user_id=str(user.id), administrators=queries.administrators())
    return user, keeps
