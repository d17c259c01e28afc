"""Restoring: put a backup in place, erase again what had been erased, and send nothing that may have gone out."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, inspect, select, update

from portal.accounts.models import SignIn
from portal.config import Settings
from portal.core import clock, db, delivery, erasure_log, keys, maintenance, retention, schema
from portal.core.outbox import MailState, OutboxMail
from portal.operations.services import backups, postgres
from portal.operations.services.backups import BackupRefused, Manifest
from portal.vacancies import search
from portal.wiring import ON_DEMAND, RETENTION

HELD = "held_after_restore"
"""What stands at a mail that waited in the backup: it may have gone out since."""


@dataclass(frozen=True)
class Asked:
    """What to restore and with what."""

    backup: Path
    secrets: Path | None = None
    erasures: Path | None = None
    without_erasures: bool = False
    is_forced: bool = False


@dataclass(frozen=True)
class Restored:
    """What was done."""

    made_at: str
    files: int
    erased: int
    held: int
    indexed: int


def restore(settings: Settings, engine: Engine, asked: Asked) -> Restored:
    """Restore wholly; everything that can be refused is refused before anything is changed. Raises: BackupRefused.

    The portal stays closed afterwards, until whoever restores has decided about the mails.
    """
    manifest = _checked(settings, engine, asked)
    log = _erasures(settings, asked)
    maintenance.turn(settings.data_dir, on=True)
    _put_database(engine, asked.backup / manifest.database)
    _put_files(asked.backup / backups.FILES, settings.data_dir / backups.FILES)
    if asked.secrets:
        _put(asked.secrets, settings.data_dir / keys.NAME)
    schema.upgrade(engine)
    held = hold_mails()
    _end_sessions()
    erased = _erase_again(_join_logs(log, settings.erasures)) if log else 0
    files = sum(name.startswith(f"{backups.FILES}/") for name in manifest.files)
    return Restored(manifest.made_at, files, erased, held, search.rebuild().written)


def _end_sessions() -> None:
    """Let everybody sign in anew: who was signed out since the backup would be signed in again."""
    with db.transaction() as session:
        session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=clock.now()))


def _join_logs(log: Path, own: Path) -> Path:
    """Add to the installation's own log what another copy of it knows besides, and give the own one."""
    if not own.exists():
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(log, own)
    elif log.resolve() != own.resolve():
        known = set(own.read_text("utf-8").splitlines())
        more = [line for line in log.read_text("utf-8").splitlines() if line not in known]
        with own.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in more)
    return own


def _erase_again(log: Path) -> int:
    try:
        with db.transaction():
            return retention.replay(erasure_log.entries(log), (*RETENTION, *ON_DEMAND))
    except Exception as error:
        raise BackupRefused(
            "database and files are in place, but what was erased since IS BACK: the log could not be replayed "
            f"({type(error).__name__}). Leave the portal closed, see the log, then: portal retention replay {log}"
        ) from error


def hold_mails() -> int:
    """Keep back all mails that wait, and give how many."""
    with db.transaction() as session:
        waiting = session.scalars(select(OutboxMail).where(OutboxMail.state == MailState.QUEUED)).all()
        for row in waiting:
            delivery.hold(row, HELD)
    return len(waiting)


def release_mails(kinds: tuple[str, ...] = ()) -> int:
    """Send the mails that were kept back after all, of some kinds or all of them, and give how many."""
    with db.transaction() as session:
        held = select(OutboxMail).where(OutboxMail.state == MailState.DEAD, OutboxMail.last_error == HELD)
        rows = session.scalars(held.where(OutboxMail.kind.in_(kinds)) if kinds else held).all()
        for row in rows:
            delivery.requeue(row)
            row.last_error = None
    return len(rows)


def _checked(settings: Settings, engine: Engine, asked: Asked) -> Manifest:
    manifest = backups.read(asked.backup)
    if wrong := backups.problems(asked.backup):
        raise BackupRefused("the backup is not whole:\n" + "\n".join(wrong))
    if not schema.knows(manifest.revision):
        raise BackupRefused(f"it was made by a newer release (schema {manifest.revision}): install that one first")
    kind = backups.POSTGRES if engine.dialect.name == "postgresql" else backups.SQLITE
    if manifest.database != kind:
        raise BackupRefused(f"it holds {manifest.database}, and PORTAL_DATABASE_URL names another kind of database")
    if manifest.database == backups.POSTGRES:
        _check_dump(asked.backup / manifest.database)
    if not asked.is_forced and _is_filled(settings, engine):
        raise BackupRefused("there is an installation here already: --force replaces it")
    _check_keys(settings, manifest, asked.secrets)
    return manifest


def _check_dump(dump: Path) -> None:
    try:
        postgres.check(dump)
    except postgres.ToolFailed as error:
        raise BackupRefused(str(error)) from error


def _check_keys(settings: Settings, manifest: Manifest, secrets: Path | None) -> None:
    try:
        known = set(backups.fingerprints(secrets or settings.data_dir / keys.NAME))
    except (OSError, ValueError, KeyError) as error:
        raise BackupRefused(f"{secrets} is no secrets.json") from error
    if not known.issuperset(manifest.keys):
        raise BackupRefused("these secrets do not open its files: name the right secrets.json with --secrets")


def _is_filled(settings: Settings, engine: Engine) -> bool:
    folder = settings.data_dir / backups.FILES
    return bool(inspect(engine).get_table_names()) or (folder.is_dir() and any(folder.iterdir()))


def _erasures(settings: Settings, asked: Asked) -> Path | None:
    """Find the log of erasures, since without it a restore brings erased people back."""
    if asked.without_erasures:
        return None
    log = asked.erasures or settings.erasures
    if not log.is_file():
        raise BackupRefused(f"{log} is missing: what was erased since would come back (--erasures, --no-erasures)")
    try:
        list(erasure_log.entries(log))
    except ValueError as error:
        raise BackupRefused(str(error)) from error
    return log


def _put_database(engine: Engine, source: Path) -> None:
    db.session.remove()
    engine.dispose()
    if engine.dialect.name == "postgresql":
        postgres.empty(engine)
        try:
            postgres.load(engine.url, source)
        except postgres.ToolFailed as error:
            raise BackupRefused(str(error)) from error
        return
    place = Path(str(engine.url.database))
    for ending in ("-wal", "-shm"):  # what a database that is gone still wanted to write
        place.with_name(place.name + ending).unlink(missing_ok=True)
    _put(source, place)


def _put_files(source: Path, place: Path) -> None:
    new, old = (place.with_name(f"{place.name}.{uuid4()}") for _ in range(2))
    try:
        shutil.copytree(source, new)
        for path in new.iterdir():
            path.chmod(0o600)
        new.chmod(0o700)
        if place.exists():
            place.rename(old)
        new.rename(place)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _put(source: Path, place: Path) -> None:
    draft = place.with_name(f"{place.name}.{uuid4()}")
    try:
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
