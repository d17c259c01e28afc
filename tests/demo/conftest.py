"""The demo district, loaded once into a database of its own by its own command."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.app import create_app
from portal.core import db
from tests import postgres
from tests.conftest import WORKER, settings_for
from tests.mailbox import Mailbox


@pytest.fixture(scope="session")
def district(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mail_server: Mailbox
) -> Iterator[Flask]:
    """The application of the demo after `flask demo load`; remembers how long that took."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder / 'portal.db'}"
    if request.config.getoption("postgres"):
        url = postgres.create(f"demo_{WORKER}", lambda _url: None, template="portal_empty")
    db.session.remove()
    db.session.configure(join_transaction_mode="conditional_savepoint")
    app = create_app(replace(settings_for(folder, url, mail_server), demo=True))
    begun = time.process_time()
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    app.extensions["tests.load"] = loaded.output, time.process_time() - begun
    yield app
    app.extensions["portal.engine"].dispose()


@pytest.fixture
def app(district: Flask, mail_server: Mailbox) -> Iterator[Flask]:
    """The demo in place of the empty application that other tests get; what a test writes stays."""
    mail_server.clear()
    db.session.remove()
    db.session.configure(bind=district.extensions["portal.engine"], join_transaction_mode="conditional_savepoint")
    with district.app_context():
        yield district
    db.session.remove()
