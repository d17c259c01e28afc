"""The index behind Whoosh: a folder that follows the database and can always be made anew from it.

`<folder>/CURRENT` names the index in use; a rebuild makes another one beside it and swaps the name.
Readers never refresh a searcher: a new generation is a new snapshot, sharing the unchanged segments.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Lock
from uuid import UUID

import numpy as np
import structlog

from portal.core.search import executor, mending, spelling
from portal.core.search.analyser import Analyser
from portal.core.search.backend import Applied, Change, Check, SearchUnavailable
from portal.core.search.encoding import integer_columns
from portal.core.search.query import Filter, SearchQuery, SearchResult
from portal.core.search.schema import Document, Schema
from portal.core.search.segments import IndexDamaged
from portal.core.search.snapshot import Snapshot
from portal.core.search.whoosh_store import Store
from portal.core.search.whoosh_vocabulary import SnapshotVocabulary

log = structlog.get_logger()


class WhooshBackend:
    """One index in a folder of its own; safe to share between threads."""

    def __init__(self, folder: Path, schema: Schema, analyser: Analyser, *, look_every_seconds: float = 1.0) -> None:
        """Name the index; nothing is opened before the first question (and so after a fork)."""
        self.schema, self._analyser = schema, analyser
        self._mender = mending.Mender(analyser)
        self._store = Store(folder / schema.name, schema, analyser)
        self._snapshot: Snapshot | None = None
        self._look_every, self._looked_at = look_every_seconds, 0.0
        self._lock = Lock()

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a question with exact totals and counts."""
        with self._reading() as snapshot:
            search = partial(executor.search, snapshot, self.schema)
            return mending.answer(query, search, SnapshotVocabulary(snapshot), self._mender)

    def similar(self, record_id: UUID, *, filters: tuple[Filter, ...] = (), limit: int = 5) -> tuple[UUID, ...]:
        """Give records that say much the same, best first, never the record itself."""
        with self._reading() as snapshot:
            return tuple(islice(executor.similar(snapshot, self.schema, self._analyser, record_id, filters), limit))

    def suggest(self, word: str, *, limit: int = 5) -> tuple[str, ...]:
        """Give words of the corpus that are spelled nearly like this one, likeliest first."""
        with self._reading() as snapshot:
            return tuple(islice(spelling.near(SnapshotVocabulary(snapshot), word), limit))

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make changes visible and durable; the same changes may come again."""
        applied = self._store.write(changes)
        self._look_again()
        return applied

    def rebuild(self, documents: Iterable[Document]) -> Applied:
        """Make the index anew beside the old one and swap it in at once."""
        applied = self._store.rebuild([Change(document.id, document) for document in documents])
        self._look_again()
        return applied

    def is_usable(self) -> bool:
        """Say whether the stored index can be opened and was made by this schema and analyser."""
        return self._store.is_usable()

    def check(self, record_ids: Iterable[UUID]) -> Check:
        """Compare the index with the records it should hold."""
        expected = set(record_ids)
        if not self.is_usable():
            return Check(False, missing=tuple(expected))
        self._look_again()
        with self._reading() as snapshot:
            held = set(snapshot.uuids(np.flatnonzero(snapshot.live)))
        return Check(True, tuple(expected - held), tuple(held - expected))

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        try:
            yield self._current()
        except IndexDamaged as damage:
            log.error("index_damaged", index=self.schema.name, why=str(damage))
            self._snapshot = None
            raise SearchUnavailable from damage

    def _current(self) -> Snapshot:
        with self._lock:
            now = time.monotonic()
            if self._snapshot is None or now - self._looked_at >= self._look_every:
                self._looked_at = now
                self._snapshot = self._look(self._snapshot)
            return self._snapshot

    def _look(self, old: Snapshot | None) -> Snapshot:
        """Open what is on the disk now; while that is damaged, the state already open keeps serving."""
        try:
            snapshot = self._store.open(old)
            snapshot.warm(integer_columns(self.schema))
        except IndexDamaged:
            if old is None:
                raise
            log.warning("index_damaged", index=self.schema.name)
            return old
        return snapshot

    def _look_again(self) -> None:
        with self._lock:
            self._looked_at = float("-inf")
