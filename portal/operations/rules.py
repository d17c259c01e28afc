"""From when on something about an installation is wrong, whatever the database."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

MAIL_WAITS = timedelta(minutes=30)
"""How long the oldest mail that is due may wait: a worker sends it within seconds."""
JOB_WAITS = timedelta(minutes=30)
"""How long after its time a job may not have ended: twice a lease, so that another worker has taken it over."""
BACKUP_WAITS = timedelta(hours=30)
RETENTION_WAITS = timedelta(days=2)
CLOCKS_DIFFER = timedelta(seconds=5)
DISK_LEFT_BAD, DISK_LEFT_LITTLE = 0.03, 0.10
"""Shares of the disk that are free."""

LAST_BACKUP = "last_backup.json"
"""The file of the data folder that says when the last one was made."""


class Level(IntEnum):
    """How a check ended; the worst one is the exit code."""

    OK = 0
    WARN = 1
    BAD = 2


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do about it."""

    name: str
    level: Level
    said: str
    advice: str = ""


def last_backup(folder: Path) -> datetime | None:
    """Tell when the last backup of a data folder was made."""
    try:
        return datetime.fromisoformat(json.loads((folder / LAST_BACKUP).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
