"""What proxies and watchers are told: names and numbers, to whom they belong, and nothing that is kept."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db, maintenance, schema
from portal.core.jobs import DAY, Job, slot_of
from portal.core.outbox import MailState, OutboxMail
from portal.operations.queries import readiness, state
from portal.operations.rules import JOB_WAITS
from portal.vacancies import search
from portal.wiring import JOBS

TOKEN = "ein-langes-wort-fuer-den-waechter"


@pytest.fixture
def well(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal whose worker has done all its jobs, in a database that counts as migrated."""
    monkeypatch.setattr(schema, "is_current", lambda _connection: True)  # the tests lay the tables without Alembic
    for kind in JOBS:
        db.session.add(Job(name=kind.name, slot=slot_of(kind), finished_at=clock.now()))
    db.session.commit()
    if not search.check().is_usable:
        search.rebuild()


@pytest.fixture
def watched(app: Flask, request: pytest.FixtureRequest) -> Iterator[None]:
    before = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = replace(before, **getattr(request, "param", {"metrics_token": TOKEN}))
    yield
    app.extensions["portal.settings"] = before


def a_mail(**columns: Any) -> OutboxMail:
    row = OutboxMail(
        id=db.new_id(), kind="test", address="kim@firma.example", locale="de", subject="x", body="x",
        message_id=f"<{db.new_id()}@portal.test>", **columns,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def said(client: FlaskClient) -> tuple[int, list[str]]:
    answer = client.get("/readyz")
    return answer.status_code, json.loads(answer.data)["problems"]


@pytest.mark.usefixtures("well")
def test_a_portal_that_is_well_says_so_without_a_cookie(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)

        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.text
        assert "Set-Cookie" not in answer.headers
        assert client.head(path).data == b""
        assert client.post(path).status_code in (400, 404, 405)


@pytest.mark.usefixtures("well")
def test_mail_that_waits_too_long_is_a_problem_and_names_nobody(client: FlaskClient) -> None:
    a_mail(next_attempt_at=clock.now() + timedelta(days=1))
    a_mail(state=MailState.SENT, next_attempt_at=clock.now() - timedelta(days=3))
    a_mail(next_attempt_at=clock.now() - timedelta(minutes=29))
    assert said(client) == (200, [])

    a_mail(next_attempt_at=clock.now() - timedelta(minutes=31))

    assert said(client) == (503, ["mail"])
    assert b"kim" not in client.get("/readyz").data


@pytest.mark.usefixtures("well")
def test_a_job_that_nobody_runs_is_a_problem(client: FlaskClient) -> None:
    for job in db.session.query(Job).filter_by(name="mail"):
        job.slot -= timedelta(minutes=32)
    db.session.commit()

    assert said(client) == (503, ["jobs"])
    assert state.overdue_jobs(JOBS, JOB_WAITS) == ["mail"]


@pytest.mark.usefixtures("well")
def test_a_daily_job_has_until_half_an_hour_after_midnight() -> None:
    kinds = tuple(kind for kind in JOBS if kind.every == DAY)
    for job in db.session.query(Job).filter(Job.name.in_([kind.name for kind in kinds])):
        job.slot -= DAY
    db.session.commit()
    since = clock.now() - slot_of(kinds[0])

    assert not state.overdue_jobs(kinds, since + timedelta(minutes=1))
    assert len(state.overdue_jobs(kinds, since - timedelta(minutes=1))) == len(kinds)


def test_before_the_worker_has_ever_run_its_jobs_are_due() -> None:
    assert len(state.overdue_jobs(JOBS, JOB_WAITS)) == len(JOBS)


@pytest.mark.usefixtures("well")
@pytest.mark.parametrize("name", ["database", "migrations", "index"])
def test_what_does_not_answer_is_named(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail() -> bool:
        raise OSError("kim@firma.example")

    checks = tuple((known, fail if known == name else check) for known, check in readiness.CHECKS)
    monkeypatch.setattr(readiness, "CHECKS", checks)

    assert said(client) == (503, [name])


def test_without_a_database_it_lives_but_is_not_ready(tmp_path: Path, app: Flask) -> None:
    kept = dict(db.session.session_factory.kw)
    url = f"sqlite:///{tmp_path}/no/such/folder.db"
    made = create_app(Settings(tmp_path, "http://portal.test", url, testing=True))
    try:
        visitor = made.test_client()
        assert visitor.get("/healthz").status_code == 200
        assert said(visitor) == (503, ["database"])
    finally:
        db.session.remove()
        db.session.configure(**{name: kept[name] for name in ("bind", "join_transaction_mode")})
        made.extensions["portal.engine"].dispose()


def test_a_database_of_another_release_is_not_ready(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/empty.db")
    with engine.connect() as connection:
        assert not schema.is_current(connection)
    engine.dispose()


def test_without_a_setting_there_are_no_metrics(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("header", [None, "Bearer", "Bearer falsch", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_who_has_no_token_finds_no_metrics(client: FlaskClient, header: str | None) -> None:
    assert client.get("/metrics", headers={"Authorization": header} if header else {}).status_code == 404


@pytest.mark.parametrize(
    ("watched", "address", "status"),
    [
        ({"metrics_from": ("10.1.0.0/16", "::1/128")}, "10.1.2.3", 200),
        ({"metrics_from": ("10.1.0.0/16", "::1/128")}, "::1", 200),
        ({"metrics_from": ("10.1.0.0/16",)}, "10.2.0.1", 404),
        ({"metrics_from": ("10.1.0.0/16",)}, "", 404),
    ],
    indirect=["watched"],
)
def test_who_comes_from_where_the_settings_say_needs_none(
    client: FlaskClient, watched: None, address: str, status: int
) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == status


@pytest.mark.usefixtures("watched")
def test_the_numbers_are_those_of_the_database(client: FlaskClient) -> None:
    a_mail(state=MailState.DEAD)
    a_mail(next_attempt_at=clock.now() - timedelta(seconds=90))
    db.session.add(Job(name="alerts", slot=clock.now(), last_error="ValueError"))
    db.session.commit()

    answer = client.get("/metrics", headers={"Authorization": f"bearer {TOKEN}"})
    numbers = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))

    assert numbers['portal_mails{state="dead"}'] == numbers['portal_mails{state="queued"}'] == "1.0"
    assert 89 < float(numbers["portal_oldest_mail_seconds"]) < 120
    assert numbers['portal_job_failed{job="alerts"}'] == numbers["portal_database_up"] == "1.0"
    assert "kim" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_requests_are_counted_by_page_and_never_by_address(tmp_path: Path, app: Flask) -> None:
    kept = dict(db.session.session_factory.kw)
    settings = replace(app.extensions["portal.settings"], data_dir=tmp_path, metrics_token=TOKEN)
    made = create_app(settings)
    db.session.configure(**{name: kept[name] for name in ("bind", "join_transaction_mode")})
    try:
        visitor = made.test_client()
        visitor.get("/healthz")
        for path in ("/", "/amina.beispiel", "/l/amina.beispiel"):
            visitor.get(path)
        visitor.open("/", method="AMINA")
        text = visitor.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    finally:
        made.extensions["portal.engine"].dispose()

    assert 'portal_requests_total{endpoint="board.start",method="GET",status="200"}' in text
    assert 'portal_requests_total{endpoint="none",method="GET",status="404"}' in text
    assert 'portal_request_seconds_count{endpoint="core.link"}' in text
    assert 'method="other"' in text
    assert "amina" not in text.lower()
    assert "healthz" not in text


@pytest.mark.parametrize(
    ("path", "words", "tag"),
    [("/", "Wir arbeiten gerade am Portal", "de"), ("/en/", "We are working on the portal", "en"), ("/ar/", "", "ar")],
)
def test_while_it_is_worked_on_every_page_says_so(
    app: Flask, client: FlaskClient, path: str, words: str, tag: str
) -> None:
    folder = app.extensions["portal.settings"].data_dir
    runner = app.test_cli_runner()
    assert runner.invoke(args=["maintenance", "on"]).exit_code == 0
    try:
        answers = [client.get(path), client.post("/login", data={}), client.get("/nowhere")]
        with client.get("/static/css/base.css") as sheet:
            files = sheet.status_code
    finally:
        assert runner.invoke(args=["maintenance", "off"]).exit_code == 0

    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert files == 200
    assert words in answers[0].text
    assert f'lang="{tag}"' in answers[0].text
    assert int(answers[0].headers["Retry-After"]) > 0
    assert answers[0].headers["Cache-Control"] == "no-store"
    assert not maintenance.is_on(folder)
    assert client.get(path).status_code == 200


def test_the_worker_rests_while_the_portal_is_worked_on(app: Flask, mailbox: Any) -> None:
    folder = app.extensions["portal.settings"].data_dir
    waiting = a_mail()
    maintenance.turn(folder, on=True)
    try:
        app.test_cli_runner().invoke(args=["worker", "run", "--once"])
        db.session.refresh(waiting)
        assert waiting.state is MailState.QUEUED
    finally:
        maintenance.turn(folder, on=False)
    app.test_cli_runner().invoke(args=["worker", "run", "--once"])
    db.session.refresh(waiting)

    assert waiting.state is MailState.SENT
