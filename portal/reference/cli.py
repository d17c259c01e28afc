"""Commands around the law and code lists."""

from pathlib import Path

import click

from portal.reference.loading import TableError, read_table
from portal.reference.snapshots import snapshot
from portal.reference.vectors import Vector, differences


@click.group()
def reference() -> None:
    """Look after the law and code lists."""


@reference.command("check-vectors")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_vectors(file: Path) -> None:
    """Decide every case of FILE and print those that come out differently."""
    try:
        vectors = read_table(Vector, file)
    except TableError as error:
        raise click.ClickException(str(error)) from error
    if not vectors:
        raise click.ClickException(f"{file.name}: no cases")
    found = list(differences(vectors, snapshot()))
    for line in found:
        click.echo(line)
    if found:
        raise click.ClickException(f"{len(found)} of {len(vectors)} cases differ")
    click.echo(f"{len(vectors)} cases, all as expected")
