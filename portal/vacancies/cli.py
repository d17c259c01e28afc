"""Commands for the index of the board and the wording of offers."""

import codecs
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import BinaryIO

import click
from flask.cli import AppGroup

from portal.core import clock, db
from portal.core.search import Applied, IndexBusy, SearchUnavailable
from portal.reference import OfferKindCode, snapshot
from portal.reference.places import Place, find_places
from portal.reference.wording import check_wording
from portal.vacancies import queries, search
from portal.vacancies.queries.references import by_reference
from portal.vacancies.search import explaining

ATTEMPTS = 60
KINDS = click.Choice([kind.value for kind in OfferKindCode if kind is not OfferKindCode.STANDING_OFFER])
group = AppGroup("search", help="The index of the offers.")
vacancies = AppGroup("vacancies", help="The offers.")


@dataclass(frozen=True)
class Hit:
    """An offer that was found, as scripts read it."""

    id: str
    external_ref: str | None
    title: str | None
    score: float


@group.command("query")
@click.argument("text")
@click.option("--near", metavar="PLACE", help="A town or postal code to search around.")
@click.option("--km", type=click.IntRange(1, 500), default=20, show_default=True, help="How far around it.")
@click.option("--kind", type=KINDS, help="Only this kind of offer.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def query(text: str, near: str | None, km: int, kind: str | None, form: str) -> None:
    """Print the offers that TEXT finds, best first."""
    wanted = search.Wanted(text, _place(near) if near else None, km, {"kind": {kind}} if kind else {})
    hits = _hits(wanted)
    if form == "json":
        click.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    for hit in hits:
        click.echo(f"{hit.score:8.3f}  {hit.external_ref or hit.id}  {hit.title}")


@group.command("explain")
@click.argument("text")
@click.argument("ref")
def explain(text: str, ref: str) -> None:
    """Print how TEXT is read, and why it finds the offer REF (its number or reference) or does not."""
    offer = by_reference(ref)
    if offer is None:
        raise click.BadParameter(f"no offer has the number or reference {ref!r}", param_hint="REF")
    click.echo(f"offer    {offer.number}, {offer.state}")
    document = next(search.load(db.session(), [offer.id]), None)
    if document is None:
        click.echo("missed   it is not on the board, so no question finds it")
        return
    with _needing_the_index():
        for line in explaining.explain(text, document):
            click.echo(line)


@group.command("rebuild")
def rebuild() -> None:
    """Make the index anew from the database."""
    applied = _rebuild(ATTEMPTS)
    click.echo(f"{applied.written} offers indexed, {len(applied.quarantined)} refused")
    if applied.quarantined:
        raise click.exceptions.Exit(1)


@group.command("check")
def check() -> None:
    """Compare the index with the database; exit 1 where they differ."""
    found = search.check()
    click.echo("usable" if found.is_usable else "not usable: rebuild it")
    for name, ids in (("missing", found.missing), ("surplus", found.surplus)):
        for record_id in ids:
            click.echo(f"{name} {record_id}")
    if not found.is_good:
        raise click.exceptions.Exit(1)


@vacancies.command("check-wording")
@click.argument("file", type=click.File("rb"))
def check_lines(file: BinaryIO) -> None:
    """Print, for each {"title", "text"} a line of FILE holds, the checks of the wording that find something."""
    for title, text in _texts(file):
        found = check_wording(title, text, tables=snapshot())
        click.echo(json.dumps({"findings": list(dict.fromkeys(finding.rule_id for finding in found))}))


def _texts(file: BinaryIO) -> list[tuple[str, str]]:
    """Read the whole file before anything is answered, so that one with a bad line gives no half answer."""
    lines = enumerate(file.read().removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1)
    return [_text(number, line) for number, line in lines if line.strip()]


def _text(number: int, line: bytes) -> tuple[str, str]:
    try:
        read = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise click.BadParameter(f"line {number} is no JSON in UTF-8", param_hint="FILE") from None
    if not isinstance(read, dict) or not all(isinstance(read.get(name), str | None) for name in ("title", "text")):
        raise click.BadParameter(f'line {number} is no object with texts "title" and "text"', param_hint="FILE")
    return read.get("title") or "", read.get("text") or ""


def _place(text: str) -> Place:
    found = find_places(text, limit=1)
    if not found:
        raise click.BadParameter(f"no place called {text!r} is known", param_hint="--near")
    return found[0]


@contextmanager
def _needing_the_index() -> Iterator[None]:
    try:
        yield
    except SearchUnavailable:
        raise click.ClickException(
            "the index is missing, damaged or made for other columns: run `flask search rebuild`"
        ) from None


def _hits(wanted: search.Wanted) -> list[Hit]:
    with _needing_the_index():
        result = search.answer(wanted, size=search.WHOLE).result
    scores = dict(zip(result.ids, result.scores, strict=True))
    return [
        Hit(str(version.vacancy_id), version.vacancy.external_ref, version.title, scores[version.vacancy_id])
        for version in queries.shown(result.ids, clock.today())
    ]


def _rebuild(attempts: int) -> Applied:
    """Wait for the worker, which holds the index for moments only."""
    try:
        return search.rebuild()
    except IndexBusy:
        if attempts <= 1:
            raise click.ClickException("the index is being written by somebody else") from None
        time.sleep(1)
        return _rebuild(attempts - 1)
