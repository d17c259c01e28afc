"""Commands around the official lists of occupations."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.administration import queries
from portal.core import db
from portal.reference.official import ListRefused, read_lists
from portal.reference.services import replace_occupations

MOST_SHOWN = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
occupations = AppGroup("occupations", help="The official lists of occupations.")


@occupations.command("import")
@click.argument("classification", type=FILE)
@click.argument("titles", type=FILE)
def import_(classification: Path, titles: Path) -> None:
    """Replace the occupations by those of CLASSIFICATION (KldB 2010) and TITLES; nothing where one row is wrong."""
    try:
        lists = read_lists(classification, titles)
    except ListRefused as refused:
        for error in refused.errors:
            click.echo(error, err=True)
        raise click.ClickException(f"{len(refused.errors)} errors, nothing was imported") from None
    with db.transaction():
        gone = replace_occupations(lists)
        used = queries.uses_of_titles(gone)
    click.echo(f"{len(lists.classes)} classes, {len(lists.titles)} titles")
    if gone:
        click.echo(f"{len(gone)} titles are no more; what uses them keeps them")
    for title, number in sorted(used.items())[:MOST_SHOWN]:
        click.echo(f"{title}: {number} times")
