"""Commands around offices."""

import click
from flask.cli import AppGroup

from portal.core import db
from portal.organisations.services import load_offices
from portal.reference import snapshot

offices = AppGroup("offices", help="The bodies of the district.")


@offices.command("load")
def load() -> None:
    """Bring the offices up to date with the reference data."""
    with db.transaction():
        number = load_offices(snapshot())
    click.echo(f"{number} offices")
