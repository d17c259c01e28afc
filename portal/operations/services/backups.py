"""Backups: one folder with the database, the files and a manifest of both; whole or absent, never with the secrets."""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine

from portal.config import Settings
from portal.core import clock, keys, schema
from portal.operations.rules import LAST_BACKUP
from portal.operations.services import postgres

MANIFEST = "manifest.json"
SQLITE, POSTGRES, FILES = "portal.db", "portal.dump", "files"
FORM = 1
"""The form of a backup; a newer portal reads older ones."""
PIECE = 1024 * 1024
LEFT_ALONE = 24 * 3600
"""Seconds after which an unfinished backup is nobody's work any more."""


class BackupRefused(Exception):
    """Why there is no backup, or why this is none."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    form: int
    made_at: str
    revision: str
    database: str
    """The name of the database's file, which says the kind."""
    keys: list[str]
    """Fingerprints of the keys that open the files, newest first."""
    files: dict[str, str]
    """sha256 (hex) of every file by its path in the backup."""


def make(settings: Settings, engine: Engine, target: Path, *, secrets_to: Path | None = None) -> Path:
    """Back up into a new folder under `target` and give it. Raises: BackupRefused.

    The database comes first: a file that is added meanwhile is swept after a restore, one that is deleted meanwhile
    belongs to a record that the log of erasures erases again.
    """
    _refuse_together(settings, target, secrets_to)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = clock.now()
    _sweep(target)
    draft = target / f".{uuid4()}.part"
    draft.mkdir(mode=0o700)
    try:
        database = _database(engine, draft)
        _copy_files(settings.data_dir / FILES, draft / FILES)
        manifest = Manifest(
            FORM,
            now.isoformat(),
            _revision(engine),
            database,
            fingerprints(settings.data_dir / keys.NAME),
            _sums(draft),
        )
        _write(draft / MANIFEST, json.dumps(asdict(manifest), indent=1))
        if wrong := problems(draft):
            raise BackupRefused("\n".join(wrong))
        made = target / f"portal-{now:%Y%m%dT%H%M%SZ}"
        _sync(*draft.rglob("*"), draft)
        draft.rename(made)
        _sync(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if secrets_to is not None:
        _write(secrets_to / f"secrets-{now:%Y%m%dT%H%M%SZ}.json", (settings.data_dir / keys.NAME).read_text("utf-8"))
    _write(settings.data_dir / LAST_BACKUP, json.dumps({"at": now.isoformat()}))
    return made


def _sweep(target: Path) -> None:
    """Remove what a backup that was killed left behind: it holds the database, and nobody would look for it."""
    for left in target.glob(".*.part"):
        if left.stat().st_mtime < clock.now().timestamp() - LEFT_ALONE:
            shutil.rmtree(left, ignore_errors=True)


def read(backup: Path) -> Manifest:
    """Read what a backup says of itself. Raises: BackupRefused."""
    try:
        manifest = Manifest(**json.loads((backup / MANIFEST).read_text("utf-8")))
        inside = all(not Path(name).is_absolute() and ".." not in Path(name).parts for name in manifest.files)
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused(f"{backup} is no backup: it has no readable {MANIFEST}") from error
    if manifest.form != FORM or not inside or manifest.database not in (SQLITE, POSTGRES):
        raise BackupRefused(f"{backup} has a form that this release does not know")
    return manifest


def problems(backup: Path) -> list[str]:
    """Name every file that is missing, changed or surplus. Raises: BackupRefused: there is no manifest."""
    wanted, there = read(backup).files, _sums(backup)
    found = [f"missing: {name}" for name in sorted(wanted.keys() - there.keys())]
    found += [f"changed: {name}" for name in sorted(wanted.keys() & there.keys()) if wanted[name] != there[name]]
    return found + [f"not in the manifest: {name}" for name in sorted(there.keys() - wanted.keys())]


def fingerprints(secrets: Path) -> list[str]:
    """Tell keys apart without saying anything of them: they are random, so that a hash of one cannot be guessed."""
    known = json.loads(secrets.read_text("utf-8"))["encryption"]
    return [hashlib.sha256(b"portal backup:" + key.encode()).hexdigest()[:16] for key in known]


def _refuse_together(settings: Settings, target: Path, secrets_to: Path | None) -> None:
    """Keep secrets and data apart: who finds one of the two can read nothing."""
    if target.resolve().is_relative_to(settings.data_dir / FILES):
        raise BackupRefused("a backup cannot lie among the files it holds")
    if secrets_to is None:
        return
    one, other = target.resolve(), secrets_to.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise BackupRefused("secrets and backups belong into folders of their own, best on different machines")
    secrets_to.mkdir(mode=0o700, parents=True, exist_ok=True)


def _database(engine: Engine, folder: Path) -> str:
    if engine.dialect.name == "postgresql":
        try:
            postgres.dump(engine.url, folder / POSTGRES)
        except postgres.ToolFailed as error:
            raise BackupRefused(str(error)) from error
        return POSTGRES
    with (
        closing(sqlite3.connect(str(engine.url.database))) as source,
        closing(sqlite3.connect(folder / SQLITE)) as copy,
    ):
        source.backup(copy, pages=1000)
        if (said := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupRefused(f"the database is damaged: {said}")
        copy.execute("PRAGMA journal_mode=DELETE")
    return SQLITE


def _copy_files(source: Path, copy: Path) -> None:
    copy.mkdir(mode=0o700)
    for file in sorted(source.iterdir()) if source.is_dir() else ():
        if file.is_file() and not file.name.endswith(".part"):
            try:
                shutil.copy2(file, copy / file.name)
            except FileNotFoundError:
                continue  # deleted a moment ago, with its record


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        return schema.revision(connection)


def _sums(folder: Path) -> dict[str, str]:
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in paths}


def sha256(path: Path) -> str:
    """Hash a file of any size (hex)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    """Write a small file for this user alone, whole or not at all."""
    draft = path.with_name(f"{path.name}.{uuid4()}.part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _sync(*paths: Path) -> None:
    """Put files and folders on the disk, so that a power cut leaves no backup that only looks like one."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
