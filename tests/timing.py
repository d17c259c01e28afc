"""How long the processor works at something: for what must never hang, not for speed, which `bench/` compares."""

from collections.abc import Callable
from time import process_time

TRIES = 3


def is_done_within(seconds: float, work: Callable[[], object]) -> bool:
    """Do the work, and once more where it took too long: a collection of garbage may have fallen into it."""
    return any(_seconds(work) < seconds for _ in range(TRIES))


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun
