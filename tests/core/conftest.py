"""An application as it runs for people, with the lamps in it: errors become pages, addresses are https."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.app import create_app
from portal.core import db
from tests.conftest import WORKER, Browser, fresh_url, settings_for
from tests.core import lamps
from tests.mailbox import Mailbox


@pytest.fixture(scope="session")
def living_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mail_server: Mailbox
) -> Iterator[Flask]:
    """One application outside of test mode, in a database of its own that keeps what is committed."""
    folder = tmp_path_factory.mktemp("live")
    settings = settings_for(folder, fresh_url(request, folder, f"live_{WORKER}"), mail_server)
    made = create_app(replace(settings, testing=False, external_url="https://portal.test"))
    made.test_client_class = Browser
    lamps.install(made)
    yield made
    made.extensions["portal.engine"].dispose()


@pytest.fixture
def live(app: Flask, living_app: Flask) -> Iterator[Flask]:
    """The application as it runs for people."""
    db.session.remove()
    db.session.configure(bind=living_app.extensions["portal.engine"], join_transaction_mode="conditional_savepoint")
    with living_app.app_context():
        yield living_app
    db.session.remove()


@pytest.fixture
def browser(live: Flask) -> FlaskClient:
    """A browser in front of it, on https."""
    client = live.test_client()
    client.environ_base["wsgi.url_scheme"] = "https"
    return client
