"""What `portal doctor` looks at: one function for each check, which says what it found and what to do."""

import os
import shutil
import smtplib
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import text

from portal.config import Settings
from portal.core import clock, db, keys, maintenance, orphans, retention
from portal.core.outbox import MailState
from portal.core.storage import files
from portal.operations.queries import readiness, state
from portal.operations.rules import (
    BACKUP_WAITS,
    CLOCKS_DIFFER,
    DISK_LEFT_BAD,
    DISK_LEFT_LITTLE,
    JOB_WAITS,
    MAIL_WAITS,
    RETENTION_WAITS,
    Finding,
    Level,
    last_backup,
)
from portal.vacancies import search
from portal.wiring import JOBS, RETENTION

MAIL_SERVER_SECONDS = 10
Check = Callable[[Settings], tuple[Level, str, str]]
OK, WARN, BAD = Level.OK, Level.WARN, Level.BAD


def operator(settings: Settings) -> tuple[Level, str, str]:
    """Look whether imprint and privacy page say who answers."""
    needed = ("name", "address", "email", "data_protection_officer")
    missing = [f"PORTAL_OPERATOR_{name.upper()}" for name in needed if not getattr(settings.operator, name)]
    return (WARN, f"not set: {', '.join(missing)}", "The law asks for them: set them.") if missing else (OK, "set", "")


def https(settings: Settings) -> tuple[Level, str, str]:
    """Look at the public address."""
    if urlsplit(settings.external_url).scheme != "https":
        return WARN, "people reach the portal without encryption", "Set PORTAL_EXTERNAL_URL to an https address."
    if not settings.trusted_proxies:
        advice = "Set PORTAL_TRUSTED_PROXIES to the number of proxies; else all visitors seem to come from one address."
        return WARN, "no proxy is trusted", advice
    return OK, settings.external_url, ""


def data_folder(settings: Settings) -> tuple[Level, str, str]:
    """Look who can read the data folder."""
    return _private(settings.data_dir, 0o700)


def secrets(settings: Settings) -> tuple[Level, str, str]:
    """Look who can read the secrets."""
    return _private(settings.data_dir / keys.NAME, 0o600)


def _private(path: Path, mode: int) -> tuple[Level, str, str]:
    found = path.stat()
    open_to = stat.S_IMODE(found.st_mode) & 0o077
    if found.st_uid != os.geteuid() or open_to:
        return BAD, f"{path} is open to others or another's", f"chown it to the portal's user; chmod {mode:o} {path}"
    return OK, f"{path} is the portal's alone", ""


def disk(settings: Settings) -> tuple[Level, str, str]:
    """Look how much room is left."""
    usage = shutil.disk_usage(settings.data_dir)
    share = usage.free / usage.total
    level = BAD if share < DISK_LEFT_BAD else WARN if share < DISK_LEFT_LITTLE else OK
    return level, f"{share:.0%} free ({usage.free // 2**30} GiB)", "Make room or enlarge the disk; uploads fail first."


def closed(settings: Settings) -> tuple[Level, str, str]:
    """Look whether the portal is open."""
    is_on = maintenance.is_on(settings.data_dir)
    return (WARN, "the portal is closed", "When the work is done: portal maintenance off") if is_on else (OK, "off", "")


def backup(settings: Settings) -> tuple[Level, str, str]:
    """Look how old the last backup is."""
    made = last_backup(settings.data_dir)
    if made is None:
        return BAD, "there has never been one", "portal backup TARGET, every night."
    age = clock.now() - made
    level = OK if age <= BACKUP_WAITS else WARN if age <= 3 * BACKUP_WAITS else BAD
    return level, f"{_hours(age)} old", "Look why the nightly backup does not run."


def mail_server(settings: Settings) -> tuple[Level, str, str]:
    """Talk to the mail server as far as signing in."""
    if settings.demo:
        return OK, "the demo sends nothing", ""
    try:
        with smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=MAIL_SERVER_SECONDS) as server:
            if settings.mail_use_tls:
                server.starttls()
            if settings.mail_username:
                server.login(settings.mail_username, settings.mail_password or "")
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        advice = "Look at PORTAL_MAIL_* and at the server; mails wait meanwhile."
        return BAD, f"{settings.mail_server}:{settings.mail_port} does not answer ({type(error).__name__})", advice
    return OK, "answers", ""


def database(_settings: Settings) -> tuple[Level, str, str]:
    """Reach the database."""
    return (OK, "answers", "") if readiness.is_reachable() else (BAD, "does not answer", "Start it.")


def migrations(_settings: Settings) -> tuple[Level, str, str]:
    """Compare the schema with this release."""
    is_good = readiness.is_migrated()
    return (OK, "all there", "") if is_good else (BAD, "the schema is another release's", "portal migrate")


def integrity(_settings: Settings) -> tuple[Level, str, str]:
    """Let the database look at itself."""
    asked = {
        "sqlite": "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "postgresql": "SELECT indexrelid FROM pg_index WHERE NOT indisvalid",
    }
    wrong = db.session.execute(text(asked[_kind()])).all()
    advice = "Stop the portal, keep a copy, restore the last backup."
    return (BAD, f"{len(wrong)} faults", advice) if wrong else (OK, "no fault", "")


def foreign_keys(_settings: Settings) -> tuple[Level, str, str]:
    """Look for rows that point at nothing."""
    asked = {
        "sqlite": 'SELECT "table" FROM pragma_foreign_key_check',
        "postgresql": "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated",
    }
    wrong = {str(row[0]) for row in db.session.execute(text(asked[_kind()]))}
    advice = "Something else has written into the database: restore the last good backup."
    return (BAD, f"broken in: {', '.join(sorted(wrong))}", advice) if wrong else (OK, "all hold", "")


def stored(_settings: Settings) -> tuple[Level, str, str]:
    """Compare the files with the records that know them."""
    known, there = orphans.known_keys(), set(files().keys())
    missing, surplus = len(known - there), len(there - known)
    if missing:
        return BAD, f"{missing} files are missing", "Copy files/ of the last backup over the data folder's."
    if surplus:
        return WARN, f"{surplus} files belong to nothing", "The worker deletes them within two days."
    return OK, f"{len(there)} files", ""


def index(_settings: Settings) -> tuple[Level, str, str]:
    """Compare the index with the board."""
    found = search.check()
    if not found.is_usable:
        return BAD, "cannot be used", "portal search rebuild"
    late = len(found.missing) + len(found.surplus)
    return (
        (WARN, f"{late} offers differ", "Is the worker running? Else: portal search rebuild")
        if late
        else (OK, "fresh", "")
    )


def mail(_settings: Settings) -> tuple[Level, str, str]:
    """Look at the outbox."""
    age, counted = state.oldest_mail(), state.mails()
    if age > MAIL_WAITS:
        return BAD, f"the oldest mail has waited {_hours(age)}", "Is the worker running? Does the mail server answer?"
    if dead := counted[MailState.DEAD]:
        return (
            WARN,
            f"{dead} mails are given up or held",
            "See Administration, Outbox; after a restore: portal outbox held",
        )
    return OK, f"{counted[MailState.QUEUED]} wait", ""


def jobs(_settings: Settings) -> tuple[Level, str, str]:
    """Look at the jobs of the worker."""
    if late := state.overdue_jobs(JOBS, JOB_WAITS):
        return BAD, f"overdue: {', '.join(late)}", "Start the worker; its log says what keeps it."
    if failed := state.failed_jobs():
        return WARN, f"failed: {', '.join(failed)}", "Look for job_failed in the worker's log."
    return OK, "all have run", ""


def kept(_settings: Settings) -> tuple[Level, str, str]:
    """Look for what should have been erased by now."""
    late = [row.rule.name for row in retention.preview(RETENTION, -RETENTION_WAITS) if row.soon]
    advice = "The retention job could not erase it: look for job_failed in the worker's log."
    return (BAD, f"kept too long: {', '.join(late)}", advice) if late else (OK, "nothing is kept too long", "")


def clocks(_settings: Settings) -> tuple[Level, str, str]:
    """Compare this machine's clock with the database's."""
    if _kind() == "sqlite":
        return OK, "one clock", ""
    theirs: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = abs(clock.now() - theirs.astimezone(UTC))
    level = OK if apart <= CLOCKS_DIFFER else BAD
    return level, f"{apart.total_seconds():.1f} s apart", "Let both machines follow a time server."


def _kind() -> str:
    return str(current_app.extensions["portal.engine"].dialect.name)


def _hours(age: timedelta) -> str:
    return f"{age / timedelta(hours=1):.1f} h"


AROUND: tuple[tuple[str, Check], ...] = (
    ("operator", operator),
    ("https", https),
    ("data folder", data_folder),
    ("secrets", secrets),
    ("disk", disk),
    ("maintenance", closed),
    ("backup", backup),
    ("mail server", mail_server),
    ("database", database),
)
INSIDE: tuple[tuple[str, Check], ...] = (
    ("migrations", migrations),
    ("integrity", integrity),
    ("foreign keys", foreign_keys),
    ("clocks", clocks),
    ("files", stored),
    ("index", index),
    ("mail", mail),
    ("jobs", jobs),
    ("retention", kept),
)


def findings(settings: Settings) -> list[Finding]:
    """Make every check; those inside the database only where it answers."""
    db.writes.set(False)
    around = [_made(name, check, settings) for name, check in AROUND]
    if around[-1].level is not OK:
        return around
    return around + [_made(name, check, settings) for name, check in INSIDE]


def _made(name: str, check: Check, settings: Settings) -> Finding:
    try:
        return Finding(name, *check(settings))
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks go on; what errors say may quote people
        db.session.rollback()
        return Finding(name, BAD, f"could not be looked at ({type(error).__name__})", "The log says more.")
