"""Files on the local disk: whole or absent, named by opaque keys, readable by the service alone, encrypted at rest."""

import errno
import hashlib
import io
import os
import re
import shutil
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from cryptography.fernet import MultiFernet
from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.core.errors import NotFound, PortalError

NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.[a-z0-9]{1,8})?", re.ASCII)
DRAFT = ".part"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageFull(PortalError):
    """The disk, the quota or the file size limit is reached; nothing of the file was kept."""

    status = 503
    message = _l("Im Moment können wir keine Dateien speichern. Bitte versuchen Sie es in einer Stunde noch einmal.")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a record keeps of its file: the key, and sha256 (hex) and size (bytes) of the content as it was given."""

    key: str
    sha256: str
    size: int


class Storage:
    """A folder of files; the content is encrypted when a key ring is given (newest key first)."""

    def __init__(self, folder: Path, *, fernet: MultiFernet | None = None) -> None:
        """Make the folder where needed and close it to other users of the machine."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._folder = folder
        self._fernet = fernet

    def put(self, stream: BinaryIO, *, suffix: str) -> StoredFile:
        """Keep the rest of `stream` under a new key that ends in `suffix` (such as ".pdf").

        Raises: StorageFull: there is no room; ValueError: the suffix is none.
        """
        key = f"{uuid4()}{suffix}"
        source = _Counting(stream)
        self._write(self._path(key), source)
        return StoredFile(key, source.digest.hexdigest(), source.size)

    def open(self, key: str) -> BinaryIO:
        """Open the content for reading. Raises: NotFound: no file has this key."""
        try:
            file = self._path(key).open("rb")
        except (ValueError, FileNotFoundError):
            raise NotFound from None
        if not self._fernet:
            return file
        with file:
            return io.BytesIO(self._fernet.decrypt(file.read()))

    def rotate(self, key: str) -> None:
        """Encrypt the file anew with the newest key, so that an old one can be retired. Raises: NotFound."""
        with self.open(key) as content:
            self._write(self._path(key), content)

    def keys(self) -> list[str]:
        """List all files, by name."""
        return sorted(path.name for path in self._folder.iterdir() if NAME.fullmatch(path.name))

    def delete(self, key: str) -> None:
        """Remove the file for good; one that is gone already is no error, since deeds are repeated after a crash."""
        self._path(key).unlink(missing_ok=True)
        self._sync_folder()

    def sweep(self, known_keys: Container[str], older_than: datetime) -> list[str]:
        """Delete what no record knows and was last written before `older_than`; give the names deleted.

        The age spares a file whose record is not committed yet.
        """
        unknown = (path for path in self._folder.iterdir() if path.name not in known_keys)
        orphans = [path for path in unknown if _written_before(path, older_than)]
        for path in orphans:
            path.unlink(missing_ok=True)
        self._sync_folder()
        return sorted(path.name for path in orphans)

    def _path(self, key: str) -> Path:
        if not NAME.fullmatch(key):
            raise ValueError("not a storage key")
        return self._folder / key

    def _write(self, path: Path, source: "BinaryIO | _Counting") -> None:
        with self._draft(path) as file:
            if self._fernet:
                file.write(self._fernet.encrypt(source.read()))
            else:
                shutil.copyfileobj(source, file)

    @contextmanager
    def _draft(self, path: Path) -> Iterator[BinaryIO]:
        """Write beside `path`, then move there once the content is on the disk: a reader never sees half a file."""
        draft = path.with_name(f"{path.name}.{uuid4()}{DRAFT}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
            self._sync_folder()
        except OSError as error:
            if error.errno in NO_ROOM:
                raise StorageFull from error
            raise
        finally:
            draft.unlink(missing_ok=True)

    def _sync_folder(self) -> None:
        """Make a rename or removal survive a power cut."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def files() -> Storage:
    """Give the installation's files."""
    found: Storage = current_app.extensions["portal.files"]
    return found


@contextmanager
def kept(stream: BinaryIO, *, suffix: str) -> Iterator[str]:
    """Keep a file for the record that is being written, and no longer where that is refused; give its key.

    Raises: StorageFull: there is no room.
    """
    key = files().put(stream, suffix=suffix).key
    try:
        yield key
    except BaseException:
        files().delete(key)
        raise


class _Counting:
    """A stream that counts and hashes what is read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self.digest.update(content)
        self.size += len(content)
        return content


def _written_before(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # a draft that just became a file, or a file deleted meanwhile
        return False
