"""Which searches without a hit are counted, and how long: words alone, never who asked or when on the day."""

import re
from datetime import date, timedelta

from portal.core.search import normalise

SHORTEST, LONGEST = 3, 40
OFTEN = 3
"""Asked for on fewer days, words are not shown: they may be one person's own."""
SHOWN_WEEKS = 12
MOST_A_WEEK = 2_000
"""As many different words as a week takes, so that nobody fills the table."""
RARE_KEPT = timedelta(days=28)
KEPT = timedelta(days=183)
_PERSONAL = re.compile(r"[\d@]|://|www\.")


def countable(text: str) -> str | None:
    """Give the words of a search in one spelling, or nothing where they look personal: numbers, addresses, novels."""
    words = " ".join(normalise.words(text))
    is_short = len(words) >= SHORTEST and max(len(words), len(text)) <= LONGEST
    return words if is_short and not _PERSONAL.search(text + words) else None


def week_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
