"""The world every test lives in: one database per worker, rolled back after each test, no network, real mail server."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from portal.app import create_app
from portal.config import Settings
from portal.core import db
from portal.core.db import Base
from portal.reference.snapshots import put_in_force
from tests import postgres
from tests.mailbox import Mailbox

PURE = (
    "tests/reference/",
    "test_rules.py",
    "tests/candidates/test_disclosure.py",
    "tests/core/search/test_analyser.py",
    "tests/vacancies/test_comparing.py",
    "[whoosh",
)
"""What asks neither the application nor the database: it runs without them, and once instead of once per database."""
ONCE = (
    "tests/demo/",
    "tests/core/test_pdf.py",
    "tests/conventions/test_route_by_role.py",
    "tests/conventions/test_ladder_matrix.py",
    "tests/conventions/test_disclosure.py",
    "tests/conventions/test_taken_back.py",
    "tests/journeys/test_links_gone_astray.py",
    "tests/journeys/test_out_of_place.py",
    "tests/placements/test_pages.py::test_bad_input",
    "tests/proposals/test_input.py",
    "tests/proposals/test_workflow.py",
    "tests/vacancies/test_form_input.py",
)
"""What reads what stands on pages and papers, or tries all steps of a table: it says the same on either database and
takes minutes. Every day it runs on SQLite, with `--long` on PostgreSQL too."""
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "master")
"""The name of the xdist worker this process is."""


def fresh_url(request: pytest.FixtureRequest, folder: Path, name: str) -> str:
    """Make a database with all tables and give its address: SQLite, or PostgreSQL with `--postgres`."""
    if request.config.getoption("postgres"):
        return postgres.create(name, _lay_tables)
    url = f"sqlite:///{folder / name}.db"
    _lay_tables(url)
    return url


def _lay_tables(url: str) -> None:
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()


def settings_for(folder: Path, url: str, mailbox: Mailbox) -> Settings:
    return Settings(
        data_dir=folder,
        external_url="http://portal.test",
        database_url=url,
        testing=True,
        mail_server=mailbox.host,
        mail_port=mailbox.port,
        mail_sender="integration-point@portal.test",
        reply_to="integration-point@portal.test",
    )


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    """A real SMTP server on loopback that keeps what it is given."""
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def shared_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mail_server: Mailbox
) -> Iterator[Flask]:
    """One application and schema for all tests of a worker."""
    folder = tmp_path_factory.mktemp("portal")
    made = create_app(settings_for(folder, fresh_url(request, folder, f"portal_{WORKER}"), mail_server))
    yield made
    made.extensions["portal.engine"].dispose()


@pytest.fixture
def app(request: pytest.FixtureRequest, shared_app: Flask, mail_server: Mailbox, tmp_path: Path) -> Iterator[Flask]:
    """The application with nothing in it; `@pytest.mark.commits` gives a database of its own that keeps commits."""
    mail_server.clear()
    chosen = _committing(request, tmp_path, mail_server) if request.node.get_closest_marker("commits") else None
    if chosen is not None:
        with chosen.app_context():
            yield chosen
        db.session.remove()
        chosen.extensions["portal.engine"].dispose()
        shutil.rmtree(tmp_path, ignore_errors=True)
        return
    connection = shared_app.extensions["portal.engine"].connect()
    outer = connection.begin()
    db.session.remove()
    db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
    with shared_app.app_context():
        yield shared_app
    db.session.remove()
    outer.rollback()
    connection.close()


def _committing(request: pytest.FixtureRequest, folder: Path, mailbox: Mailbox) -> Flask:
    db.session.remove()
    db.session.configure(join_transaction_mode="conditional_savepoint")
    return create_app(settings_for(folder, fresh_url(request, folder, f"commits_{WORKER}"), mailbox))


class Browser(FlaskClient):
    """A browser without JavaScript whose requests share nothing but its cookies."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Start with an empty `g`: the app context of the test outlives the request and would keep who signed in."""
        g.__dict__.clear()
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def mailbox(mail_server: Mailbox) -> Mailbox:
    """The mails that arrived since the test began."""
    return mail_server


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark what is pure or runs once; after the shuffling begin with what takes minutes, beside all the rest."""
    for item in items:
        if any(name in item.nodeid for name in PURE):
            item.add_marker("pure")
        if any(name in item.nodeid for name in ONCE):
            item.add_marker("once")
    yield
    items.sort(key=lambda item: item.get_closest_marker("slowest") is None)


@pytest.fixture(autouse=True)
def _shipped_law() -> Iterator[None]:
    """Every test begins with the law as it is shipped."""
    yield
    put_in_force(None)


@pytest.fixture(autouse=True)
def _everything_in_an_app(request: pytest.FixtureRequest) -> None:
    """Every test runs inside the application and leaves nothing behind, but for what is pure."""
    if not request.node.get_closest_marker("pure"):
        request.getfixturevalue("app")
