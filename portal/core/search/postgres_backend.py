"""The index in PostgreSQL: for more than one web host, or more records than fit a folder beside the program.

It is read in the transaction of who asks, and written in one of its own, like the folder of the other backend.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TypeVar
from uuid import UUID

import structlog
from psycopg import errors
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from portal.core import db
from portal.core.search import mending, postgres_similar, spelling
from portal.core.search.analyser import Analyser
from portal.core.search.backend import Applied, Change, Check, SearchUnavailable
from portal.core.search.postgres_query import Question
from portal.core.search.postgres_store import IN_THE_WAY, Store
from portal.core.search.postgres_tables import Tables
from portal.core.search.postgres_values import Bound
from portal.core.search.postgres_vocabulary import TableVocabulary
from portal.core.search.query import Filter, SearchQuery, SearchResult
from portal.core.search.schema import Document, Schema

T = TypeVar("T")
NO_TABLES = (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName)

BEFORE_QUESTIONS = "SAVEPOINT question; SET LOCAL jit = off; SET LOCAL enable_seqscan = off"
"""Compiling takes longer than any answer, and the planner thinks it cheap to read the terms of all documents."""
AFTER_QUESTIONS = "ROLLBACK TO question; RELEASE question"
"""Puts the settings back; nothing was written. Each is sent as one: under load, the way there takes longest."""

log = structlog.get_logger()


class PostgresBackend:
    """One index in tables of its own; safe to share between threads."""

    def __init__(self, schema: Schema, analyser: Analyser) -> None:
        """Name the index; its tables are made by the first rebuild."""
        self.schema, self._analyser = schema, analyser
        self._mender = mending.Mender(analyser)
        self._tables = Tables.of(schema)
        self._store = Store(self._tables, analyser)

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a question with exact totals and counts."""

        def answered(connection: Connection) -> SearchResult:
            vocabulary = TableVocabulary(connection, self._tables)
            return mending.answer(query, partial(self._ask, connection), vocabulary, self._mender)

        return self._read(answered)

    def similar(self, record_id: UUID, *, filters: tuple[Filter, ...] = (), limit: int = 5) -> tuple[UUID, ...]:
        """Give records that say much the same, best first, never the record itself."""

        def found(connection: Connection) -> tuple[UUID, ...]:
            others = postgres_similar.similar(connection, self._tables, self._analyser, record_id, filters)
            return tuple(islice(others, limit))

        return self._read(found)

    def suggest(self, word: str, *, limit: int = 5) -> tuple[str, ...]:
        """Give words of the corpus that are spelled nearly like this one, likeliest first."""

        def near(connection: Connection) -> tuple[str, ...]:
            return tuple(islice(spelling.near(TableVocabulary(connection, self._tables), word), limit))

        return self._read(near)

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make changes visible and durable; the same changes may come again."""
        return self._store.write(changes)

    def rebuild(self, documents: Iterable[Document]) -> Applied:
        """Make the index anew beside the old one and swap it in at once."""
        return self._store.rebuild(Change(document.id, document) for document in documents)

    def is_usable(self) -> bool:
        """Say whether there is an index, made by this schema and analyser."""
        try:
            with self._reading() as connection:
                for table in (self._tables.document, self._tables.codes, self._tables.word):
                    connection.execute(select(table).limit(0))
                state = connection.execute(select(self._tables.state)).one()
        except SearchUnavailable:
            return False
        return (state.signature, state.analyser) == (self._tables.signature, self._analyser.version)

    def check(self, record_ids: Iterable[UUID]) -> Check:
        """Compare the index with the records it should hold."""
        expected = set(record_ids)
        if not self.is_usable():
            return Check(False, missing=tuple(expected))
        with self._reading() as connection:
            held = set(connection.scalars(select(self._tables.document.c.id)))
        return Check(True, tuple(expected - held), tuple(held - expected))

    def _ask(self, connection: Connection, query: SearchQuery) -> SearchResult:
        question, bound = Question(self._tables, query), Bound()
        asked = connection.exec_driver_sql(question.statement(bound), bound)
        counts, page, rest, generation, signature = asked.one()
        if signature != self._tables.signature:
            raise SearchUnavailable
        return question.result(counts, [*(page or ()), *(rest or ())], generation)

    def _read(self, ask: Callable[[Connection], T]) -> T:
        """Ask, and once more where it fails: a statement looks its tables up one by one, with a swap in between."""
        try:
            with self._reading() as connection:
                return ask(connection)
        except SearchUnavailable:
            with self._reading() as connection:
                return ask(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Read in the transaction of who asks, which survives that there is no index."""
        connection = db.session().connection()
        try:
            connection.exec_driver_sql(BEFORE_QUESTIONS)
            try:
                yield connection
            finally:
                if not connection.invalidated:
                    connection.exec_driver_sql(AFTER_QUESTIONS)
        except DBAPIError as failure:
            if not isinstance(failure.orig, (*NO_TABLES, *IN_THE_WAY)):
                raise
            log.warning("index_damaged", index=self.schema.name, why=type(failure.orig).__name__)
            raise SearchUnavailable from failure
