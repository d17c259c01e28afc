"""One state of an index: its segments laid end to end, with the documents that are alive in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from threading import Lock
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from portal.core.search.encoding import LENGTH_SCALE
from portal.core.search.memory import MIB, Memory
from portal.core.search.query import Alternative, Filter, Phrase
from portal.core.search.segments import NOTHING, CodePairs, Integers, Numbers, Postings, SegmentArrays

Mask = NDArray[np.bool_]

SATURATION, LENGTH_NORM = 1.2, 0.75
"""k1 and b of BM25 (Robertson and Zaragoza 2009)."""
LOWER_HALF = 2**64 - 1
FOR_GROUPS, FOR_FILTERS, FOR_PHRASES, FOR_DISTANCES = 56 * MIB, 16 * MIB, 4 * MIB, 4 * MIB
"""Most visitors live in the same ten towns, use the same words and choose the same filters."""


@dataclass
class Snapshot:
    """All documents of one generation, numbered through all segments; `live` leaves the deleted ones out."""

    generation: str
    segments: Sequence[SegmentArrays]
    live: Mask
    distances: Memory[tuple[str, float, float], Numbers] = field(default_factory=lambda: _arrays(FOR_DISTANCES))
    passing: Memory[Filter, Mask] = field(default_factory=lambda: _arrays(FOR_FILTERS))
    phrases: Memory[Phrase, Integers] = field(default_factory=lambda: _arrays(FOR_PHRASES))
    groups: Memory[tuple[Alternative, ...], Postings] = field(
        default_factory=lambda: Memory(FOR_GROUPS, attrgetter("room"))
    )
    _integers: dict[str, Integers] = field(default_factory=dict)
    _codes: dict[str, CodePairs] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def size(self) -> int:
        """Give the number of documents, deleted ones included."""
        return len(self.live)

    @cached_property
    def count(self) -> int:
        """Give the number of documents that can be found."""
        return int(np.count_nonzero(self.live))

    @cached_property
    def everything(self) -> Postings:
        """Give all documents that can be found, none better than another."""
        return Postings(np.flatnonzero(self.live), np.zeros(self.count))

    @cached_property
    def bases(self) -> list[int]:
        """Give the number of the first document of each segment."""
        return [0, *np.cumsum([segment.size for segment in self.segments]).tolist()]

    @cached_property
    def ids(self) -> NDArray[np.void]:
        """Give the id of every document."""
        ids: NDArray[np.void] = self._laid_out(lambda segment: segment.ids, "V16")
        return ids

    @cached_property
    def newness(self) -> Integers:
        """Rank all documents by id, the youngest first: ids sort by time."""
        high, low = self._halves
        ranks = np.empty(self.size, np.int64)
        ranks[np.lexsort((low, high))[::-1]] = np.arange(self.size)
        return ranks

    def warm(self, columns: Iterable[str]) -> None:
        """Read what every question needs, so that the first one does not wait for it."""
        for column in columns:
            self.integers(column)
        _ = self.newness, self._length_norm

    def uuid(self, document: int) -> UUID:
        """Give the id of one document."""
        return UUID(bytes=self.ids[document].tobytes())

    def uuids(self, documents: Integers) -> tuple[UUID, ...]:
        """Give the ids of some documents."""
        ids = self.ids[documents].tobytes()
        return tuple(UUID(bytes=ids[start : start + 16]) for start in range(0, len(ids), 16))

    def find(self, record_id: UUID) -> int | None:
        """Give the live document of a record."""
        high, low = self._halves
        found = np.flatnonzero((high == record_id.int >> 64) & (low == record_id.int & LOWER_HALF) & self.live)
        return int(found[0]) if len(found) else None

    def integers(self, name: str) -> Integers:
        """Give an integer column."""
        with self._lock:
            if name not in self._integers:
                self._integers[name] = self._laid_out(lambda segment: segment.integers(name), np.int64)
            return self._integers[name]

    def codes(self, name: str) -> CodePairs:
        """Give a column of codes."""
        with self._lock:
            if name not in self._codes:
                self._codes[name] = self._merged_codes(name)
            return self._codes[name]

    def rarity(self, found: int) -> float:
        """Say how much it tells that something is found in so many documents."""
        return float(np.log1p((self.count - found + 0.5) / (found + 0.5)))

    def scored(self, term: str) -> Postings:
        """Give the live documents with a term and how much each is about it: BM25 without the rarity."""
        parts = [(base, segment.postings(term)) for base, segment in zip(self.bases, self.segments, strict=False)]
        if not parts:
            return NOTHING
        documents = np.concatenate([found.documents + base for base, found in parts], dtype=np.int64)
        weights = np.concatenate([found.weights for _, found in parts], dtype=np.float64)
        alive = self.live[documents]
        documents, weights = documents[alive], weights[alive]
        norm = SATURATION * self._length_norm[documents]
        return Postings(documents, weights * (SATURATION + 1) / (weights + norm))

    def count_speakers(self, word: str) -> int:
        """Count the live documents that use a word as it is written."""
        found = (segment.speakers(word) + base for base, segment in zip(self.bases, self.segments, strict=False))
        return sum(int(np.count_nonzero(self.live[documents])) for documents in found)

    def plain_text(self, document: int) -> str:
        """Give the folded words of a document."""
        number = int(np.searchsorted(self.bases, document, "right")) - 1
        return self.segments[number].plain_text(document - self.bases[number])

    def saying(self, words: str, documents: Integers) -> Mask:
        """Say which of the documents, which ascend, hold these words side by side in one of their texts."""
        held = [np.empty(0, np.bool_)]
        for base, segment in zip(self.bases, self.segments, strict=False):
            first, last = np.searchsorted(documents, (base, base + segment.size))
            held.append(segment.saying(words, documents[first:last] - base))
        return np.concatenate(held)

    @cached_property
    def _halves(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        pairs = np.ascontiguousarray(self.ids).view(">u8").astype(np.uint64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    @cached_property
    def _length_norm(self) -> Numbers:
        lengths = self._laid_out(lambda segment: segment.lengths, np.int64) / LENGTH_SCALE
        average = lengths[self.live].mean() if self.count else 1.0
        return np.asarray(1 - LENGTH_NORM + LENGTH_NORM * lengths / (average or 1.0))

    def _laid_out(self, part: Callable[[SegmentArrays], Any], kind: Any) -> Any:
        arrays = [part(segment) for segment in self.segments]
        if not arrays:
            return np.empty(0, kind)
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)

    def _merged_codes(self, name: str) -> CodePairs:
        held = [segment.codes(name) for segment in self.segments]
        if len(held) == 1:
            return held[0]
        names = sorted({code for pairs in held for code in pairs.names})
        number = {code: position for position, code in enumerate(names)}
        documents = [pairs.documents + base for base, pairs in zip(self.bases, held, strict=False)]
        codes = [np.array([number[code] for code in pairs.names], np.int64)[pairs.codes] for pairs in held]
        empty = np.empty(0, np.int64)
        return CodePairs(self.size, tuple(names), np.concatenate([empty, *documents]), np.concatenate([empty, *codes]))


def _arrays(room: int) -> Memory[Any, Any]:
    return Memory(room, attrgetter("nbytes"))
