"""The district in which the stories happen: a Monday morning in November, and the hands that let time pass."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.conftest import Browser
from tests.journeys.world import District
from tests.mailbox import Mailbox

MONDAY = "2026-11-09T08:00:00+01:00"


@pytest.fixture
def district(app: Flask, mailbox: Mailbox) -> Iterator[District]:
    """Everybody's portal on a Monday morning, with nobody in it yet but the offices."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    with time_machine.travel(MONDAY) as clock:
        yield District(app, mailbox, clock)
