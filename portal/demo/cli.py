"""The command that loads the demo."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.config import Settings
from portal.core import schema
from portal.demo import loading
from portal.vacancies import search

demo = AppGroup("demo", help="The invented district.")


@demo.command("load")
def load() -> None:
    """Bring the database up to date, fill it with the district once, and print who can sign in."""
    settings: Settings = current_app.extensions["portal.settings"]
    if not settings.demo:
        raise click.ClickException("this is no demo: PORTAL_DEMO is not 1")
    schema.upgrade(current_app.extensions["portal.engine"])
    if loading.load() or not search.check().is_usable:  # a newer portal may index otherwise
        search.rebuild()
    loading.write_sign_ins(settings.data_dir)
    _print(settings.external_url, settings.data_dir)


def _print(address: str, folder: Path) -> None:
    click.echo(f"\n{address}\n{address}/demo/mail  what the demo has mailed\n")
    for row in loading.sign_ins():
        click.echo(f"  {row.role:<17} {row.email:<42} {row.password}")
    click.echo(f"\nAlso in {folder / loading.FILE}\n")
