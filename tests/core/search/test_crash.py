"""Killed in the middle of writing, or read while it is written: every batch is there as a whole or not at all."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from portal.core import db
from portal.core.search import (
    Analyser,
    Change,
    Document,
    EachCode,
    IndexBusy,
    Lexicon,
    PostgresBackend,
    SearchBackend,
    SearchQuery,
    SearchUnavailable,
    WhooshBackend,
)
from tests import postgres
from tests.conftest import WORKER
from tests.core.search.conftest import SCHEMA

PAIR = UUID(int=1), UUID(int=2)
ROOT = Path(__file__).parents[3]
KILLS, ENOUGH = 3, 100
WRITER = "import sys; from tests.core.search import test_crash; test_crash.write_for_ever(sys.argv[1])"
READER = "import sys; from tests.core.search import test_crash; test_crash.read_for_a_while(*sys.argv[1:])"


@pytest.fixture
def place(engine: str, tmp_path: Path) -> str:
    """Where the index is: a folder or a database."""
    return str(tmp_path) if engine == "whoosh" else postgres.url(f"search_{WORKER}")


def open_index(place: str) -> SearchBackend:
    """Open an index that looks for news with every question."""
    schema, analyser = replace(SCHEMA, name="crash"), Analyser(Lexicon())
    if place.startswith("postgresql"):
        return PostgresBackend(schema, analyser)
    return WhooshBackend(Path(place), schema, analyser, look_every_seconds=0)


def connect(place: str) -> None:
    """Do in a process of its own what the fixtures do for the tests."""
    if place.startswith("postgresql"):
        db.connect(place)


def documents(number: int) -> list[Document]:
    """Give both records of the pair with the same number."""
    return [Document(record_id, {"title": "Paar"}, {"kind": f"{number}"}) for record_id in PAIR]


def write(backend: SearchBackend, number: int) -> None:
    """Change both records in one batch."""
    if number % 5 == 4:
        backend.rebuild(documents(number))
    else:
        backend.apply([Change(document.id, document) for document in documents(number)])


def read(backend: SearchBackend) -> int:
    """Give the number of the pair, and fail where it is not whole."""
    result = backend.search(SearchQuery(Analyser(Lexicon()).read("Paar"), facets=(EachCode("kind"),)))
    db.session.remove()
    assert set(result.ids) == set(PAIR)
    assert list(result.facets["kind"].values()) == [2]
    return int(next(iter(result.facets["kind"])))


def write_for_ever(place: str) -> None:
    connect(place)
    backend = open_index(place)
    print("ready", flush=True)
    for number in range(10**6):
        write(backend, number)


def read_for_a_while(place: str, log: str) -> None:
    """Ask again and again: nothing missing, nothing older than what was committed before the question."""
    connect(place)
    backend = open_index(place)
    seen, questions = read(backend), 1
    print("ready", flush=True)
    while questions < ENOUGH or seen < ENOUGH:
        committed = len(Path(log).read_bytes())
        number = read(backend)
        assert number >= max(seen, committed), f"{number} after {seen}, while {committed} was committed before"
        seen, questions = number, questions + 1


@contextmanager
def program(source: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    """Start a process that imports this module."""
    command = [sys.executable, "-c", source, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        yield process


def wait_until_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def write_when_free(backend: SearchBackend, number: int) -> None:
    """Write as soon as the dead writer's lock is gone."""
    for _ in range(100):
        try:
            return write(backend, number)
        except IndexBusy:
            time.sleep(0.05)
    raise IndexBusy


def kill_again_and_again(place: str, times: int) -> None:
    dice = random.Random(9)
    open_index(place).rebuild(documents(0))
    for _ in range(times):
        with program(WRITER, place) as writer:
            wait_until_ready(writer)
            time.sleep(dice.uniform(0, 0.15))
            writer.kill()
        backend = open_index(place)
        read(backend)
        assert backend.check(PAIR).is_good
        db.session.remove()
        write_when_free(backend, 0)
        write_when_free(backend, 4)


@pytest.mark.crash
def test_kill_while_applying_rebuilding_and_swapping_leaves_whole_batches(place: str) -> None:
    kill_again_and_again(place, KILLS)


@pytest.mark.long
@pytest.mark.crash
def test_kill_many_times(place: str) -> None:
    kill_again_and_again(place, 40)


@pytest.mark.crash
def test_four_processes_read_while_one_writes(place: str, tmp_path: Path) -> None:
    writer, log = open_index(place), tmp_path / "committed"
    writer.rebuild(documents(0))
    log.touch()

    with ExitStack() as stack:
        readers = [stack.enter_context(program(READER, place, str(log))) for _ in range(4)]
        for reader in readers:
            wait_until_ready(reader)
        number = 0
        while any(reader.poll() is None for reader in readers):
            number += 1
            write(writer, number)
            with log.open("ab") as commits:
                commits.write(b".")

    assert [reader.returncode for reader in readers] == [0] * 4


@pytest.mark.postgres
def test_tables_dropped_under_a_reader_are_made_anew(database: Engine) -> None:
    backend = open_index("postgresql")
    backend.rebuild(documents(0))
    assert read(backend) == 0
    with db.transaction() as session:
        session.execute(text("DROP TABLE search_crash.word, search_crash.document"))

    with pytest.raises(SearchUnavailable):
        read(backend)
    assert not backend.is_usable()
    db.session.remove()
    backend.rebuild(documents(1))
    assert read(backend) == 1
