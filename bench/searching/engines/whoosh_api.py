"""Whoosh by its own interface, as fast as that goes: filters kept as sets, facets of integer columns counted."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from whoosh import columns, fields, index, query, sorting
from whoosh.analysis import RegexTokenizer

from bench.searching.engine import clauses, filters, plain, terms, values
from bench.searching.offers import Offer, codes
from bench.searching.questions import FACETS, PAGE, Answer, Question
from portal.core.search import Analyser

BREAK = " textende "
FILTERED = ("kind", "level", "place")


class WhooshApi:
    """One folder."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        """Name the folder."""
        self._folder, self._analyser = folder, analyser
        words = {name: fields.TEXT(RegexTokenizer(r"\S+"), phrase=name == "plain") for name in ("terms", "plain")}
        codes_ = {f"is_{column}": fields.ID() for column in FILTERED}
        counted = {column: fields.COLUMN(columns.NumericColumn("i")) for column in FACETS}
        self._schema = fields.Schema(
            key=fields.ID(stored=True), starts=fields.NUMERIC(int), **words, **codes_, **counted
        )

    def build(self, offers: Iterable[Offer]) -> None:
        """Index all offers from nothing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        writer = index.create_in(self._folder, self._schema).writer(limitmb=256)
        for offer in offers:
            writer.add_document(**self._fields(offer))
        writer.commit()

    def open(self) -> None:
        """Begin to read, as a new process does."""
        self._index = index.open_dir(self._folder)
        self._searcher = self._index.searcher()
        self._kept: dict[query.Query, set[int]] = {}

    def look(self) -> None:
        """Take in what another process committed."""
        self.open()

    def ask(self, question: Question) -> Answer:
        """Answer from what was committed last."""
        words, passing = _words(question), self._filters(question)
        found = self._search(words, list(passing.values()), [column for column in FACETS if column not in passing])
        page, total, counted = found
        for column in passing.keys() & set(FACETS):
            others = [kept for other, kept in passing.items() if other != column]
            counted |= self._search(words, others, [column])[2]
        return Answer(total, page, counted)

    def update(self, offers: Sequence[Offer]) -> None:
        """Commit other texts for these offers."""
        writer = self._index.writer()
        for offer in offers:
            writer.delete_by_term("key", str(offer.number))
            writer.add_document(**self._fields(offer))
        writer.commit()

    def _fields(self, offer: Offer) -> dict[str, Any]:
        known = values(offer)
        codes_ = {f"is_{column}": str(known[column]) for column in FILTERED}
        counted = {column: known[column] for column in FACETS}
        texts = {"terms": terms(offer, self._analyser), "plain": plain(offer, BREAK)}
        return {"key": str(offer.number), "starts": known["starts"], **texts, **codes_, **counted}

    def _search(
        self, words: query.Query, passing: list[set[int]], facets: list[str]
    ) -> tuple[tuple[int, ...], int, dict[str, dict[str, int]]]:
        options: dict[str, Any] = {}
        if passing:
            options["filter"] = set.intersection(*passing)
            if not options["filter"]:  # which Whoosh takes for no filter
                return (), 0, {column: {} for column in facets}
        if facets:
            grouped = sorting.Facets()
            for column in facets:
                grouped.add_facet(column, sorting.FieldFacet(column, maptype=sorting.Count))
            options["groupedby"] = grouped
        results = self._searcher.search(words, limit=PAGE, **options)
        page = tuple(int(hit["key"]) for hit in results)
        return page, len(results), {column: _named(column, results.groups(column)) for column in facets}

    def _filters(self, question: Question) -> dict[str, set[int]]:
        asked: dict[str, query.Query] = {
            column: query.Or([query.Term(f"is_{column}", str(number)) for number in passing])
            for column, passing in filters(question).items()
        }
        if question.starts:
            asked["starts"] = query.NumericRange("starts", *(day.toordinal() for day in question.starts))
        return {column: self._kept_for(condition) for column, condition in asked.items()}

    def _kept_for(self, condition: query.Query) -> set[int]:
        if condition not in self._kept:
            self._kept[condition] = set(self._searcher.docs_for_query(condition))
        return self._kept[condition]


def _words(question: Question) -> query.Query:
    anded = [
        query.Or([query.And([query.Term("terms", term) for term in alternative]) for alternative in alternatives])
        for alternatives in clauses(question)
    ]
    phrases = [query.Phrase("plain", list(phrase.words)) for phrase in question.words.phrases]
    return query.And([*anded, *phrases]).normalize()


def _named(column: str, groups: dict[int, int]) -> dict[str, int]:
    return {codes()[column][number]: count for number, count in groups.items()}
