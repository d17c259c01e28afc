"""Commands around people's data, for whoever checks the portal."""

import csv
import io
from datetime import datetime
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from portal.candidates import queries
from portal.candidates.models import Candidate
from portal.candidates.rules import Field
from portal.core import clock, db

COLUMNS = ("person", "who", "role", "level", "condition", "cause", "from", "until")
candidates = AppGroup("candidates", help="People's data.")


@candidates.command("who-sees")
@click.option("--field", "name", required=True, type=click.Choice([field.value for field in Field]), metavar="FIELD")
@click.option("--candidate", "number", metavar="NUMBER", help="One person, by the short number; else all.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="A day; else today.")
def who_sees(name: str, number: str | None, on: datetime | None) -> None:
    """Print as CSV who could see FIELD (a name of disclosure_fields.csv) on a day, and why."""
    day = on.date() if on else clock.today()
    if day > clock.today():
        raise click.ClickException("The day lies ahead.")
    found = queries.who_sees(Field(name), day, _id_of(number) if number else None)
    table = io.StringIO()
    lines = csv.writer(table, delimiter=";", lineterminator="\n")
    lines.writerow(COLUMNS)
    for one in found:
        span = ("" if moment is None else moment.isoformat(timespec="seconds") for moment in (one.since, one.until))
        lines.writerow((one.number, one.who, one.role, one.level, one.condition, one.cause, *span))
    click.echo(table.getvalue(), nl=False)


def _id_of(number: str) -> UUID:
    found = db.session.scalar(select(Candidate.id).where(Candidate.number == number.upper()))
    if found is None:
        raise click.ClickException(f"No person has the number {number}.")
    return found
