"""How Whoosh's files reach the disk and come back: synced before they count, read in place instead of copied.

Whoosh 2.7 copies every segment into memory when it is opened, and never syncs. Segments made by this
codec are read by position from an open file: nothing is copied, threads share no cursor, and a file cut
short under a running server is an error instead of a crash. An open segment outlives its deleted file.
"""

import io
import os
import weakref
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

BLOCK_SIZE = 1024
"""Postings per block: larger blocks are unpacked in fewer steps."""


def sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Source:
    """An open file read by position; closed when the last reader is gone."""

    def __init__(self, path: Path) -> None:
        """Open the file and hold it, even if its name is deleted."""
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self.length = os.fstat(self.descriptor).st_size
        weakref.finalize(self, os.close, self.descriptor)

    def read(self, position: int, length: int) -> bytes:
        """Give exactly so many bytes, or say that the file was cut short."""
        data = os.pread(self.descriptor, length, position)
        if len(data) != length:
            raise OSError("index file is shorter than it was")
        return data


class _Cursor(io.RawIOBase):
    def __init__(self, source: Source, start: int, length: int) -> None:
        super().__init__()
        self.source, self.start, self.length, self.position = source, start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: self.length}[whence]
        self.position = origin + offset
        return self.position

    def readinto(self, buffer: Any) -> int:
        wanted = max(0, min(len(buffer), self.length - self.position))
        buffer[:wanted] = self.source.read(self.start + self.position, wanted)
        self.position += wanted
        return wanted


class PositionedFile(StructFile):  # type: ignore[misc]
    """Whoosh's view of a stretch of a file that is never copied as a whole."""

    def __init__(self, source: Source, start: int, length: int, name: str | None = None) -> None:
        """Show `length` bytes from `start`."""
        super().__init__(io.BufferedReader(_Cursor(source, start, length)), name=name)
        self.is_real = False
        self._source, self._start = source, start

    def subset(self, offset: int, length: int, name: str | None = None) -> "PositionedFile":
        """Show a stretch of this stretch."""
        return PositionedFile(self._source, self._start + offset, length, name=name)

    def get(self, position: int, length: int) -> bytes:
        """Read without moving any cursor."""
        return self._source.read(self._start + position, length)


class Segment(W3Segment):  # type: ignore[misc]
    """A segment whose bundle is read in place."""

    def open_compound_file(self, storage: FileStorage) -> CompoundStorage:
        """Open the bundle without copying or mapping it."""
        name = self.make_filename(self.COMPOUND_EXT)
        source = Source(Path(storage.folder) / name)
        return CompoundStorage(PositionedFile(source, 0, source.length, name=name), use_mmap=False)


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with large uncompressed blocks and segments read in place."""

    def __init__(self) -> None:
        """Choose the block size; no postings inside the list of terms."""
        super().__init__(blocklimit=BLOCK_SIZE, compression=0, inlinelimit=0)

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:
        """Name a segment of our kind, so that it is opened as one."""
        return Segment(self, indexname)


class DurableStorage(FileStorage):  # type: ignore[misc]
    """A folder in which the table of contents never names a file that is not on the disk yet."""

    def __init__(self, folder: Path) -> None:
        """Remember which files are new."""
        super().__init__(str(folder))
        self._unsynced: set[str] = set()

    def create_file(self, name: str, **options: Any) -> StructFile:
        """Create a file and remember to sync it."""
        self._unsynced.add(name)
        return super().create_file(name, **options)

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file; the table of contents is read at once, since Whoosh leaves it open when it is damaged."""
        if name.endswith(".toc"):
            return StructFile(io.BytesIO((Path(self.folder) / name).read_bytes()), name=name)
        return super().open_file(name, **options)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename after everything written so far has reached the disk; a commit is such a renaming."""
        folder = Path(self.folder)
        for name in self._unsynced:
            if (folder / name).exists():
                sync(folder / name)
        self._unsynced.clear()
        sync(folder)
        super().rename_file(oldname, newname, safe=safe)
        sync(folder)
