"""Whoosh segments as arrays: postings and columns are read in bulk once and never change afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from operator import attrgetter
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader, TermNotFound

from portal.core.search.memory import MIB, Memory
from portal.core.search.whoosh_files import Segment
from portal.core.search.whoosh_schema import IDS, LENGTH, MISSING, PLAIN, SPOKEN, TERMS

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]


class IndexDamaged(Exception):
    """The index on the disk is missing, cut short or of another make; it can be rebuilt at any time."""

    @classmethod
    @contextmanager
    def instead(cls) -> Iterator[None]:
        """Whatever goes wrong while reading index files, whose formats are pickles, means the same."""
        try:
            yield
        except cls:
            raise
        except Exception as failure:
            raise cls(str(failure)) from failure


@dataclass(frozen=True)
class Postings:
    """The documents that hold a term, ascending, and how much each says it."""

    documents: Integers
    weights: Numbers

    def weighted(self, factor: float) -> "Postings":
        """Give the same documents, each saying it so many times as much."""
        return self if factor == 1 else Postings(self.documents, self.weights * factor)

    @property
    def room(self) -> int:
        """Give how many bytes this takes."""
        return int(self.documents.nbytes + self.weights.nbytes)

    def where(self, chosen: NDArray[np.bool_] | Integers) -> "Postings":
        """Give only some of the documents, or those at some positions."""
        return Postings(self.documents[chosen], self.weights[chosen])


@dataclass(frozen=True)
class CodePairs:
    """Which of `size` documents carries which code: parallel arrays, `codes` pointing into `names`."""

    size: int
    names: tuple[str, ...]
    documents: Integers
    codes: Integers

    def count(self, documents: Integers) -> dict[str, int]:
        """Count how many of some documents carry each code."""
        hits = np.bincount(self._of(documents), minlength=len(self.names)).tolist()
        return {name: found for name, found in zip(self.names, hits, strict=False) if found}

    def _of(self, documents: Integers) -> Integers:
        """Give the codes that the documents carry, one after the other; those that carry none may give one too many."""
        if self._only is not None:
            return self._only[documents]
        starts, codes = self._by_document
        first, last = starts[documents], starts[documents + 1]
        lengths = last - first
        ends = lengths.cumsum()
        carried: Integers = codes[np.repeat(first - ends + lengths, lengths) + np.arange(lengths.sum())]
        return carried

    @cached_property
    def _by_document(self) -> tuple[Integers, Integers]:
        """Lay the codes out document by document: where those of each one begin, and the codes."""
        order = np.argsort(self.documents, kind="stable")
        starts = np.searchsorted(self.documents[order], np.arange(self.size + 1))
        return starts, self.codes[order]

    @cached_property
    def _only(self) -> Integers | None:
        """Give the code of every document, where none carries several, and one past the last for those without."""
        if np.bincount(self.documents).max(initial=0) > 1:
            return None
        only = np.full(self.size, len(self.names), np.int64)
        only[self.documents] = self.codes
        return only


FOR_TERMS = 8 * MIB
MOST_CACHED_PREFIXES = 500
"""Beginnings of words that questions were mended by; most are a letter or two."""
STRETCH = 2**17
"""So many bytes of texts are looked into at once."""
NOTHING = Postings(np.empty(0, np.int64), np.empty(0, np.float64))


class SegmentArrays:
    """One open segment; shared by all snapshots that contain it."""

    def __init__(self, storage: Any, schema: Any, segment: Segment) -> None:
        """Open the files; columns are read when first asked for."""
        self.segment_id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self._segment, self._reader = segment, SegmentReader(storage, schema, segment)
        self._lock = RLock()  # Whoosh's readers share a cursor
        self._postings: Memory[str, Postings] = Memory(FOR_TERMS, attrgetter("room"))
        self._integers: dict[str, Integers] = {}
        self._codes: dict[str, CodePairs] = {}
        self._spoken: dict[str, list[str]] = {}

    def postings(self, term: str) -> Postings:
        """Give the postings of a word's term."""
        with self._reading():
            return self._postings.recall(term, partial(self._read_postings, TERMS))

    def integers(self, field: str) -> Integers:
        """Give an integer column, one number per document."""
        with self._reading():
            if field not in self._integers:
                stored = np.frombuffer(self._column_bytes(field), ">i8")
                column = np.full(self.size, MISSING, np.int64)
                column[: len(stored)] = stored
                self._integers[field] = column
            return self._integers[field]

    def codes(self, field: str) -> CodePairs:
        """Give a column of codes, read from its postings."""
        with self._reading():
            if field not in self._codes:
                self._codes[field] = self._read_codes(field)
            return self._codes[field]

    @cached_property
    def ids(self) -> NDArray[np.void]:
        """Give the id of every document, 16 bytes each."""
        with self._reading():
            return np.frombuffer(self._column_bytes(IDS).ljust(16 * self.size, b"\0"), "V16")

    @property
    def lengths(self) -> Integers:
        """Give the length of every document."""
        return self.integers(LENGTH)

    def plain_text(self, document: int) -> str:
        """Give the folded words of a document, a line for each text."""
        with self._reading():
            return str(self._plain[document], "utf-8")

    def saying(self, words: str, documents: Integers) -> NDArray[np.bool_]:
        """Say which documents hold these words side by side in one of their texts, reading what lies close at once."""
        wanted, held = f" {words} ".encode(), np.zeros(len(documents), np.bool_)
        with self._reading():
            starts, ends = (bounds[documents] for bounds in self._bounds_of_texts)
            stretches = np.flatnonzero(np.diff(starts // STRETCH)) + 1
            for first, last in pairwise((0, *stretches.tolist(), len(documents))) if len(documents) else ():
                base = int(starts[first])
                text = self._plain._dbfile.get(base, int(ends[last - 1]) - base)  # noqa: SLF001
                each = zip((starts[first:last] - base).tolist(), (ends[first:last] - base).tolist(), strict=True)
                held[first:last] = [text.find(wanted, start, end) >= 0 for start, end in each]
        return held

    def spoken(self, prefix: str) -> list[str]:
        """Give the words, as they are written, that start like this."""
        with self._reading():
            if prefix not in self._spoken:
                if len(self._spoken) >= MOST_CACHED_PREFIXES:
                    self._spoken.clear()
                found = self._reader.expand_prefix(SPOKEN, prefix.encode()) if self._has(SPOKEN) else ()
                self._spoken[prefix] = [str(word, "utf-8") for word in found]
            return self._spoken[prefix]

    def speakers(self, word: str) -> Integers:
        """Give the documents that use a word as it is written."""
        with self._reading():
            return self._read_postings(SPOKEN, word).documents

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, IndexDamaged.instead():
            yield

    @cached_property
    def _plain(self) -> Any:
        return self._reader.column_reader(PLAIN, translate=False)

    @cached_property
    def _bounds_of_texts(self) -> tuple[Integers, Integers]:
        """Give where each document's text begins in its file, and where it ends."""
        starts = np.array(self._plain._offsets, np.int64) + self._plain._basepos  # noqa: SLF001
        return starts, starts + np.array(self._plain._lengths, np.int64)  # noqa: SLF001

    def _has(self, field: str) -> bool:
        return field in self._reader.indexed_field_names()

    def _column_bytes(self, field: str) -> bytes:
        storage, name = self._reader.storage(), W3Codec.column_filename(self._segment, field)
        if not storage.file_exists(name):
            return b""
        return bytes(storage.open_file(name).get(0, storage.file_length(name)))

    def _read_codes(self, field: str) -> CodePairs:
        names = [str(name, "utf-8") for name in self._reader.lexicon(field)] if self._has(field) else []
        documents = [self._read_postings(field, name).documents for name in names]
        codes = [np.full(len(held), number, np.int32) for number, held in enumerate(documents)]
        return CodePairs(self.size, tuple(names), _joined(documents, np.int32), _joined(codes, np.int32))

    def _read_postings(self, field: str, term: str) -> Postings:
        """Unpack whole blocks: asking Whoosh's matcher document by document is many times slower."""
        terms = self._reader._terms  # noqa: SLF001 - the public way leaves out deleted documents, one by one
        try:
            block = terms.matcher(field, term.encode(), self._reader.schema[field].format)
        except TermNotFound:
            return NOTHING
        documents, weights = [], []
        while block.is_active():
            block._read_data()  # noqa: SLF001
            steps, said = block._data[:2]  # noqa: SLF001 - weights are one number where all are alike, none where 1
            documents.append(np.cumsum(np.array(steps, np.int64)))
            weights.append(np.broadcast_to(np.array(1.0 if said is None else said, np.float64), len(steps)))
            block._next_block()  # noqa: SLF001
        return Postings(_joined(documents, np.int32), _joined(weights, np.float32))  # in half the room


def _joined(arrays: list[Any], kind: type) -> Any:
    return np.concatenate([np.empty(0, kind), *arrays], dtype=kind)


def live(segment: Segment) -> NDArray[np.bool_]:
    """Give which documents of a segment are not deleted; this changes with the table of contents."""
    mask = np.ones(segment.doc_count_all(), np.bool_)
    mask[list(segment.deleted_docs())] = False
    return mask
