"""Tells why a question finds an offer, or why not: how it was read, and what of it stands where."""

from collections.abc import Iterator, Mapping
from itertools import chain, count, takewhile
from uuid import UUID

from portal.core.search import Document, Filter, SearchQuery, Words, normalise
from portal.core.search.query import Alternative, Group
from portal.vacancies.search.answering import Answer, answer
from portal.vacancies.search.asking import WHOLE, Wanted, filters
from portal.vacancies.search.index import SCHEMA, backend
from portal.vacancies.search.own_words import read
from portal.vacancies.search.words import analyser

Said = Mapping[str, Mapping[str, float]]
"""How often each text of an offer says each term."""


def explain(text: str, document: Document) -> Iterator[str]:
    """Give lines on how a question was read and on what that means for an offer. Raises: SearchUnavailable."""
    answered = answer(Wanted(text), size=WHOLE)
    words = answered.result.words or read(answered.wanted.text)
    yield from _reading(answered, words)
    said = {name: analyser().weigh(document.texts.get(name, "")) for name, _ in SCHEMA.texts}
    yield from _verdict(answered, document.id)
    yield from _hits(words, said)
    yield from _obstacles(answered, words, document, said)


def _reading(answered: Answer, words: Words) -> Iterator[str]:
    for reading in answered.readings:
        yield f'filter   {reading.filter}={reading.code or "everywhere"} read from "{reading.words}"'
    if answered.wanted.place:
        yield f"place    {answered.wanted.place.name}, {answered.wanted.radius_km} km around"
    if answered.result.is_mended:
        yield f'mended   "{answered.result.suggestion}"'
    for group in words.groups:
        yield f"word     {group.surface}: {', '.join(map(_alternative, group.alternatives))}"
    for phrase in words.phrases:
        yield f'phrase   "{" ".join(phrase.words)}"'
    for terms in words.exclude:
        yield f"without  {'+'.join(terms)}"


def _alternative(alternative: Alternative) -> str:
    return f"{'+'.join(alternative.terms)} {alternative.weight:.2f}"


def _verdict(answered: Answer, offer_id: UUID) -> Iterator[str]:
    ids = answered.result.ids
    if offer_id in ids:
        place = ids.index(offer_id)
        yield f"found    number {place + 1} of {answered.result.total}, score {answered.result.scores[place]:.3f}"
    else:
        yield f"missed   not among the {answered.result.total} found"


def _hits(words: Words, said: Said) -> Iterator[str]:
    for group in words.groups:
        for alternative in group.alternatives:
            if _is_said(alternative, said):
                yield f"hit      {group.surface}: {_alternative(alternative)} in {_where(alternative, said)}"


def _where(alternative: Alternative, said: Said) -> str:
    weights = ((name, weight * _weight(said[name], alternative)) for name, weight in SCHEMA.texts)
    return ", ".join(f"{name} {weight:.2f}" for name, weight in weights if weight)


def _weight(terms: Mapping[str, float], alternative: Alternative) -> float:
    return sum(terms.get(term, 0.0) for term in alternative.terms)


def _is_said(alternative: Alternative, said: Said) -> bool:
    return all(any(term in terms for terms in said.values()) for term in alternative.terms)


def _fits(group: Group, said: Said) -> bool:
    return any(_is_said(alternative, said) for alternative in group.alternatives)


def _obstacles(answered: Answer, words: Words, document: Document, said: Said) -> Iterator[str]:
    plain = [f" {normalise.plain_text(text)} " for text in document.texts.values()]
    yield from (f'lacks    no text says "{group.surface}"' for group in words.groups if not _fits(group, said))
    for phrase in words.phrases:
        if not any(f" {' '.join(phrase.words)} " in text for text in plain):
            yield f'lacks    no text says "{" ".join(phrase.words)}" in a row'
    for terms in words.exclude:
        if _is_said(Alternative(terms), said):
            yield f"unwanted {'+'.join(terms)} is said"
    for condition in filters(answered.wanted):
        if not _passes(document.id, condition):
            yield f"filtered {condition.column} is {document.values.get(condition.column)}, not as in {condition}"


def _passes(offer_id: UUID, condition: Filter) -> bool:
    """Ask the index itself, page by page, so that there is one truth about filters."""
    pages = (backend().search(SearchQuery(filters=(condition,), page=page, size=WHOLE)).ids for page in count(1))
    return offer_id in chain.from_iterable(takewhile(bool, pages))
