"""The only place that asks the system what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/Berlin")
_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta())


def now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return datetime.now(UTC) + _ahead.get()


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let the clock stand at another moment and go on from there; the demo tells its history so, and nothing else."""
    token = _ahead.set(moment - datetime.now(UTC))
    try:
        yield
    finally:
        _ahead.reset(token)


def today() -> date:
    """Give the calendar day in the district."""
    return now().astimezone(LOCAL_ZONE).date()


def start_of(day: date) -> datetime:
    """Give the first moment of a day in the district."""
    return datetime.combine(day, time.min, tzinfo=LOCAL_ZONE).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Give the last moment of a day in the district."""
    return datetime.combine(day, time.max, tzinfo=LOCAL_ZONE).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """Express a moment in the district's wall-clock time."""
    return moment.astimezone(LOCAL_ZONE)
