"""PostgreSQL's own tools, which copy a database as it was at one moment."""

import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Engine, MetaData


class ToolFailed(Exception):
    """What a tool said."""


def dump(url: URL, path: Path) -> None:
    """Write a database to a file. Raises: ToolFailed."""
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


def load(url: URL, path: Path) -> None:
    """Fill an empty database from such a file, wholly or not at all. Raises: ToolFailed."""
    how = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *how, str(path))


def check(path: Path) -> None:
    """Look whether such a file can be read by the programs that are here. Raises: ToolFailed."""
    _called("pg_restore", ["--list", str(path)], dict(os.environ))


def empty(engine: Engine) -> None:
    """Drop every table, those too that this release does not know."""
    with engine.begin() as connection:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)


def _run(tool: str, url: URL, *arguments: str) -> None:
    named = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
    password = named.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": password} if password else {})  # a command line can be read by others
    _called(tool, [f"--dbname={make_conninfo(**named)}", "--no-password", *arguments], environment)


def _called(tool: str, arguments: list[str], environment: dict[str, str]) -> None:
    program = shutil.which(tool)
    if program is None:
        raise ToolFailed(f"{tool} is not on the PATH: install PostgreSQL's client programs of the server's version")
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ToolFailed(f"{tool} failed: {done.stderr.strip()[-500:]}")
