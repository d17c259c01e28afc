"""How often an address may knock, exactly, over processes and time."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from portal.app import create_app
from portal.core import clock, db
from portal.core.limits import SCHEME, SqliteStorage
from portal.wiring import ASKS, LIMITS

COUNT = """
import sys
from portal.core.limits import SqliteStorage
storage = SqliteStorage(sys.argv[1])
for _ in range(200):
    storage.incr("key", 600)
"""


@pytest.fixture
def storage(tmp_path: Path) -> SqliteStorage:
    """A storage in a file of its own."""
    return SqliteStorage(f"{SCHEME}://{tmp_path / 'limits.db'}")


def test_two_processes_count_every_knock(storage, tmp_path):
    address = f"{SCHEME}://{tmp_path / 'limits.db'}"

    running = [subprocess.Popen([sys.executable, "-c", COUNT, address]) for _ in range(2)]

    assert [process.wait() for process in running] == [0, 0]
    assert storage.get("key") == 400


def test_a_count_begins_anew_when_its_time_is_over(storage):
    now = clock.now()
    with time_machine.travel(now, tick=False) as machine:
        assert [storage.incr("key", 60) for _ in range(3)] == [1, 2, 3]
        machine.shift(timedelta(seconds=59))
        assert (storage.incr("key", 60), storage.get_expiry("key")) == (4, pytest.approx(now.timestamp() + 60))
        machine.shift(timedelta(seconds=2))
        assert (storage.get("key"), storage.incr("key", 60)) == (0, 1)


def test_keys_are_cleared_one_by_one_or_all(storage):
    for key in ("one", "two"):
        storage.incr(key, 60)

    storage.clear("one")

    assert (storage.get("one"), storage.get("two"), storage.check()) == (0, 1, True)
    assert storage.reset() == 1


@pytest.mark.commits
def test_the_codes_of_letters_cannot_be_guessed(app, tmp_path):
    settings = replace(app.extensions["portal.settings"], testing=False, data_dir=tmp_path)
    worker = create_app(settings)
    db.session.remove()
    with time_machine.travel(clock.now(), tick=False) as machine:
        browser = worker.test_client()

        answers = [browser.get(f"/l/ABCD{guess:04}").status_code for guess in range(31)]

        assert answers == [404] * 30 + [429]
        assert browser.post("/l/ABCD9999").status_code == 429
        machine.shift(timedelta(minutes=1))
        assert browser.get("/l/ABCD9999").status_code == 404
    worker.extensions["portal.engine"].dispose()


@pytest.mark.commits
def test_what_is_asked_with_every_letter_is_answered_so_often_a_minute(app, client, tmp_path):
    worker = create_app(replace(app.extensions["portal.settings"], testing=False, data_dir=tmp_path))
    db.session.remove()
    often = int(ASKS["vacancies.occupations"].split()[0])
    with time_machine.travel(clock.now(), tick=False) as machine:
        browser = worker.test_client()

        answers = [browser.get("/vacancies/occupations?text=lager").status_code for _ in range(often + 1)]

        assert answers.count(429) == 1
        assert answers[-1] == 429
        machine.shift(timedelta(minutes=1))
        assert browser.get("/vacancies/occupations?text=lager").status_code == answers[0]
    worker.extensions["portal.engine"].dispose()


@pytest.mark.commits
def test_the_eleventh_knock_in_a_minute_is_turned_away_by_whatever_worker(app, client, tmp_path):
    settings = replace(app.extensions["portal.settings"], testing=False, data_dir=tmp_path)
    workers = [create_app(settings) for _ in range(2)]
    db.session.remove()
    with time_machine.travel(clock.now(), tick=False):
        for worker in workers:
            worker.config["WTF_CSRF_ENABLED"] = False
        browsers = [worker.test_client() for worker in workers]

        answers = [browsers[turn % 2].post("/login", data={"email": "a@b.example"}).status_code for turn in range(11)]

        assert answers == [422] * 10 + [429]
        assert browsers[0].get("/login").status_code == 200
        assert int(browsers[1].post("/login").headers["Retry-After"]) <= 60
    for worker in workers:
        worker.extensions["portal.engine"].dispose()


def test_no_form_that_takes_a_password_can_be_tried_without_end(app):
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}

    assert forms - {"security.logout"} <= set(LIMITS)
