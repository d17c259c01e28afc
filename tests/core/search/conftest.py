"""A small index of offers, made by hand, and one larger one made at random but always the same."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine

from portal.core import db
from portal.core.search import (
    Analyser,
    Change,
    Codes,
    Day,
    Document,
    GeoPoint,
    Lexicon,
    Number,
    Point,
    PostgresBackend,
    Schema,
    SearchBackend,
    SynonymGroup,
    WhooshBackend,
)
from tests import postgres
from tests.conftest import WORKER

ERKELENZ, HEINSBERG, GEILENKIRCHEN = GeoPoint(51.0794, 6.3150), GeoPoint(51.0631, 6.0968), GeoPoint(50.9670, 6.1196)
SCHEMA = Schema(
    "offers",
    texts=(("title", 4.0), ("tasks", 1.0)),
    columns=(Codes("kind"), Codes("languages"), Number("weekly_hours"), Day("starts_on"), Point("place")),
)
LEXICON = Lexicon.build(
    [
        SynonymGroup(("Lagerhelfer", "Lagerarbeiter", "Hilfskraft Lager"), leads_here=("warehouse worker",)),
        SynonymGroup(("Küchenhilfe", "Spülkraft"), leads_here=("kitchen help",)),
        SynonymGroup(("Altenpflegehelfer", "Pflegehelfer")),
    ],
    words=["Küche Hilfe Helfer Pflege Alten Reinigung Kraft Produktion Bau"],
)

MakeOffer = Callable[..., Document]


@pytest.fixture(autouse=True, scope="session")
def _everything_in_an_app() -> None:
    """Search needs no application; the tests that need a database ask for one."""


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser(LEXICON)


@pytest.fixture
def offer() -> MakeOffer:
    """Make offers with ids that count up."""
    numbers = iter(range(1, 10_000))

    def make(title: str = "Helfer", tasks: str = "", **values: object) -> Document:
        return Document(UUID(int=next(numbers)), {"title": title, "tasks": tasks}, values)  # type: ignore[arg-type]

    return make


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for an engine with each there is: PostgreSQL takes part with `--postgres`."""
    if "engine" in metafunc.fixturenames:
        engines = ["whoosh", "postgres"] if metafunc.config.getoption("postgres") else ["whoosh"]
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engine a test runs with."""
    return str(request.param)


@pytest.fixture(scope="session")
def database() -> Iterator[Engine]:
    """A database without any table."""
    made = create_engine(postgres.create(f"search_{WORKER}", lambda _url: None, template="portal_empty"))
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def _connected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Connect a test that asks PostgreSQL; one with an application is connected already."""
    callspec = getattr(request.node, "callspec", None)
    asks = "database" in request.fixturenames or (callspec and callspec.params.get("engine") == "postgres")
    if not asks or "app" in request.fixturenames:
        yield
        return
    with connected(request.getfixturevalue("database")):
        yield


@contextmanager
def connected(database: Engine) -> Iterator[None]:
    """Let the portal's session speak with a database."""
    db.session.remove()
    db.session.configure(bind=database, join_transaction_mode="conditional_savepoint")
    yield
    db.session.remove()


def open_backend(engine: str, folder: Path, schema: Schema, analyser: Analyser) -> SearchBackend:
    """Give an index that looks for news with every question."""
    if engine == "postgres":
        return PostgresBackend(schema, analyser)
    return WhooshBackend(folder, schema, analyser, look_every_seconds=0)


@pytest.fixture
def backend(request: pytest.FixtureRequest, engine: str, tmp_path: Path, analyser: Analyser) -> SearchBackend:
    """An empty index."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
    backend = open_backend(engine, tmp_path, SCHEMA, analyser)
    backend.rebuild([])
    return backend


@pytest.fixture(scope="session")
def crowd() -> list[Document]:
    """Eighty offers, all different, some without values."""
    dice = random.Random(2026)
    words = ["Lager", "Helfer", "Lagerhelfer", "Küche", "Küchenhilfe", "Pflege", "Fahrer", "Bäcker"]
    words += ["Team", "Schicht", "Heinsberg", "Nacht"]
    return [somebody(dice, words) for _ in range(80)]


def somebody(dice: random.Random, words: list[str]) -> Document:
    values = {
        "kind": dice.choice(["full_time_job", "internship", "mini_job", None]),
        "languages": dice.sample(["ar", "uk", "en", "fa"], dice.randint(0, 3)),
        "weekly_hours": dice.choice([None, 10, 20, 39]),
        "starts_on": date(2027, 1, 1) + timedelta(dice.randint(0, 60)),
        "place": dice.choice([ERKELENZ, HEINSBERG, GEILENKIRCHEN, None]),
    }
    title, tasks = " ".join(dice.sample(words, 2)), " ".join(dice.sample(words, 6))
    return Document(UUID(int=dice.getrandbits(128)), {"title": title, "tasks": tasks}, values)


@pytest.fixture(scope="session")
def full_backend(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    engine: str,
    analyser: Analyser,
    crowd: list[Document],
) -> SearchBackend:
    """An index of the crowd, the work of several writes."""
    full = open_backend(engine, tmp_path_factory.mktemp("index"), replace(SCHEMA, name="crowd"), analyser)
    if engine == "whoosh":
        return filled(full, crowd)
    with connected(request.getfixturevalue("database")):
        return filled(full, crowd)


def filled(backend: SearchBackend, crowd: list[Document]) -> SearchBackend:
    """Write the crowd bit by bit, with documents that change in between."""
    from_the_start, later = crowd[:50], crowd[50:]
    backend.rebuild([Document(document.id, {"title": "alter Text"}) for document in from_the_start])
    for document in (*from_the_start[:5], *later):
        backend.apply([change_of(document)])
    backend.apply([change_of(document) for document in from_the_start])
    return backend


def change_of(document: Document) -> Change:
    return Change(document.id, document)
