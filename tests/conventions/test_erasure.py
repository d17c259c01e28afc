"""Whoever is made nobody is named nowhere any more: in no table, no file and no index."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, func, insert, select

from portal import wiring
from portal.candidates import services as candidates
from portal.candidates.models import Candidate
from portal.candidates.rules import CandidateState
from portal.candidates.services import retention as erasing
from portal.core import clock, db, erasure_log, retention
from portal.core.actor import Actor, ActorKind, Role
from portal.core.db import Base
from portal.core.outbox import OutboxMail
from portal.organisations.models import Office
from tests.conventions import traces as left
from tests.conventions.traces import Traces
from tests.factories.organisations import actor_of, office_member

STAYS = {"candidate.ags", "candidate.schooling_level"}
"""What statistics count of somebody who is nobody: where, and with which schooling."""
CLOSED = tuple(rule for rule in wiring.RETENTION if rule.name == "candidates/closed")


def closed_long_ago() -> Traces:
    traces = left.leave()
    table = Candidate.__table__
    closing = {"state": CandidateState.CLOSED, "closed_on": clock.today() - timedelta(days=200)}
    db.session.execute(table.update().where(table.c.id == traces.person.id).values(closing))  # type: ignore[attr-defined]
    db.session.commit()
    db.session.expire_all()
    return traces


def test_every_table_that_tells_of_a_person_has_a_row_that_is_looked_for(app: Flask) -> None:
    left.leave()

    empty = [table.name for table in left.tables() if not db.session.scalar(select(func.count()).select_from(table))]

    assert empty == []


def test_nothing_in_any_table_names_somebody_who_was_made_nobody(app: Flask) -> None:
    traces = closed_long_ago()
    before = left.everything()
    assert {name for name, signs in traces.signs.items() if not all(sign in before for sign in signs)} == set()

    assert retention.run_due(CLOSED) == 1

    after = left.everything()
    named = {name for name, signs in traces.signs.items() if any(sign in after for sign in signs)}
    assert named == STAYS


def test_no_file_and_no_mail_of_somebody_who_was_made_nobody_is_left(app: Flask) -> None:
    traces = closed_long_ago()
    folder = current_app.extensions["portal.settings"].data_dir

    retention.run_due(CLOSED)

    assert [key for key in traces.files if (folder / "files" / key).exists()] == []
    assert db.session.scalars(select(OutboxMail.id)).all() == []
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".db")
    # Five letters, all a postcode has room for, stand by chance in what other tests have stored: megabytes of files.
    assert [sign for sign in traces.all if len(sign) >= 8 and sign.encode() in stored] == []


Backup = dict[str, list[dict[str, Any]]]


def back_up() -> Backup:
    """Take every row of every table."""
    tables = Base.metadata.sorted_tables
    return {table.name: [dict(row) for row in db.session.execute(select(table)).mappings()] for table in tables}


def restore(backup: Backup) -> None:
    """Put a backup in the place of what is there."""
    tables = Base.metadata.sorted_tables
    for table in reversed(tables):
        db.session.execute(delete(table))
    for table in tables:
        if backup[table.name]:
            db.session.execute(insert(table), backup[table.name])
    db.session.commit()
    db.session.expire_all()


def test_a_restored_backup_brings_nobody_back(app: Flask, tmp_path: Path) -> None:
    traces, log = left.leave(), tmp_path / "apart" / "erasures.jsonl"
    person = db.session.get_one(Candidate, traces.person.id)
    asker = Actor(ActorKind.USER, Role.CASEWORKER, id=person.caseworker_id, office_id=person.office_id)
    head = office_member(db.session.get_one(Office, person.office_id), role=Role.COORDINATOR)
    backup = back_up()
    candidates.step(person, "ask_erasure", actor=asker, reason="Die Person möchte es.")
    erasing.confirm_erasure(person, actor=actor_of(head))
    db.session.commit()
    erasure_log.write(log)
    assert not any(sign in left.everything() for sign in traces.signs["candidate.notes"])

    restore(backup)
    assert all(sign in left.everything() for sign in traces.signs["candidate.notes"])
    done = app.test_cli_runner().invoke(args=["retention", "replay", str(log)])

    assert done.output == "1 records were erased again.\n"
    after = left.everything()
    assert {name for name, signs in traces.signs.items() if any(sign in after for sign in signs)} == STAYS
    again = app.test_cli_runner().invoke(args=["retention", "replay", str(log)])
    assert again.output == "0 records were erased again.\n"
