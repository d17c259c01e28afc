"""The one way of files that people send: kept encrypted, asked about at the scanner, handed out with care."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

import structlog
from flask import Response, current_app, send_file
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, db, storage
from portal.core.db import Base, Row
from portal.core.errors import NotFound, PortalError
from portal.core.scanning import ScanState, scan
from portal.core.uploads import MEDIA_TYPES

AT_ONCE = 100
"""How many files one run of the job asks about."""
log = structlog.get_logger()


class NotLookedAt(PortalError):
    """The file has not been looked at for viruses yet, and leaves the office only when it has."""

    status = 403
    message = _l("Diese Datei wird noch auf Viren geprüft. Bitte versuchen Sie es später noch einmal.")


class KeptFile(Row, Base):
    """A file in the store, and what the scanner says of it."""

    __tablename__ = "kept_file"

    key: Mapped[str] = mapped_column(String(100), unique=True)
    """Longer than the columns of records: that the scanner was asked about a file is no reason to keep it."""
    scan: Mapped[ScanState] = mapped_column(default=ScanState.NOT_SCANNED, index=True)
    scanned_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Attachment:
    """A file as it was sent and looked at, and the ending that fits its content."""

    stream: BinaryIO
    suffix: str


@contextmanager
def kept(attachment: Attachment | None) -> Iterator[str | None]:
    """Keep a file for the record that is being written, and no longer where the record is refused; give its key."""
    if attachment is None:
        yield None
        return
    with storage.kept(attachment.stream, suffix=attachment.suffix) as key:
        db.session.add(KeptFile(key=key))
        yield key


def opened(key: str) -> BinaryIO:
    """Open a file. Raises: NotFound."""
    return storage.files().open(key)


def forget(key: str) -> None:
    """Delete a file for good."""
    db.session.execute(delete(KeptFile).where(KeptFile.key == key))
    storage.files().delete(key)


def scan_state(key: str) -> ScanState:
    """Tell what is known of a file; of one without an entry nothing is."""
    return db.session.scalar(select(KeptFile.scan).where(KeptFile.key == key)) or ScanState.NOT_SCANNED


def handed_out(key: str, name: str, *, is_inside: bool) -> Response:
    """Give a file to be saved and never to be run in the browser.

    Args: name: without ending. is_inside: whoever asks is of the office, or has sent the file.
    Raises: NotFound: there is none, or the scanner holds it back; NotLookedAt: it is too early for outside.
    """
    state = scan_state(key)
    if state in (ScanState.INFECTED, ScanState.QUARANTINED):
        raise NotFound
    if state is not ScanState.CLEAN and not is_inside:
        raise NotLookedAt
    suffix = PurePath(key).suffix
    answer = send_file(
        storage.files().open(key), mimetype=MEDIA_TYPES[suffix], as_attachment=True, download_name=f"{name}{suffix}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def scan_waiting() -> int:
    """Ask the scanner about what came since; give how many it answered. Without a scanner nothing happens.

    Raises: ScannerSilent: it is set up and does not answer.
    """
    address = current_app.extensions["portal.settings"].clamav
    if address is None:
        return 0
    with db.transaction() as session:
        waiting = select(KeptFile.key).where(KeptFile.scan == ScanState.NOT_SCANNED).order_by(KeptFile.created_at)
        keys = list(session.scalars(waiting.limit(AT_ONCE)))
    return sum(_scan(key, address) for key in keys)


def _scan(key: str, address: tuple[str, int]) -> bool:
    try:
        with storage.files().open(key) as content:
            state = scan(content, address)
    except NotFound:  # deleted meanwhile
        with db.transaction() as session:
            session.execute(delete(KeptFile).where(KeptFile.key == key))
        return False
    if state is not ScanState.CLEAN:
        log.warning("file_held_back", key=key, state=state.value)
    with db.transaction() as session:
        session.execute(update(KeptFile).where(KeptFile.key == key).values(scan=state, scanned_at=clock.now()))
    return True
