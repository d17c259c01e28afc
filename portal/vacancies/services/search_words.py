"""What the office does with its own words for the search; nothing here commits."""

from collections.abc import Collection
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from portal.core import audit, clock, db
from portal.core.actor import Actor
from portal.core.audit import Change
from portal.core.errors import PortalError
from portal.core.permissions import require
from portal.vacancies.models import SearchWord
from portal.vacancies.queries import search_words as queries
from portal.vacancies.rules.search_words import MOST, OwnWord, spelling
from portal.vacancies.search import own_words


class WordKnown(PortalError):
    """The office has this word already."""

    message = _l("Dieses Wort gibt es schon. Bitte entfernen Sie erst das alte, wenn es etwas anderes heißen soll.")


class TooManyWords(PortalError):
    """The office has as many words as the search takes."""

    message = _l("Es gibt schon sehr viele Suchwörter. Bitte entfernen Sie erst eines, das niemand braucht.")


def add(record_id: UUID, word: OwnWord, *, actor: Actor) -> None:
    """Let the search take a word for another from now on; the same id again is the second half of a double click."""
    require(actor, "search_word:add")
    if queries.one(record_id) is not None:
        return
    if queries.is_known(word.typed):
        raise WordKnown
    if queries.count() >= MOST:
        raise TooManyWords
    said = {"typed": word.typed, "means": word.means, "is_mutual": word.is_mutual}
    kept = SearchWord(id=record_id, spelling=spelling(word.typed), **said)
    try:
        with db.session.begin_nested():
            db.session.add(kept)
    except IntegrityError as error:  # another request was quicker
        raise WordKnown from error
    _note(kept, "add", actor)


def remove(word: SearchWord, *, actor: Actor) -> None:
    """Let the search forget a word."""
    require(actor, "search_word:remove", word)
    _note(word, "remove", actor)
    db.session.delete(word)
    db.session.flush()


def count(typed: Collection[str]) -> None:
    """Count words that a question used, once a day; who asked is not kept."""
    today = clock.today()
    is_new = or_(SearchWord.last_used_on.is_(None), SearchWord.last_used_on < today)
    used = update(SearchWord).where(SearchWord.typed.in_(typed), is_new)
    counted = used.values(days_used=SearchWord.days_used + 1, last_used_on=today)
    db.session.execute(counted.execution_options(synchronize_session=False))


def _note(word: SearchWord, event: str, actor: Actor) -> None:
    said = {"typed": word.typed, "means": word.means, "is_mutual": word.is_mutual}
    audit.record("search_word", word, Change(event, None, "", clock.now(), details=said), actor)
    own_words.forget()
