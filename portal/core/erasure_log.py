"""The file of all that was erased, kept beside the backups and never in them: a restore is followed by its replay."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from portal.core import db
from portal.core.retention import Erasure


def write(path: Path) -> int:
    """Add what was erased since to the file, which names records by their ids alone; a job.

    A crash between file and database writes a line twice, which a replay does not mind.
    """
    with db.transaction() as session:
        rows = session.scalars(select(Erasure).where(~Erasure.is_written).order_by(Erasure.created_at)).all()
        if rows:
            _append(path, rows)
        for row in rows:
            row.is_written = True
    return len(rows)


def _append(path: Path, rows: Sequence[Erasure]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
        for row in rows:
            line = {"rule": row.rule, "type": row.record_type, "id": str(row.record_id)}
            file.write(json.dumps({"at": row.created_at.isoformat(), **line}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def entries(path: Path) -> Iterator[tuple[str, str, UUID]]:
    """Read rule, type and id of every record that was ever erased. Raises: ValueError naming a line that is none."""
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            try:
                line = json.loads(text)
                yield line["rule"], line["type"], UUID(line["id"])
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name}, line {number}: not an erasure") from error
