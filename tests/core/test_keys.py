"""The installation's secrets: made once, readable by one user, replaced without losing what they protect."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.core import db, keys
from portal.core.keys import SIGNING_KEPT


def test_keys_are_made_on_the_first_start_and_stay(tmp_path: Path) -> None:
    first = keys.load(tmp_path / "new")

    assert keys.load(tmp_path / "new") == first
    assert stat.S_IMODE((tmp_path / "new" / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_start_that_was_killed_in_the_middle_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "secrets.json.half").write_text("{")

    assert keys.load(tmp_path).signing


def test_a_broken_file_stops_the_start_instead_of_making_new_keys(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")

    with pytest.raises(json.JSONDecodeError):
        keys.load(tmp_path)


def test_rotated_keys_still_open_what_the_old_ones_closed(tmp_path: Path) -> None:
    old = keys.load(tmp_path)
    sealed = old.fernet.encrypt(b"Brief")

    for _ in range(SIGNING_KEPT + 1):
        keys.rotate(tmp_path)

    new = keys.load(tmp_path)
    assert new.fernet.decrypt(sealed) == b"Brief"
    assert (new.salt, len(new.signing), len(new.encryption)) == (old.salt, SIGNING_KEPT, SIGNING_KEPT + 2)
    assert len(set(new.signing)) == SIGNING_KEPT
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


@pytest.mark.commits
def test_whoever_is_signed_in_stays_so_when_keys_are_rotated(app: Flask) -> None:
    settings = app.extensions["portal.settings"]
    browser = app.test_client()
    with browser.session_transaction("/login") as session:
        session["colour"] = "red"
    cookie = browser.get_cookie("session")
    assert cookie is not None

    done = app.test_cli_runner().invoke(args=["keys", "rotate"])
    later = create_app(replace(settings, testing=True))

    assert done.exit_code == 0
    assert later.config["SECRET_KEY"] != app.config["SECRET_KEY"]
    signer = later.session_interface.get_signing_serializer(later)  # type: ignore[attr-defined]
    assert signer.loads(cookie.value)["colour"] == "red"
    db.session.remove()
    later.extensions["portal.engine"].dispose()
