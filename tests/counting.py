"""Counting what something asks of the database, for the budgets of pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from tests.statements import statements


@contextmanager
def count_statements() -> Iterator[list[str]]:
    """Collect the SELECTs, INSERTs, UPDATEs and DELETEs sent while the block runs; `len()` of it is their number."""
    with statements(current_app) as said:  # type: ignore[arg-type]  # the proxy is as good
        yield said
