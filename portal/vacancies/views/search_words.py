"""The office's own words for the search: listed with their use, tried before they are kept, and taken out again."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.core import clock, paging
from portal.core.afterwards import afterwards
from portal.core.forms import BaseForm
from portal.core.search import normalise
from portal.core.web import acting_user, done, get_or_404, page, requires
from portal.vacancies import search
from portal.vacancies.forms import filters
from portal.vacancies.forms.search_words import AddWordForm, TryWordForm, WordForm, WordsForm
from portal.vacancies.queries import search_words as queries
from portal.vacancies.queries import shown
from portal.vacancies.rules.search_words import OwnWord
from portal.vacancies.search import Answer, Effect, Wanted
from portal.vacancies.search.understanding import PLACE
from portal.vacancies.services import search_words as services
from portal.vacancies.services.search_words import TooManyWords, WordKnown
from portal.vacancies.views.review import bp


@bp.route("/search-words")
@requires("search_word:list")
def search_words() -> ResponseReturnValue:
    """List the words of the office, with how often each was used."""
    form = WordsForm(request.args)
    looked_for = form.chosen("q") or ""
    found, total = queries.listed(looked_for, page=paging.number())
    chips = paging.chips({"q": looked_for})
    return page("vacancies/search_words.html", found=found, filters=form, chips=chips, **paging.of(total))


@bp.route("/search-words/new", methods=["GET", "POST"])
@requires("search_word:add")
def new_search_word() -> ResponseReturnValue:
    """Show what a word would change, and keep it."""
    form = AddWordForm()
    if form.validate_on_submit() and _is_added(form):
        flash(_("Danke. Die Suche kennt das Wort ab jetzt."), "success")
        return done(url_for("review.search_words"))
    if form.is_submitted():
        return page("vacancies/new_search_word.html", form=form, tried=None)
    asked = TryWordForm(request.args)
    tried = _tried(asked) if "try" in request.args and asked.validate() else None
    return page("vacancies/new_search_word.html", form=asked, tried=tried, keeping=form)


def _is_added(form: AddWordForm) -> bool:
    try:
        services.add(form.new_id, form.word, actor=acting_user())
    except (WordKnown, TooManyWords) as refused:
        form.typed.errors = [str(refused.message)]
        return False
    return True


def _tried(form: WordForm) -> dict[str, Any]:
    word = form.word
    return {
        "is_kept": queries.is_known(word.typed),
        "effects": [_shown(effect) for effect in search.effect(word, is_kept=True)],
        "read_as": [filters.chip(*named) for named in _filters(word.typed)],
        "known_as": search.called_so(word.typed),
        "then": (word.means, *search.called_so(word.means)),
        **_doubts(word.means),
    }


def _filters(text: str) -> Iterator[tuple[str, str]]:
    readings = search.understand(text).readings
    return ((reading.filter, reading.code) for reading in readings if reading.filter != PLACE)


def _doubts(means: str) -> dict[str, Any]:
    """Doubt a German word that no offer has and nobody knows: offer others, each with the address that tries it."""
    words = normalise.spoken_words(means)
    unknown = [word for word in words if not search.analyser().is_known(word)]
    if not unknown or search.find(Wanted(means), size=0).total:
        return {}
    texts = [means.lower().replace(word, other) for word in unknown for other in search.backend().suggest(word)]
    return {"is_unknown": True, "likelier": [{"label": text, "url": paging.address(means=text)} for text in texts]}


def _shown(effect: Effect) -> dict[str, Any]:
    today = clock.today()
    return {"of": effect, "added": shown(effect.added, today), "gone": shown(effect.gone, today)}


@bp.route("/search-words/<uuid:word_id>/remove", methods=["GET", "POST"])
@requires("search_word:remove")
def remove_search_word(word_id: UUID) -> ResponseReturnValue:
    """Show what goes with a word, and take it out."""
    word, form = get_or_404(queries.one(word_id)), BaseForm()
    if form.validate_on_submit():
        services.remove(word, actor=acting_user())
        flash(_("Das Suchwort ist entfernt."), "success")
        return done(url_for("review.search_words"))
    kept = OwnWord(word.typed, word.means, word.is_mutual)
    effects = [_shown(effect) for effect in search.effect(kept, is_kept=False)]
    return page("vacancies/remove_search_word.html", form=form, word=word, effects=effects)


def remember_words(answer: Answer, *, is_exact: bool) -> None:
    """Count the words of the office a question used after its answer is out, once a day at most."""
    text = answer.wanted.text
    is_counted = text and not is_exact and not answer.result.is_mended and request.method != "HEAD"
    if is_counted and (used := search.unused_today(text)):
        afterwards(partial(services.count, used))
