"""The words of an index in PostgreSQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Text, literal, select

from portal.core.search import postgres_words
from portal.core.search.postgres_tables import SPOKEN, Tables
from portal.core.search.postgres_values import Bound
from portal.core.search.query import Group

LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True)
class TableVocabulary:
    """The words as one transaction sees them."""

    connection: Connection
    tables: Tables

    def words(self, prefix: str) -> Iterable[str]:
        """Give the words that start like this."""
        word = self.tables.word.c
        if prefix and not prefix.isprintable():
            return ()
        wanted = select(word.word).where(
            word.kind == SPOKEN, word.word >= literal(prefix, Text), word.word <= literal(prefix + LAST_LETTER, Text)
        )
        return self.connection.scalars(wanted)

    def uses(self, words: Iterable[str]) -> Mapping[str, int]:
        """Count the records that use each word."""
        return uses(self.connection, self.tables, SPOKEN, words)

    def is_found(self, group: Group) -> bool:
        """Say whether any record fits the group."""
        bound = Bound()
        asked = postgres_words.is_found(self.tables, group, bound)
        return bool(self.connection.exec_driver_sql(asked, bound).scalar())


def uses(connection: Connection, tables: Tables, kind: str, words: Iterable[str]) -> dict[str, int]:
    """Count the records that use each word or term."""
    word = tables.word.c
    found = select(word.word, word.documents).where(word.kind == kind, word.word.in_(list(words)))
    return {row.word: row.documents for row in connection.execute(found)}
