"""Answers a question over the arrays of a snapshot: exact totals, counts, order and one page of ids."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np

from portal.core.search import filtering, matching
from portal.core.search.analyser import Analyser
from portal.core.search.query import (
    Alternative,
    ByColumn,
    ByDistance,
    Filter,
    Group,
    SearchQuery,
    SearchResult,
    Sort,
    Within,
)
from portal.core.search.schema import Schema
from portal.core.search.segments import Integers, Numbers
from portal.core.search.snapshot import Snapshot
from portal.core.search.whoosh_schema import MISSING

LARGEST_PAGE = 1_000
SCORE_DECIMALS = 6
"""Scores closer than this are equal, so that the order does not hang on the order of summing."""
TELLING_TERMS = 15


def search(snapshot: Snapshot, schema: Schema, query: SearchQuery) -> SearchResult:
    """Answer a question; the suggestion is left to who knows the spelling of words."""
    fits, scores = matching.match(snapshot, query.words)
    masks = {condition.column: filtering.passes(snapshot, schema, condition) for condition in query.filters}

    def open_to(*, but: str) -> Integers:
        return np.flatnonzero(filtering.passes_all(fits, masks, but=but))

    hits = open_to(but="")
    beyond = {column: open_to(but=column) for column in masks.keys() & {facet.column for facet in query.facets}}
    keys = _sort_keys(snapshot, schema, query.sort, scores, hits)
    shown = _page(snapshot, hits, keys, query)
    return SearchResult(
        len(hits),
        snapshot.uuids(shown),
        {
            facet.column: filtering.count(snapshot, schema, facet, beyond.get(facet.column, hits))
            for facet in query.facets
        },
        generation=snapshot.generation,
        scores=tuple(scores[shown].round(SCORE_DECIMALS).tolist()),
    )


def similar(
    snapshot: Snapshot, schema: Schema, analyser: Analyser, record_id: UUID, filters: tuple[Filter, ...]
) -> Iterable[UUID]:
    """Give records that share the telling words of a record, best first."""
    document = snapshot.find(record_id)
    if document is None:
        return
    said = analyser.weigh(next(snapshot.plain_texts(np.array([document]))))
    rarity = {term: weight / max(1, len(snapshot.scored(term).documents)) for term, weight in said.items()}
    telling = sorted(rarity, key=lambda term: (-rarity[term], term))[:TELLING_TERMS]
    scores = np.zeros(snapshot.size)
    for term in telling:
        best = matching.best_of(snapshot, Group(term, (Alternative((term,)),)))
        scores[best.documents] += best.weights
    for condition in filters:
        scores[~filtering.passes(snapshot, schema, condition)] = 0
    scores[document] = 0
    for found in np.lexsort((snapshot.newness, -scores.round(SCORE_DECIMALS))):
        if scores[found] <= 0:
            return
        yield snapshot.uuid(int(found))


def _sort_keys(snapshot: Snapshot, schema: Schema, sort: Sort, scores: Numbers, hits: Integers) -> Numbers:
    """Give a number per hit, the first to be shown having the smallest."""
    match sort:
        case ByColumn():
            column = filtering.numbers(snapshot, schema, sort.column)[hits]
            keys = column.astype(np.float64)
            return np.where(column == MISSING, np.inf, -keys if sort.descending else keys)
        case ByDistance():
            place = Within(sort.column, sort.latitude, sort.longitude, 0)
            return filtering.distances(snapshot, schema, place)[hits].round(3)
    return -scores[hits].round(SCORE_DECIMALS)


def _page(snapshot: Snapshot, hits: Integers, keys: Numbers, query: SearchQuery) -> Integers:
    size = min(max(query.size, 0), LARGEST_PAGE)
    start = (max(query.page, 1) - 1) * size
    if start >= len(hits) or not size:
        return hits[:0]
    if start + size < len(hits):  # only what can be on this page or before needs an order
        candidates = keys <= np.partition(keys, start + size - 1)[start + size - 1]
        hits, keys = hits[candidates], keys[candidates]
    return hits[np.lexsort((snapshot.newness[hits], keys))[start : start + size]]
