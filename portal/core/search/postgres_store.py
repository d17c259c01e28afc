"""Writing an index in PostgreSQL: each batch of changes, and each rebuild with its swap, is one transaction."""

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from psycopg import errors
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from portal.core import db
from portal.core.search import postgres_words
from portal.core.search.analyser import Analyser
from portal.core.search.backend import Applied, Change, IndexBusy
from portal.core.search.encoding import Encoded, encode_changes
from portal.core.search.postgres_tables import SPOKEN, TERM, Tables, number_of

BATCH = 500
PATIENCE = "500ms"
"""How long to wait for those who still read replaced tables: less than it takes to end one of two who wait in turn."""
IN_THE_WAY = (errors.LockNotAvailable, errors.DeadlockDetected)
FAULTY = (errors.DataError, errors.ProgramLimitExceeded)
"""What PostgreSQL says of a row it cannot hold, such as one with too many words."""

Words = Counter[tuple[str, str]]
"""In how many documents each word stands, by kind."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Store:
    """The tables of one index, for its only writer."""

    tables: Tables
    analyser: Analyser

    def write(self, changes: Iterable[Change]) -> Applied:
        """Commit changes; a record that cannot be indexed is taken out of the index and named."""
        with self._writing() as connection:
            return self._put(connection, self.tables, changes)

    def rebuild(self, changes: Iterable[Change]) -> Applied:
        """Fill tables beside those in use, and swap them in."""
        fresh, rest = self.tables.beside, iter(changes)
        written, refused = 0, list[UUID]()
        with self._writing() as connection:
            fresh.create(connection)
            connection.execute(insert(fresh.state), self._own_state())
            while batch := list(islice(rest, BATCH)):
                applied = self._put(connection, fresh, batch)
                written += applied.written
                refused += applied.quarantined
            fresh.index(connection)
            self.tables.replace_by(fresh, connection)
        with suppress(IndexBusy), self._writing() as connection:  # the next rebuild drops what is still read now
            self.tables.drop_old(connection)
        return Applied(written, tuple(refused))

    def _own_state(self) -> dict[str, Any]:
        made_by = {"signature": self.tables.signature, "analyser": self.analyser.version}
        return {**made_by, "generation": secrets.token_hex(8), "documents": 0, "length": 0}

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with db.transaction() as session:
                connection = session.connection()
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
                name = func.hashtext(self.tables.namespace)
                if not connection.scalar(select(func.pg_try_advisory_xact_lock(name))):
                    raise IndexBusy
                yield connection
        except DBAPIError as failure:
            if isinstance(failure.orig, IN_THE_WAY):
                raise IndexBusy from failure
            raise

    def _put(self, connection: Connection, tables: Tables, changes: Iterable[Change]) -> Applied:
        encoded, refused = encode_changes(changes, tables.schema, self.analyser)
        words, documents, length = _take_out(connection, tables, [record_id for record_id, _ in encoded])
        fitting = [document for _, document in encoded if document]
        faulty = _put_in(connection, tables, fitting)
        kept = [document for document in fitting if document.id not in faulty]
        for document in kept:
            words.update(_words(document))
        _count(connection, tables, words)
        state = tables.state.c
        sums = {"documents": state.documents + documents + len(kept)}
        sums["length"] = state.length + length + sum(document.length for document in kept)
        connection.execute(update(tables.state).values(generation=secrets.token_hex(8), **sums))
        return Applied(len(kept), (*refused, *faulty))


def _take_out(connection: Connection, tables: Tables, record_ids: Sequence[UUID]) -> tuple[Words, int, int]:
    """Delete documents and give what the sums lose by it."""
    document, words, length = tables.document.c, Words(), 0
    columns = (document.length, document.spoken, func.tsvector_to_array(document.terms).label("lexemes"))
    gone = connection.execute(delete(tables.document).where(document.id.in_(record_ids)).returning(*columns)).all()
    for row in gone:
        length -= row.length
        terms = filter(postgres_words.is_term, row.lexemes)
        words.subtract([*((SPOKEN, word) for word in row.spoken), *((TERM, term) for term in terms)])
    return words, -len(gone), length


def _put_in(connection: Connection, tables: Tables, documents: Sequence[Encoded]) -> set[UUID]:
    """Insert documents and give those that PostgreSQL cannot hold."""
    if not documents:
        return set()
    state = connection.execute(select(tables.state)).one()
    lengths = state.length + sum(document.length for document in documents)
    mean = lengths / (state.documents + len(documents))
    try:
        with connection.begin_nested():
            connection.execute(insert(tables.document), [_row(tables, document, mean) for document in documents])
            sets = {codes for document in documents for codes in document.codes.values()}
            if sets:
                connection.execute(upsert(tables.codes).on_conflict_do_nothing(), list(map(_set_of, sets)))
    except DBAPIError as failure:
        if not isinstance(failure.orig, FAULTY):
            raise
        if len(documents) == 1:
            why = type(failure.orig).__name__  # not its text, which may quote the document
            log.error("document_refused", index=tables.schema.name, record_id=str(documents[0].id), why=why)
            return {documents[0].id}
    else:
        return set()
    return set().union(*(_put_in(connection, tables, [document]) for document in documents))


def _row(tables: Tables, document: Encoded, mean_length: float) -> dict[str, Any]:
    heaviest = max(weight for _, weight in tables.schema.texts)
    numbers = dict.fromkeys(column.name for column in tables.document.c if column.name.startswith(("int_", "l")))
    return {
        **numbers,
        **document.numbers,
        **{name: _set_of(codes)["number"] for name, codes in document.codes.items()},
        "id": document.id,
        "length": document.length,
        "terms": postgres_words.lexemes(document, heaviest=heaviest, mean_length=mean_length),
        "said": postgres_words.said(document.terms),
        "spoken": sorted(document.spoken),
        "plain": "\n".join(f" {line} " for line in document.plain),
    }


def _set_of(codes: Iterable[str]) -> dict[str, Any]:
    """Give a set of codes with its number."""
    ordered = sorted(set(codes))
    return {"number": number_of("\n".join(ordered)), "codes": ordered}


def _words(document: Encoded) -> list[tuple[str, str]]:
    return [*((SPOKEN, word) for word in document.spoken), *((TERM, term) for term in document.terms)]


def _count(connection: Connection, tables: Tables, words: Words) -> None:
    """Add to the number of documents of each word, and forget those that nobody uses any more."""
    changed = {key: more for key, more in sorted(words.items()) if more}
    rows = [{"kind": kind, "word": word, "documents": more} for (kind, word), more in changed.items()]
    if not rows:
        return
    added = upsert(tables.word)
    documents = tables.word.c.documents + added.excluded.documents
    key = (tables.word.c.kind, tables.word.c.word)
    connection.execute(added.on_conflict_do_update(index_elements=key, set_={"documents": documents}), rows)
    fewer = [word for (_, word), more in changed.items() if more < 0]
    connection.execute(delete(tables.word).where(tables.word.c.documents <= 0, tables.word.c.word.in_(fewer)))
