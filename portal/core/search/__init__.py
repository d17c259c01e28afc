"""Search: one analyser and one question for every engine, and an index that follows the database."""

from portal.core.search.analyser import Analyser
from portal.core.search.backend import Applied, Change, Check, IndexBusy, SearchBackend, SearchUnavailable
from portal.core.search.changes import IndexChange, IndexLease, Lease, apply_pending, rebuild, record_change, release
from portal.core.search.lexicon import Lexicon, SynonymGroup
from portal.core.search.postgres_backend import PostgresBackend
from portal.core.search.query import (
    AnyOf,
    Between,
    ByColumn,
    ByDistance,
    ByRelevance,
    EachCode,
    Facet,
    Filter,
    Options,
    SearchQuery,
    SearchResult,
    Sort,
    Within,
    Words,
)
from portal.core.search.schema import (
    Codes,
    Day,
    Document,
    GeoPoint,
    InvalidDocument,
    Number,
    Point,
    Schema,
    UnknownColumn,
)
from portal.core.search.whoosh_backend import WhooshBackend

__all__ = [
    "Analyser",
    "AnyOf",
    "Applied",
    "Between",
    "ByColumn",
    "ByDistance",
    "ByRelevance",
    "Change",
    "Check",
    "Codes",
    "Day",
    "Document",
    "EachCode",
    "Facet",
    "Filter",
    "GeoPoint",
    "IndexBusy",
    "IndexChange",
    "IndexLease",
    "InvalidDocument",
    "Lease",
    "Lexicon",
    "Number",
    "Options",
    "Point",
    "PostgresBackend",
    "Schema",
    "SearchBackend",
    "SearchQuery",
    "SearchResult",
    "SearchUnavailable",
    "Sort",
    "SynonymGroup",
    "UnknownColumn",
    "WhooshBackend",
    "Within",
    "Words",
    "apply_pending",
    "rebuild",
    "record_change",
    "release",
]
