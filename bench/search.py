"""The board's search beside SQLite FTS5, tantivy, Whoosh's own API and PostgreSQL: --size 1k, 10k, 100k or 1M."""

import argparse
import gc
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from bench.searching import lineup, measuring, report
from bench.searching.measuring import Figures
from bench.searching.questions import Question, questions
from portal.core.search import Analyser
from portal.vacancies.search.words import analyser
from tests import postgres

ROUNDS = {"1k": 5, "10k": 5, "100k": 2, "1M": 1}


def main(arguments: list[str]) -> int:
    """Measure, print the table and the promises, and answer 1 if one is broken or totals differ."""
    parser = argparse.ArgumentParser(prog="dev bench search", description=__doc__)
    parser.add_argument("--size", choices=lineup.SIZES, default="10k")
    parser.add_argument("--reader", choices=lineup.ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    words = analyser()
    asked = questions(words)
    if options.reader:
        print(json.dumps(measuring.read_once(options.reader, options.folder, words, asked)))
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # else the server would outlive this process
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    stop = postgres.start()
    try:
        postgres.create(lineup.DATABASE, lambda _url: None, template="bench_empty")
        return _run(options.size, folder, words, asked)
    finally:
        stop()
        shutil.rmtree(folder)


def _run(size: str, folder: Path, words: Analyser, asked: list[Question]) -> int:
    names = lineup.taking_part(size)
    engines = {name: lineup.ENGINES[name](folder, words) for name in names}
    measured = {name: Figures() for name in names}
    for name, engine in engines.items():
        measured[name].build_seconds = measuring.build(engine, lineup.SIZES[size])
        _say(f"{name}: built in {measured[name].build_seconds:.1f} s")
        gc.collect()
    for name, figures in measured.items():
        figures.cold, figures.first_pass, figures.memory_mib = measuring.cold(name, folder)
    wrong = measuring.disagreements(engines, asked)
    measuring.ask_in_turns(engines, asked, ROUNDS[size], measured)
    for name, figures in measured.items():
        figures.commit, figures.visible = measuring.update(name, folder, words)
    print(*report.table(size, measured), "", sep="\n")
    print(f"{len(asked)} questions, totals and counts of all engines differ in {len(wrong)}", *wrong[:20], sep="\n")
    kept = [(is_kept, text) for is_kept, text in report.verdicts(size, measured)]
    print(*(f"{'kept  ' if is_kept else 'BROKEN'} {text}" for is_kept, text in kept), sep="\n")
    return int(bool(wrong) or not all(is_kept for is_kept, _ in kept))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
