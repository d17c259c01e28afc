"""Ids, moments, versions, units of work, and engines that keep values to themselves."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from portal.core import clock, db
from portal.core.actor import NOBODY, Actor, ActorKind, Channel, Role
from portal.core.db import UtcDateTime, new_id, short_number
from tests.core.lamps import Lamp, Light, a_lamp

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


def test_ids_sort_as_they_were_made_even_when_the_clock_stands() -> None:
    with time_machine.travel(NOON, tick=False):
        ids = [new_id() for _ in range(3000)]

    assert ids == sorted(ids)
    assert len(set(ids)) == 3000
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    assert {one.int >> 80 for one in ids} == {int(NOON.timestamp() * 1000)}


def test_more_ids_than_a_millisecond_can_count_are_different_all_the_same() -> None:
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        ids = {new_id() for _ in range(6000)}

    assert len(ids) == 6000


def test_a_short_number_can_be_told_on_the_telephone() -> None:
    assert all(re.fullmatch(r"K-[2-9A-HJ-NP-Z]{6}", short_number("K")) for _ in range(200))


def test_a_moment_without_a_zone_is_refused_and_others_are_kept_in_utc() -> None:
    kind, dialect = UtcDateTime(), sqlite.dialect()

    with pytest.raises(ValueError, match="time zone"):
        kind.process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001 - that is what is refused
    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None
    east = NOON.astimezone(timezone(timedelta(hours=5)))
    assert kind.process_bind_param(east, dialect) == NOON
    assert kind.process_result_value(east, dialect) == NOON
    assert kind.process_result_value(NOON.replace(tzinfo=None), dialect) == NOON


def test_who_was_late_is_told_by_the_version(app: Flask) -> None:
    lamp = a_lamp()
    db.session.execute(text("UPDATE test_lamp SET version = version + 1"))
    lamp.colour = "red"

    with pytest.raises(StaleDataError):
        db.session.flush()


def test_a_unit_of_work_is_kept_whole_or_not_at_all(app: Flask) -> None:
    with db.transaction() as session:
        session.add(Lamp(state=Light.OFF, colour="kept"))

    def fail() -> None:
        with db.transaction() as session:
            session.add(Lamp(state=Light.OFF, colour="lost"))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert db.session.scalars(select(Lamp.colour)).all() == ["kept"]


def test_one_attempt_among_many_fails_alone(app: Flask) -> None:
    failed: list[Exception] = []
    for colour in ("red", "", "blue"):
        with db.attempt(failed):
            db.session.add(Lamp(state=Light.OFF, colour=colour))
            if not colour:
                raise LookupError

    assert [type(error) for error in failed] == [LookupError]
    assert sorted(filter(None, db.session.scalars(select(Lamp.colour)))) == ["blue", "red"]


def test_an_error_of_the_database_quotes_no_value(app: Flask) -> None:
    with pytest.raises(DBAPIError) as told, db.transaction() as session:
        session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Amina"})

    assert "Amina" not in str(told.value)


FORKS = """
import os
from portal.core import db
engine = db.connect("sqlite:///forks.db")
engine.connect().close()
pool = engine.pool
if os.fork() == 0:
    os._exit(0)
os.wait()
print(pool.checkedin(), engine.pool is pool)
"""


def test_idle_connections_are_closed_before_a_server_forks(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FORKS], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )

    assert said.stdout.split() == [b"0", b"False"]


def test_whoever_acts_for_a_company_does_its_deeds() -> None:
    company, own, colleague = new_id(), new_id(), new_id()
    actor = Actor(
        ActorKind.USER, Role.EMPLOYER_SERVICE, id=own, organisation_id=None, deputy_for=frozenset([colleague])
    )

    acting = actor.acting_for(company, "Kim Beispiel", Channel.PHONE)

    assert (actor.company_id, acting.company_id, acting.channel) == (None, company, Channel.PHONE)
    assert actor.files == {own, colleague}
    assert NOBODY.files == frozenset()


def test_a_moment_is_shown_in_the_time_of_the_district() -> None:
    assert clock.local(NOON).hour == 12
