"""Which engines there are, where each keeps its index, and which take part at which size."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.searching.engine import Engine
from bench.searching.engines.ours import Ours
from bench.searching.engines.postgres_sql import PostgresSql
from bench.searching.engines.sqlite_fts import SqliteFts
from bench.searching.engines.tantivy import Tantivy
from bench.searching.engines.whoosh_api import WhooshApi
from portal.core.search import Analyser
from tests import postgres

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
DATABASE = "bench"
OURS, OURS_POSTGRES, FTS, TANTIVY = "portal (files)", "portal (PostgreSQL)", "SQLite FTS5", "tantivy"
SQL, API = "PostgreSQL, own SQL", "Whoosh, its API"
ENGINES: Mapping[str, Callable[[Path, Analyser], Engine]] = {
    OURS: lambda folder, analyser: Ours.in_folder(folder / "portal", analyser),
    FTS: lambda folder, analyser: SqliteFts(folder / "fts", analyser),
    TANTIVY: lambda folder, analyser: Tantivy(folder / "tantivy", analyser),
    API: lambda folder, analyser: WhooshApi(folder / "whoosh", analyser),
    OURS_POSTGRES: lambda _folder, analyser: Ours.in_database(postgres.url(DATABASE), analyser),
    SQL: lambda _folder, analyser: PostgresSql(
        f"host={os.environ[postgres.FOLDER]} user=postgres dbname={DATABASE}", analyser
    ),
}
FOR_A_MILLION = (FTS, OURS_POSTGRES, SQL)
SERVED = (OURS_POSTGRES, SQL)
"""Engines whose memory is that of a server, not of the reader."""


def taking_part(size: str) -> tuple[str, ...]:
    """Name the engines that are measured at a size."""
    return FOR_A_MILLION if size == "1M" else tuple(ENGINES)
