"""SQLite's FTS5 for the words, one SQL statement for page, total and facets."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.searching.engine import clauses, filters, plain, terms, values
from bench.searching.offers import Offer, codes
from bench.searching.questions import FACETS, PAGE, Answer, Question
from portal.core.search import Analyser

TABLES = """
CREATE TABLE offer (number INTEGER PRIMARY KEY, kind INT, level INT, area INT, town INT, place INT, starts INT);
CREATE VIRTUAL TABLE word USING fts5(terms, plain, tokenize = 'ascii');
"""
BREAK = " textende "
INSERT = "INSERT OR REPLACE INTO offer VALUES (?, ?, ?, ?, ?, ?, ?)"
COUNTS = {"kind": "of_level", "level": "of_kind", "area": "of_kind AND of_level", "town": "of_kind AND of_level"}
ASK = f"""
WITH hit AS MATERIALIZED (
    SELECT number, kind, level, area, town, bm25(word, 1.0, 0.0) AS score,
        {{of_kind}} AS of_kind, {{of_level}} AS of_level
    FROM word JOIN offer ON number = word.rowid WHERE word MATCH ? {{rest}}
)
SELECT 'page', number, 0 FROM (
    SELECT number FROM hit WHERE of_kind AND of_level ORDER BY score, number DESC LIMIT {PAGE})
UNION ALL SELECT 'total', 0, count(*) FROM hit WHERE of_kind AND of_level
""" + "".join(
    f"UNION ALL SELECT '{column}', {column}, count(*) FROM hit WHERE {others} GROUP BY {column}\n"
    for column, others in COUNTS.items()
)


class SqliteFts:
    """One file."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        """Name the file."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._analyser = folder / "fts.db", analyser

    def build(self, offers: Iterable[Offer]) -> None:
        """Index all offers from nothing."""
        self._file.unlink(missing_ok=True)
        self.open()
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(TABLES)
        with self._database:
            self._insert(offers)
            self._database.execute("INSERT INTO word(word) VALUES ('optimize')")
        self._database.execute("ANALYZE")

    def open(self) -> None:
        """Begin to read, as a new process does."""
        self._database = sqlite3.connect(self._file)
        self._database.execute("PRAGMA cache_size = -65536")
        self._database.execute("PRAGMA mmap_size = 1073741824")

    def look(self) -> None:
        """Do nothing: every statement reads what was committed last."""

    def ask(self, question: Question) -> Answer:
        """Answer from what was committed last."""
        passing = filters(question)
        checks = {f"of_{column}": _is_in(column, passing.get(column)) for column in ("kind", "level")}
        rest = f"AND {_is_in('place', passing.get('place'))}"
        if question.starts:
            rest += f" AND starts BETWEEN {question.starts[0].toordinal()} AND {question.starts[1].toordinal()}"
        facets: dict[str, dict[str, int]] = {column: {} for column in FACETS}
        page, total = [], 0
        for part, number, count in self._database.execute(ASK.format(**checks, rest=rest), [_match(question)]):
            if part == "page":
                page.append(number)
            elif part == "total":
                total = count
            else:
                facets[part][codes()[part][number]] = count
        return Answer(total, tuple(page), facets)

    def update(self, offers: Sequence[Offer]) -> None:
        """Commit other texts for these offers."""
        with self._database:
            self._database.executemany("DELETE FROM word WHERE rowid = ?", [(offer.number,) for offer in offers])
            self._insert(offers)

    def _insert(self, offers: Iterable[Offer]) -> None:
        for offer in offers:
            self._database.execute(INSERT, (offer.number, *values(offer).values()))
            texts = (terms(offer, self._analyser), plain(offer, BREAK))
            self._database.execute("INSERT INTO word(rowid, terms, plain) VALUES (?, ?, ?)", (offer.number, *texts))


def _is_in(column: str, passing: list[int] | None) -> str:
    return "1" if passing is None else f"{column} IN ({', '.join(map(str, passing))})"


def _match(question: Question) -> str:
    """Say the words in FTS5's language."""
    anded = [[" AND ".join(map(json.dumps, alternative)) for alternative in clause] for clause in clauses(question)]
    said = " AND ".join(f"({' OR '.join(f'({one})' for one in ored)})" for ored in anded)
    phrases = [f"{{plain}} : {json.dumps(' '.join(phrase.words))}" for phrase in question.words.phrases]
    return " AND ".join([*([f"{{terms}} : ({said})"] if said else []), *phrases])
