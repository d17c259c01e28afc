"""Commands with which an installation is set up and served."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from portal.config import Settings
from portal.core import maintenance
from portal.operations import queries
from portal.operations.forms import AdministratorForm
from portal.operations.services import installing, serving
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
    """Let EMAIL administer the portal; an account that is there keeps its name and password."""
    form = AdministratorForm(MultiDict({"name": name, "email": email, "password": password}), meta={"csrf": False})
    with force_locale("en"):
        if not form.validate():
            raise click.ClickException("\n".join(f"{field}: {said[0]}" for field, said in form.errors.items()))
    home = _office(office)
    try:
        installing.make_administrator(
            name=str(form.name.data), email=str(form.email.data), password=password, office_id=home.id
        )
    except installing.AlreadyThere:
        raise click.ClickException(f"{email} works at {home.key} in another role, which stays as it is.") from None
    click.echo(f"{email} administers the portal from {home.key} ({home.name}).")


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


COMMANDS: tuple[click.Command, ...] = (init, migrate, create_admin, serve, close)
