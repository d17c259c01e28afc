"""Measuring one engine or all of them in turns: building, cold readers, warm questions, updates."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean, median

from bench.searching import lineup, offers
from bench.searching.engine import Engine
from bench.searching.questions import Answer, Question
from portal.core.search import Analyser

COLD_READERS = 3
UPDATES = 20


@dataclass
class Figures:
    """What was measured of one engine; times in milliseconds."""

    build_seconds: float = 0.0
    cold: float = 0.0
    first_pass: float = 0.0
    memory_mib: float | None = None
    warm: dict[str, list[float]] = field(default_factory=dict)
    commit: float = 0.0
    visible: float = 0.0

    @property
    def mean(self) -> float:
        """Give the mean over all questions."""
        return fmean(self.all)

    @property
    def all(self) -> list[float]:
        """Give the times of all questions."""
        return [taken for times in self.warm.values() for taken in times]


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """Put the milliseconds that the block takes into a list."""
    taken: list[float] = []
    start = time.perf_counter()
    yield taken
    taken.append((time.perf_counter() - start) * 1_000)


def build(engine: Engine, size: int) -> float:
    """Index so many offers and give the seconds it took, analysis included."""
    with stopwatch() as taken:
        engine.build(offers.offers(size))
    engine.open()
    return taken[0] / 1_000


def disagreements(engines: Mapping[str, Engine], questions: Sequence[Question]) -> list[str]:
    """Name the questions to which engines give other totals or counts; the first engine is the yardstick."""
    found = []
    for question in questions:
        answers = {name: engine.ask(question) for name, engine in engines.items()}
        first, *others = answers
        wrong = [f"{name} {_brief(answers[name])}" for name in others if not _agree(answers[first], answers[name])]
        if wrong:
            found.append(f"{question.type} {question.text!r}: {first} {_brief(answers[first])}, {', '.join(wrong)}")
    return found


def _agree(a: Answer, b: Answer) -> bool:
    return (a.total, a.facets) == (b.total, b.facets)


def _brief(answer: Answer) -> str:
    return f"{answer.total} {dict(answer.facets['kind'])}"


def ask_in_turns(
    engines: Mapping[str, Engine], questions: Sequence[Question], rounds: int, figures: Mapping[str, Figures]
) -> None:
    """Ask every engine every question, another engine first each time, so that noise falls on all alike."""
    names = list(engines)
    for number in range(rounds * len(questions)):
        question = questions[number % len(questions)]
        for name in (*names[number % len(names) :], *names[: number % len(names)]):
            with stopwatch() as taken:
                engines[name].ask(question)
            figures[name].warm.setdefault(question.type, []).extend(taken)


def update(name: str, folder: Path, analyser: Analyser) -> tuple[float, float]:
    """Change one offer at a time; give the time of a commit and the time until a reader opened before shows it."""
    writer, reader = (lineup.ENGINES[name](folder, analyser) for _ in range(2))
    writer.open()
    reader.open()
    old = list(offers.offers(UPDATES))
    commits, seen = [], []
    for number, offer in enumerate(old):
        word = f"x{number}y{number}"
        question = Question("update", word, analyser.read(word))
        reader.ask(question)
        with stopwatch() as taken:
            writer.update([replace(offer, texts=offer.texts | {"title": word})])
        commits += taken
        with stopwatch() as taken:
            reader.look()
            answer = reader.ask(question)
        seen += taken
        if answer.numbers != (offer.number,):
            raise AssertionError(f"{name} does not show an update")
    return median(commits), median(seen)


def cold(name: str, folder: Path) -> tuple[float, float, float | None]:
    """Ask in new processes: give the first question's time, the mean of a first pass, and the reader's memory."""
    command = [sys.executable, "-m", "bench.search", "--reader", name, "--folder", str(folder)]
    runs = [json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(COLD_READERS)]
    first, first_pass, memory = (median(run[number] for run in runs) for number in range(3))
    return first, first_pass, None if name in lineup.SERVED else memory


def read_once(name: str, folder: Path, analyser: Analyser, questions: Sequence[Question]) -> tuple[float, float, float]:
    """Be such a process: the first question is a single word without a filter."""
    engine = lineup.ENGINES[name](folder, analyser)
    plain = next(question for question in questions if question.type == "one word" and question.near is None)
    with stopwatch() as first:
        engine.open()
        engine.ask(plain)
    with stopwatch() as rest:
        for question in questions:
            engine.ask(question)
    return first[0], rest[0] / len(questions), _memory_mib()


def _memory_mib() -> float:
    """Give the memory of this process."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1_024
