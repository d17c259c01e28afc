"""Tantivy with fast fields and aggregations; a facet with a filter of its own is counted without it by a query more."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from bench.searching.engine import clauses, filters, plain, terms, values
from bench.searching.offers import Offer, codes
from bench.searching.questions import FACETS, PAGE, Answer, Question
from portal.core.search import Analyser

BREAK = " textende "
COUNTS = {column: {"terms": {"field": column, "size": 1_000}} for column in FACETS}


class Tantivy:
    """One folder."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        """Name the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._analyser = folder, analyser
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("plain", tokenizer_name="whitespace", index_option="position")
        for name in ("number", *FACETS, "place", "starts"):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        self._schema = builder.build()

    def build(self, offers: Iterable[Offer]) -> None:
        """Index all offers from nothing."""
        self.open()
        with self._index.writer(num_threads=1) as writer:
            for offer in offers:
                writer.add_document(self._document(offer))
            writer.commit()

    def open(self) -> None:
        """Begin to read, as a new process does."""
        self._index = tantivy.Index(self._schema, str(self._folder))
        self._searcher = self._index.searcher()

    def look(self) -> None:
        """Take in what another process committed."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> Answer:
        """Answer from what was committed last."""
        words, passing = self._words(question), self._filters(question)
        every = _all_of([words, *passing.values()])
        found = self._searcher.search(every, PAGE)
        numbers = self._searcher.fast_field_values("number", [address for _, address in found.hits])
        counted = self._count(every, [column for column in FACETS if column not in passing])
        for column in passing.keys() & set(FACETS):
            others = [passes for other, passes in passing.items() if other != column]
            counted |= self._count(_all_of([words, *others]), [column])
        return Answer(found.count, tuple(numbers), counted)

    def update(self, offers: Sequence[Offer]) -> None:
        """Commit other texts for these offers."""
        with self._index.writer(15_000_000, num_threads=1) as writer:
            for offer in offers:
                writer.delete_documents_by_term("number", offer.number)
                writer.add_document(self._document(offer))
            writer.commit()

    def _document(self, offer: Offer) -> tantivy.Document:
        document = tantivy.Document(terms=terms(offer, self._analyser), plain=plain(offer, BREAK))
        for name, value in (values(offer) | {"number": offer.number}).items():
            document.add_unsigned(name, value)
        return document

    def _count(self, query: Query, columns: Iterable[str]) -> dict[str, dict[str, int]]:
        wanted = {column: COUNTS[column] for column in columns}
        counted = self._searcher.aggregate(query, wanted)
        return {column: _codes(column, counted[column]) for column in wanted}

    def _words(self, question: Question) -> Query:
        ored = [
            Query.disjunction_max_query([_all_of([self._term(term) for term in terms]) for terms in alternatives])
            for alternatives in clauses(question)
        ]
        phrases = [_phrase(self._schema, phrase.words) for phrase in question.words.phrases]
        return _all_of([*ored, *phrases])

    def _term(self, term: str) -> Query:
        return Query.term_query(self._schema, "terms", term, "freq")

    def _filters(self, question: Question) -> dict[str, Query]:
        found = {
            column: Query.const_score_query(Query.term_set_query(self._schema, column, passing), 0)
            for column, passing in filters(question).items()
        }
        if question.starts:
            first, last = (day.toordinal() for day in question.starts)
            inside = Query.range_query(self._schema, "starts", FieldType.Unsigned, first, last)
            found["starts"] = Query.const_score_query(inside, 0)
        return found


def _phrase(schema: tantivy.Schema, words: Sequence[str]) -> Query:
    """Find words side by side; one alone is no phrase to tantivy."""
    return (
        Query.phrase_query(schema, "plain", list(words))
        if len(words) > 1
        else Query.term_query(schema, "plain", words[0])
    )


def _all_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def _codes(column: str, counted: Mapping[str, Any]) -> dict[str, int]:
    return {codes()[column][int(bucket["key"])]: bucket["doc_count"] for bucket in counted["buckets"]}
