"""How Alembic meets the portal's database: the same models, the same engine, one migration at a time."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from portal.core.db import Base, UtcDateTime

LOCK = 4_022_015
"""An arbitrary number: two servers that start at once must not migrate at once (PostgreSQL)."""


def plain(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as the plain ones they are, so that a migration needs nothing of the portal."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Bring the schema up to date in one transaction."""
    is_postgres = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=not is_postgres,
        compare_type=True,
        render_item=plain,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if is_postgres:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        context.run_migrations()


shared = context.config.attributes.get("connection")
if shared is not None:
    run(shared)
else:
    with current_app.extensions["portal.engine"].connect() as own:
        run(own)
        own.commit()
