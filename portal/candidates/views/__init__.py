"""Pages of people's files; importing this package fills the blueprint."""

from portal.candidates.views import (
    abilities,
    calls,
    consents,
    documents,
    downloads,
    edit,
    entry,
    erasures,
    importing,
    merging,
    messages,
    papers,
    people,
    record,
    several,
    transfers,
)
from portal.candidates.views.blueprint import bp

__all__ = [
    "abilities",
    "bp",
    "calls",
    "consents",
    "documents",
    "downloads",
    "edit",
    "entry",
    "erasures",
    "importing",
    "merging",
    "messages",
    "papers",
    "people",
    "record",
    "several",
    "transfers",
]
