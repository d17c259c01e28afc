"""Which documents of a snapshot fit the words, and how well."""

from collections.abc import Iterable
from functools import partial, reduce

import numpy as np

from portal.core.search.query import Alternative, Group, Phrase, Words
from portal.core.search.segments import NOTHING, Integers, Postings
from portal.core.search.snapshot import Mask, Snapshot


def match(snapshot: Snapshot, words: Words) -> Postings:
    """Give the live documents that fit all words, each with its score; without words all fit."""
    groups = (*words.groups, *(_required(term) for phrase in words.phrases for term in phrase.terms))
    found = _in_all(snapshot, (best_of(snapshot, group) for group in groups)) if groups else snapshot.everything
    for terms in words.exclude:
        found = found.where(~_marked(snapshot, conjunction(snapshot, terms).documents)[found.documents])
    for phrase in words.phrases:
        found = found.where(_marked(snapshot, _adjacent(snapshot, phrase))[found.documents])
    return found


def best_of(snapshot: Snapshot, group: Group) -> Postings:
    """Give the documents that fit a group, scored by their best alternative.

    Synonyms neither add up nor profit from being rarer than the word itself: the group has one rarity.
    """
    return snapshot.groups.recall(group.alternatives, partial(_best_of, snapshot))


def _best_of(snapshot: Snapshot, alternatives: tuple[Alternative, ...]) -> Postings:
    ways = [(conjunction(snapshot, way.terms), way.weight) for way in alternatives]
    found = [way.weighted(weight) for way, weight in ways if len(way.documents)] or [NOTHING]
    best = found[0] if len(found) == 1 else _best(snapshot, found)
    return best.weighted(snapshot.rarity(len(best.documents)))


def _best(snapshot: Snapshot, ways: Iterable[Postings]) -> Postings:
    best = np.zeros(snapshot.size)
    for way in ways:
        best[way.documents] = np.maximum(best[way.documents], way.weights)
    documents = np.flatnonzero(best > 0)
    return Postings(documents, best[documents])


def conjunction(snapshot: Snapshot, terms: tuple[str, ...]) -> Postings:
    """Give the documents that hold all terms, with the mean of their scores."""
    if len(terms) == 1:
        return snapshot.scored(terms[0])
    return _in_all(snapshot, map(snapshot.scored, terms)).weighted(1 / len(terms))


def _in_all(snapshot: Snapshot, found: Iterable[Postings]) -> Postings:
    """Give the documents that are in each of the postings, with the sum of their weights."""

    def both(left: Postings, right: Postings) -> Postings:
        at_left = _marked(snapshot, right.documents)[left.documents]
        at_right = _marked(snapshot, left.documents)[right.documents]
        return Postings(left.documents[at_left], left.weights[at_left] + right.weights[at_right])

    return reduce(both, found)


def _required(term: str) -> Group:
    return Group(term, (Alternative((term,)),))


def _adjacent(snapshot: Snapshot, phrase: Phrase) -> Integers:
    """Give the documents that say the words side by side; remembered, since looking into texts takes longest."""
    return snapshot.phrases.recall(phrase, partial(_look_into_texts, snapshot))


def _look_into_texts(snapshot: Snapshot, phrase: Phrase) -> Integers:
    candidates = conjunction(snapshot, phrase.terms).documents
    return candidates[snapshot.saying(" ".join(phrase.words), candidates)]


def _marked(snapshot: Snapshot, documents: Integers) -> Mask:
    mask = np.zeros(snapshot.size, np.bool_)
    mask[documents] = True
    return mask
