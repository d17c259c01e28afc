"""Writes the migration for what the models have that the newest migration lacks: `./dev migration add_reach`."""

import os
import sys
import tempfile
from pathlib import Path

from alembic import command

from portal.app import create_app
from portal.config import Settings
from portal.core import schema


def write(name: str, folder: Path) -> None:
    """Compare the models with an empty database that has every migration, and write the difference down."""
    app = create_app(Settings(folder, "http://localhost", f"sqlite:///{folder / 'portal.db'}"))
    engine = app.extensions["portal.engine"]
    os.umask(0o022)  # the portal's own, for data, would hide the file from other users
    schema.upgrade(engine)
    with engine.connect() as connection:
        command.revision(schema.config(connection), message=name, autogenerate=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        write(sys.argv[1], Path(scratch))
