"""The table of what was measured, and the promises it has to keep."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

from bench.searching.lineup import FTS, OURS, OURS_POSTGRES, SIZES, SQL, TANTIVY
from bench.searching.measuring import Figures

Measured = Mapping[str, Figures]


@dataclass(frozen=True)
class Promise:
    """The most that something may be, at each size for which it is promised."""

    text: str
    value: Callable[[Measured], float]
    most: Mapping[str, float]


def ratio(one: str, other: str) -> Callable[[Measured], float]:
    """Compare the means of two engines."""
    return lambda measured: measured[one].mean / measured[other].mean


PROMISES = (
    Promise(f"{OURS} : {FTS}", ratio(OURS, FTS), {"10k": 0.2, "100k": 0.10}),
    Promise(f"{OURS} : {TANTIVY}", ratio(OURS, TANTIVY), {"10k": 0.5, "100k": 1.0}),
    Promise(f"{OURS_POSTGRES} : {SQL}", ratio(OURS_POSTGRES, SQL), {"10k": 2.5}),
    Promise(f"{OURS}: cold term question, ms", lambda measured: measured[OURS].cold, {"10k": 30}),
    Promise(
        f"{OURS}: update visible after its commit, ms", lambda measured: measured[OURS].visible, {"10k": 50, "100k": 50}
    ),
    Promise(f"{OURS}: built, s", lambda measured: measured[OURS].build_seconds, {"10k": 60}),
    Promise(f"{OURS}: memory of a reader, MiB", lambda measured: measured[OURS].memory_mib or 0, {"100k": 250}),
)


def table(size: str, measured: Measured) -> Iterator[str]:
    """Give the lines of the table: one column per engine, milliseconds unless another unit stands there."""
    yield _line(f"{SIZES[size]:,} offers", list(measured))
    figures = list(measured.values())
    yield _line("built, offers/s", [f"{SIZES[size] / each.build_seconds:,.0f}" for each in figures])
    yield _line("cold: first question", [f"{each.cold:.1f}" for each in figures])
    yield _line("cold: mean of a first pass", [f"{each.first_pass:.2f}" for each in figures])
    yield _line("warm: mean", [f"{each.mean:.2f}" for each in figures])
    yield _line("warm: 95 of 100", [f"{quantiles(each.all, n=20)[-1]:.2f}" for each in figures])
    yield _line(f"warm: mean : {FTS}", [f"{each.mean / measured[FTS].mean:.2f} x" for each in figures])
    for question in figures[0].warm:
        yield _line(f"  {question}", [f"{fmean(each.warm[question]):.2f}" for each in figures])
    yield _line("update: commit", [f"{each.commit:.1f}" for each in figures])
    yield _line("update: visible after it", [f"{each.visible:.1f}" for each in figures])
    yield _line("reader's memory, MiB", [f"{each.memory_mib:.0f}" if each.memory_mib else "server" for each in figures])


def verdicts(size: str, measured: Measured) -> Iterator[tuple[bool, str]]:
    """Say of every promise for this size whether it is kept."""
    for promise in PROMISES:
        if size in promise.most:
            value, most = promise.value(measured), promise.most[size]
            yield value <= most, f"{promise.text:<55}{value:>10.2f}  at most {most:g}"


def _line(label: str, cells: Sequence[str]) -> str:
    return f"{label:<30}" + "".join(f"{cell:>21}" for cell in cells)
