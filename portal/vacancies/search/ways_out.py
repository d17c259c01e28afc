"""What a question with few hits could be instead, and how many hits that brings."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from portal.core.search import EachCode, Facet, Options, SearchQuery, SearchResult
from portal.reference import snapshot
from portal.vacancies.search import asking
from portal.vacancies.search.asking import Wanted
from portal.vacancies.search.facets import FACETS
from portal.vacancies.search.index import backend
from portal.vacancies.search.own_words import read
from portal.vacancies.search.words import analyser

FEW = 3
"""Fewer hits than these are few."""
MOST_FIELDS = 3
_NAMES = {facet.column: facet.name for facet in FACETS} | {"place": "place", "area": "place", "starts_last": "from"}

Counts = Mapping[str, int]


@dataclass(frozen=True)
class WaysOut:
    """Hits without each filter by its name (`text`, `place` and `from` among them), and in fields of work near by.

    Where there are words, the fields are counted without them: a word names an occupation as a field does.
    """

    without: Counts
    fields: Counts


def ways_out(wanted: Wanted, fields: Counts) -> WaysOut:
    """Count what would be found otherwise; at most two questions to the index. Raises: SearchUnavailable.

    Args: fields: how many hits each field of work has for this very question.
    """
    anything = asking.still_shown()
    used = [condition.column for condition in asking.filters(wanted) if condition != anything]
    result = _ask(wanted, tuple(Options(column, (("any", anything),)) for column in used))
    without = {_NAMES[column]: counts["any"] for column, counts in result.facets.items()}
    if wanted.text:
        free = _ask(replace(wanted, text=""), (EachCode("field"),))
        without["text"], fields = free.total, free.facets["field"]
    near = [name for name in _fields_near(wanted) if fields.get(name)]
    return WaysOut(without, {name: fields[name] for name in near[:MOST_FIELDS]})


def is_unknown(text: str) -> bool:
    """Tell whether nothing on the board has these words, wherever it is. Raises: SearchUnavailable."""
    return bool(text) and not _ask(Wanted(text), ()).total


def _ask(wanted: Wanted, counted: tuple[Facet, ...]) -> SearchResult:
    words, filters = read(wanted.text), tuple(asking.filters(wanted))
    return backend().search(SearchQuery(words, filters, size=0, facets=counted, mend=wanted.mends))


def _fields_near(wanted: Wanted) -> list[str]:
    """Name the fields of the words that were typed, then those whose occupations are akin; never one that is ticked.

    Source: KldB 2010: occupations of one main group (two digits) are nearer than those of one area (one digit).
    """
    ticked = frozenset(wanted.ticked.get("field", ()))
    meant = ticked or _fields_meant(wanted.text)
    groups = _main_groups()
    akin = {name: max((_shared(groups[name], groups[other]) for other in meant), default=0) for name in groups}
    near = [name for name in groups if akin[name] and name not in ticked]
    return sorted(near, key=lambda name: (name not in meant, -akin[name], name))


def _shared(left: Counter[str], right: Counter[str]) -> int:
    """Count how much two fields have in common; of areas, only the one counts that most of a field belongs to."""
    common = (left & right).total()
    is_same_area = bool(left and right) and _area(left) == _area(right)
    return 10 * common + is_same_area


def _area(groups: Counter[str]) -> str:
    return Counter(code[0] for code in groups.elements()).most_common(1)[0][0]


@cache
def _main_groups() -> Mapping[str, Counter[str]]:
    """Count the main groups of the occupations of each field of work."""
    groups: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for group in snapshot().occupation_groups:
        groups[group.area].update(code[:2] for code in group.kldb5 if code)
    return groups


def _fields_meant(text: str) -> frozenset[str]:
    """Name the fields that the words belong to; a word of many fields, such as "Helfer", tells nothing."""
    terms = [term for group in read(text).groups for term in group.alternatives[0].terms]
    found = (_fields_by_term().get(term, frozenset()) for term in terms)
    return frozenset().union(*(names for names in found if len(names) <= MOST_FIELDS))


@cache
def _fields_by_term() -> Mapping[str, frozenset[str]]:
    """Give the fields in which an occupation is called so; of a compound, its whole counts, not its parts."""
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for group in snapshot().occupation_groups:
        names = (group.area, *group.canonical_de.split(", "), *group.synonyms_de, *group.synonyms_en)
        for name in map(analyser().read, names):
            for term in (term for word in name.groups for term in word.alternatives[0].terms):
                fields[term].add(group.area)
    return {term: frozenset(names) for term, names in fields.items()}
