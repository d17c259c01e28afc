"""What every search engine of the portal can do, whichever it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from flask_babel import lazy_gettext as _l

from portal.core.errors import PortalError
from portal.core.search.query import Filter, SearchQuery, SearchResult
from portal.core.search.schema import Document, Schema


class SearchUnavailable(PortalError):
    """There is no usable index at the moment; the worker is building one."""

    status = 503
    message = _l("Die Suche wird gerade vorbereitet. Bitte versuchen Sie es in einer Minute noch einmal.")


class IndexBusy(Exception):
    """Somebody else is writing the index; the changes stay where they are."""


@dataclass(frozen=True)
class Change:
    """A record is to be found as `document`, or no longer when there is none."""

    record_id: UUID
    document: Document | None = None


@dataclass(frozen=True)
class Applied:
    """What became of a batch: `quarantined` records could not be indexed and are not found."""

    written: int
    quarantined: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Check:
    """How the index differs from the records it should hold."""

    is_usable: bool
    missing: tuple[UUID, ...] = ()
    surplus: tuple[UUID, ...] = ()

    @property
    def is_good(self) -> bool:
        """Say whether nothing needs repair."""
        return self.is_usable and not self.missing and not self.surplus


class SearchBackend(Protocol):
    """One index behind one engine."""

    @property
    def schema(self) -> Schema:
        """Give the declaration of the index."""

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a question with exact totals and counts."""

    def similar(self, record_id: UUID, *, filters: tuple[Filter, ...] = (), limit: int = 5) -> tuple[UUID, ...]:
        """Give records that say much the same, best first, never the record itself."""

    def suggest(self, word: str, *, limit: int = 5) -> tuple[str, ...]:
        """Give words of the corpus that are spelled nearly like this one, likeliest first."""

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make changes visible and durable; the same changes may come again."""

    def rebuild(self, documents: Iterable[Document]) -> Applied:
        """Make the index anew beside the old one and swap it in at once."""

    def is_usable(self) -> bool:
        """Say whether the stored index can be opened and was made by this schema and analyser."""

    def check(self, record_ids: Iterable[UUID]) -> Check:
        """Compare the index with the records it should hold."""
