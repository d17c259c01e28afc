"""An installation from its first command on: prepared, with an administrator who can sign in, and served."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, inspect

from portal.accounts.models import User
from portal.accounts.services import passwords
from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db, schema
from portal.core.actor import Role
from portal.operations import queries
from portal.operations.services import serving
from portal.organisations.services import load_offices, members
from portal.reference import snapshot
from tests import postgres
from tests.conftest import WORKER
from tests.crash.harness import ROOT, Visitor
from tests.factories.accounts import UserFactory
from tests.mailbox import free_port

WORDS = "vier lange Wörter im Kreis"
START_SECONDS = 240
"""How long a busy machine may take to load the application twice: for the command, and for the server it becomes."""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: Flask) -> Run:
    """Run a command and give its exit code and what it says."""

    def invoke(*arguments: str, given: str | None = None) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=list(arguments), input=given)
        return done.exit_code, done.output

    return invoke


@pytest.fixture
def offices(app: Flask) -> None:
    load_offices(snapshot())
    db.session.commit()


def test_an_empty_database_is_prepared_once(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    if request.config.getoption("postgres"):
        url = postgres.create(f"installed_{WORKER}", lambda _url: None, template="portal_empty")
    kept = dict(db.session.session_factory.kw)
    made = create_app(Settings(tmp_path / "data", "http://portal.test", url, testing=True))
    db.session.configure(join_transaction_mode="conditional_savepoint")
    try:
        with made.app_context():
            first = made.test_cli_runner().invoke(args=["init"])
        with made.app_context():
            again = made.test_cli_runner().invoke(args=["migrate"])
    finally:
        db.session.remove()
        made.extensions["portal.engine"].dispose()
        db.session.configure(**{name: kept[name] for name in ("bind", "join_transaction_mode")})

    assert (first.exit_code, again.exit_code) == (0, 0), first.output + again.output
    assert "has been migrated" in first.output
    assert "0 offers were indexed anew" in first.output
    assert "portal create-admin" in first.output
    assert "has every migration" in again.output
    assert "The index is usable" in again.output
    engine = create_engine(url)
    with engine.connect() as connection:
        assert schema.is_current(connection)
        assert "vacancy" in inspect(connection).get_table_names()
    engine.dispose()


@pytest.mark.usefixtures("offices")
def test_an_administrator_is_made_and_signs_in(run: Run, client: FlaskClient) -> None:
    made = run("create-admin", "kim@kreis.example", "--office", "hs", given=f"Kim Amt\n{WORDS}\n{WORDS}\n")

    assert made[0] == 0, made[1]
    assert WORDS not in made[1]
    assert queries.administrators() == 1
    assert client.post("/login", data={"email": "kim@kreis.example", "password": WORDS}).status_code in (302, 303)
    assert client.get("/account").status_code == 200


@pytest.mark.usefixtures("offices")
@pytest.mark.parametrize("is_confirmed", [False, True])
def test_an_account_that_was_never_confirmed_may_be_a_strangers_attempt(run: Run, is_confirmed: bool) -> None:
    known = UserFactory(
        name="Stranger",
        email="kim@kreis.example",
        confirmed_at=clock.now() if is_confirmed else None,
        password=passwords.hash_password(f"{WORDS} of old"),
    )
    db.session.commit()
    output = run("create-admin", "kim@kreis.example", "--office", "hs", given=f"Kim Amt\n{WORDS}\n{WORDS}\n")[1]

    user = db.session.get_one(User, known.id)
    db.session.refresh(user)
    kept = passwords.is_password_of(user, f"{WORDS} of old")
    assert (user.name, kept) == (("Stranger", True) if is_confirmed else ("Kim Amt", False))
    assert ("keeps its password" in output) is is_confirmed


@pytest.mark.usefixtures("offices")
@pytest.mark.parametrize(
    ("email", "office", "password", "said"),
    [
        ("kim", "hs", WORDS, "email:"),
        ("kim@kreis.example", "hs", "kurz", "password:"),
        ("kim@kreis.example", "nowhere", WORDS, "erk, gk, hs"),
        ("kim@kreis.example", None, WORDS, "erk, gk, hs"),
    ],
)
def test_what_is_wrong_makes_nobody(run: Run, email: str, office: str | None, password: str, said: str) -> None:
    where = ("--office", office) if office else ()

    code, output = run("create-admin", email, "--name", "Kim", *where, "--password", password)

    assert code != 0
    assert said in output
    assert queries.administrators() == 0


@pytest.mark.usefixtures("offices")
def test_an_account_that_is_there_keeps_its_password_and_its_other_role(run: Run) -> None:
    hs, gk = (next(one for one in queries.ip_offices() if one.key == key) for key in ("hs", "gk"))
    known = UserFactory(email="kim@kreis.example")
    members.join(known.id, Role.CASEWORKER, office_id=hs.id)
    db.session.commit()
    before = known.password
    asked = ("create-admin", "kim@kreis.example", "--name", "Kim", "--password", WORDS, "--office")

    assert "another role" in run(*asked, hs.key)[1]
    assert run(*asked, gk.key)[0] == run(*asked, gk.key)[0] == 0
    db.session.refresh(known)
    assert known.password == before
    assert queries.administrators() == 1


def test_there_must_be_an_office(run: Run) -> None:
    assert "portal init" in run("create-admin", "kim@kreis.example", "--name", "Kim", "--password", WORDS)[1]


def test_the_server_is_told_what_the_settings_say(tmp_path: Path) -> None:
    said = serving.command(
        Settings(tmp_path, "https://portal.test", "sqlite://", bind="unix:/run/portal/web.sock", workers=3, threads=5)
    )

    assert said[1:3] == ["-m", "gunicorn"]
    assert {"--bind": "unix:/run/portal/web.sock", "--workers": "3", "--threads": "5"}.items() <= dict(
        pairwise(said)
    ).items()
    assert "--preload" in said


@pytest.mark.long
@pytest.mark.commits
def test_it_is_served_by_processes_of_one_master_until_told_to_stop(app: Flask, tmp_path: Path) -> None:
    port = free_port()
    settings: Settings = app.extensions["portal.settings"]
    variables = {
        "PORTAL_DATA_DIR": str(tmp_path),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_EXTERNAL_URL": f"http://127.0.0.1:{port}",
        "PORTAL_PORT": str(port),
    }
    env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | variables
    portal = [sys.executable, "-c", "from portal.app import main; main()", "serve"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(portal, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + START_SECONDS
        while Visitor(variables["PORTAL_EXTERNAL_URL"]).get("/healthz")[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        while len(children.read_text().split()) != 2 and time.monotonic() < deadline:
            time.sleep(0.1)  # the first worker answers before the second is born
        processes = len(children.read_text().split())
        server.send_signal(signal.SIGTERM)
        started = time.monotonic()
        code = server.wait(40)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    assert processes == 2
    assert code == 0
    assert time.monotonic() - started < 30
