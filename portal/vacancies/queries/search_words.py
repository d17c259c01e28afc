"""The office's own words for the search: all at once for the search itself, and by the page for the coordinator."""

from uuid import UUID

from sqlalchemy import func, or_, select

from portal.core import db, paging
from portal.vacancies.models import SearchWord
from portal.vacancies.rules.search_words import OwnWord, spelling


def own() -> tuple[OwnWord, ...]:
    """Give all words of the office, always in the same order."""
    columns = (SearchWord.typed, SearchWord.means, SearchWord.is_mutual, SearchWord.last_used_on)
    return tuple(OwnWord(*row) for row in db.session.execute(select(*columns).order_by(SearchWord.spelling)))


def one(word_id: UUID) -> SearchWord | None:
    """Give a word that is still there."""
    return db.session.get(SearchWord, word_id)


def is_known(typed: str) -> bool:
    """Tell whether the office has a word already, however it is spelled."""
    same = SearchWord.spelling == spelling(typed)
    return db.session.scalar(select(SearchWord.id).where(same)) is not None


def count() -> int:
    """Count the words of the office."""
    return db.session.scalar(select(func.count()).select_from(SearchWord)) or 0


def listed(looked_for: str | None = None, *, page: int = 1) -> tuple[list[SearchWord], int]:
    """Give a page of the words, or of those with a text in them, in the order of the alphabet."""
    query = select(SearchWord).order_by(SearchWord.spelling)
    if looked_for:
        is_in_word = SearchWord.spelling.contains(spelling(looked_for) or looked_for, autoescape=True)
        query = query.where(or_(is_in_word, SearchWord.means.icontains(looked_for, autoescape=True)))
    return paging.rows(query, page)
