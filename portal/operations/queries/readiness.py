"""Whether the portal can do its work: names of what is wrong, and nothing else."""

from collections.abc import Callable

from flask import current_app
from sqlalchemy import Engine

from portal.core import db, schema
from portal.operations.queries import state
from portal.operations.rules import JOB_WAITS, MAIL_WAITS
from portal.vacancies import search
from portal.wiring import JOBS


def is_reachable() -> bool:
    """Ask the database for anything."""
    engine: Engine = current_app.extensions["portal.engine"]
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT 1").scalar() == 1


def is_migrated() -> bool:
    """Tell whether the database has every migration of this release."""
    engine: Engine = current_app.extensions["portal.engine"]
    with engine.connect() as connection:
        return schema.is_current(connection)


CHECKS: tuple[tuple[str, Callable[[], bool]], ...] = (
    ("database", is_reachable),
    ("migrations", is_migrated),
    ("index", lambda: search.backend().is_usable()),
    ("mail", lambda: state.oldest_mail() <= MAIL_WAITS),
    ("jobs", lambda: not state.overdue_jobs(JOBS, JOB_WAITS)),
)


def problems() -> list[str]:
    """Name what keeps the portal from its work; without a database nothing else is asked."""
    db.writes.set(False)
    found: list[str] = []
    for name, is_good in CHECKS:
        if not _holds(is_good):
            found.append(name)
        if found == ["database"]:
            break
    return found


def _holds(is_good: Callable[[], bool]) -> bool:
    try:
        return is_good()
    except Exception:  # noqa: BLE001 - whatever keeps it from answering is the answer
        db.session.rollback()
        return False
