"""What was erased stays erased: the file beside the backups, its replay, and files nobody knows."""

import io
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock, db, erasure_log, orphans, retention
from portal.core.db import new_id
from portal.core.links import LinkFor, PersonalLink, days, issue
from portal.core.retention import ErasedOn, Erasure, RetentionRule
from tests.factories.organisations import OrganisationFactory

RULE = RetentionRule("test/links", timedelta(), "test", None, db.session.delete)


def a_link() -> PersonalLink:
    token, _code = issue(LinkFor("test", new_id(), party="person", expires_at=days(1)))
    db.session.commit()
    return db.session.scalars(select(PersonalLink).order_by(PersonalLink.created_at.desc())).first() if token else None


def test_what_is_erased_is_written_beside_the_backups_once_and_names_nobody(app: Flask, tmp_path: Path) -> None:
    link, log = a_link(), tmp_path / "apart" / "erasures.jsonl"
    retention.erase(RULE, link)
    db.session.commit()

    assert [erasure_log.write(log), erasure_log.write(log)] == [1, 0]

    (line,) = [json.loads(text) for text in log.read_text().splitlines()]
    assert (set(line), line["id"], line["type"]) == ({"at", "rule", "type", "id"}, str(link.id), "personal_link")
    assert log.stat().st_mode & 0o077 == 0
    assert db.session.scalars(select(ErasedOn.times)).all() == [1]


def test_a_replay_erases_what_a_backup_brought_back_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    erased, other, log = a_link(), a_link(), tmp_path / "erasures.jsonl"
    gone = new_id()
    known = {"rule": RULE.name, "type": "personal_link"}
    lines = [
        {**known, "id": str(erased.id)},
        {**known, "id": str(gone)},
        {**known, "rule": "test/unknown", "id": str(other.id)},
        {**known, "type": "no_table", "id": str(other.id)},
    ]
    log.write_text("\n".join(json.dumps(line) for line in lines))

    assert [retention.replay(erasure_log.entries(log), [RULE]) for _ in range(2)] == [1, 0]

    assert db.session.scalars(select(PersonalLink.id)).all() == [other.id]


def test_a_broken_line_stops_the_replay_and_says_which(app: Flask, tmp_path: Path) -> None:
    log = tmp_path / "erasures.jsonl"
    log.write_text('{"rule": "a", "type": "b", "id": "c"}\n')

    with pytest.raises(ValueError, match=r"erasures\.jsonl, line 1"):
        list(erasure_log.entries(log))


def test_the_log_in_the_database_is_as_old_as_a_backup_may_be(app: Flask) -> None:
    for days_ago, is_written in ((401, True), (401, False), (399, True)):
        at = clock.now() - timedelta(days=days_ago)
        row = Erasure(rule="x", record_type="y", record_id=new_id(), created_at=at, is_written=is_written)
        db.session.add(row)
    db.session.commit()

    retention.run_due(())

    assert len(db.session.scalars(select(Erasure)).all()) == 2


def test_files_no_record_knows_are_swept_once_they_are_a_day_old(app: Flask) -> None:
    files, folder = app.extensions["portal.files"], app.extensions["portal.settings"].data_dir / "files"
    known, orphan, young = (files.put(io.BytesIO(b"x"), suffix=".webp").key for _ in range(3))
    OrganisationFactory(logo_key=known)
    old = (clock.now() - timedelta(days=2)).timestamp()
    for key in (known, orphan):
        os.utime(folder / key, (old, old))

    swept = orphans.sweep(files)

    assert orphan in swept
    assert {known, young} & set(swept) == set()
    assert {path.name for path in folder.iterdir()} >= {known, young}


def test_every_file_gets_the_newest_key(app: Flask) -> None:
    files = app.extensions["portal.files"]
    key = files.put(io.BytesIO(b"content"), suffix=".pdf").key
    sealed = (app.extensions["portal.settings"].data_dir / "files" / key).read_bytes()

    done = app.test_cli_runner().invoke(args=["keys", "reencrypt"])

    assert "files have the newest key" in done.output
    assert (app.extensions["portal.settings"].data_dir / "files" / key).read_bytes() != sealed
    assert files.open(key).read() == b"content"


def test_the_preview_names_every_row_and_nobody(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["retention", "preview"])

    assert done.exit_code == 0, done.output
    assert "candidates/closed: 0 next, 0 within 30 days" in done.output
