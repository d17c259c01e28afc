"""The migrations make the schema that the models declare, with every constraint and index, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, Inspector, create_engine, inspect

from portal.core import schema
from portal.core.db import Base
from tests import postgres
from tests.conftest import WORKER

KINDS = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "check_constraints", "indexes")


def engine_of(request: pytest.FixtureRequest, folder: Path, name: str) -> Engine:
    """Make an empty database: SQLite, or PostgreSQL with `--postgres`."""
    if request.config.getoption("postgres"):
        return create_engine(postgres.create(f"{name}_{WORKER}", lambda _url: None, template="portal_empty"))
    return create_engine(f"sqlite:///{folder / name}.db")


@pytest.fixture(scope="module")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database made by the migrations alone."""
    engine = engine_of(request, tmp_path_factory.mktemp("schema"), "migrated")
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def declared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database made from the models alone."""
    engine = engine_of(request, tmp_path_factory.mktemp("schema"), "declared")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """Say what a database consists of, table by table, in a form that can be compared."""
    found = inspect(engine)
    tables = sorted(filter(is_ours, found.get_table_names()))
    return {f"{table} {kind}": sorted(map(repr, things(found, kind, table))) for table in tables for kind in KINDS}


def is_ours(table: str) -> bool:
    """Leave out Alembic's own table and those that only tests declare."""
    return table != "alembic_version" and not table.startswith("test_")


def things(found: Inspector, kind: str, table: str) -> list[Any]:
    """Give the columns, constraints or indexes of a table, types as text."""
    rows = getattr(found, f"get_{kind}")(table)
    rows = rows if isinstance(rows, list) else [rows]
    return [sorted((name, plain(value)) for name, value in row.items() if name != "comment") for row in rows]


def plain(value: Any) -> str:
    """Write a value so that two reflections of the same thing read the same."""
    return str({name: str(part) for name, part in value.items()}) if isinstance(value, dict) else str(value)


def test_the_migrations_make_what_the_models_declare(migrated: Engine, declared: Engine) -> None:
    made, wanted = described(migrated), described(declared)

    different = {
        name: (made.get(name), wanted.get(name)) for name in made | wanted if made.get(name) != wanted.get(name)
    }

    assert different == {}


def test_the_comparison_sees_check_constraints_and_partial_indexes(declared: Engine) -> None:
    wanted = described(declared)

    assert any("places_hold" in line for line in wanted["vacancy check_constraints"])
    assert any("vacancystate" in line and "in_review" in line for line in wanted["vacancy check_constraints"])
    assert any("uq_proposal_open_pair" in line and "_where" in line for line in wanted["proposal indexes"])


def test_nothing_is_left_to_migrate(migrated: Engine) -> None:
    options: dict[str, Any] = {
        "compare_type": True,
        "include_object": lambda _thing, name, kind, _reflected, _other: kind != "table" or is_ours(name),
    }
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)
        is_current = schema.is_current(connection)

    assert (differences, is_current) == ([], True)


def test_an_empty_database_is_not_current_and_a_second_upgrade_does_nothing(migrated: Engine, declared: Engine) -> None:
    schema.upgrade(migrated)

    with declared.connect() as connection:
        assert not schema.is_current(connection)
    assert described(migrated) == described(declared)
