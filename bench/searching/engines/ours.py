"""The portal's own backends, asked as the board asks them: what finds nothing is mended, which no other engine does."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import create_engine

from bench.searching.offers import Offer
from bench.searching.questions import FACETS, PAGE, Answer, Question
from portal.core import db
from portal.core.search import (
    Analyser,
    AnyOf,
    Between,
    Change,
    Codes,
    Day,
    Document,
    EachCode,
    Filter,
    Point,
    PostgresBackend,
    Schema,
    SearchBackend,
    SearchQuery,
    WhooshBackend,
    Within,
)

SCHEMA = Schema(
    "bench",
    texts=(("title", 4.0), ("occupation", 2.0), ("company", 1.5), ("town", 1.5), ("said", 1.0)),
    columns=(*(Codes(name) for name in FACETS), Day("starts_on"), Point("point")),
)


class Ours:
    """One backend of the portal."""

    def __init__(self, make: Callable[[], SearchBackend]) -> None:
        """Say how a reader is made."""
        self._make = make
        self._backend = make()

    @classmethod
    def in_folder(cls, folder: Path, analyser: Analyser) -> Self:
        """Use Whoosh's files."""
        return cls(partial(WhooshBackend, folder, SCHEMA, analyser))

    @classmethod
    def in_database(cls, url: str, analyser: Analyser) -> Self:
        """Use PostgreSQL."""
        db.session.configure(bind=create_engine(url))
        return cls(partial(PostgresBackend, SCHEMA, analyser))

    def build(self, offers: Iterable[Offer]) -> None:
        """Index all offers from nothing."""
        self._backend.rebuild(map(_document, offers))

    def open(self) -> None:
        """Begin to read, as a new process does."""
        self._backend = self._make()

    def look(self) -> None:
        """Look for news now, which a reader of the folder does once a second; the database always answers with them."""
        if isinstance(self._backend, WhooshBackend):
            self._backend._look_again()  # noqa: SLF001 - waiting for the second to end would measure the clock

    def ask(self, question: Question) -> Answer:
        """Answer from what was committed last."""
        facets = tuple(EachCode(column) for column in FACETS)
        result = self._backend.search(SearchQuery(question.words, _filters(question), size=PAGE, facets=facets))
        db.session.remove()
        return Answer(result.total, tuple(found.int >> 64 for found in result.ids), result.facets)

    def update(self, offers: Sequence[Offer]) -> None:
        """Commit other texts for these offers."""
        self._backend.apply([Change(offer.id, _document(offer)) for offer in offers])


def _document(offer: Offer) -> Document:
    codes = {column: getattr(offer, column) for column in FACETS}
    return Document(offer.id, offer.texts, codes | {"starts_on": offer.starts_on, "point": offer.point})


def _filters(question: Question) -> tuple[Filter, ...]:
    near = question.near
    wanted: list[Filter] = []
    if question.kinds is not None:
        wanted.append(AnyOf("kind", question.kinds))
    if question.levels is not None:
        wanted.append(AnyOf("level", question.levels))
    if near:
        wanted.append(Within("point", near.point.latitude, near.point.longitude, near.radius_km))
    if question.starts:
        wanted.append(Between("starts_on", *question.starts))
    return tuple(wanted)
