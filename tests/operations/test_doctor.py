"""`portal doctor`: every check can turn bad, says what to do, and names nobody."""

import smtplib
import sqlite3
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from portal.accounts.models import Invitation
from portal.accounts.rules import InvitationState
from portal.config import Operator, Settings
from portal.core import clock, db, maintenance, schema
from portal.core.jobs import Job, slot_of
from portal.core.outbox import MailState
from portal.core.search import Check
from portal.core.storage import files
from portal.operations.queries import checks, readiness
from portal.operations.rules import LAST_BACKUP, Finding, Level
from portal.vacancies import search
from portal.wiring import JOBS
from tests.factories.accounts import InvitationFactory
from tests.factories.organisations import OrganisationFactory
from tests.operations.test_probes import a_mail

OPERATOR = Operator(name="Kreis", address="Markt 1", email="amt@kreis.example", data_protection_officer="Frau Amt")
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation with which all is well."""
    monkeypatch.setattr(schema, "is_current", lambda _connection: True)  # the tests lay the tables without Alembic
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path: Usage(100 * 2**30, 0, 50 * 2**30))
    found: Settings = app.extensions["portal.settings"]
    found.data_dir.chmod(0o700)
    (found.data_dir / LAST_BACKUP).write_text(f'{{"at": "{clock.now().isoformat()}"}}')
    for kind in JOBS:
        db.session.add(Job(name=kind.name, slot=slot_of(kind), finished_at=clock.now()))
    db.session.commit()
    search.rebuild()
    yield replace(found, operator=OPERATOR, external_url="https://portal.test", trusted_proxies=1)
    (found.data_dir / LAST_BACKUP).unlink(missing_ok=True)
    maintenance.turn(found.data_dir, on=False)


def of(settings: Settings, name: str) -> Finding:
    found = {finding.name: finding for finding in checks.findings(settings)}[name]
    assert found.level is Level.OK or found.advice
    assert "amina" not in f"{found.said} {found.advice}".lower()
    return found


@pytest.mark.commits
def test_where_all_is_well_every_check_says_so(settings: Settings) -> None:
    findings = checks.findings(settings)

    assert [finding for finding in findings if finding.level is not Level.OK] == []
    assert len(findings) == len({finding.name for finding in findings}) == len(checks.AROUND) + len(checks.INSIDE)


@pytest.mark.parametrize(
    ("name", "change", "level"),
    [
        ("operator", {"operator": Operator(name="Kreis")}, Level.WARN),
        ("https", {"external_url": "http://localhost"}, Level.WARN),
        ("https", {"trusted_proxies": 0}, Level.WARN),
        ("mail server", {"mail_port": 1}, Level.BAD),
        ("mail server", {"mail_use_tls": True}, Level.BAD),
    ],
)
def test_settings_that_need_a_word(settings: Settings, name: str, change: dict[str, Any], level: Level) -> None:
    assert of(replace(settings, **change), name).level is level


def test_what_others_could_read(settings: Settings) -> None:
    settings.data_dir.chmod(0o750)
    (settings.data_dir / "secrets.json").chmod(0o640)

    try:
        assert of(settings, "data folder").level is of(settings, "secrets").level is Level.BAD
    finally:
        settings.data_dir.chmod(0o700)
        (settings.data_dir / "secrets.json").chmod(0o600)


@pytest.mark.parametrize(("free", "level"), [(11, Level.OK), (9, Level.WARN), (2, Level.BAD)])
def test_a_disk_that_fills(settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path: Usage(100, 100 - free, free))

    assert of(settings, "disk").level is level


@pytest.mark.parametrize(("hours", "level"), [(29, Level.OK), (31, Level.WARN), (91, Level.BAD)])
def test_an_old_backup(settings: Settings, hours: int, level: Level) -> None:
    at = clock.now() - timedelta(hours=hours)
    (settings.data_dir / LAST_BACKUP).write_text(f'{{"at": "{at.isoformat()}"}}')

    assert of(settings, "backup").level is level


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"at": 3}', '{"at": "soon"}'])
def test_no_backup_at_all(settings: Settings, content: str | None) -> None:
    (settings.data_dir / LAST_BACKUP).unlink()
    if content is not None:
        (settings.data_dir / LAST_BACKUP).write_text(content)

    assert of(settings, "backup").level is Level.BAD


def test_a_closed_portal(settings: Settings) -> None:
    maintenance.turn(settings.data_dir, on=True)

    assert of(settings, "maintenance").level is Level.WARN


def test_without_a_database_nothing_in_it_is_asked(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise OSError("amina")

    monkeypatch.setattr(readiness, "is_reachable", fail)

    assert of(settings, "database").level is Level.BAD
    assert len(checks.findings(settings)) == len(checks.AROUND)


def test_a_schema_of_another_release(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "is_current", lambda _connection: False)

    assert of(settings, "migrations").level is Level.BAD


@pytest.mark.commits
def test_rows_that_point_at_nothing(settings: Settings) -> None:
    bind = db.session.get_bind()
    if bind.dialect.name == "postgresql":
        db.session.execute(text(NEVER_CHECKED))
        db.session.commit()
    else:
        db.session.remove()
        with closing(sqlite3.connect(bind.url.database)) as stranger:  # whoever does not ask for the check of keys
            stranger.execute(LOST)
            stranger.commit()

    assert of(settings, "foreign keys").level is Level.BAD


NEVER_CHECKED = (
    "ALTER TABLE sign_in ADD CONSTRAINT never_checked FOREIGN KEY (user_id) REFERENCES user_account (id) NOT VALID"
)
LOST = (
    "INSERT INTO sign_in (id, created_at, user_id, session_hash, device, last_seen_at) "
    "VALUES ('00', '2026-01-01', '01', 'x', 'amina', '2026-01-01')"
)


@pytest.mark.commits
def test_a_damaged_database(settings: Settings) -> None:
    bind = db.session.get_bind()
    with bind.begin() as connection:
        if bind.dialect.name == "postgresql":
            connection.exec_driver_sql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'pk_job'::regclass")
        else:
            connection.exec_driver_sql("PRAGMA writable_schema=ON")
            connection.exec_driver_sql("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'ix_job_created_at'")

    bind.dispose()
    db.session.remove()
    assert of(settings, "integrity").level is Level.BAD


@pytest.mark.commits
def test_files_that_are_lost_or_belong_to_nothing(settings: Settings) -> None:
    stray = files().put(BytesIO(b"x"), suffix=".png").key
    assert of(settings, "files").level is Level.WARN

    files().delete(stray)
    OrganisationFactory(logo_key=f"{uuid4()}.png")
    assert of(settings, "files").level is Level.BAD


@pytest.mark.parametrize(
    ("found", "level"), [(Check(False, (), ()), Level.BAD), (Check(True, (uuid4(),), ()), Level.WARN)]
)
def test_an_index_that_lags(settings: Settings, monkeypatch: pytest.MonkeyPatch, found: Check, level: Level) -> None:
    monkeypatch.setattr(search, "check", lambda: found)

    assert of(settings, "index").level is level


def test_mail_that_waits_or_is_given_up(settings: Settings) -> None:
    a_mail(state=MailState.DEAD)
    assert of(settings, "mail").level is Level.WARN

    a_mail(next_attempt_at=clock.now() - timedelta(hours=1))
    assert of(settings, "mail").level is Level.BAD


def test_jobs_that_fail_or_do_not_run(settings: Settings) -> None:
    db.session.add(Job(name="alerts", slot=clock.now(), last_error="ValueError"))
    db.session.commit()
    assert of(settings, "jobs").level is Level.WARN

    db.session.query(Job).filter_by(name="mail").delete()
    db.session.commit()
    assert of(settings, "jobs").level is Level.BAD


def test_what_should_have_been_erased(settings: Settings) -> None:
    InvitationFactory(
        email="amina@firma.example", state=InvitationState.REVOKED, expires_at=clock.now() - timedelta(days=93)
    )
    assert of(settings, "retention").level is Level.OK

    db.session.query(Invitation).update({"expires_at": clock.now() - timedelta(days=95)})
    db.session.commit()
    assert of(settings, "retention").level is Level.BAD


def test_a_clock_that_is_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.session.get_bind().dialect.name == "sqlite":
        assert of(settings, "clocks").said == "one clock"
        return
    before = clock.now
    monkeypatch.setattr(checks.clock, "now", lambda: before() + timedelta(seconds=7))

    assert checks.clocks(settings)[0] is Level.BAD


def test_a_check_that_breaks_is_bad_and_the_others_go_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_settings: Settings) -> Any:
        raise smtplib.SMTPException("amina")

    monkeypatch.setattr(checks, "AROUND", (("broken", fail), *checks.AROUND))

    assert of(settings, "broken").level is Level.BAD
    assert of(settings, "jobs").level is Level.OK


@pytest.mark.parametrize("level", list(Level))
def test_the_exit_code_is_the_worst(app: Flask, monkeypatch: pytest.MonkeyPatch, level: Level) -> None:
    found = [Finding("one", Level.OK, "fine"), Finding("two", level, "said", "do this")]
    monkeypatch.setattr(checks, "findings", lambda _settings: found)

    done = app.test_cli_runner().invoke(args=["doctor"])

    assert done.exit_code == level
    assert ("do this" in done.output) is (level is not Level.OK)
