"""A portal to kill for every test of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import WORKER, fresh_url
from tests.crash.harness import Portal
from tests.mailbox import Mailbox


@pytest.fixture
def portal(request: pytest.FixtureRequest, tmp_path: Path, mailbox: Mailbox) -> Iterator[Portal]:
    """An installation with an empty database; nothing runs yet."""
    made = Portal(tmp_path, fresh_url(request, tmp_path, f"crash_{WORKER}"), mailbox)
    try:
        yield made
    finally:
        made.stop()
