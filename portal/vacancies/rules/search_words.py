"""Words of the office itself: what people type, and the German word the search takes it for."""

import re
from dataclasses import dataclass, field
from datetime import date

from portal.core.search import normalise

MOST = 1_000
"""As many words as the office keeps; every process learns them all when one changes."""
_MARKS = re.compile(r'["„“”«»]|(?<!\S)[-\u2013\u2212]+')


@dataclass(frozen=True)
class OwnWord:
    """What people type and what it means; `is_mutual` leads the other way as well."""

    typed: str
    means: str
    is_mutual: bool = False
    last_used_on: date | None = field(default=None, compare=False)

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """Give what leads to what."""
        there = (self.typed, self.means)
        return (there, there[::-1]) if self.is_mutual else (there,)


def tidy(text: str | None) -> str:
    """Take out what means something else in a question: quotation marks and a minus before a word."""
    return " ".join(_MARKS.sub(" ", text or "").split())


def spelling(text: str) -> str:
    """Give the one spelling by which a word is kept once."""
    return normalise.plain_text(text)
