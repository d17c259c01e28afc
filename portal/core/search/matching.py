"""Which documents of a snapshot fit the words, and how well."""

from collections.abc import Iterable
from functools import reduce

import numpy as np

from portal.core.search.query import Alternative, Group, Phrase, Words
from portal.core.search.segments import Integers, Numbers, Postings
from portal.core.search.snapshot import Mask, Snapshot

MOST_CACHED_PHRASES = 1_000


def match(snapshot: Snapshot, words: Words) -> tuple[Mask, Numbers]:
    """Give the live documents that fit all words, and a score per document; without words all fit."""
    fits, scores = snapshot.live.copy(), np.zeros(snapshot.size)
    for group in (*words.groups, *(_required(term) for phrase in words.phrases for term in phrase.terms)):
        best = best_of(snapshot, group)
        fits &= _marked(snapshot, best.documents)
        scores[best.documents] += best.weights
    for terms in words.exclude:
        fits[conjunction(snapshot, terms).documents] = False
    for phrase in words.phrases:
        fits &= _marked(snapshot, _adjacent(snapshot, phrase))
    return fits, scores


def best_of(snapshot: Snapshot, group: Group) -> Postings:
    """Give the documents that fit a group, scored by their best alternative.

    Synonyms neither add up nor profit from being rarer than the word itself: the group has one rarity.
    """
    ways = [conjunction(snapshot, way.terms).weighted(way.weight) for way in group.alternatives]
    best = ways[0] if len(ways) == 1 else _best(snapshot, ways)
    return best.weighted(snapshot.rarity(len(best.documents)))


def _best(snapshot: Snapshot, ways: Iterable[Postings]) -> Postings:
    best = np.zeros(snapshot.size)
    for way in ways:
        best[way.documents] = np.maximum(best[way.documents], way.weights)
    documents = np.flatnonzero(best)
    return Postings(documents, best[documents])


def conjunction(snapshot: Snapshot, terms: tuple[str, ...]) -> Postings:
    """Give the documents that hold all terms, with the mean of their scores."""
    found = reduce(_both, (snapshot.scored(term) for term in terms))
    return found.weighted(1 / len(terms))


def _both(left: Postings, right: Postings) -> Postings:
    documents, at_left, at_right = np.intersect1d(
        left.documents, right.documents, assume_unique=True, return_indices=True
    )
    return Postings(documents, left.weights[at_left] + right.weights[at_right])


def _required(term: str) -> Group:
    return Group(term, (Alternative((term,)),))


def _adjacent(snapshot: Snapshot, phrase: Phrase) -> Integers:
    """Give the documents that say the words side by side; remembered, since looking into texts takes longest."""
    found = snapshot.phrases.get(phrase)
    if found is None:
        if len(snapshot.phrases) >= MOST_CACHED_PHRASES:
            snapshot.phrases.clear()
        wanted, candidates = f" {' '.join(phrase.words)} ", conjunction(snapshot, phrase.terms).documents
        held = np.fromiter((wanted in text for text in snapshot.plain_texts(candidates)), np.bool_, len(candidates))
        found = snapshot.phrases[phrase] = candidates[held]
    return found


def _marked(snapshot: Snapshot, documents: Integers) -> Mask:
    mask = np.zeros(snapshot.size, np.bool_)
    mask[documents] = True
    return mask
