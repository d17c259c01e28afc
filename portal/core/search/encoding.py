"""What every engine keeps of a document: weighted terms, words as written, plain texts, codes and whole numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog

from portal.core.search import normalise
from portal.core.search.analyser import Analyser
from portal.core.search.backend import Change
from portal.core.search.schema import (
    Codes,
    Column,
    Document,
    GeoPoint,
    InvalidDocument,
    Point,
    Schema,
    Value,
    codes_of,
    number_of,
)

LENGTH_SCALE = 100
MICRO_DEGREES = 1e6

log = structlog.get_logger()


@dataclass(frozen=True)
class Encoded:
    """A document as an engine stores it.

    `plain` has one line of folded words per text; `length` is the sum of the weights, in hundredths;
    `numbers` names the field of each number, and leaves out what the record does not say.
    """

    id: UUID
    terms: Mapping[str, float]
    spoken: frozenset[str]
    plain: tuple[str, ...]
    length: int
    codes: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]


def codes_field(column: str) -> str:
    """Name the field that holds a column of codes."""
    return f"codes_{column}"


def codes_fields(schema: Schema) -> list[str]:
    """Name all fields of codes of an index."""
    return [codes_field(column.name) for column in schema.columns if isinstance(column, Codes)]


def integer_fields(column: str, *, is_point: bool = False) -> tuple[str, ...]:
    """Name the fields that hold a column of numbers, days or points."""
    return (f"lat_{column}", f"lon_{column}") if is_point else (f"int_{column}",)


def integer_columns(schema: Schema) -> list[str]:
    """Name all integer fields of an index."""
    numeric = [column for column in schema.columns if not isinstance(column, Codes)]
    return [name for column in numeric for name in integer_fields(column.name, is_point=isinstance(column, Point))]


def encode(document: Document, schema: Schema, analyser: Analyser) -> Encoded:
    """Check a document and give all fields of it, so that storing it cannot fail half-way.

    Raises: InvalidDocument: the document does not fit the schema.
    """
    schema.check(document)
    terms: dict[str, float] = {}
    for name, weight in schema.texts:
        for term, said in analyser.weigh(document.texts.get(name, "")).items():
            terms[term] = terms.get(term, 0.0) + weight * said
    said_by_column = [(column, document.values.get(column.name)) for column in schema.columns]
    return Encoded(
        document.id,
        terms,
        frozenset(word for text in document.texts.values() for word in normalise.spoken_words(text)),
        tuple(normalise.plain_text(document.texts.get(name, "")) for name, _ in schema.texts),
        round(sum(terms.values()) * LENGTH_SCALE),
        {codes_field(column.name): codes_of(value) for column, value in said_by_column if isinstance(column, Codes)},
        {name: number for column, value in said_by_column for name, number in _numbers(column, value)},
    )


def encode_changes(
    changes: Iterable[Change], schema: Schema, analyser: Analyser
) -> tuple[list[tuple[UUID, Encoded | None]], set[UUID]]:
    """Encode the last change of every record; those that do not fit are named, and are to be found no longer."""
    latest = {change.record_id: change.document for change in changes}
    encoded: list[tuple[UUID, Encoded | None]] = []
    refused: set[UUID] = set()
    for record_id, document in latest.items():
        try:
            encoded.append((record_id, encode(document, schema, analyser) if document else None))
        except InvalidDocument as reason:
            log.error("document_refused", index=schema.name, record_id=str(record_id), why=str(reason))
            refused.add(record_id)
            encoded.append((record_id, None))
    return encoded, refused


def _numbers(column: Column, value: Value) -> list[tuple[str, int]]:
    if isinstance(column, Codes) or value is None:
        return []
    if isinstance(value, GeoPoint):
        degrees = (value.latitude, value.longitude)
        found = [round(degree * MICRO_DEGREES) for degree in degrees]
        return list(zip(integer_fields(column.name, is_point=True), found, strict=True))
    return [(integer_fields(column.name)[0], number_of(value))]  # type: ignore[arg-type]
