"""How documents become Whoosh fields: weighted terms without positions, and integer columns."""

from collections.abc import Iterator, Mapping
from typing import Any

from whoosh import columns, fields, formats

from portal.core.search.encoding import Encoded, codes_fields, integer_columns
from portal.core.search.schema import Schema

MISSING = -(2**63)
"""What a record without a value holds in an integer column."""
BETWEEN_TEXTS = " \n "
"""A space stands before and after every word, and no words are side by side that stand in two texts."""
LAYOUT = 2
"""Counts up when the fields of an index are written in another way."""

KEY, IDS, TERMS, SPOKEN, PLAIN, LENGTH = "key", "ids", "terms", "spoken", "plain", "length"


class WeightedTerms(fields.FieldType):  # type: ignore[misc]
    """A field that takes finished terms with their weights."""

    def __init__(self) -> None:
        """Keep neither positions nor texts."""
        super().__init__(formats.Existence(), None)

    def index(self, value: Mapping[str, float], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give Whoosh one posting per term."""
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


def whoosh_schema(schema: Schema) -> fields.Schema:
    """Declare the fields for an index."""
    own = {
        KEY: fields.ID(),
        IDS: fields.COLUMN(columns.FixedBytesColumn(16)),
        TERMS: WeightedTerms(),
        SPOKEN: WeightedTerms(),
        PLAIN: fields.COLUMN(columns.VarBytesColumn()),
        LENGTH: _integers(),
    }
    own |= {name: WeightedTerms() for name in codes_fields(schema)}
    own |= {name: _integers() for name in integer_columns(schema)}
    return fields.Schema(**own)


def fields_of(document: Encoded) -> dict[str, Any]:
    """Give all fields of a document, as Whoosh takes them."""
    return {
        KEY: document.id.hex,
        IDS: document.id.bytes,
        TERMS: document.terms,
        SPOKEN: dict.fromkeys(document.spoken, 1.0),
        PLAIN: f" {BETWEEN_TEXTS.join(document.plain)} ".encode(),
        LENGTH: document.length,
        **{name: dict.fromkeys(codes, 1.0) for name, codes in document.codes.items()},
        **document.numbers,
    }


def _integers() -> fields.COLUMN:
    return fields.COLUMN(columns.NumericColumn("q", default=MISSING))
