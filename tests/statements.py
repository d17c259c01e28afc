"""Counting what a page asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

LAW = "FROM reference_override"


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SELECTs, INSERTs, UPDATEs and DELETEs sent while the block runs."""
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        is_ours = LAW not in statement  # asked once a request, whatever the page
        if is_ours and statement.split(None, 1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            said.append(statement)

    engine = app.extensions["portal.engine"]
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)
