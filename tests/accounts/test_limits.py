"""How often an address may knock, exactly, over processes and time."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from portal.accounts.services.passwords import hash_password
from portal.app import create_app
from portal.core import clock, db
from portal.core.limits import SCHEME, SqliteStorage
from portal.wiring import BOUNDS
from tests.factories.accounts import PASSWORD
from tests.factories.organisations import office_member
from tests.signing import sign_in

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
    often = int(BOUNDS["vacancies.occupations"][0].often.split()[0])
    with time_machine.travel(clock.now(), tick=False) as machine:
        browser = worker.test_client()

        answers = [browser.get("/vacancies/occupations?text=lager").status_code for _ in range(often + 1)]

        assert answers.count(429) == 1
        assert answers[-1] == 429
        machine.shift(timedelta(minutes=1))
        assert browser.get("/vacancies/occupations?text=lager").status_code == answers[0]
    worker.extensions["portal.engine"].dispose()


@pytest.fixture
def workers(app: Flask, tmp_path: Path) -> Iterator[list[Flask]]:
    """Two processes' worth of the portal that count, over one file, at a time that stands still."""
    settings = replace(app.extensions["portal.settings"], testing=False, data_dir=tmp_path)
    made = [create_app(settings) for _ in range(2)]
    db.session.remove()
    for worker in made:
        worker.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(clock.now(), tick=False):
        yield made
    for worker in made:
        worker.extensions["portal.engine"].dispose()


def knock(worker: Flask, email: str, address: str = "192.0.2.7", password: str = "falsch") -> int:
    """Try to sign in from an address, in a browser of its own."""
    data = {"email": email, "password": password}
    answer = worker.test_client().post("/login", data=data, environ_base={"REMOTE_ADDR": address})
    return answer.status_code


@pytest.mark.commits
def test_the_eleventh_try_at_an_account_is_turned_away_by_whatever_worker(workers):
    answers = [knock(workers[turn % 2], "a@b.example") for turn in range(11)]

    assert answers == [422] * 10 + [429]
    assert knock(workers[0], " A@B.example") == 429
    assert [knock(workers[0], "c@b.example"), knock(workers[0], "a@b.example", "192.0.2.8")] == [422, 422]
    browser = workers[1].test_client()
    assert browser.get("/login").status_code == 200
    answer = browser.post("/login", data={"email": "a@b.example"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert 0 < int(answer.headers["Retry-After"]) <= 60


@pytest.mark.commits
def test_an_office_signs_in_from_one_address_and_nobody_tries_its_accounts_one_after_another(workers):
    kept = hash_password(PASSWORD)
    addresses = [office_member(password=kept).email for _ in range(31)]
    db.session.commit()

    right = [knock(workers[0], email, f"2001:db8:0:7::{turn:x}", PASSWORD) for turn, email in enumerate(addresses)]
    wrong = [knock(workers[turn % 2], f"{turn}@b.example", f"2001:db8:0:7:{turn:x}::1") for turn in range(31)]

    assert set(right) <= {302, 303}
    assert wrong == [422] * 30 + [429]
    assert knock(workers[0], "0@b.example", "2001:db8:0:8::1") == 422


@pytest.mark.commits
def test_whoever_is_signed_in_is_counted_apart_from_the_others_of_the_office(workers):
    browsers = [workers[0].test_client() for _ in range(2)]
    for browser in browsers:
        sign_in(browser, office_member())

    answers = [browsers[0].post("/account/second-factor/set-up", data={"code": "1"}).status_code for _ in range(11)]

    assert answers == [303] * 10 + [429]
    assert browsers[1].post("/account/second-factor/set-up", data={"code": "1"}).status_code == 303


@pytest.mark.commits
def test_the_counters_name_neither_a_machine_nor_an_account(workers, tmp_path):
    knock(workers[0], "name@b.example")

    kept = b"".join(file.read_bytes() for file in tmp_path.glob("limits.db*"))
    assert b"security.login" in kept
    assert b"192.0.2" not in kept
    assert b"name@" not in kept


def test_no_form_that_takes_a_password_can_be_tried_without_end(app):
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")}

    assert forms - {"security.logout"} <= set(BOUNDS)
