"""Commands with which an installation is set up and served."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale
from sqlalchemy import Engine
from werkzeug.datastructures import MultiDict

from portal.config import Settings
from portal.core import maintenance
from portal.operations import queries
from portal.operations.forms import AdministratorForm
from portal.operations.queries import checks, state
from portal.operations.services import backups, installing, restoring, serving
from portal.organisations.models import Office


def settings() -> Settings:
    """Give the settings of this installation."""
    found: Settings = current_app.extensions["portal.settings"]
    return found


@click.command("init")
@with_appcontext
def init() -> None:
    """Make what an installation needs: data folder, secrets, database, offices, index. Run again, it mends only."""
    folder = settings().data_dir
    click.echo(f"Data folder and secrets are in {folder}. Keep a copy of secrets.json elsewhere, apart from backups.")
    _prepare()
    if not queries.administrators():
        click.echo("Nobody administers the portal yet: portal create-admin EMAIL")


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring database, offices and index up to this release; after an upgrade, before anything is started."""
    _prepare()


def _prepare() -> None:
    done = installing.prepare()
    click.echo("The database has been migrated." if done.has_migrated else "The database has every migration.")
    click.echo(f"{done.offices} offices are up to date.")
    click.echo("The index is usable." if done.indexed is None else f"{done.indexed} offers were indexed anew.")


@click.command("create-admin")
@click.argument("email")
@click.option("--name", prompt="Name", help="First and last name.")
@click.option("--office", metavar="KEY", help="The office of the Integration Point; needed where there are several.")
@click.password_option(help="Leave it out to be asked for it: a command line can be read by others.")
@with_appcontext
def create_admin(email: str, name: str, office: str | None, password: str) -> None:
    """Let EMAIL administer the portal; a confirmed account keeps its name and password."""
    form = AdministratorForm(MultiDict({"name": name, "email": email, "password": password}), meta={"csrf": False})
    with force_locale("en"):
        if not form.validate():
            raise click.ClickException("\n".join(f"{field}: {said[0]}" for field, said in form.errors.items()))
    home = _office(office)
    try:
        _user, keeps = installing.make_administrator(
            name=str(form.name.data), email=str(form.email.data), password=password, office_id=home.id
        )
    except installing.AlreadyThere:
        raise click.ClickException(f"{email} works at {home.key} in another role, which stays as it is.") from None
    click.echo(f"{email} administers the portal from {home.key} ({home.name}).")
    if keeps:
        click.echo("The account was there and keeps its password; the one typed here is not used.")


def _office(key: str | None) -> Office:
    offices = {office.key: office for office in queries.ip_offices()}
    if not offices:
        raise click.ClickException("There is no office yet: run `portal init` first.")
    if key is None and len(offices) == 1:
        return next(iter(offices.values()))
    if key not in offices:
        raise click.BadParameter(f"choose one of {', '.join(offices)}", param_hint="--office")
    return offices[key]


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve the portal at PORTAL_BIND until stopped; a proxy with the certificate stands before it."""
    serving.become_server(settings())


@click.command("maintenance")
@click.argument("switch", type=click.Choice(["on", "off"]))
@with_appcontext
def close(switch: str) -> None:
    """Close the portal (every page says so, the worker rests) or open it again; on each machine by itself."""
    maintenance.turn(settings().data_dir, on=switch == "on")
    click.echo(f"Maintenance is {switch}.")


FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("backup")
@click.argument("target", type=FOLDER)
@click.option("--with-secrets", type=FOLDER, metavar="FOLDER", help="Put a copy of secrets.json there, elsewhere.")
@click.option("--verify", is_flag=True, help="Check the backup TARGET instead of making one.")
@with_appcontext
def backup(target: Path, with_secrets: Path | None, verify: bool) -> None:
    """Write database and files into a new folder under TARGET, while the portal goes on; never the secrets."""
    with _told():
        if verify:
            if wrong := backups.problems(target):
                raise click.ClickException("\n".join(wrong))
            click.echo(f"{target} is whole: {len(backups.read(target).files)} files.")
            return
        made = backups.make(settings(), _engine(), target, secrets_to=with_secrets)
        click.echo(f"{made}: {len(backups.read(made).files)} files, checked.")


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--secrets", type=FILE, help="The secrets.json of the installation that was backed up.")
@click.option("--erasures", type=FILE, help="The log of what was erased; else that of PORTAL_ERASURE_LOG.")
@click.option("--no-erasures", is_flag=True, help="There is no such log: nothing was ever erased.")
@click.option("--force", is_flag=True, help="Replace the installation that is here.")
@with_appcontext
def restore(source: Path, secrets: Path | None, erasures: Path | None, no_erasures: bool, force: bool) -> None:
    """Put the backup SOURCE in place; web server and worker must be stopped. The portal stays closed afterwards."""
    with _told():
        done = restoring.restore(
            settings(), _engine(), restoring.Asked(source, secrets, erasures, no_erasures, is_forced=force)
        )
    click.echo(f"The portal is as it was at {done.made_at}, brought up to this release, with {done.files} files.")
    click.echo(f"{done.erased} records were erased again. {done.indexed} offers were indexed.")
    click.echo(f"{done.held} mails that waited are held, as they may have gone out since: portal outbox held | release")
    click.echo("The portal is closed. Look at `portal doctor`, then: portal maintenance off")


@contextmanager
def _told() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(1))  # what was begun is cleared away
    try:
        yield
    except backups.BackupRefused as refused:
        raise click.ClickException(str(refused)) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _engine() -> Engine:
    found: Engine = current_app.extensions["portal.engine"]
    return found


outbox = AppGroup("outbox", help="Mails that a restore has kept back.")


@outbox.command("held")
def held() -> None:
    """Count them by kind and day; nobody is named."""
    for kind, day, number in state.held_mails(restoring.HELD):
        click.echo(f"{day}  {kind}: {number}")


@outbox.command("release")
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
def release(kinds: tuple[str, ...]) -> None:
    """Send them after all, those of some kinds or all; what is left is deleted with other old mail."""
    click.echo(f"{restoring.release_mails(kinds)} mails will be sent.")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look whether all is well: a line for each check, with what to do. Exit code 0: well, 1: look, 2: act."""
    findings = checks.findings(settings())
    for found in findings:
        click.echo(f"{found.level.name:<4}  {found.name:<12}  {found.said}")
        if found.level and found.advice:
            click.echo(f"{'':20}{found.advice}")
    raise click.exceptions.Exit(max(found.level for found in findings))


COMMANDS: tuple[click.Command, ...] = (
    init,
    migrate,
    create_admin,
    serve,
    close,
    backup,
    restore,
    outbox,
    doctor,
)
