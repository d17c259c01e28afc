"""The command line: what an installation is run with."""

import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup

from portal import wiring
from portal.administration.cli import occupations
from portal.candidates.cli import candidates
from portal.core import db, delivery, erasure_log, jobs, keys, maintenance, retention
from portal.core.diagrams import drawn
from portal.core.storage import Storage
from portal.core.workflow import workflows
from portal.demo.cli import demo
from portal.operations.cli import COMMANDS
from portal.organisations.cli import offices
from portal.reference.cli import reference
from portal.vacancies import search
from portal.vacancies.cli import group as index
from portal.vacancies.cli import vacancies

MAIL_SERVER_SECONDS = 30
"""How long a mail server may be silent; well below the lease of a mail."""
PAUSE_SECONDS = 1
log = structlog.get_logger()


@click.group("worker", cls=AppGroup, invoke_without_command=True)
@click.pass_context
def worker(context: click.Context) -> None:
    """Mail, reminders and other work outside the request, until stopped."""
    if context.invoked_subcommand is None:
        context.invoke(run)


@worker.command("run")
@click.option("--once", is_flag=True, help="Do what is due and stop.")
def run(once: bool = False) -> None:
    """Work until stopped."""
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stopping.set())
    socket.setdefaulttimeout(MAIL_SERVER_SECONDS)
    folder = current_app.extensions["portal.settings"].data_dir
    while not stopping.is_set():
        for work in () if maintenance.is_on(folder) else _round():
            try:
                work()
            except Exception:
                if once:
                    raise
                log.exception("worker_failed")  # a database that restarts must not end the worker
        if once:
            return
        stopping.wait(PAUSE_SECONDS)


def _round() -> tuple[Callable[[], object], ...]:
    return delivery.deliver_due, search.follow_changes, lambda: jobs.run_due(wiring.JOBS)


secrets = AppGroup("keys", help="The installation's secrets.")


@secrets.command("rotate")
def rotate() -> None:
    """Make new keys; what the old ones signed and encrypted stays readable. Restart all processes afterwards."""
    keys.rotate(current_app.extensions["portal.settings"].data_dir)
    click.echo("New keys are in secrets.json. Restart the web server and the worker now.")


@secrets.command("reencrypt")
def reencrypt() -> None:
    """Encrypt every stored file anew with the newest key. Afterwards no file needs an older key any more."""
    files: Storage = current_app.extensions["portal.files"]
    known = files.keys()
    for key in known:
        files.rotate(key)
    click.echo(f"{len(known)} files have the newest key.")


kept = AppGroup("retention", help="What is kept only for a while.")


@kept.command("preview")
@click.option("--days", default=30, show_default=True, help="How far to look ahead.")
def preview(days: int) -> None:
    """Say how many records each row erases at its next run and within some days; nobody is named."""
    for row in retention.preview(wiring.RETENTION, timedelta(days=days)):
        click.echo(f"{row.rule.name}: {row.next_run} next, {row.soon} within {days} days")


@kept.command("replay")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def replay(log: Path | None) -> None:
    """Erase again what a restored backup brought back, by LOG or the file of PORTAL_ERASURE_LOG; before serving."""
    path = log or current_app.extensions["portal.settings"].erasures
    with db.transaction():
        erased = retention.replay(erasure_log.entries(path), (*wiring.RETENTION, *wiring.ON_DEMAND))
    click.echo(f"{erased} records were erased again.")


@click.command("diagrams")
@click.argument("page", type=click.Path(dir_okay=False, path_type=Path))
def diagrams(page: Path) -> None:
    """Write the workflow tables to a page of the handbook."""
    page.write_text(drawn(workflows().values()), encoding="utf-8")


def init_app(app: Flask) -> None:
    """Hang the commands on the application."""
    app.cli.add_command(worker)
    app.cli.add_command(diagrams)
    app.cli.add_command(secrets)
    app.cli.add_command(kept)
    app.cli.add_command(offices)
    app.cli.add_command(occupations)
    app.cli.add_command(candidates)
    app.cli.add_command(index)
    app.cli.add_command(vacancies)
    app.cli.add_command(demo)
    app.cli.add_command(reference)
    app.cli.add_command(rotate, "rotate-keys")
    for command in COMMANDS:
        app.cli.add_command(command)
