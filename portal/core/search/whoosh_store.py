"""The index folder: which index is in use, writing it so that no crash leaves half of one, opening it again."""

import json
import secrets
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import structlog
from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader

from portal.core.search.analyser import Analyser
from portal.core.search.backend import Applied, Change, IndexBusy
from portal.core.search.encoding import encode_changes
from portal.core.search.schema import Schema
from portal.core.search.segments import IndexDamaged, SegmentArrays, live
from portal.core.search.snapshot import Snapshot
from portal.core.search.whoosh_files import Codec, DurableStorage, Segment, sync
from portal.core.search.whoosh_schema import KEY, LAYOUT, fields_of, whoosh_schema

CURRENT, META = "CURRENT", "meta.json"
SMALL_SEGMENTS = 8
"""So many segments of one size are merged into the next commit; sizes grow by the same factor."""
LARGEST_MERGED = 4_096
"""Larger segments are left to the nightly rebuild, so that no commit takes long."""
ATTEMPTS = 5

Entry = tuple[UUID, dict[str, Any] | None]

log = structlog.get_logger()


class Store:
    """The folder of one index."""

    def __init__(self, folder: Path, schema: Schema, analyser: Analyser) -> None:
        """Name the folder; it is made by the first rebuild."""
        self._folder, self._schema, self._analyser = folder, schema, analyser
        self._fields = whoosh_schema(schema)

    def generation(self) -> str:
        """Name the state on the disk; it changes with every commit and every rebuild."""
        with IndexDamaged.instead():
            folder = self._current()
            return f"{folder.name}-{self._index(folder).latest_generation()}"

    def open(self, old: Snapshot | None = None) -> Snapshot:
        """Open the index in use, taking over segments that are open already; give the old one if that is still it.

        A writer may tidy up between any two of our steps: what fails is damaged only if it keeps failing in one state.

        Raises: IndexDamaged: there is none, or not of this schema, or a file is missing or cut short.
        """
        state, attempts = "", 0
        while True:
            try:
                return old if old and self.generation() == old.generation else self._open(old)
            except IndexDamaged:
                before, state = state, self._state()
                attempts = attempts + 1 if state == before else 1
                if attempts >= ATTEMPTS:
                    raise
                time.sleep(0.01)

    def is_usable(self) -> bool:
        """Say whether the index can be opened and knows the same words and columns as this program."""
        try:
            self._open()
            return self._meta(self._current()) == self._own_meta()
        except IndexDamaged:
            return False

    def write(self, changes: Iterable[Change]) -> Applied:
        """Commit changes; a record that cannot be indexed is taken out of the index and named.

        Raises: IndexBusy: another process is writing. IndexDamaged: rebuild first.
        """
        with IndexDamaged.instead():
            index = self._index(self._current())
        return _commit_all(index, *self._entries(changes), replacing=True)

    def rebuild(self, changes: Sequence[Change]) -> Applied:
        """Write an index beside the one in use and swap it in when it is on the disk."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        fresh = self._folder / secrets.token_hex(8)
        fresh.mkdir(mode=0o700)
        try:
            applied = self._fill(fresh, changes)
            _write_synced(fresh / META, json.dumps(self._own_meta()))
            _write_synced(self._folder / CURRENT, fresh.name)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        for other in self._folder.iterdir():
            if other.is_dir() and other != fresh:
                shutil.rmtree(other, ignore_errors=True)
        return applied

    def _fill(self, folder: Path, changes: Sequence[Change]) -> Applied:
        index = FileIndex.create(DurableStorage(folder), self._fields)
        return _commit_all(index, *self._entries(changes), replacing=False)

    def _entries(self, changes: Iterable[Change]) -> tuple[list[Entry], set[UUID]]:
        encoded, refused = encode_changes(changes, self._schema, self._analyser)
        return [(record_id, fields_of(document) if document else None) for record_id, document in encoded], refused

    def _current(self) -> Path:
        return self._folder / (self._folder / CURRENT).read_text("ascii")

    def _index(self, folder: Path) -> FileIndex:
        return FileIndex(DurableStorage(folder), self._fields)

    def _meta(self, folder: Path) -> dict[str, str]:
        with IndexDamaged.instead():
            return dict(json.loads((folder / META).read_text()))

    def _own_meta(self) -> dict[str, str]:
        return {"schema": f"{LAYOUT} {self._schema.signature}", "analyser": self._analyser.version}

    def _state(self) -> str:
        """Name the state on the disk, however little of it is left."""
        try:
            return self.generation()
        except IndexDamaged as damage:
            return str(damage)

    def _open(self, old: Snapshot | None = None) -> Snapshot:
        known = {segment.segment_id: segment for segment in old.segments} if old else {}
        with IndexDamaged.instead():
            folder = self._current()
            if self._meta(folder)["schema"] != self._own_meta()["schema"]:
                raise IndexDamaged("made for other columns")
            index = self._index(folder)
            contents = index._read_toc()  # noqa: SLF001 - the public reader copies and refreshes
            segments = [self._segment(index, segment, known) for segment in contents.segments]
            alive = [np.empty(0, np.bool_), *(live(segment) for segment in contents.segments)]
            return Snapshot(f"{folder.name}-{contents.generation}", segments, np.concatenate(alive))

    def _segment(self, index: FileIndex, segment: Segment, known: Mapping[str, SegmentArrays]) -> SegmentArrays:
        return known.get(segment.segment_id()) or SegmentArrays(index.storage, self._fields, segment)


class _Refused(Exception):
    def __init__(self, record_id: UUID) -> None:
        super().__init__(str(record_id))
        self.record_id = record_id


def _commit_all(index: FileIndex, entries: list[Entry], refused: set[UUID], *, replacing: bool) -> Applied:
    """Commit, leaving out what Whoosh refuses: a refused document would leak its words into the next one."""
    while True:
        try:
            written = _commit(index, entries, replacing=replacing)
        except _Refused as failure:
            why = type(failure.__cause__).__name__  # not its text, which may quote the document
            log.error("document_refused", record_id=str(failure.record_id), why=why)
            refused.add(failure.record_id)
            entries = [(record_id, None if record_id in refused else fields) for record_id, fields in entries]
        else:
            return Applied(written, tuple(refused))


def _commit(index: FileIndex, entries: list[Entry], *, replacing: bool) -> int:
    try:
        writer = index.writer(codec=Codec())
    except LockError as busy:
        raise IndexBusy from busy
    try:
        for record_id, fields in entries:
            if replacing:
                writer.delete_by_term(KEY, record_id.hex)
            if fields:
                _add(writer, record_id, fields)
        writer.commit(mergetype=_merge_small)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    return sum(fields is not None for _, fields in entries)


def _add(writer: Any, record_id: UUID, fields: dict[str, Any]) -> None:
    try:
        writer.add_document(**fields)
    except OSError:  # the disk, not the document
        raise
    except Exception as failure:
        raise _Refused(record_id) from failure


def _merge_small(writer: Any, segments: list[Segment]) -> list[Segment]:
    """Merge segments of one size class once there are many of them, and drop those without a living document."""
    kept = [segment for segment in segments if segment.doc_count()]
    classes: dict[int, list[Segment]] = {}
    for segment in kept:
        if segment.doc_count() <= LARGEST_MERGED:
            classes.setdefault((segment.doc_count().bit_length() - 1) // 3, []).append(segment)
    merged = [segment for crowd in classes.values() if len(crowd) >= SMALL_SEGMENTS for segment in crowd]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in kept if segment not in merged]


def _write_synced(path: Path, text: str) -> None:
    """Write a small file so that it is either the old or the new one, whatever happens."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    sync(beside)
    beside.replace(path)
    sync(path.parent)
