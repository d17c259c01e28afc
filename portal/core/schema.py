"""Migrations from Python: bring a database up to date, and tell whether it is."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from portal.config import SHARE


def config(connection: Connection | None = None) -> Config:
    """Give Alembic its settings; there is no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(SHARE / "migrations"))
    settings.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine) -> None:
    """Apply every migration that is missing."""
    with engine.begin() as connection:
        command.upgrade(config(connection), "head")


def is_current(connection: Connection) -> bool:
    """Tell whether the database has every migration."""
    heads = set(ScriptDirectory.from_config(config()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads


def revision(connection: Connection) -> str:
    """Name the newest migration the database has; nothing where it has none."""
    return ",".join(sorted(MigrationContext.configure(connection).get_current_heads()))


def knows(wanted: str) -> bool:
    """Tell whether this release has a migration, so that a database of it can be brought up to date."""
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    return bool(wanted) and set(wanted.split(",")) <= known
