"""Answers a question over the arrays of a snapshot: exact totals, counts, order and one page of ids."""

from collections.abc import Iterable
from functools import reduce
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
from portal.core.search.segments import Integers, Numbers, Postings
from portal.core.search.snapshot import Snapshot
from portal.core.search.whoosh_schema import MISSING

LARGEST_PAGE = 1_000
SCORE_DECIMALS = 6
"""Scores closer than this are equal, so that the order does not hang on the order of summing."""
TELLING_TERMS = 15


def search(snapshot: Snapshot, schema: Schema, query: SearchQuery) -> SearchResult:
    """Answer a question; the suggestion is left to who knows the spelling of words."""
    fits = matching.match(snapshot, query.words)
    masks = {
        condition.column: filtering.passes(snapshot, schema, condition)[fits.documents] for condition in query.filters
    }

    def open_to(*, but: str = "") -> Postings:
        others = [mask for column, mask in masks.items() if column != but]
        return fits.where(reduce(np.logical_and, others)) if others else fits

    hits = open_to()
    beyond = {column: open_to(but=column) for column in masks.keys() & {facet.column for facet in query.facets}}
    keys = _sort_keys(snapshot, schema, query.sort, hits)
    shown = hits.where(_page(snapshot, hits.documents, keys, query))
    counted = {
        facet.column: filtering.count(snapshot, schema, facet, beyond.get(facet.column, hits).documents)
        for facet in query.facets
    }
    return SearchResult(
        len(hits.documents),
        snapshot.uuids(shown.documents),
        counted,
        generation=snapshot.generation,
        scores=tuple(shown.weights.round(SCORE_DECIMALS).tolist()),
    )


def similar(
    snapshot: Snapshot, schema: Schema, analyser: Analyser, record_id: UUID, filters: tuple[Filter, ...]
) -> Iterable[UUID]:
    """Give records that share the telling words of a record, best first."""
    document = snapshot.find(record_id)
    if document is None:
        return
    said = analyser.weigh(snapshot.plain_text(document))
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


def _sort_keys(snapshot: Snapshot, schema: Schema, sort: Sort, hits: Postings) -> Numbers:
    """Give a number per hit, the first to be shown having the smallest."""
    match sort:
        case ByColumn():
            column = filtering.numbers(snapshot, schema, sort.column)[hits.documents]
            keys = column.astype(np.float64)
            return np.where(column == MISSING, np.inf, -keys if sort.descending else keys)
        case ByDistance():
            place = Within(sort.column, sort.latitude, sort.longitude, 0)
            return filtering.distances(snapshot, schema, place)[hits.documents].round(3)
    return -hits.weights.round(SCORE_DECIMALS)


def _page(snapshot: Snapshot, hits: Integers, keys: Numbers, query: SearchQuery) -> Integers:
    """Give the positions of the hits to be shown, in their order."""
    size = min(max(query.size, 0), LARGEST_PAGE)
    start = (max(query.page, 1) - 1) * size
    if start >= len(hits) or not size:
        return np.empty(0, np.int64)
    candidates = np.arange(len(hits))
    if start + size < len(hits):  # only what can be on this page or before needs an order
        candidates = np.flatnonzero(keys <= np.partition(keys, start + size - 1)[start + size - 1])
    order = np.lexsort((snapshot.newness[hits[candidates]], keys[candidates]))
    return candidates[order[start : start + size]]
