"""What is counted of searches without a hit; nothing here commits."""

from sqlalchemy import func, select

from portal.core import clock, db
from portal.vacancies.models import UnmetSearch
from portal.vacancies.rules.unmet import MOST_A_WEEK, week_of


def count(words: str) -> None:
    """Count words nothing on the board has, once a day: one who asks again and again is still one."""
    today = clock.today()
    week = UnmetSearch.week_on == week_of(today)
    known = db.session.scalars(select(UnmetSearch).where(week, UnmetSearch.words == words)).one_or_none()
    if known is None:
        if (db.session.scalar(select(func.count()).where(week)) or 0) < MOST_A_WEEK:
            db.session.add(UnmetSearch(week_on=week_of(today), words=words, days=1, last_on=today))
    elif known.last_on < today:
        known.days, known.last_on = known.days + 1, today


def erase(search: UnmetSearch) -> None:
    """Delete a count."""
    db.session.delete(search)
