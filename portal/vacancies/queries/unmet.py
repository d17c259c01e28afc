"""Searches without a hit, as the coordinator reads them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.core import clock, db, paging
from portal.vacancies.models import UnmetSearch
from portal.vacancies.rules.unmet import OFTEN, SHOWN_WEEKS, week_of


@dataclass(frozen=True)
class Unmet:
    """Words nothing had: on how many days of the last weeks they were asked for, and in which week last."""

    words: str
    days: int
    week_on: date


def often(*, page: int = 1) -> tuple[list[Unmet], int]:
    """Give a page of the words that were asked for often enough to be nobody's own, the most wanted first."""
    since = week_of(clock.today()) - timedelta(weeks=SHOWN_WEEKS - 1)
    days, last = func.sum(UnmetSearch.days), func.max(UnmetSearch.week_on)
    rows = (
        select(UnmetSearch.words, days, last, func.count().over())
        .where(UnmetSearch.week_on >= since)
        .group_by(UnmetSearch.words)
        .having(days >= OFTEN)
        .order_by(days.desc(), last.desc(), UnmetSearch.words)
    )
    found = db.session.execute(rows.limit(paging.PAGE_SIZE).offset((page - 1) * paging.PAGE_SIZE)).all()
    total = found[0][-1] if found else 0
    return [Unmet(words, int(asked), week_on) for words, asked, week_on, _ in found], total


def older_than(moment: datetime) -> Select[Any]:
    """Pick counts of weeks that are over for so long."""
    return _before(moment)


def rare_before(moment: datetime) -> Select[Any]:
    """Pick words of such weeks that so few asked for that they are never shown."""
    return _before(moment).where(UnmetSearch.days < OFTEN)


def _before(moment: datetime) -> Select[Any]:
    over = UnmetSearch.week_on < week_of(clock.local(moment).date())
    return select(UnmetSearch).where(over).order_by(UnmetSearch.week_on, UnmetSearch.words)
