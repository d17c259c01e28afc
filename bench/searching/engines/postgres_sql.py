"""PostgreSQL with a finished tsvector, a GIN index and grouping sets; of many hits the thousand newest are ranked."""

from collections.abc import Iterable, Sequence

import psycopg

from bench.searching.engine import clauses, filters, plain, terms, values
from bench.searching.offers import Offer, codes
from bench.searching.questions import FACETS, PAGE, Answer, Question
from portal.core.search import Analyser

TABLE = """
DROP TABLE IF EXISTS offer;
CREATE TABLE offer (number int PRIMARY KEY, kind smallint, level smallint, area smallint, town smallint, place smallint,
    starts int, terms tsvector, plain text)
"""
INDEXES = "CREATE INDEX ON offer USING gin (terms) WITH (fastupdate = off); ANALYZE offer"
COLUMNS = ("number", *FACETS, "place", "starts", "terms", "plain")
RANKED = 1_000
ASK = f"""
WITH hit AS MATERIALIZED (
    SELECT number, kind, level, area, town, {{of_kind}} AS of_kind, {{of_level}} AS of_level
    FROM offer WHERE {{rest}}
), newest AS (
    SELECT number FROM hit WHERE of_kind AND of_level ORDER BY number DESC LIMIT {RANKED}
), page AS (
    SELECT number FROM newest JOIN offer USING (number)
    ORDER BY ts_rank(terms, %(words)s::tsquery) DESC, number DESC LIMIT {PAGE}
), counts AS (
    SELECT grouping(kind, level, area, town) AS grouped, coalesce(kind, level, area, town) AS code,
        count(*) FILTER (WHERE of_kind AND of_level) AS passing,
        count(*) FILTER (WHERE of_level) AS but_kind, count(*) FILTER (WHERE of_kind) AS but_level
    FROM hit GROUP BY GROUPING SETS ((kind), (level), (area), (town), ())
)
SELECT -1, number, 0, 0, 0 FROM page UNION ALL SELECT * FROM counts
"""
GROUPED = {7: ("kind", 1), 11: ("level", 2), 13: ("area", 0), 14: ("town", 0)}
"""Which facet a grouping is, and which of its three counts looks beyond that facet's own filter."""
EVERYTHING = 15


class PostgresSql:
    """One table."""

    def __init__(self, conninfo: str, analyser: Analyser) -> None:
        """Name the database."""
        self._conninfo, self._analyser = conninfo, analyser

    def build(self, offers: Iterable[Offer]) -> None:
        """Index all offers from nothing."""
        self.open()
        self._connection.execute(TABLE)
        with self._connection.cursor().copy(f"COPY offer ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for offer in offers:
                copy.write_row(self._row(offer))
        self._connection.execute(INDEXES)

    def open(self) -> None:
        """Begin to read, as a new process does."""
        self._connection = psycopg.connect(self._conninfo, autocommit=True, options="-c jit=off -c work_mem=64MB")

    def look(self) -> None:
        """Do nothing: every statement reads what was committed last."""

    def ask(self, question: Question) -> Answer:
        """Answer from what was committed last."""
        passing = filters(question)
        where = {f"of_{column}": _is_in(column, passing.get(column)) for column in ("kind", "level")}
        rest = ["terms @@ %(words)s::tsquery", _is_in("place", passing.get("place"))]
        if question.starts:
            rest.append(f"starts BETWEEN {question.starts[0].toordinal()} AND {question.starts[1].toordinal()}")
        words = {"words": _tsquery(question)}
        for number, phrase in enumerate(question.words.phrases):
            rest.append(f"plain LIKE %(phrase{number})s")
            words[f"phrase{number}"] = f"% {' '.join(phrase.words)} %"
        rows = self._connection.execute(ASK.format(**where, rest=" AND ".join(rest)), words).fetchall()
        return _answer(rows)

    def update(self, offers: Sequence[Offer]) -> None:
        """Commit other texts for these offers."""
        changed = ", ".join(f"{column} = %s" for column in COLUMNS)
        with self._connection.transaction(), self._connection.cursor() as cursor:
            rows = ((*self._row(offer), offer.number) for offer in offers)
            cursor.executemany(f"UPDATE offer SET {changed} WHERE number = %s", rows)

    def _row(self, offer: Offer) -> tuple[int | str, ...]:
        lines = plain(offer, between=" \n ")
        positions = " ".join(
            f"'{term}':{position}" for position, term in enumerate(terms(offer, self._analyser).split(), 1)
        )
        return offer.number, *values(offer).values(), positions, f" {lines} "


def _answer(rows: list[tuple[int, int, int, int, int]]) -> Answer:
    facets: dict[str, dict[str, int]] = {column: {} for column in FACETS}
    total = 0
    for grouped, code, *counts in rows:
        if grouped == EVERYTHING:
            total = counts[0]
        elif grouped in GROUPED:
            column, which = GROUPED[grouped]
            if counts[which]:
                facets[column][codes()[column][code]] = counts[which]
    return Answer(total, tuple(row[1] for row in rows if row[0] == -1), facets)


def _is_in(column: str, passing: list[int] | None) -> str:
    return "true" if passing is None else f"{column} IN ({', '.join(map(str, passing))})"


def _tsquery(question: Question) -> str:
    """Say the words in PostgreSQL's language; terms are letters, digits and hyphens only."""
    anded = [
        [" & ".join(f"'{term}'" for term in alternative) for alternative in clause] for clause in clauses(question)
    ]
    return " & ".join(f"({' | '.join(f'({one})' for one in ored)})" for ored in anded)
