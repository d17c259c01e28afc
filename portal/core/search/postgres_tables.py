"""The tables of an index in PostgreSQL: in a namespace of their own, made and swapped by a rebuild, in no migration."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, Text, Uuid, inspect, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.schema import CreateSchema, DropSchema

from portal.core.search.encoding import codes_fields, integer_columns
from portal.core.search.schema import Schema

SPOKEN, TERM = "spoken", "term"
"""What is counted: words as they are written, and the terms of the analyser."""
LAYOUT = "2"
"""Raise it when these tables change: indexes are then rebuilt."""


@dataclass(frozen=True)
class Tables:
    """One index: its documents, the sets of codes they carry, its words with their uses, and one row about all."""

    schema: Schema
    namespace: str

    @classmethod
    def of(cls, schema: Schema) -> "Tables":
        """Give the tables in use."""
        return cls(schema, f"search_{schema.name}")

    @property
    def signature(self) -> str:
        """Name everything that would make an older index wrong, but for the analyser."""
        return f"{LAYOUT} {self.schema.signature}"

    def named(self, table: str) -> str:
        """Give the full name of a table."""
        return f"{self.namespace}.{table}"

    @property
    def beside(self) -> "Tables":
        """Give the tables a rebuild fills."""
        return Tables(self.schema, f"{self.namespace}_new")

    @cached_property
    def document(self) -> Table:
        """Give the table of documents; what is long is kept apart, so that filters and counts read little.

        A column of codes holds the number of all codes of the document together, which is counted fastest.
        """
        columns: list[Column[Any]] = [Column(name, BigInteger, nullable=False) for name in codes_fields(self.schema)]
        columns += [Column(name, BigInteger) for name in integer_columns(self.schema)]
        return Table(
            "document",
            self._metadata,
            Column("id", Uuid, primary_key=True),
            Column("length", Integer, nullable=False),
            *columns,
            Column("terms", TSVECTOR, nullable=False),
            Column("said", ARRAY(BigInteger), nullable=False),
            Column("spoken", ARRAY(Text), nullable=False),
            Column("plain", Text, nullable=False),
            postgresql_with={"toast_tuple_target": 128},
        )

    @cached_property
    def codes(self) -> Table:
        """Give the table of all sets of codes there are or were, whichever column they are from."""
        return Table(
            "codes",
            self._metadata,
            Column("number", BigInteger, primary_key=True, autoincrement=False),
            Column("codes", ARRAY(Text), nullable=False),
        )

    @cached_property
    def word(self) -> Table:
        """Give the table of words."""
        return Table(
            "word",
            self._metadata,
            Column("kind", Text, primary_key=True),
            Column("word", Text(collation="C"), primary_key=True),
            Column("documents", Integer, nullable=False),
        )

    @cached_property
    def state(self) -> Table:
        """Give the table with one row: what made the index, its generation, and sums over all documents."""
        return Table(
            "state",
            self._metadata,
            Column("signature", Text, nullable=False),
            Column("analyser", Text, nullable=False),
            Column("generation", Text, nullable=False),
            Column("documents", BigInteger, nullable=False),
            Column("length", BigInteger, nullable=False),
        )

    def create(self, connection: Connection) -> None:
        """Make empty tables, in place of those of a rebuild that never ended."""
        connection.execute(DropSchema(self.namespace, cascade=True, if_exists=True))
        connection.execute(CreateSchema(self.namespace))
        for table in (self.document, self.codes, self.word, self.state):
            table.create(connection)
        plain = ", ".join(f"ALTER COLUMN {name} SET STORAGE EXTERNAL" for name in ("said", "plain"))
        connection.execute(text(f"ALTER TABLE {self.namespace}.document {plain}"))

    def index(self, connection: Connection) -> None:
        """Index filled tables, which is faster than filling indexed ones, and count them for the planner."""
        name = self.namespace
        connection.execute(text(f"CREATE INDEX ON {name}.document USING gin (terms) WITH (fastupdate = off)"))
        connection.execute(text(f"ANALYZE {name}.document, {name}.codes, {name}.word"))

    def replace_by(self, other: "Tables", connection: Connection) -> None:
        """Put other tables in place of these by their names alone: nobody has to wait for who reads them."""
        self.drop_old(connection)
        if inspect(connection).has_schema(self.namespace):
            connection.execute(text(f"ALTER SCHEMA {self.namespace} RENAME TO {self._old}"))
        connection.execute(text(f"ALTER SCHEMA {other.namespace} RENAME TO {self.namespace}"))

    def drop_old(self, connection: Connection) -> None:
        """Drop the tables that were replaced."""
        connection.execute(DropSchema(self._old, cascade=True, if_exists=True))

    @property
    def _old(self) -> str:
        return f"{self.namespace}_old"

    @cached_property
    def _metadata(self) -> MetaData:
        return MetaData(schema=self.namespace)


def number_of(said: str) -> int:
    """Give a number that nothing else has: a hash of 64 bits, in PostgreSQL's range."""
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), signed=True)
