"""The local store keeps whole files only, closed to others, and gives back what it was given."""

import errno
import hashlib
import io
import os
import resource
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.core.errors import NotFound
from portal.core.storage import Storage, StorageFull

CONTENT = "Zeugnis für Amira – geheim".encode() * 5000
YESTERDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def ring(*keys: bytes) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def read(storage: Storage, key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def age(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture(params=["plain", "encrypted"])
def storage(request: pytest.FixtureRequest, folder: Path) -> Storage:
    return Storage(folder, fernet=ring(Fernet.generate_key()) if request.param == "encrypted" else None)


@pytest.mark.parametrize("content", [b"", b"x", CONTENT], ids=["empty", "byte", "long"])
def test_a_file_comes_back_as_it_was_given(storage: Storage, content: bytes) -> None:
    stored = storage.put(io.BytesIO(content), suffix=".pdf")

    assert read(storage, stored.key) == content
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert stored.key.endswith(".pdf")


def test_only_the_service_may_read_folder_and_file(storage: Storage, folder: Path) -> None:
    before = os.umask(0)
    try:
        stored = storage.put(io.BytesIO(CONTENT), suffix=".pdf")
    finally:
        os.umask(before)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / stored.key).stat().st_mode & 0o777 == 0o600


def test_a_folder_left_open_is_closed(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)

    Storage(folder)

    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_disk_holds_no_readable_content_when_encrypted(folder: Path) -> None:
    storage = Storage(folder, fernet=ring(Fernet.generate_key()))

    stored = storage.put(io.BytesIO(CONTENT), suffix=".txt")

    assert b"Amira" not in (folder / stored.key).read_bytes()


def test_an_old_key_opens_until_every_file_is_rotated(folder: Path) -> None:
    old, new = Fernet.generate_key(), Fernet.generate_key()
    key = Storage(folder, fernet=ring(old)).put(io.BytesIO(CONTENT), suffix=".pdf").key
    both = Storage(folder, fernet=ring(new, old))
    assert read(both, key) == CONTENT
    with pytest.raises(InvalidToken):
        Storage(folder, fernet=ring(new)).open(key)

    both.rotate(key)

    assert read(Storage(folder, fernet=ring(new)), key) == CONTENT
    assert names(folder) == [key]


KEY = "0d9f2c4e-5b1a-4c3d-8e7f-6a5b4c3d2e1f"
"""A well-formed key; fixed, since every worker must collect the same tests."""


@pytest.mark.parametrize(
    "key", ["", "..", "../secrets.json", "/etc/passwd", "a/b", f"{KEY}/../x", f"{KEY}.PDF", f"{KEY}.pdf\n"]
)
def test_a_key_never_leads_out_of_the_folder(storage: Storage, folder: Path, key: str) -> None:
    secret = folder.parent / "secrets.json"
    secret.write_text("{}")

    with pytest.raises(NotFound):
        storage.open(key)
    with pytest.raises(NotFound):
        storage.rotate(key)
    with pytest.raises(ValueError, match="storage key"):
        storage.delete(key)
    assert secret.exists()


@pytest.mark.parametrize("suffix", ["pdf", "./x", ".tar/..", ".", ".veryverylong", "\0", ".pdf\n"])
def test_a_suffix_is_a_short_plain_one(storage: Storage, folder: Path, suffix: str) -> None:
    with pytest.raises(ValueError, match="storage key"):
        storage.put(io.BytesIO(b"x"), suffix=suffix)
    assert names(folder) == []


def test_a_deleted_file_is_gone_and_deleting_twice_is_harmless(storage: Storage) -> None:
    key = storage.put(io.BytesIO(CONTENT), suffix=".pdf").key

    storage.delete(key)
    storage.delete(key)

    with pytest.raises(NotFound):
        storage.open(key)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_at_the_last_moment_leaves_nothing(
    storage: Storage, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_room(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", no_room)

    with pytest.raises(StorageFull) as caught:
        storage.put(io.BytesIO(CONTENT), suffix=".pdf")
    assert caught.value.status == 503
    assert names(folder) == []


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_file_that_outgrows_its_limit_leaves_nothing(folder: Path, encrypted: bool) -> None:
    """The operating system itself refuses, after part of the file was written."""
    key = repr(Fernet.generate_key() if encrypted else None)
    script = f"""
        import io, pathlib, resource
        from cryptography.fernet import Fernet
        from portal.core.storage import Storage, StorageFull
        storage = Storage(pathlib.Path({str(folder)!r}), fernet={key} and Fernet({key}))
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, {resource.RLIM_INFINITY}))
        try:
            storage.put(io.BytesIO(bytes(1_000_000)), suffix=".bin")
        except StorageFull:
            print("full")
    """

    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)

    assert done.stdout == "full\n"
    assert names(folder) == []


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken disk"), ConnectionResetError("upload ended"), KeyError()])
def test_any_other_failure_is_passed_on_and_leaves_nothing(storage: Storage, folder: Path, error: Exception) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise error

    with pytest.raises(type(error)):
        storage.put(Broken(), suffix=".pdf")
    assert names(folder) == []


def test_a_reader_never_sees_half_a_file(folder: Path) -> None:
    storage = Storage(folder)
    seen: list[str] = []

    class Watching(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            seen.extend(name for name in names(folder) if not name.endswith(".part"))
            return super().read(size)

    key = storage.put(Watching(CONTENT), suffix=".pdf").key

    assert seen == []
    assert names(folder) == [key]


def test_content_is_on_the_disk_before_the_name_and_the_name_after(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(folder)
    steps: list[str] = []
    sync, rename = os.fsync, Path.rename

    def noted_sync(descriptor: int) -> None:
        steps.append("folder" if Path(f"/proc/self/fd/{descriptor}").is_dir() else "file")
        sync(descriptor)

    def noted_rename(path: Path, target: Path) -> Path:
        steps.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "rename", noted_rename)

    storage.put(io.BytesIO(CONTENT), suffix=".pdf")

    assert steps == ["file", "rename", "folder"]


def test_a_sweep_deletes_old_orphans_and_drafts_only(storage: Storage, folder: Path) -> None:
    known, orphan, fresh = (storage.put(io.BytesIO(CONTENT), suffix=".pdf").key for _ in range(3))
    draft = folder / f"{uuid4()}.pdf.{uuid4()}.part"
    draft.write_bytes(b"half")
    for path in (folder / known, folder / orphan, draft):
        age(path, LONG_AGO)

    swept = storage.sweep({known}, older_than=YESTERDAY)

    assert swept == sorted([orphan, draft.name])
    assert names(folder) == sorted([known, fresh])


def test_a_sweep_passes_over_a_file_that_vanishes_meanwhile(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage(folder)
    monkeypatch.setattr(Path, "iterdir", lambda path: iter([path / f"{uuid4()}.pdf"]))

    assert storage.sweep(set(), older_than=YESTERDAY) == []
